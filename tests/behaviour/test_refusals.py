"""Every reason for which something is refused, with its values; and a refusal that changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from duban.engine.core.refusals import REFUSALS
from support import refused
from support.refused import CASES, Case
from support.refused_decisions import DECISIONS
from support.refused_documents import DOCUMENTS
from support.refused_registers import REGISTERS
from support.refused_terms import TERMS
from support.small import deploy
from support.world import BEGIN, World

assert CASES.keys() >= TERMS | DOCUMENTS | DECISIONS | REGISTERS
_EACH = [(code, case, values) for code, cases in CASES.items() for case, values in cases]


@pytest.mark.parametrize(("code", "refuse", "values"), _EACH, ids=[one[1].__name__[1:] for one in _EACH])
def test_a_refusal_names_its_reason_and_changes_nothing(
    lite: World, code: str, refuse: Case, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each refusal has its code, the same values and a whole sentence in either language, and every table stays as it was."""
    deploy(lite)
    before = _watch(lite, monkeypatch)
    found = [one for one in refuse(lite) if one.code == code]
    assert found
    assert lite.dump() == before[-1]
    figures = found[0].json("en")["values"]
    assert values.items() <= figures.items()
    assert found[0].json("zh")["values"] == figures
    for language in ("zh", "en"):
        told = found[0].json("zh" if language == "zh" else "en")
        assert told["code"] == code
        assert told["message"]
        assert "{" not in told["message"], told


def test_every_code_is_seen(normal: World) -> None:
    """There is no code that nothing is ever refused with, and none without words."""
    seen = {"not-a-rehearsal"}
    assert [one.code for one in refused.raised(lambda: normal.duban.set_clock(BEGIN))] == ["not-a-rehearsal"]
    later = BEGIN + timedelta(days=1)
    assert [one.code for one in refused.raised(lambda: normal.duban.sweep(as_of=later))] == [
        "not-a-rehearsal"
    ]
    assert seen | set(CASES) == set(REFUSALS)


@pytest.mark.parametrize(
    "refuse",
    [
        refused._no_reason,
        refused._wrong_starter,
        refused._cancelled_twice,
        refused._twice_on_the_roll,
        refused._voted_twice,
        refused._cast_and_counted,
    ],
    ids=lambda one: one.__name__[1:],
)
def test_every_kind_of_request_refused_changes_nothing(
    world: World, refuse: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An action, a start, a cancelling, a roll, a ballot, a count: refused, each leaves every table as it was."""
    before = _watch(world, monkeypatch)
    assert refuse(world)
    assert world.dump() == before[-1]


def test_a_refusal_stores_nothing_of_what_had_fallen_due(normal: World) -> None:
    """A refused act leaves it to the night to flag what is late."""
    case = normal.start()
    before = normal.dump()
    assert normal.clock is not None
    normal.clock.set(BEGIN + timedelta(days=40))
    assert normal.refused(normal.do(case, "submit", "wu")) == ["not-authorized"]
    assert normal.dump() == before
    assert normal.duban.sweep().fired["overdue"] == 1


def _watch(world: World, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What lay in the tables before each request from now on."""
    before: list[dict[str, Any]] = []

    def watching(original: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            before.append(world.dump())
            return original(*given, **named)

        return watched

    asked = ("act", "cancel", "cast", "roll", "start", "tally", "set_clock", "sweep", "urge", "answer")
    others = (
        "batch",
        "correct",
        "differences",
        "editions",
        "hand_over",
        "add_to_register",
        "retire_from_register",
        "set_milestone",
        "deploy",
    )
    for name in (*asked, *others):
        monkeypatch.setattr(world.duban, name, watching(getattr(world.duban, name)))
    return before


def test_values_are_ids_where_people_read_titles(lite: World) -> None:
    """State, action, roles, field and kind of matter are told by their ids to machines and by title to people."""
    case = lite.start()
    refusal = lite.do(case, "report", "zhang").refusals[0].json("zh")
    assert refusal["values"] == {"state": "drafting", "action": "report", "states": ["implementing"]}
    assert "起草方案" in refusal["message"]
    lite.bring(case, "disclosure")
    (nothing,) = lite.do(case, "resolve", "zhao", text="已答复").refusals
    assert nothing.json("zh")["values"] == {"kind": "objection", "action": "resolve"}
    assert "提出异议" in nothing.message("zh")
    assert "objection" not in nothing.message("zh")
    lite.duban.cancel(case, by="zhang", note="合并").unwrap()
    (over,) = lite.do(case, "publish", "zhang").refusals
    assert over.json("en")["values"] == {"status": "cancelled", "action": "publish"}
    assert "已撤销" in over.message("zh")
    assert "cancelled" not in over.message("zh")


def test_a_vacant_post_is_held_by_an_empty_list(lite: World) -> None:
    """Where nobody holds what it takes, the list is empty and the words say so."""
    case = lite.start()
    lite.bring(case, "team-review")
    with lite.duban.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM duban_post WHERE post = 'supervisor'")
    refusal = next(one for one in lite.do(case, "endorse", "zhang").refusals if one.code == "not-authorized")
    assert refusal.json("zh")["values"]["holders"] == []
    assert "无人任职" in refusal.message("zh")
    assert "nobody" in refusal.message("en")
