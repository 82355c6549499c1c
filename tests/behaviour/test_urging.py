"""Urging and answering: a word to those who have to act, told, answered, and flagged when it is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from duban.engine.core.terms import parse_term
from duban.engine.errors import Refused
from support.mail import URGENT, deliver, until
from support.small import deploy
from support.world import World


@pytest.fixture
def urged(normal: World) -> Iterator[tuple[World, str]]:
    """An item that was urged on a Friday, to be answered within two workdays."""
    case = normal.item(due="30 workdays")
    answer = normal.duban.urge(case, "请报进展", by="wang", within=parse_term("2 workdays"))
    assert answer.ok
    yield normal, case


def test_an_urge_is_told_and_answered(urged: tuple[World, str]) -> None:
    """Whoever has to act is told what is asked, finds it among what waits, and answers; the one who urged is told."""
    world, case = urged
    box = deliver(world)
    assert box.told() == [("li", [("urged", case)])]
    assert box.got[0].body["items"][0]["says"] == "请报进展"
    (open_,) = [one["urges"] for one in world.duban.todo(by="li") if one["case"] == case]
    assert (open_[0]["number"], open_[0]["until"]) == (1, "2014-08-05T23:59:59+08:00")
    view = world.duban.answer(case, 1, "已完成一半", by="li").unwrap()
    assert view["urges"][0]["answer"]["text"] == "已完成一半"
    assert deliver(world).told() == [("wang", [("answered", case)])]
    until(world, "2014-08-07 09:00")
    assert "unanswered" not in world.kinds(case)
    assert world.kinds(case)[-2:] == ["urged", "answered"]
    assert world.duban.verify(case)[1] == []


def test_an_urge_without_answer_is_flagged_once(urged: tuple[World, str]) -> None:
    """The end of the time flags it and tells both sides and the head; a late answer is one, and the flag stays."""
    world, case = urged
    deliver(world)
    until(world, "2014-08-08 09:00")
    assert world.kinds(case).count("unanswered") == 1
    assert {one.person for one in deliver(world).got} == {"li", "wang", "zhang"}
    assert world.duban.show(case)["urges"][0]["unanswered"]
    view = world.duban.answer(case, 1, "补报", by="li").unwrap()
    assert (view["urges"][0]["late"], view["urges"][0]["unanswered"]) == (True, False)
    assert world.duban.verify(case)[1] == []


@pytest.mark.parametrize(
    ("by", "ok"), [("wang", True), ("zhang", True), ("li", False), ("qian", False), ("chen", False)]
)
def test_who_may_urge(lite: World, by: str, ok: bool) -> None:
    """Supervisors and the head may; who has to act and strangers may not, and are told who may."""
    case = lite.item()
    answer = lite.duban.urge(case, "快", by=by)
    assert answer.ok is ok
    if not ok:
        assert [one.code for one in answer.refusals] == ["not-authorized"]


def test_a_definition_says_who_may_urge(lite: World) -> None:
    """With `urge: {by: …}` only those roles may, the head not."""
    deploy(lite, URGENT)
    case = lite.duban.start("urgent-work", unit="water-bureau", by="zhang").case
    assert lite.duban.urge(case, "快", by="wang").ok
    assert not lite.duban.urge(case, "快", by="zhang").ok


def test_what_is_wrong_with_an_answer_is_said(lite: World) -> None:
    """No such urge, one that was answered, empty words, a person who was not asked, an ended case."""
    case = lite.item()
    assert lite.refused(lite.duban.answer(case, 1, "好", by="li")) == ["no-urge"]
    lite.duban.urge(case, "快", by="wang", to=["qian"]).unwrap()
    assert lite.refused(lite.duban.answer(case, 1, " ", by="li")) == ["empty-text"]
    assert lite.refused(lite.duban.answer(case, 1, "好", by="chen")) == ["not-authorized"]
    assert lite.duban.answer(case, 1, "好", by="qian").ok
    assert lite.refused(lite.duban.answer(case, 1, "好", by="li")) == ["urge-answered"]
    assert lite.refused(lite.duban.urge(case, "快", by="wang", to=["nobody-known"])) != []
    lite.duban.cancel(case, by="zhang", note="撤").unwrap()
    assert lite.refused(lite.duban.urge(case, "快", by="wang")) == ["ended"]
    with pytest.raises(Refused):
        lite.duban.answer(case, 1, "好", by="li").unwrap()


def test_who_is_urged_by_name_finds_it(normal: World) -> None:
    """Somebody who has nothing else to do in a case finds the urge among what waits, until it is answered."""
    case = normal.item()
    normal.duban.urge(case, "请协助", by="wang", to=["qian"]).unwrap()
    deliver(normal)
    assert case in [one["case"] for one in normal.duban.todo(by="qian")]
    normal.duban.answer(case, 1, "好", by="qian").unwrap()
    assert case not in [one["case"] for one in normal.duban.todo(by="qian")]


def test_the_same_command_id_urges_once(lite: World) -> None:
    """A repeated request with its key is one urge."""
    case = lite.item()
    first = lite.duban.urge(case, "快", by="wang", key="u-1")
    assert lite.duban.urge(case, "快", by="wang", key="u-1") == first
    assert len(lite.duban.show(case)["urges"]) == 1
