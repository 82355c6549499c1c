"""Branches side by side, cases that an act calls for, and children that count as done before they end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from duban.engine.core.organisation import Organisation, Person, Post
from support.small import BRANCHING, CHOOSY, PART, deploy
from support.world import World

TASKS = [
    {"no": 1, "text": "道路", "place": "school-board"},
    {"no": 2, "text": "饮水", "place": "water-bureau"},
]


@pytest.fixture
def case(world: World) -> str:
    """A case with its branches open."""
    deploy(world, BRANCHING, PART)
    case = world.duban.start("branching", unit="water-bureau", by="zhang").case
    world.must(case, "begin", "zhang", topics=["会风", "文风"], tasks=TASKS)
    return case


def children(world: World, case: str) -> dict[str, Any]:
    """The children by key: status in the parent's eyes."""
    return {key: one["status"] for key, one in world.duban.snapshot(case).children.items()}


def child(world: World, case: str, key: str) -> str:
    """The id of a child."""
    return str(world.duban.snapshot(case).children[key]["id"])


def test_each_element_of_each_branch_has_its_case(world: World, case: str) -> None:
    """Members of the unit, values of a set and records of a list each open one, with what they hand over and at their unit."""
    assert set(children(world, case)) == {
        "people-zhang", "people-both", "people-he", "people-li", "subjects-会风", "subjects-文风", "places-1", "places-2",
    }  # fmt: skip
    assert world.duban.show(child(world, case, "people-li"))["data"] == {"who": "li"}
    assert world.duban.show(child(world, case, "subjects-会风"))["data"] == {"topic": "会风"}
    far = world.duban.show(child(world, case, "places-1"))
    assert (far["unit"], far["data"]) == ("school-board", {"topic": "道路"})
    world.sound()


def test_an_element_added_later_has_its_case_then(world: World, case: str) -> None:
    """A topic that is added opens its case at once, and only that one; one that is taken away closes nothing."""
    before = children(world, case)
    world.must(case, "add", "zhang", topics=["文风", "三资"])
    assert [one for one in children(world, case) if one not in before] == ["subjects-三资"]
    assert children(world, case).items() > before.items()
    assert world.kinds(case)[-1] == "opened"
    world.sound()


def test_a_branch_is_done_by_its_share_and_a_refusal_names_what_is_not(world: World, case: str) -> None:
    """Half of the people suffice, every topic is needed; the refusal names exactly the cases that are waited for."""
    for key in ("people-zhang", "people-li", "subjects-会风", "places-1", "places-2"):
        world.must(child(world, case, key), "do", "li")
    answer = world.do(case, "finish", "zhang")
    assert world.refused(answer) == ["condition"]
    named = {one["number"] for one in answer.refusals[0].values["items"]}
    assert "subjects-文风" in named
    assert "subjects-会风" not in named
    world.must(child(world, case, "subjects-文风"), "do", "li")
    assert world.must(case, "finish", "zhang")["status"] == "success"
    world.sound()


def test_an_act_calls_for_linked_cases_and_waits_for_all_of_them(world: World, case: str) -> None:
    """Both inquiries are opened where the condition holds, one where not; the parent goes on when all are decided."""
    for key in children(world, case):
        world.must(child(world, case, key), "do", "li")
    world.must(case, "charge", "wang", subject="li", grave=False)
    world.must(case, "charge", "wang", subject="he", grave=True)
    assert [one for one in children(world, case) if "inquiry" in one] == [
        "inquiry-1", "inquiry-2", "leader-inquiry-1",
    ]  # fmt: skip
    assert world.duban.show(child(world, case, "inquiry-2"))["data"] == {"who": "he"}
    world.must(child(world, case, "inquiry-1"), "do", "li")
    world.must(child(world, case, "inquiry-2"), "fail", "li")
    assert world.refused(world.do(case, "finish", "zhang")) == ["condition"]
    world.must(child(world, case, "leader-inquiry-1"), "do", "li")
    world.must(case, "finish", "zhang")
    world.sound()


def test_what_counts_as_done_is_undone_by_a_rebound(world: World, case: str) -> None:
    """Watched it counts as done, rebounded it is open again with a new round, kept it has ended; the parent is told each time."""
    part = child(world, case, "places-1")
    world.must(part, "do", "li")
    assert children(world, case)["places-1"] == "settled"
    assert world.must(part, "rebound", "wang")["round"] == 2
    assert children(world, case)["places-1"] == "open"
    world.must(part, "do", "li")
    world.must(part, "keep", "li")
    assert children(world, case)["places-1"] == "success"
    assert [one for one in world.kinds(case) if one.startswith("child")] == [
        "child-settled", "child-reopened", "child-settled", "child-ended",
    ]  # fmt: skip
    world.sound()


def test_a_cancelled_case_takes_along_what_is_not_ended(world: World, case: str) -> None:
    """Children under way are cancelled with their parent, watched ones too; an ended one stays what it is."""
    watched, ended = child(world, case, "places-1"), child(world, case, "places-2")
    for one in (watched, ended):
        world.must(one, "do", "li")
    world.must(ended, "keep", "li")
    world.duban.cancel(case, by="zhang", note="并入他案").unwrap()
    assert world.duban.show(watched)["status"] == "cancelled"
    assert world.duban.show(ended)["status"] == "success"
    world.sound()


def test_a_condition_is_asked_of_each_element(world: World) -> None:
    """Of a record, a value, a person and a unit below alike; one of which it is undecided has no case."""
    deploy(world, CHOOSY, PART)
    tasks = [
        {"no": 1, "text": "道路", "grave": True},
        {"no": 2, "text": "饮水", "grave": False},
        {"no": 3, "text": "校车"},
    ]
    case = world.duban.start("choosy", unit="water-bureau", by="zhang").case
    world.must(case, "begin", "zhang", topics=["会风", "文风"], tasks=tasks)
    assert set(children(world, case)) == {"rows-1", "values-会风", "people-zhang", "people-li", "people-he"}
    assert world.duban.show(child(world, case, "rows-1"))["data"] == {"topic": "道路"}
    top = world.duban.start("choosy", unit="city", by="zhao").case
    world.must(top, "begin", "zhao", topics=["文风"], tasks=tasks[1:])
    assert {one for one in children(world, top) if one.startswith("below")} == {"below-school-board"}
    world.sound()


def test_who_comes_to_the_unit_later_has_a_case_as_soon_as_it_is_known(world: World) -> None:
    """An organisation that is imported opens it right away, in a state after the one with the branch too."""
    people = "as: who, workflow: small-part, done: at least 50%"
    source = (
        BRANCHING.replace(people, f"{people}, later: true")
        .replace("to: done}", "to: after}")
        .replace("        to: done\n", "        to: after\n")
    )
    source = source.replace(
        "  done: {",
        "  after:\n    title: after\n    actions: {end: {title: end, by: head, to: done}}\n  done: {",
    )
    deploy(world, source, PART)
    case = world.duban.start("branching", unit="water-bureau", by="zhang").case
    world.must(case, "begin", "zhang", topics=["会风"], tasks=TASKS[:1])
    for key in children(world, case):
        world.must(child(world, case, key), "do", "li")
    assert world.must(case, "finish", "zhang")["states"] == ["after"]
    world.duban.store_organisation(
        Organisation(
            people=(Person("new", "新来"),), posts=(Post("new", "member", "water-bureau", date(2014, 1, 1)),)
        )
    )
    assert children(world, case)["people-new"] == "open"
    world.sound()
