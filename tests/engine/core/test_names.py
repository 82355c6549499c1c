"""What guards may read of a case, and what of it goes into the record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from duban.engine.core.case import Case
from duban.engine.core.commands import Origin
from duban.engine.core.definition import Action, Definition
from duban.engine.core.facts import Facts, UnitFacts
from duban.engine.core.names import Names
from duban.engine.core.roles import holds, judge_exclusions, judge_roles
from duban.engine.core.text import Named, Text
from support.memory import SETTING
from support.small import compiled
from support.world import BEGIN

SOURCE = """
workflow: reading
title: reading
roles:
  head:    {title: head, post: principal, of: unit}
  above:   {title: above, post: principal, of: unit.parent}
  team:    {title: team, post: supervisor, of: unit.supervised_by}
  liaison: {title: liaison, post: liaison}
  all:     {title: all, post: any}
  named:   {title: named, person: who}
types:
  records: {row: {title: row, key: no, fields: {no: {type: integer, title: no}}}}
data:
  who:  {type: person, title: who}
  word: {type: text, title: word}
  rows: {type: list, of: row, title: rows}
separate: [[one, two]]
states:
  one:
    title: one
    actions:
      go:     {title: go, by: all, to: two}
      object: {title: object, by: all, opens: matter}
      settle: {title: settle, by: all, closes: matter}
  two:
    title: two
    children: {each: rows, workflow: reading, done: at least 50%}
    actions:
      go: {title: go, by: [head, team], never: named, when: [open_matters == 0], to: end}
  end: {title: end, final: success}
"""
UNIT = UnitFacts("unit", "单位", "city", "正处级", "mother", "group", ("K2", "K1"), "ann")


@pytest.fixture(scope="module")
def definition() -> Definition:
    """A workflow with a role of every kind."""
    return compiled(SOURCE)


def facts(unit: UnitFacts = UNIT, delegated: bool = False, **posts: set[tuple[str, str]]) -> Facts:
    """What is known of these people."""
    held = {person: frozenset(some) for person, some in posts.items()}
    return Facts(SETTING.zone, SETTING.calendar, unit, held, delegated)


def names(definition: Definition, known: Facts | None = None, **body: Any) -> Names:
    """What may be read of a case with this body."""
    whole = {"data": {}, "round": 1, "states": ["one"], **body}
    return Names(definition, whole, known or facts(), "bob", "2014-08-01T16:30:00.000000Z")


def test_the_fields_of_the_case_come_first(definition: Definition) -> None:
    """A field is read from the case; one that is not filled is absent, not empty."""
    read = names(definition, data={"word": "字"})
    assert read["word"] == "字"
    assert "who" not in read
    assert read.get("nonsense") is None
    assert list(read) == ["word"]
    assert len(read) == 1


def test_the_unit_the_actor_and_the_day(definition: Definition) -> None:
    """The unit's facts, who acts, and the local date, which is a day ahead of UTC in the evening."""
    read = names(definition)
    assert read["actor"] == "bob"
    assert read["today"] == date(2014, 8, 2)
    assert (read["unit.principal"], read["unit.parent"], read["unit.title"]) == ("ann", "mother", "单位")
    assert read["unit.category"] == frozenset({"K1", "K2"})
    assert "unit.principal" not in names(definition, facts(UnitFacts("unit")))


def test_open_matters_children_and_rounds(definition: Definition) -> None:
    """Counts of what is open, of children open and done, of what is redone."""
    children = {
        "1": {"id": "c.1", "status": "success"}, "2": {"id": "c.2", "status": "open"},
        "3": {"id": "c.3", "status": "cancelled"},
    }  # fmt: skip
    read = names(
        definition, children=children, open={"matter": {"1": {}, "4": {}}}, round=2, reopened=["1"],
        data={"rows": [{"no": 1}, {"no": 7}]},
    )  # fmt: skip
    assert (read["open_matters"], read["children_open"], read["round"]) == (2, 1, 2)
    assert read["redone"] == 2
    assert read["children_done"] is False
    half = {**children, "3": {"id": "c.3", "status": "success"}}
    assert names(definition, children=half)["children_done"] is True
    assert names(definition)["open_matters"] == 0
    assert names(definition)["stay_over"] is False


def test_what_a_guard_read_is_kept_in_plain_values(definition: Definition) -> None:
    """Everything beyond the case's own fields, in a form that has a canonical text."""
    guard = definition.state("two").action("go")
    assert guard is not None
    assert names(definition).read(guard.when[0].that) == {"open_matters": 0}


PLACES = [
    ("head", "unit"), ("above", "mother"), ("team", "group"), ("liaison", "unit"), ("liaison", "anywhere"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "place"), PLACES)
def test_a_post_is_held_at_its_place(definition: Definition, role: str, place: str) -> None:
    """The same post at another place gives nothing, unless the role is held anywhere."""
    wanted = definition.role(role)
    assert wanted.post is not None
    assert holds(wanted, "bob", None, facts(bob={(wanted.post, place)}))
    assert holds(wanted, "bob", None, facts(bob={(wanted.post, "elsewhere")})) == (role == "liaison")
    assert not holds(wanted, "bob", None, facts())


def test_a_unit_without_a_superior_has_nobody_above(definition: Definition) -> None:
    """A role at the unit above is held by nobody where there is none, whatever is held at a unit without a name."""
    alone = facts(UnitFacts("unit"), bob={("principal", ""), ("supervisor", "")})
    for role in ("above", "team"):
        held = holds(definition.role(role), "bob", None, alone)
        assert not held, role


def case(**body: Any) -> Case:
    """A case in its second state."""
    return Case({"data": {}, "states": ["two"], "status": "open", **body})


def origin(actor: str, behalf: str | None = None) -> Origin:
    """Who asks."""
    return Origin(actor, BEGIN, BEGIN, behalf)


def test_a_named_role_is_held_by_who_is_named(definition: Definition) -> None:
    """The person in the field, and nobody while it is empty."""
    role = definition.role("named")
    assert holds(role, "bob", case(data={"who": "bob"}), facts())
    assert not holds(role, "bob", case(), facts())
    assert not holds(role, "bob", None, facts())


def codes(action: Action, definition: Definition, who: Origin, known: Facts, **body: Any) -> list[str]:
    """The codes of what excludes."""
    return [one.code for one in judge_exclusions(action, definition, case(**body), who, known)]


def test_exclusions_look_at_both_people(definition: Definition) -> None:
    """Neither who acts nor who is acted for may be excluded, and each reason is told once."""
    action = definition.state("two").action("go")
    assert action is not None
    known = facts(ann={("principal", "unit")})
    for who in (origin("bob"), origin("bob", "ann"), origin("ann", "bob")):
        assert codes(action, definition, who, known, data={"who": "bob"}) == ["excluded"]
        assert codes(action, definition, who, known, acted={"one": ["bob"]}) == ["separation"]
        assert codes(action, definition, who, known, acted={"two": ["bob"]}) == []
    assert codes(action, definition, origin("ann"), known, data={"who": "bob"}) == []


def test_a_delegation_is_asked_for_and_the_post_of_who_gave_it(definition: Definition) -> None:
    """A delegate needs the delegation, and the person acted for needs the post."""
    held = facts(delegated=True, ann={("principal", "unit")}, bob=set())
    title = Named("go", Text("办", "go"))
    assert judge_roles(("head",), title, definition, case(), origin("bob", "ann"), held) == ("head", [])
    bare = facts(ann={("principal", "unit")}, bob=set())
    role, refusals = judge_roles(("head",), title, definition, case(), origin("bob", "ann"), bare)
    assert [one.code for one in refusals] == ["no-delegation"]
    assert role == "head"
    _, refusals = judge_roles(("team",), title, definition, case(), origin("bob", "ann"), bare)
    assert [one.code for one in refusals] == ["no-delegation", "not-authorized"]
