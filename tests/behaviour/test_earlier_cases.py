"""Cases of an earlier phase: played with past dates and recorded now, the whole file or nothing, each fault with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from duban.engine.app.earlier import Imported
from duban.engine.dsl.earlier import read_earlier
from duban.engine.errors import UnknownPerson
from support.gate_flows import CHECK_UP, HEARING, MASTER, SURVEY
from support.small import PAPER, POINT, deploy
from support.world import World

PAPERS = """
- workflow: paper
  unit: water-bureau
  by: zhang
  at: 2014-03-03
  steps:
    - do: hand-in
      by: zhang
      at: 2014-03-04 09:00
      data: {text: first, points: [{no: 1, says: one, responsible: li}], limit: 10 days}
    - {do: return, by: wang, at: 2014-04-01 10:00, data: {faults: short}, note: 见会议记录}
    - do: hand-in
      by: zhang
      at: 2014-04-02 09:00
      data: {text: second, limit: 2014-07-15}
"""


def enter(world: World, text: str | list[Any], *, check: bool = False, by: str = "zhao") -> Imported:
    """Enter what a file says."""
    content = text if isinstance(text, str) else json.dumps(text)
    read = read_earlier(content.encode(), "earlier.yaml")
    assert read.findings == (), [one.message("en") for one in read.findings]
    return world.duban.import_cases(read.cases, by=by, check=check)


@pytest.fixture
def ready(world: World) -> World:
    """A world that knows the paper."""
    deploy(world, PAPER, POINT)
    return world


def test_it_happened_then_and_was_recorded_now(ready: World) -> None:
    """Each event holds both times and who entered it; deadlines are as of then; nobody is told of it as news."""
    done = enter(ready, PAPERS)
    (one,) = done.cases
    assert (done.ok, done.steps, one["states"], one["line"]) == (True, 3, ["reading"], 2)
    events = ready.duban.history(one["case"])
    assert [event["action"] or event["kind"] for event in events] == [
        "started", "hand-in", "reminded", "overdue", "return", "hand-in",
    ]  # fmt: skip
    assert [event["at"][:10] for event in events] == [
        "2014-03-03", "2014-03-04", "2014-03-13", "2014-03-15", "2014-04-01", "2014-04-02",
    ]  # fmt: skip
    assert {event["recorded_at"][:10] for event in events} == {"2014-08-01"}
    assert {event["imported_by"] for event in events} == {"zhao"}
    assert [event["actor"] for event in events] == ["zhang", "zhang", "system", "system", "wang", "zhang"]
    assert ready.sql("SELECT count(*) FROM duban_outbox") == [(0,)]
    view = ready.duban.show(one["case"])
    assert view["opened_at"].startswith("2014-03-03")
    assert view["edition"] == 2
    assert view["breaches"][0]["due"].startswith("2014-03-14")
    ready.sound()


def test_the_night_flags_what_is_late_once(ready: World) -> None:
    """A deadline that passed before the case was entered is flagged by the next night, as of its day, and not again."""
    case = enter(ready, PAPERS).cases[0]["case"]
    assert ready.duban.show(case)["deadlines"][0]["overdue"] is True
    assert ready.duban.sweep().json()["overdue"] == 1
    assert ready.duban.sweep().json()["overdue"] == 0
    (_, last) = (event for event in ready.duban.history(case) if event["kind"] == "overdue")
    assert last["at"].startswith("2014-07-16T00:00")
    assert "imported_by" not in last
    ready.sound()


def test_a_dry_run_stores_nothing_and_says_what_would_be(ready: World) -> None:
    """With `check` everything is played and taken back; entered afterwards it is the same."""
    before = ready.dump()
    done = enter(ready, PAPERS, check=True)
    assert (done.ok, done.steps, done.cases) == (True, 3, [])
    assert ready.dump() == before
    assert enter(ready, PAPERS).cases[0]["case"] == "case-1"


def test_every_fault_is_told_with_its_place_and_nothing_is_stored(ready: World) -> None:
    """Who may not, what is missing, unknown names, times out of order or to come: all at once, in the order of the file."""
    good = {"workflow": "paper", "unit": "water-bureau", "by": "zhang", "at": "2014-03-03"}
    hand_in = {"do": "hand-in", "by": "zhang", "at": "2014-03-04"}
    filled = {"text": "t", "points": [{"no": 1, "says": "s", "responsible": "li"}]}
    faulty = [
        good,
        good | {"by": "wang"},
        good | {"unit": "nowhere"},
        good | {"workflow": "papre"},
        good | {"by": "nobody"},
        good
        | {"steps": [hand_in | {"data": filled}, hand_in | {"do": "return", "by": "li", "at": "2014-03-05"}]},
        good | {"steps": [hand_in]},
        good | {"steps": [hand_in | {"at": "2014-03-01"}]},
        good | {"steps": [hand_in | {"at": "2014-12-31"}]},
        good | {"steps": [hand_in | {"data": filled}, hand_in | {"child": "9", "at": "2014-03-05"}]},
    ]
    before = ready.dump()
    lines = ",\n".join(json.dumps(one) for one in faulty)
    done = enter(ready, f"[\n{lines}\n]")
    assert not done.ok
    assert [(one.place[0], one.code) for one in done.problems] == [
        (3, "not-authorized"), (4, "unknown"), (5, "unknown"), (6, "unknown"), (7, "not-authorized"), (7, "missing"),
        (8, "missing"), (9, "out-of-order"), (10, "in-the-future"), (11, "no-such-child"),
    ]  # fmt: skip
    for one in done.problems:
        assert one.place[1] >= 1
        assert one.text.zh
        assert "{" not in one.text.en
    assert ready.dump() == before
    with pytest.raises(UnknownPerson):
        enter(ready, [good], by="nobody")


def test_posts_are_those_of_the_day(ready: World) -> None:
    """Whoever held the post then could act then, whoever holds it no more included; before a post began nobody could."""
    ready.sql("UPDATE duban_post SET until = '2014-04-30' WHERE person = 'zhang' AND post = 'principal'")
    assert enter(ready, PAPERS).ok
    assert ready.refused(ready.duban.start("paper", unit="water-bureau", by="zhang")) == ["not-authorized"]
    early = {"workflow": "paper", "unit": "water-bureau", "by": "zhang", "at": "2013-12-01"}
    assert [one.code for one in enter(ready, [early]).problems] == ["not-authorized"]


def test_children_are_played_too_and_a_batch_is_what_was_one(ready: World) -> None:
    """A step may be a child's, by its key; what is forwarded in batches only was, then, forwarded so."""
    done = enter(
        ready,
        PAPERS
        + """
    - {do: forward, by: wang, at: 2014-04-08 09:00}
    - {do: do, by: li, at: 2014-04-20 09:00, child: 1}
""",
    )
    assert done.ok, [one.text.en for one in done.problems]
    case = done.cases[0]["case"]
    child = ready.duban.show(f"{case}.1")
    assert (child["status"], child["opened_at"][:10]) == ("success", "2014-04-08")
    ready.sound()


def test_across_the_file_it_is_played_in_the_order_of_the_days(world: World) -> None:
    """What one case needs of another was there on the day, in whatever order the file tells them."""
    deploy(world, MASTER, CHECK_UP, HEARING, SURVEY)
    case = {"unit": "water-bureau", "by": "zhang"}
    done = enter(
        world,
        [
            case | {"workflow": "master", "at": "2014-05-01", "steps": [{"do": "hold", "by": "zhang", "at": "2014-06-01"}]},
            case | {"workflow": "check-up", "at": "2014-04-01", "steps": [{"do": "pass", "by": "li", "at": "2014-05-05"}]},
            case | {"workflow": "hearing", "at": "2014-04-01", "steps": [{"do": "pass", "by": "li", "at": "2014-05-05"}]},
            {
                "workflow": "survey", "unit": "campaign-office", "by": "zhao", "at": "2014-05-02",
                "steps": [{"do": "judge", "by": "zhao", "at": "2014-05-06", "data": {"units": ["water-bureau"]}}],
            },
        ],
    )  # fmt: skip
    assert done.ok, [one.text.en for one in done.problems]
    assert [one["status"] for one in done.cases] == ["success", "open", "success", "success"]
    world.sound()


def test_a_key_enters_a_case_once(ready: World) -> None:
    """The same file again finds its keys taken, says which case it was, and enters nothing twice."""
    keyed = PAPERS.replace("workflow: paper", "workflow: paper\n  key: phase-1/7")
    case = enter(ready, keyed).cases[0]["case"]
    before = ready.dump()
    done = enter(ready, keyed)
    assert [one.code for one in done.problems] == ["already-entered"]
    assert case in done.problems[0].text.en
    assert ready.dump() == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-file"), ("x: 1", "wrong-kind"), ("[]", "too-few"), ("- {workflow: paper}", "missing-key"),
        (PAPERS.replace("2014-03-03", "soon"), "bad-value"), (PAPERS.replace("steps:", "stpes:"), "unknown-key"),
        (PAPERS.replace("{faults: short}", "[short]"), "data-not-fields"), ("- {a: 1", "yaml-syntax"),
        ('[{"workflow": "paper", "unit": "\\u0000", "by": "zhang", "at": "2014-03-03"}]', "control-character"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_where(text: str, code: str) -> None:
    """Its form is judged before anything is played, with line and column."""
    read = read_earlier(text.encode(), "earlier.yaml")
    assert code in [one.code for one in read.findings]
    assert read.cases == ()
