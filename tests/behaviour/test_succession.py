"""People move: whoever takes their place is put into their roles in open cases, by events, and what cannot be is told."""

from __future__ import annotations

import pytest

from duban.engine.errors import InvalidInput, UnknownCase, UnknownPerson, UnknownUnit
from support.mail import deliver
from support.small import PAPER, POINT, deploy
from support.world import World


@pytest.fixture
def paper(world: World) -> str:
    """A paper written by li, with three points: two of li, of which one is done, and one of he."""
    deploy(world, PAPER, POINT)
    case = world.duban.start("paper", unit="water-bureau", by="zhang").case
    world.must(case, "name", "zhang", written_by="li", read_by="li")
    points = [
        {"no": 7, "says": "one", "responsible": "li", "told_by": "li"},
        {"no": 2, "says": "two", "responsible": "he"},
        {"no": 3, "says": "three", "responsible": "li"},
    ]
    world.must(case, "hand-in", "li", text="text", points=points)
    world.duban.batch("forward", [case], by="wang")
    world.must(f"{case}.3", "do", "li")
    return case


def test_the_successor_takes_every_place_that_a_role_gives(world: World, paper: str) -> None:
    """Fields that roles are bound to, the records they come from, and the open children; what is done stays as it was."""
    done = world.duban.hand_over("li", "sun", by="zhang", note="moved")
    assert done.ok
    assert done.fields == {paper: ["points[7].responsible", "written_by"], f"{paper}.7": ["responsible"]}
    # As a matter of fact: who read it, who told of it, who did what is done.
    assert done.left == {paper: ["points[7].told_by", "points[3].responsible", "read_by"]}
    data = world.duban.show(paper)["data"]
    assert (data["written_by"], data["read_by"]) == ("sun", "li")
    assert [one["responsible"] for one in data["points"]] == ["sun", "he", "li"]
    assert world.duban.show(f"{paper}.3")["data"]["responsible"] == "li"
    event = world.duban.history(f"{paper}.7")[-1]
    assert (event["kind"], event["old"], event["new"], event["actor"]) == (
        "handed-over",
        "li",
        "sun",
        "zhang",
    )
    assert (event["fields"], event["note"]) == (["responsible"], "moved")
    assert [one["case"] for one in world.duban.todo(by="sun")] == [f"{paper}.7"]
    assert world.refused(world.do(f"{paper}.7", "do", "li")) == ["not-authorized"]
    world.must(f"{paper}.7", "do", "sun")
    again = world.duban.hand_over("li", "sun", by="zhang", note="moved")
    assert (again.results, again.ok) == ({}, True)
    world.sound()


def test_only_who_stands_above_or_an_administrator(world: World, paper: str) -> None:
    """The head of the unit, of a unit above it, an administrator; anybody else is refused case by case."""
    refused = world.duban.hand_over("li", "sun", by="he", note="moved")
    assert not refused.ok
    assert {code.code for one in refused.results.values() for code in one.refusals} == {"not-authorized"}
    assert refused.fields == {}
    assert world.duban.show(paper)["data"]["written_by"] == "li"
    assert world.duban.hand_over("li", "sun", by="admin", note="moved").ok
    world.sql("INSERT INTO duban_post VALUES ('gao', 'principal', 'city', '2014-01-01', '9999-12-31')")
    assert world.duban.hand_over("sun", "li", by="gao", note="back").ok
    world.sound()


def test_it_can_be_kept_to_a_unit_or_to_a_case_and_its_children(world: World, paper: str) -> None:
    """Nothing outside is touched; an ended case, and one that names nobody, are refused when asked for by name."""
    other = world.item()
    done = world.duban.hand_over("li", "sun", by="zhang", note="moved", case=paper)
    assert set(done.fields) == {paper, f"{paper}.7"}
    assert world.duban.show(other)["data"]["responsible"] == "li"
    assert world.duban.hand_over("li", "sun", by="zhang", note="moved", unit="school-board").results == {}
    # Asked for by name, a case whose children alone name them is no refusal.
    done = world.duban.hand_over("he", "qian", by="zhang", note="moved", case=paper)
    world.duban.hand_over("qian", "he", by="zhang", note="back", case=f"{paper}.2")
    again = world.duban.hand_over("he", "luo", by="zhang", note="moved", case=paper)
    assert (done.ok, again.ok, again.fields) == (True, True, {f"{paper}.2": ["responsible"]})
    done = world.duban.hand_over("li", "sun", by="zhang", note="moved", case=f"{paper}.3")
    assert [one.code for one in done.results[f"{paper}.3"].refusals] == ["ended"]
    done = world.duban.hand_over("luo", "sun", by="zhang", note="moved", case=other)
    assert [one.code for one in done.results[other].refusals] == ["not-named"]
    assert world.duban.hand_over("li", "sun", by="zhang", note="moved", unit="water-bureau").fields == {
        other: ["responsible"]
    }
    world.sound()


def test_what_is_not_there_is_told(world: World, paper: str) -> None:
    """Unknown people, units and cases, the same person twice, and no reason; nothing is changed."""
    before = world.dump()
    with pytest.raises(UnknownPerson):
        world.duban.hand_over("li", "nobody", by="zhang", note="moved")
    with pytest.raises(UnknownPerson):
        world.duban.hand_over("nobody", "li", by="zhang", note="moved")
    with pytest.raises(UnknownUnit):
        world.duban.hand_over("li", "sun", by="zhang", note="moved", unit="nowhere")
    with pytest.raises(UnknownCase):
        world.duban.hand_over("li", "sun", by="zhang", note="moved", case="case-99")
    with pytest.raises(InvalidInput):
        world.duban.hand_over("li", "li", by="zhang", note="moved")
    done = world.duban.hand_over("li", "sun", by="zhang", note=" ")
    assert {code.code for one in done.results.values() for code in one.refusals} == {"empty-text"}
    assert world.dump() == before


def test_the_successor_is_told_in_one_message(normal: World) -> None:
    """However many cases: one digest to whoever takes the place, and none to anybody else."""
    cases = [normal.item() for _ in range(3)]
    assert normal.duban.hand_over("li", "sun", by="zhang", note="moved").ok
    box = deliver(normal)
    assert [one.person for one in box.got] == ["sun"]
    assert sorted(item["case"] for item in box.got[0].body["items"]) == sorted(cases)
    assert {item["kind"] for item in box.got[0].body["items"]} == {"handed-over"}
    assert "moved" in box.got[0].body["text"]["en"]
    assert "交接" in box.got[0].body["text"]["zh"]
    assert normal.duban.verify()[1] == []
