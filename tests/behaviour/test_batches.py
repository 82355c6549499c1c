"""Forwarded together: one number, a result for each case, and an action that is done in no other way."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from duban.engine.errors import InvalidInput, UnknownBatch, UnknownCase
from support.small import PAPER, POINT, deploy
from support.world import World


@pytest.fixture
def papers(world: World) -> list[str]:
    """Three papers that have been handed in."""
    deploy(world, PAPER, POINT)
    cases = []
    for number in range(3):
        case = world.duban.start("paper", unit="water-bureau", by="zhang").case
        point = {"no": 1, "says": "one", "responsible": "li"}
        world.must(case, "hand-in", "zhang", text=f"paper {number}", points=[point])
        cases.append(case)
    return cases


def test_an_action_of_a_batch_is_done_in_no_other_way(world: World, papers: list[str]) -> None:
    """Alone it is refused and says how it is done; `can` says that the person may; one document is a batch too."""
    assert world.refused(world.do(papers[0], "forward", "wang")) == ["batch-only"]
    possible, _ = world.duban.can(papers[0], by="wang")
    assert "forward" in [one.action for one in possible]
    done = world.duban.batch("forward", papers[:1], by="wang")
    assert (done.number, done.ok, world.state(papers[0])) == (1, True, "deciding")
    world.sound()


def test_each_case_has_its_own_result_under_one_number(world: World, papers: list[str]) -> None:
    """What can be forwarded is, what cannot says why; number and note stand in the events of those that were."""
    world.must(papers[1], "return", "wang", faults="too long")
    done = world.duban.batch("forward", papers, by="wang", note="together", data={"grade": 2})
    assert (done.number, done.ok) == (1, False)
    assert [one.ok for one in done.results.values()] == [True, False, True]
    assert [one.code for one in done.results[papers[1]].refusals] == ["not-here"]
    for case in (papers[0], papers[2]):
        event = next(one for one in world.duban.history(case) if one["action"] == "forward")
        assert (event["batch"], event["note"], event["data"]) == (1, "together", {"grade": 2})
    assert all("batch" not in one for one in world.duban.history(papers[1]))
    view = world.duban.batch_view(1)
    assert (view["action"], view["actor"], view["note"]) == ("forward", "wang", "together")
    assert [(one["case"], one["done"], one["codes"]) for one in view["results"]] == [
        (papers[0], True, []), (papers[1], False, ["not-here"]), (papers[2], True, []),
    ]  # fmt: skip
    world.must(papers[0], "redo", "zhao")
    assert [one["states"] for one in world.duban.batch_view(1)["results"]] == [
        ["writing"],
        ["writing"],
        ["deciding"],
    ]
    world.sound()


def test_all_or_nothing_leaves_everything_as_it_was(world: World, papers: list[str]) -> None:
    """One refusal undoes the batch, the number with it; those that could have gone say so."""
    world.must(papers[2], "return", "wang", faults="too long")
    before = world.dump()
    done = world.duban.batch("forward", papers, by="wang", all_or_nothing=True)
    assert (done.number, done.ok) == (None, False)
    codes = [[one.code for one in answer.refusals] for answer in done.results.values()]
    assert codes == [["batch-undone"], ["batch-undone"], ["not-here"]]
    assert world.dump() == before
    refused = world.duban.batch("forward", papers, by="li")
    assert (refused.number, [one.ok for one in refused.results.values()]) == (None, [False] * 3)
    assert world.dump() == before
    assert world.duban.batch("forward", papers[:2], by="wang").number == 1


def test_what_is_not_there_stops_the_batch(world: World, papers: list[str]) -> None:
    """A mistyped case, an empty batch and an unknown number are told, and nothing is done."""
    before = world.dump()
    with pytest.raises(UnknownCase):
        world.duban.batch("forward", [*papers, "case-99"], by="wang")
    with pytest.raises(InvalidInput):
        world.duban.batch("forward", [], by="wang")
    with pytest.raises(UnknownBatch):
        world.duban.batch_view(7)
    assert world.dump() == before


def test_a_case_named_twice_counts_once(world: World, papers: list[str]) -> None:
    """It is forwarded once and told once."""
    done = world.duban.batch("forward", [papers[0], papers[0]], by="wang")
    assert (list(done.results), done.ok) == ([papers[0]], True)


def test_what_follows_refused_takes_back_that_case_alone(world: World, papers: list[str]) -> None:
    """Where a child cannot be opened its parent stays where it was, and the others go on."""
    world.must(papers[0], "return", "wang", faults="a twin")
    world.must(
        papers[0], "hand-in", "zhang",
        text="x", points=[{"no": 1, "says": "x" * 10, "responsible": "li"}],
    )  # fmt: skip
    world.sql("DELETE FROM duban_definition WHERE workflow = 'small-point'")
    with pytest.raises(Exception, match="small-point"):
        world.duban.batch("forward", papers, by="wang")
    assert [world.state(case) for case in papers] == ["reading"] * 3


def test_in_a_transaction_of_the_host_it_stands_and_falls_with_it(world: World, papers: list[str]) -> None:
    """A batch taken back leaves the host's transaction usable; what the host rolls back has no number."""
    world.must(papers[2], "return", "wang", faults="too long")
    before = world.dump()
    with Session(world.duban.engine) as session:
        inside = world.duban.within(session)
        assert inside.batch("forward", papers, by="wang", all_or_nothing=True).number is None
        assert inside.batch("forward", papers, by="wang").number == 1
        session.rollback()
    assert world.dump() == before
    with Session(world.duban.engine) as session:
        assert world.duban.within(session).batch("forward", papers[:2], by="wang").ok
        session.commit()
    assert [world.state(case) for case in papers] == ["deciding", "deciding", "writing"]
    world.sound()
