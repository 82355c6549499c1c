"""A directory of the host in place of the built-in one, and posts that nobody holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from duban.engine.core.definition import Role
from duban.engine.core.facts import UnitFacts
from duban.engine.core.organisation import Organisation, Post
from duban.engine.errors import Refused, UnknownPerson, UnknownUnit
from duban.engine.ports import Directory, Standing
from support.far_flows import FAR
from support.gate_flows import BELOW, CHECK_UP, SHARED
from support.small import FOLLOWING, PART, deploy
from support.world import PLAN, World, Worlds, make_rehearsal, plan_data

UNITS = {"office": UnitFacts("office", "办公室", "city", "正处级", "city", "watch", ("K9",), "ann")}
POSTS = {
    "ann": {("principal", "office")},
    "bob": {("supervisor", "watch"), ("staff", "office")},
    "cat": {("liaison", "city")},
    "dan": set[tuple[str, str]](),
}
DELEGATIONS = {("dan", "ann")}


@dataclass
class DictDirectory:
    """A host's directory: three dictionaries. It knows nothing of the engine's tables."""

    connection: Connection

    def standing(self, unit: str, people: Sequence[str], workflow: str, day: date) -> Standing:
        known = {one: frozenset(POSTS[one]) for one in people if one in POSTS}
        return Standing(UNITS.get(unit), known, tuple(people) in DELEGATIONS)

    def unknown(self, people: Iterable[str], units: Iterable[str]) -> frozenset[str]:
        return frozenset({*people} - {*POSTS} | {*units} - {*UNITS})

    def holders(self, role: Role, unit: UnitFacts, day: date) -> tuple[str, ...]:
        place = {"unit": unit.id, "unit.parent": unit.parent, "unit.supervised_by": unit.supervised_by}.get(
            role.of
        )
        return tuple(
            person
            for person, held in POSTS.items()
            if any(post == role.post and place in (None, where) for post, where in held)
        )

    def units_of(self, person: str, role: Role, day: date) -> frozenset[str] | None:
        held = {where for post, where in POSTS.get(person, ()) if post == role.post}
        if role.of == "anywhere":
            return None if held else frozenset()
        if role.of == "unit":
            return frozenset(held)
        return frozenset(one.id for one in UNITS.values() if one.supervised_by in held)


def dict_directory(connection: Connection) -> Directory:
    """The host's directory on a connection."""
    return DictDirectory(connection)


@pytest.fixture
def foreign(worlds: Worlds, backend: str) -> Iterator[World]:
    """A world whose people come from the host."""
    with worlds.world(backend, make_rehearsal, directory=dict_directory) as made:
        yield made


def office_plan() -> dict[str, object]:
    """A plan with the host's people in it."""
    plan = plan_data(presided_by="ann")
    for row in plan["problems"]:
        row["responsible"] = "bob"
    return plan


def test_a_host_may_bring_its_own_directory(foreign: World) -> None:
    """Units, posts and delegations of the host decide who may act; the built-in people are nobody."""
    duban = foreign.duban
    with pytest.raises(UnknownPerson):
        duban.start(PLAN, unit="office", by="zhang", data=office_plan())
    with pytest.raises(UnknownUnit):
        duban.start(PLAN, unit="water-bureau", by="ann", data=office_plan())
    case = duban.start(PLAN, unit="office", by="ann", data=office_plan()).case
    assert duban.show(case)["waits_for"] == ["ann"]
    assert [one["case"] for one in duban.todo(by="ann")] == [case]
    assert foreign.refused(foreign.do(case, "submit", "bob")) == ["not-authorized"]
    foreign.must(case, "submit", "dan", "ann")
    assert [one["case"] for one in duban.todo(by="bob")] == [case]
    foreign.must(case, "endorse", "bob")
    foreign.must(case, "approve", "cat")
    bad = plan_data(presided_by="zhang")
    assert set(foreign.refused(duban.start(PLAN, unit="office", by="ann", data=bad))) == {"unknown-reference"}
    foreign.sound()


def test_a_role_further_off_needs_nothing_more_of_a_host(
    foreign: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit between is asked for as any other: who supervises the watch answers for whom the watch supervises."""
    deploy(foreign, FAR.replace("contact", "liaison"))
    monkeypatch.setitem(UNITS, "watch", UnitFacts("watch", supervised_by="city"))
    case = foreign.duban.start("far", unit="office", by="ann").case
    foreign.must(case, "hand-in", "ann")
    assert foreign.duban.show(case)["waits_for"] == ["cat"]
    assert [one["case"] for one in foreign.duban.todo(by="cat")] == [case]
    monkeypatch.setitem(UNITS, "watch", UnitFacts("watch", supervised_by="moon"))
    assert foreign.duban.show(case)["waits_for"] == []
    assert foreign.refused(foreign.do(case, "pass", "cat")) == ["not-authorized"]
    assert foreign.duban.todo(by="cat") == []


def test_who_may_set_what_starts_further_off_asks_no_more_of_a_host(
    foreign: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a host that lists no units only those near to a post are looked at, and it is asked for no other place than it must know."""
    asked: list[Role] = []
    answer = DictDirectory.units_of

    def units_of(self: DictDirectory, person: str, role: Role, day: date) -> frozenset[str] | None:
        asked.append(role)
        return answer(self, person, role, day)

    monkeypatch.setattr(DictDirectory, "units_of", units_of)
    for of, may in (
        ("unit.supervised_by.parent", False),
        ("unit.supervised_by, else: anywhere", True),
        ("unit.supervised_by.supervised_by", False),
    ):
        role = f"start: {{by: far}}\nroles:\n  far: {{title: far, post: supervisor, of: {of}}}\n"
        kept = FOLLOWING.replace("roles:\n", role, 1).replace("    by: [supervisor, principal]\n", "")
        deploy(foreign, kept, PART)
        assert foreign.duban.start("following", unit="office", by="bob").ok is may
        if may:
            foreign.duban.add_to_register("subjects", "n1", by="bob", title="n1")
        else:
            with pytest.raises(Refused):
                foreign.duban.add_to_register("subjects", "n1", by="bob", title="n1")
        with pytest.raises(Refused):
            foreign.duban.add_to_register("subjects", "n2", by="cat", title="n2")
    assert {one.of for one in asked} <= {"anywhere", "unit", "unit.parent", "unit.supervised_by"}
    assert not any(one.elsewhere for one in asked)


def test_people_and_units_may_leave_while_a_plan_is_on_its_way(
    foreign: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Items are opened for a person and a unit that the directory has meanwhile forgotten; no item is lost."""
    case = foreign.duban.start(PLAN, unit="office", by="ann", data=office_plan()).case
    foreign.must(case, "submit", "ann")
    foreign.must(case, "endorse", "bob")
    foreign.must(case, "approve", "cat")
    foreign.must(case, "publish", "ann", channel="公告栏", evidence="照片")
    monkeypatch.delitem(POSTS, "bob")
    monkeypatch.delitem(UNITS, "office")
    assert foreign.advance("9 workdays")["failed"] == 0
    children = foreign.duban.show(case)["children"]
    assert [foreign.duban.show(one)["status"] for one in children] == ["open"] * 4
    foreign.sound()


def test_a_vacant_post_is_told_and_filled(world: World) -> None:
    """A case whose every post is vacant is listed as stuck at once, and no longer when somebody holds the post."""
    case = world.duban.start(PLAN, unit="school-board", by="gao", data=plan_data(presided_by="gao")).case
    world.must(case, "submit", "gao")
    assert world.duban.stuck() == []
    vacate(world, "song")
    assert [one["case"] for one in world.duban.stuck()] == [case]
    assert world.duban.show(case)["stuck"]
    assert world.refused(world.do(case, "endorse", "song")) == ["not-authorized"]
    world.duban.store_organisation(
        Organisation(posts=(Post("song", "supervisor", "team-4", date(2014, 1, 1)),))
    )
    assert world.duban.stuck() == []
    world.must(case, "endorse", "song")


def vacate(world: World, person: str) -> None:
    """Take all posts from a person."""
    world.sql("DELETE FROM duban_post WHERE person = :person", person=person)


def test_who_is_excluded_moves_nothing(world: World) -> None:
    """A case waits for those who may act: one who is excluded by the item or by separation is not among them."""
    case = world.item(responsible="zhang")
    world.must(case, "claim", "zhang")
    world.must(case, "submit-evidence", "zhang", evidence="材料")
    assert "zhang" not in world.duban.show(case)["waits_for"]
    for person in ("wang", "both", "past"):
        vacate(world, person)
    assert world.duban.show(case)["stuck"]
    assert [one["case"] for one in world.duban.stuck()] == [case]


ANYBODY = """
workflow: for-all
title: for all
roles: {anybody: {title: anybody, post: any}}
states:
  asked:
    title: asked
    actions:
      answer: {title: answer, by: anybody, to: answered}
  answered: {title: answered, final: success}
"""


def test_what_anybody_may_do_is_never_stuck(world: World) -> None:
    """A case that anybody may move waits for nobody in particular, and is not stuck."""
    deploy(world, ANYBODY)
    case = world.duban.start("for-all", unit="water-bureau", by="wu").case
    shown = world.duban.show(case)
    assert (shown["waits_for"], shown["stuck"]) == ([], False)
    assert world.duban.stuck() == []
    world.must(case, "answer", "zheng")


def test_a_directory_changed_by_any_hand_is_read_anew(world: World) -> None:
    """What was read of the directory is kept only until it changes: also by plain SQL, and back again by a roll-back."""
    case = world.start()
    assert world.duban.act(case, "submit", by="zhang").ok
    held = world.sql(
        "SELECT unit, since, until FROM duban_post WHERE person = 'wang' AND post = 'supervisor'"
    )
    world.sql("DELETE FROM duban_post WHERE person = 'wang' AND post = 'supervisor'")
    refused = world.duban.act(case, "endorse", by="wang")
    assert [one.code for one in refused.refusals] == ["not-authorized"]
    for unit, since, until in held:
        world.sql(
            "INSERT INTO duban_post (person, post, unit, since, until) "
            "VALUES ('wang', 'supervisor', :unit, :since, :until)",
            unit=unit, since=since, until=until,
        )  # fmt: skip
    assert world.duban.act(case, "endorse", by="wang").ok


def test_what_a_host_rolls_back_in_the_directory_is_not_kept(world: World) -> None:
    """Facts read in a transaction that changed the directory and was rolled back decide nothing afterwards."""
    case = world.start()
    assert world.duban.act(case, "submit", by="zhang").ok
    with Session(world.duban.engine) as session:
        session.execute(text("DELETE FROM duban_post WHERE person = 'wang' AND post = 'supervisor'"))
        inside = world.duban.within(session).act(case, "endorse", by="wang")
        assert [one.code for one in inside.refusals] == ["not-authorized"]
        session.rollback()
    assert world.duban.act(case, "endorse", by="wang").ok


def test_a_directory_that_lists_no_units_opens_no_gate_over_those_below(foreign: World) -> None:
    """What nobody can list may be there: the gate stands at `missing` and names no unit, at a share too."""
    deploy(foreign, BELOW, SHARED, CHECK_UP)
    foreign.duban.set_parameter("enough", "0.6")
    for workflow in ("below", "shared"):
        case = foreign.duban.start(workflow, unit="office", by="ann").case
        told = {one["gate"]: one for one in foreign.duban.gates(case)}["checked"]
        assert (told["standing"], told["open"], told["not_begun"]) == ("missing", False, [])
