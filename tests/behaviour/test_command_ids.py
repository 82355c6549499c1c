"""Command ids: a retry acts once and answers as the first time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from duban.engine.app import Answer
from duban.engine.errors import Conflict
from support.small import deploy, open_vote
from support.world import PLAN, VOTERS, World, plan_data, tally

SMALL = {group: people[:2] for group, people in VOTERS.items()}
Request = Callable[[World, str, str], Answer]

REQUESTS: dict[str, tuple[str, Request, Request]] = {
    "start": (
        "drafting",
        lambda world, case, key: world.duban.start(
            PLAN, unit="water-bureau", by="zhang", data=plan_data(), key=key
        ),
        lambda world, case, key: world.duban.start(
            PLAN, unit="water-bureau", by="zhang", data=plan_data(roadmap="另一条"), key=key
        ),
    ),
    "act": (
        "team-review",
        lambda world, case, key: world.duban.act(
            case, "return", by="wang", data={"deficiencies": ["unfocused"]}, key=key
        ),
        lambda world, case, key: world.duban.act(
            case, "return", by="wang", data={"deficiencies": ["generalities"]}, key=key
        ),
    ),
    "act-with-children": (
        "implementing",
        lambda world, case, key: world.duban.act(f"{case}.1", "claim", by="li", key=key),
        lambda world, case, key: world.duban.act(f"{case}.2", "claim", by="li", key=key),
    ),
    "cancel": (
        "implementing",
        lambda world, case, key: world.duban.cancel(case, by="zhang", note="撤", key=key),
        lambda world, case, key: world.duban.cancel(case, by="zhang", note="销", key=key),
    ),
    "roll": (
        "appraisal",
        lambda world, case, key: world.duban.roll(case, SMALL, by="zhao", key=key),
        lambda world, case, key: world.duban.roll(case, VOTERS, by="zhao", key=key),
    ),
    "tally": (
        "appraisal",
        lambda world, case, key: world.duban.tally(case, tally(), by="zhao", key=key),
        lambda world, case, key: world.duban.tally(case, tally(0.9), by="zhao", key=key),
    ),
}


@pytest.mark.parametrize("what", REQUESTS)
def test_the_same_request_five_times_acts_once(world: World, what: str) -> None:
    """Five times the same request under one id: one act, and five times the same answer."""
    state, request, _ = REQUESTS[what]
    case = world.start()
    world.bring(case, state)
    first = request(world, case, "k-1")
    assert first.ok
    after = world.dump()
    world.advance("3 hours")
    for _ in range(4):
        assert request(world, case, "k-1") == first
    assert {**world.dump(), "duban_setting": []} == {**after, "duban_setting": []}


@pytest.mark.parametrize("what", REQUESTS)
def test_another_request_under_the_same_id_is_a_conflict(world: World, what: str) -> None:
    """An id that belongs to another request is refused aloud, and nothing is done."""
    state, request, other = REQUESTS[what]
    case = world.start()
    world.bring(case, state)
    assert request(world, case, "k-1").ok
    before = world.dump()
    with pytest.raises(Conflict):
        other(world, case, "k-1")
    assert world.dump() == before


def test_the_answer_stays_the_first_even_when_the_case_has_moved_on(world: World) -> None:
    """A late retry answers with the case as it stood then, not as it stands now."""
    case = world.start()
    first = world.duban.act(case, "submit", by="zhang", key="k-1")
    world.must(case, "endorse", "wang")
    world.must(case, "approve", "chen")
    again = world.duban.act(case, "submit", by="zhang", key="k-1")
    assert again == first
    assert again.unwrap()["states"] == ["team-review"]
    assert world.state(case) == "disclosure"


def test_an_act_that_leads_far_answers_the_same_again(world: World) -> None:
    """Closing a ballot leads on by itself; the retry answers with where it led."""
    case = world.start()
    world.bring(case, "appraisal")
    world.duban.tally(case, tally(), by="zhao").unwrap()
    first = world.duban.act(case, "close", by="zhao", key="k-1")
    assert first.unwrap()["states"] == ["passed"]
    assert world.duban.act(case, "close", by="zhao", key="k-1") == first


def test_a_refused_request_may_be_made_again_under_its_id(world: World) -> None:
    """A refusal uses no id up: the same request counts once what stood against it is gone."""
    case = world.start(presided_by="li")
    assert not world.duban.act(case, "submit", by="zhang", key="k-1").ok
    assert not world.duban.act(case, "submit", by="zhang", key="k-1").ok
    answer = world.duban.act(case, "submit", by="zhang", data={"presided_by": "zhang"}, key="k-1")
    assert answer.ok
    with pytest.raises(Conflict):
        world.duban.act(case, "submit", by="zhang", key="k-1")


def test_an_id_belongs_to_the_person_too(world: World) -> None:
    """Somebody else's request under the same id is another request."""
    case = world.start()
    world.bring(case, "team-review")
    world.duban.act(case, "endorse", by="wang", key="k-1").unwrap()
    with pytest.raises(Conflict):
        world.duban.act(case, "endorse", by="past", key="k-1")
    with pytest.raises(Conflict):
        world.duban.act(case, "endorse", by="he", on_behalf_of="wang", key="k-1")


def test_a_secret_ballot_may_be_retried(world: World) -> None:
    """A ballot sent again under its id counts once and answers alike; the choice is not compared, so that no trace of it is kept."""
    case = world.start()
    world.bring(case, "appraisal")
    world.duban.roll(case, SMALL, by="zhao").unwrap()
    first = world.duban.cast(case, group="staff", choice="satisfied", by="s01", key="k-1")
    after = world.dump()
    for choice in ("satisfied", "unsatisfied"):
        assert world.duban.cast(case, group="staff", choice=choice, by="s01", key="k-1") == first
    assert world.dump() == after


def test_an_open_ballot_under_the_same_id_is_compared(world: World) -> None:
    """Where the choice is no secret, the same id with another choice is another request."""
    deploy(world)
    case = open_vote(world)
    world.duban.roll(case, {"all": ["s01", "s02"]}, by="zhao").unwrap()
    world.duban.cast(case, group="all", choice="yes", by="s01", key="k-1").unwrap()
    with pytest.raises(Conflict):
        world.duban.cast(case, group="all", choice="no", by="s01", key="k-1")


@pytest.mark.parametrize("key", ["", "钥匙 1", "k" * 200, "'; DROP TABLE duban_case; --"])
def test_any_text_may_be_an_id(world: World, key: str) -> None:
    """An id is compared, never read."""
    case = world.start()
    first = world.duban.act(case, "submit", by="zhang", key=key)
    assert first.ok
    assert world.duban.act(case, "submit", by="zhang", key=key) == first


def test_every_answer_given_again_is_the_same_to_the_byte(
    lite: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the start to the end of a plan with objections, items and a ballot: also the order of keys and of children."""
    answered = 0

    def twice(name: str) -> Any:
        ask = getattr(lite.duban, name)

        def asked(*given: Any, **named: Any) -> Any:
            nonlocal answered
            answered += 1
            named["key"] = f"{name}-{answered}"
            first = ask(*given, **named)
            if first.ok:
                assert json.dumps(ask(*given, **named).view) == json.dumps(first.view)
            return first

        return asked

    for name in ("start", "act", "roll", "cast", "tally", "cancel"):
        monkeypatch.setattr(lite.duban, name, twice(name))
    case = lite.start()
    lite.bring(case, "disclosure")
    lite.must(case, "publish", "zhang", evidence={"title": "照片", "ref": "9"}, channel="公告栏")
    for text in ("一", "二"):
        lite.must(case, "object", "wu", text=text)
    lite.must(case, "resolve", "zhao", objection=2, text="已答复")
    lite.must(case, "resolve", "zhao", text="已答复")
    lite.advance("8 workdays")
    lite._carry_out(case)
    lite.duban.roll(case, dict(reversed(SMALL.items())), by="zhao").unwrap()
    lite.duban.cast(case, group="staff", choice="satisfied", by="s01").unwrap()
    lite.duban.cancel(case, by="zhang", note="合并").unwrap()
    assert answered > 15
