"""A role held where the group that supervises this unit's group is: whoever lists holders, lets act, shows or tells follows it."""

from __future__ import annotations

import pytest

from duban.engine.core.organisation import Organisation, Person, Post, Unit
from duban.engine.errors import Refused, UnknownCase
from support.far_flows import FAR, SECRET
from support.mail import deliver, until
from support.small import FOLLOWING, PART, deploy
from support.world import World

UNITS = (
    Unit("liaison-1", "第一联络组", parent="city"),
    Unit("liaison-2", "第二联络组", parent="city"),
    Unit("team-a", "甲督导组", parent="city", supervised_by="liaison-1"),
    Unit("team-b", "乙督导组", parent="city", supervised_by="liaison-2"),
    Unit("team-c", "丙督导组", parent="city"),
    *(Unit(f"bureau-{one}", f"局{one}", parent="city", supervised_by=f"team-{one}") for one in "abc"),
)
PEOPLE = tuple(Person(one, one) for one in ("first", "second"))
POSTS = (
    Post("first", "contact", "liaison-1"),
    Post("second", "contact", "liaison-2"),
    Post("zhang", "principal", "bureau-a"),
    Post("zhang", "principal", "bureau-b"),
    Post("zhang", "principal", "bureau-c"),
)


@pytest.fixture
def cases(world: World) -> dict[str, str]:
    """A case of each bureau that waits for a liaison group."""
    return waiting(world)


def waiting(world: World) -> dict[str, str]:
    """A case of each bureau that has been handed in."""
    deploy(world, FAR, SECRET)
    world.duban.store_organisation(Organisation(UNITS, PEOPLE, POSTS, ()))
    return {one: handed_in(world, "far", one) for one in "abc"}


def handed_in(world: World, workflow: str, bureau: str) -> str:
    """A case that has been handed in."""
    case = world.duban.start(workflow, unit=f"bureau-{bureau}", by="zhang").case
    world.must(case, "hand-in", "zhang")
    return case


def test_only_the_group_that_supervises_the_group_may_act(world: World, cases: dict[str, str]) -> None:
    """The other liaison group is refused and told who may; `can`, whose turn it is and everybody's list say the same."""
    answer = world.do(cases["a"], "pass", "second")
    (refusal,) = answer.refusals
    assert refusal.code == "not-authorized"
    assert refusal.json("en")["values"]["holders"] == ["first"]
    assert [one.action for one in world.duban.can(cases["a"], by="first")[0]] == ["pass", "stamp"]
    assert world.duban.can(cases["a"], by="second")[0] == []
    assert world.duban.show(cases["a"])["waits_for"] == ["first"]
    assert world.duban.show(cases["b"])["waits_for"] == ["second"]
    assert [one["case"] for one in world.duban.todo(by="first")] == [cases["a"], cases["c"]]
    assert [one["case"] for one in world.duban.todo(by="second")] == [cases["b"], cases["c"]]
    world.must(cases["a"], "pass", "first")
    world.sound()


def test_where_there_is_no_such_group_anybody_of_the_post_answers(
    world: World, cases: dict[str, str]
) -> None:
    """Only where the role says so: without `else` nobody holds it."""
    assert world.duban.show(cases["c"])["waits_for"] == ["first", "second"]
    assert world.refused(world.do(cases["c"], "stamp", "first")) == ["not-authorized"]
    world.must(cases["c"], "pass", "second")


def test_the_organisation_changes_and_the_role_with_it(world: World, cases: dict[str, str]) -> None:
    """A supervision group that is given another liaison group is answered for by that one from then on."""
    moved = Unit("team-a", "甲督导组", parent="city", supervised_by="liaison-2")
    world.duban.store_organisation(Organisation((moved,), (), (), ()))
    assert world.duban.show(cases["a"])["waits_for"] == ["second"]
    assert world.refused(world.do(cases["a"], "pass", "first")) == ["not-authorized"]
    world.must(cases["a"], "pass", "second")


def test_a_confidential_case_is_there_for_that_group_only(world: World, cases: dict[str, str]) -> None:
    """The other group has no such case, whether it looks, acts or lists."""
    secret = handed_in(world, "far-secret", "a")
    assert world.duban.show(secret, by="first")["states"] == ["auditing"]
    with pytest.raises(UnknownCase):
        world.duban.show(secret, by="second")
    with pytest.raises(UnknownCase):
        world.do(secret, "pass", "second")
    assert secret not in [one["case"] for one in world.duban.todo(by="second")]
    assert secret in [one["case"] for one in world.duban.todo(by="first")]


def test_a_rung_tells_that_group(normal: World) -> None:
    """What is late is told to the liaison group that answers for it."""
    cases = waiting(normal)
    until(normal, "2014-08-14 09:00")
    told = {
        (one.person, item["case"])
        for one in deliver(normal).got
        for item in one.body["items"]
        if item["kind"] == "escalated"
    }
    assert told == {
        (who, cases[one]) for who, one in (("first", "a"), ("second", "b"), ("first", "c"), ("second", "c"))
    }


@pytest.mark.parametrize(
    ("of", "who"),
    [
        ("unit.supervised_by.supervised_by", {"first", "second"}),
        ("unit.supervised_by.parent", {"fourth"}),
        ("unit.supervised_by, else: anywhere", {"first", "second", "third", "fourth"}),
        ("unit.supervised_by", {"third", "first", "second"}),
    ],
)
def test_who_may_start_a_case_somewhere_may_add_to_its_register(world: World, of: str, who: set[str]) -> None:
    """Nobody else: wherever the role that starts it is held, setting and starting go by the same chain."""
    people = ("first", "second", "third", "fourth")
    posts = (*POSTS, Post("third", "contact", "team-a"), Post("fourth", "contact", "city"))
    known = Organisation(UNITS, tuple(Person(one, one) for one in people), posts, ())
    world.duban.store_organisation(known)
    deploy(world, KEPT.replace("PLACE", of), PART)
    units = ["city", *(one.id for one in UNITS)]
    starting = {one for one in people for unit in units if _starts(world, unit, one)}
    adding = {one for one in people if _adds(world, one)}
    assert starting == adding == who


def _starts(world: World, unit: str, person: str) -> bool:
    return world.duban.start("following", unit=unit, by=person).ok


def _adds(world: World, person: str) -> bool:
    try:
        world.duban.add_to_register("subjects", person, by=person, title=person)
    except Refused:
        return False
    return True


KEPT = FOLLOWING.replace(
    "roles:\n", "start: {by: far}\nroles:\n  far: {title: far, post: contact, of: PLACE}\n", 1
).replace("    by: [supervisor, principal]\n", "")
"""Has a register that says nothing of who may add to it."""
