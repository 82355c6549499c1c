"""Whose turn it is: `todo` and `show` agree, and delegates and voters see what is theirs."""

from __future__ import annotations

from typing import Any

from support.world import VOTERS, World

EVERYBODY = ["zhang", "li", "he", "wang", "chen", "zhao", "both", "past", "gao", "luo", "song", "qian", "sun"]


def own(world: World, person: str) -> set[str]:
    """The cases that wait for a person in their own name."""
    views = world.duban.todo(by=person)
    return {one["case"] for one in views if "on_behalf_of" not in one and "vote" not in one}


def listed(world: World, person: str) -> dict[str, Any]:
    """What waits for a person, by case: whom they do it for."""
    return {one["case"]: one.get("on_behalf_of") for one in world.duban.todo(by=person)}


def agree(world: World) -> None:
    """For everybody: what `todo` lists is what `show` says waits for them."""
    waiting: dict[str, set[str]] = {one: set() for one in EVERYBODY}
    for view in world.duban.list_cases(status="open"):
        for person in world.duban.show(view["case"])["waits_for"]:
            waiting[person].add(view["case"])
    assert {one: own(world, one) for one in EVERYBODY} == waiting


def test_todo_agrees_with_show_from_the_draft_to_the_end(world: World) -> None:
    """At every step of a plan, `todo` of each person lists it exactly when `show` says that it waits for them."""
    case, beside = world.start(by="both"), world.start()
    agree(world)
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("submit", "zhang", {}),
        ("endorse", "wang", {}),
        ("approve", "chen", {}),
        ("publish", "zhang", {"channel": "公告栏", "evidence": "照片"}),
    ]
    for action, person, data in steps:
        world.must(case, action, person, **data)
        agree(world)
        if action == "submit":
            assert case not in own(world, "both")  # who drafted it does not review it
    assert beside in own(world, "zhang")
    world.advance("8 workdays")
    agree(world)
    for child in world.duban.show(case)["children"]:
        world.write_off(child)
    world.must(case, "report", "zhang")
    agree(world)
    assert case in own(world, "zhao")
    world.sound()


def test_an_open_objection_is_on_the_list_of_whoever_settles_it(world: World) -> None:
    """The office has nothing to do in a disclosure until somebody objects, and the head nothing once it is published."""
    case = world.start()
    world.bring(case, "disclosure")
    assert case in own(world, "zhang")
    world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    agree(world)
    assert case not in own(world, "zhang") | own(world, "zhao")
    world.must(case, "object", "sun", text="漏了一项")
    agree(world)
    assert case in own(world, "zhao")


def test_nobody_finds_their_own_item_to_be_verified(world: World) -> None:
    """The principal who is responsible for an item does not find it on the list of what to write off."""
    case = world.item(responsible="zhang")
    world.must(case, "claim", "zhang")
    world.must(case, "submit-evidence", "zhang", evidence="材料")
    agree(world)
    assert case not in listed(world, "zhang")
    assert listed(world, "he")[case] == "wang"
    assert case not in listed(world, "sun")  # delegated by the person responsible


def test_a_delegate_sees_what_waits_for_the_principal(world: World) -> None:
    """Within its workflows and its days a delegation puts the principal's cases on the list, marked with whose they are."""
    plan, item = world.start(), world.item(responsible="zhang")
    assert listed(world, "zhang") == {plan: None, item: None}
    assert listed(world, "li") == {plan: "zhang", item: "zhang"}
    assert listed(world, "qian") == {plan: "zhang"}
    assert listed(world, "sun") == {item: "zhang"}
    world.advance("1 month")
    assert listed(world, "qian") == {}
    assert listed(world, "sun") == {item: "zhang"}


def test_what_is_ones_own_is_not_listed_as_anothers(world: World) -> None:
    """A case that waits for somebody in their own name is not marked as done for another, and stands there once."""
    case = world.item(responsible="li")
    assert [(one["case"], one.get("on_behalf_of")) for one in world.duban.todo(by="li")] == [(case, None)]


def test_a_voter_sees_the_ballot_until_the_vote(world: World) -> None:
    """Whoever is on the roll of a running ballot finds it on the list, with their group, until they have voted."""
    case = world.start()
    world.bring(case, "appraisal")
    assert world.duban.todo(by="s01") == []
    world.duban.roll(case, VOTERS, by="zhao").unwrap()
    assert [(one["case"], one["vote"]) for one in world.duban.todo(by="s01")] == [(case, "staff")]
    assert world.duban.todo(by="sun") == []
    world.duban.cast(case, group="staff", choice="satisfied", by="s01").unwrap()
    assert world.duban.todo(by="s01") == []
    assert [one["vote"] for one in world.duban.todo(by="c07")] == ["clients"]
    world.must(case, "close", "zhao")  # too few: the ballot is repeated with the same roll
    assert [one["vote"] for one in world.duban.todo(by="s01")] == ["staff"]
    world.duban.cancel(case, by="zhang", note="合并办理").unwrap()
    assert world.duban.todo(by="s01") == []


def test_a_group_counted_on_paper_has_nothing_to_cast(world: World) -> None:
    """Voters of a group whose papers were counted by hand do not find the ballot on their list."""
    case = world.start()
    world.bring(case, "appraisal")
    world.duban.roll(case, VOTERS, by="zhao").unwrap()
    count = {"invited": 15, "satisfied": 10, "basically": 0, "unsatisfied": 0, "void": 0}
    world.duban.tally(case, {"masses": count}, by="zhao").unwrap()
    assert world.duban.todo(by="m01") == []
    assert [one["case"] for one in world.duban.todo(by="s01")] == [case]
