"""Editions of a document apart from rounds, what differs between them, and corrections by a new event."""

from __future__ import annotations

from typing import Any

import pytest

from duban.engine.errors import Refused, UnknownCase
from support.small import PAPER, POINT, deploy
from support.world import World


def point(no: int, says: str, responsible: str = "li", **more: Any) -> dict[str, Any]:
    """A point of the paper."""
    return {"no": no, "says": says, "responsible": responsible, **more}


@pytest.fixture
def paper(world: World) -> str:
    """A paper that has not been handed in."""
    deploy(world, PAPER, POINT)
    return world.duban.start("paper", unit="water-bureau", by="zhang").case


def hand_in(
    world: World, case: str, text: str = "first", *points: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """Hand the paper in."""
    return world.must(case, "hand-in", "zhang", text=text, points=list(points) or [point(1, "one")], **more)


def test_each_time_it_is_handed_in_is_an_edition_whatever_the_round(world: World, paper: str) -> None:
    """The number grows with each handing in, the round only with a redo, and each edition tells why it came back."""
    assert world.duban.show(paper)["edition"] == 0
    assert hand_in(world, paper)["edition"] == 1
    world.must(paper, "return", "wang", faults="too short")
    view = hand_in(world, paper, "second")
    assert (view["edition"], view["round"]) == (2, 1)
    world.duban.batch("forward", [paper], by="wang")
    world.must(paper, "redo", "zhao")
    view = hand_in(world, paper, "third")
    assert (view["edition"], view["round"]) == (3, 2)
    told = world.duban.editions(paper)
    assert told["fields"] == ["text", "points"]
    assert [one["document"]["text"] for one in told["editions"]] == ["first", "second", "third"]
    assert [one["round"] for one in told["editions"]] == [1, 1, 2]
    causes = [[(cause["action"], cause["data"]) for cause in one["causes"]] for one in told["editions"]]
    assert causes == [[], [("return", {"faults": "too short"})], [("redo", {})]]
    assert told["since"] == []
    world.sound()


def test_the_difference_names_fields_records_and_columns(world: World, paper: str) -> None:
    """Added, removed and changed records by their key, with the columns that changed; nothing else is told."""
    hand_in(world, paper, "same", point(1, "one"), point(2, "two"), point(3, "three", share="0.5"))
    world.must(paper, "return", "wang", faults="point 2")
    hand_in(world, paper, "same", point(3, "three", share="0.75"), point(1, "one", "he"), point(4, "four"))
    view = world.duban.differences(paper)
    assert (view["old"], view["new"]) == (1, 2)
    assert view["changes"] == [
        {
            "path": ["points", "3", "share"],
            "field": "points",
            "change": "changed",
            "old": "0.5",
            "new": "0.75",
        },
        {
            "path": ["points", "1", "responsible"],
            "field": "points",
            "change": "changed",
            "old": "li",
            "new": "he",
        },
        {"path": ["points", "4"], "field": "points", "change": "added", "new": point(4, "four")},
        {"path": ["points", "2"], "field": "points", "change": "removed", "old": point(2, "two")},
        {"path": ["points"], "field": "points", "change": "moved", "old": ["1", "3"], "new": ["3", "1"]},
    ]
    assert world.duban.differences(paper, 2) == view
    assert world.duban.differences(paper, 1, 2) == view
    first = world.duban.differences(paper, 1)
    assert [(one["path"], one["change"]) for one in first["changes"]] == [
        (["text"], "added"), (["points"], "added"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="no edition 3"):
        world.duban.differences(paper, 3)
    with pytest.raises(UnknownCase):
        world.duban.editions("case-99")


def test_a_workflow_without_editions_says_so(world: World) -> None:
    """Nothing is made up for a workflow that marks no action, and its cases do not speak of editions."""
    case = world.start()
    assert "edition" not in world.duban.show(case)
    with pytest.raises(Refused, match="have no editions"):
        world.duban.editions(case)


def test_a_correction_is_an_event_of_its_own(world: World, paper: str) -> None:
    """It tells old and new and why, moves nothing, is no edition, and what was recorded first stays."""
    hand_in(world, paper, "frist")
    before = world.duban.history(paper)
    view = world.duban.correct(paper, {"text": "first"}, by="zhao", note="a slip").unwrap()
    assert (view["data"]["text"], view["states"], view["edition"]) == ("first", ["reading"], 1)
    *earlier, last = world.duban.history(paper)
    assert earlier == before
    assert (last["kind"], last["actor"], last["note"]) == ("corrected", "zhao", "a slip")
    assert (last["old"], last["data"]) == ({"text": "frist"}, {"text": "first"})
    told = world.duban.editions(paper)
    assert told["editions"][0]["document"]["text"] == "frist"
    assert [one["kind"] for one in told["since"]] == ["corrected"]
    world.sound()


def test_what_may_not_be_corrected_is_refused(world: World, paper: str) -> None:
    """By whom, to what, of what type, naming whom, without a reason, or to what it says already: each is a reason."""
    hand_in(world, paper)

    def codes(by: str = "zhang", note: str = "because", **data: Any) -> list[str]:
        return world.refused(world.duban.correct(paper, data, by=by, note=note))

    assert codes("wang", text="x") == ["not-authorized"]
    assert codes(colour="red") == ["not-settable"]
    assert codes(text=["x"]) == ["invalid-value"]
    assert codes(points=[point(1, "one", "nobody")]) == ["unknown-reference"]
    assert codes(text="first") == ["nothing-to-correct"]
    assert codes() == ["nothing-to-correct"]
    assert codes(note=" ", text="x") == ["empty-text"]
    # What only a later step fills in is no correction: its own action asks for it, with its role and conditions.
    assert codes(grade=1) == ["not-settable"]
    world.duban.batch("forward", [paper], by="wang")
    assert codes(points=[point(2, "two")]) == ["item-dropped"]


def test_an_ended_case_can_be_corrected_and_stays_ended(world: World, paper: str) -> None:
    """Its data say what is right; its end, and what its end has moved, stay."""
    hand_in(world, paper)
    world.duban.batch("forward", [paper], by="wang")
    world.must(paper, "agree", "zhao")
    view = world.duban.correct(paper, {"text": "good"}, by="zhang", note="as signed").unwrap()
    assert (view["status"], view["states"], view["data"]["text"]) == ("success", ["agreed"], "good")
    world.sound()


def test_what_happens_by_itself_may_follow_a_correction(world: World, paper: str) -> None:
    """The correction itself moves nothing; a guard that now holds does."""
    hand_in(world, paper)
    world.duban.batch("forward", [paper], by="wang")
    world.duban.correct(paper, {"text": "good"}, by="zhang", note="as signed").unwrap()
    kinds = [(one["kind"], one["action"], one["actor"]) for one in world.duban.history(paper)]
    assert kinds[-2:] == [("corrected", None, "zhang"), ("moved", "settle", "system")]
    assert world.state(paper) == "agreed"
    world.sound()


def test_a_corrected_date_counts_from_where_it_began(world: World, paper: str) -> None:
    """A term keeps its beginning, a day that is past is flagged at once and once, and a later day takes the flag away."""
    hand_in(world, paper, limit="10 days")
    world.advance("4 days")

    def due() -> tuple[str, bool]:
        (one,) = world.duban.show(paper)["deadlines"]
        return one["due"][:10], one["overdue"]

    assert due() == ("2014-08-11", False)
    world.duban.correct(paper, {"limit": "20 days"}, by="zhang", note="misread").unwrap()
    assert due() == ("2014-08-21", False)
    world.duban.correct(paper, {"limit": "2014-08-04"}, by="zhang", note="misread again").unwrap()
    assert due() == ("2014-08-04", True)
    assert world.kinds(paper)[-2:] == ["corrected", "overdue"]
    world.duban.correct(paper, {"limit": "2014-08-01"}, by="zhang", note="earlier still").unwrap()
    assert world.kinds(paper).count("overdue") == 1
    world.duban.correct(paper, {"limit": "2014-09-30"}, by="zhang", note="right at last").unwrap()
    assert due() == ("2014-09-30", False)
    world.advance("60 days")
    assert world.kinds(paper).count("overdue") == 2
    world.sound()
