"""Deciding: what becomes of a command, with nothing but values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from duban.engine.core.commands import Act, ChildEnded, Reopen, Start, Tick
from duban.engine.core.decide import Accepted, Declined, decide
from duban.engine.core.facts import Facts, UnitFacts
from duban.engine.core.machine import Moves
from duban.engine.core.orders import OpenChild, ReopenChild
from duban.engine.core.refusals import REFUSALS
from support.memory import SETTING, Memory, MemoryDirectory
from support.small import compiled
from support.world import BEGIN

HEAD = """
workflow: {name}
title: {name}
roles:
  head: {{title: head, post: principal, of: unit}}
  all:  {{title: all, post: any}}
"""

CHILDREN = (
    HEAD.format(name="random")
    + """
types:
  records:
    row: {title: row, key: no, fields: {no: {type: text, title: no}, word: {type: text, title: word, optional: true}}}
data:
  rows: {type: list, of: row, title: rows}
start: {by: head}
states:
  listing:
    title: listing
    actions:
      list: {title: list, by: head, needs: [rows], to: doing}
      name: {title: name, by: head, needs: [keys], reopens: keys}
  doing:
    title: doing
    children: {each: rows, workflow: leaf, done: all}
    actions:
      finish: {title: finish, by: head, when: [children_done], to: done}
      redo:   {title: redo, by: head, back: listing, rounds: {most: 9, then: lost}}
  done: {title: done, final: success}
  lost: {title: lost, final: failure}
"""
)

LEAF = (
    HEAD.format(name="leaf")
    + """
data: {no: {type: text, title: no}, word: {type: text, title: word}}
states:
  open:
    title: open
    actions:
      end: {title: end, by: head, to: done}
  done: {title: done, final: success}
"""
)


def memory(*sources: str) -> Memory:
    """A small world without a database."""
    unit = UnitFacts("unit", "单位", principal="ann")
    people = {"ann": {("principal", "unit")}, "bob": set[tuple[str, str]]()}
    return Memory([compiled(one) for one in sources], MemoryDirectory({"unit": unit}, people), BEGIN)


def begin(world: Memory, workflow: str = "random", **data: Any) -> None:
    """Start the case `c`."""
    world.ask(lambda handler: handler.start(
        workflow, lambda version, digest: Start(world.origin("ann"), workflow, "c", "unit", version, digest, data)
    ))  # fmt: skip


def act(world: Memory, action: str, case: str = "c", by: str = "ann", **data: Any) -> tuple[str, ...]:
    """Do an action; the codes it was refused with."""
    answer = world.handle(case, Act(world.origin(by), action, data))
    return tuple(one.code for one in getattr(answer, "refusals", ()))


def rows(*keys: str) -> list[dict[str, str]]:
    """Rows with these keys."""
    return [{"no": key} for key in keys]


def with_keys(source: str) -> str:
    """The workflow with a field for keys, which are texts here."""
    return source.replace("  rows: {type", "  keys: {type: set, of: text, title: keys}\n  rows: {type")


@pytest.mark.parametrize("keys", [
    ["n2", "二"], ["二", "n1", "三"], ["a b", "a.b", "a/b"], ["x" * 50, "n1"], ["1", "一", "n1", "n2"], ["N1", "n1"],
])  # fmt: skip
def test_every_record_gets_a_case_of_its_own(keys: list[str]) -> None:
    """Whatever the records are numbered with, no two of their cases have the same id, in this round or the next."""
    world = memory(with_keys(CHILDREN), LEAF)
    begin(world)
    assert act(world, "list", rows=rows(*keys)) == ()
    ids = {key: one["id"] for key, one in world.case("c").children.items()}
    assert len(set(ids.values())) == len(keys)
    for one in ids.values():
        assert one.startswith("c.")
        assert act(world, "end", one) == ()
    assert act(world, "redo") == ()
    assert act(world, "list", rows=rows("新", *reversed(keys), "n3")) == ()
    again = {key: one["id"] for key, one in world.case("c").children.items()}
    assert len(set(again.values())) == len(keys) + 2
    assert {key: again[key] for key in keys} == ids


def test_a_child_gets_the_fields_that_it_knows() -> None:
    """A record's fields of the same name go to its case."""
    world = memory(with_keys(CHILDREN), LEAF)
    begin(world)
    act(world, "list", rows=[{"no": "1", "word": "甲"}, {"no": "2"}])
    assert world.case("c.1").data == {"no": "1", "word": "甲"}
    assert world.case("c.2").data == {"no": "2"}


def test_only_what_is_named_is_done_again() -> None:
    """A redo reopens the children named, once, and opens those that are new."""
    world = memory(with_keys(CHILDREN), LEAF)
    begin(world)
    act(world, "list", rows=rows("1", "2"))
    for child in ("c.1", "c.2"):
        act(world, "end", child)
    act(world, "redo")
    assert act(world, "name", keys=["2"]) == ()
    assert act(world, "name", keys=["2"]) == ()
    assert act(world, "list", rows=rows("1", "2", "3")) == ()
    assert [world.case(one).status for one in ("c.1", "c.2", "c.3")] == ["success", "open", "open"]
    assert [world.case(one).round for one in ("c.1", "c.2", "c.3")] == [1, 2, 1]


def facts() -> Facts:
    """What a decision about a case of the unit knows."""
    return Facts(
        SETTING.zone,
        SETTING.calendar,
        UnitFacts("unit", principal="ann"),
        {"ann": frozenset({("principal", "unit")})},
    )


def test_deciding_changes_none_of_its_arguments() -> None:
    """The case handed in is what it was, whatever is decided about it."""
    definition = compiled(LEAF)
    world = memory(LEAF)
    begin(world, "leaf", no="1")
    case = world.case("c")
    before = str(case.body)
    for command in (
        Act(world.origin("ann"), "end"),
        Tick(world.origin("ann")),
        Act(world.origin("bob"), "end"),
    ):
        decide(definition, case, command, facts())
        assert str(case.body) == before


def test_what_comes_too_late_from_a_child_changes_nothing() -> None:
    """A child that ends although its parent knows no such child, or is over, is heard and not recorded."""
    definition = compiled(with_keys(CHILDREN))
    world = memory(with_keys(CHILDREN), LEAF)
    begin(world)
    case = world.case("c")
    for command in (ChildEnded(world.origin("ann"), "9", "success"), Reopen(world.origin("ann"))):
        decision = decide(definition, case, command, facts())
        assert isinstance(decision, Accepted)
        assert decision.events == ()
        assert decision.case.body == case.body


def test_orders_follow_the_list() -> None:
    """Children are opened in the order of the records, and reopened in it."""
    world = memory(with_keys(CHILDREN), LEAF)
    begin(world, rows=rows("3", "1", "2"))
    decision = decide(world.definitions[0], world.case("c"), Act(world.origin("ann"), "list"), facts())
    assert isinstance(decision, Accepted)
    assert [one.key for one in decision.orders if isinstance(one, OpenChild)] == ["3", "1", "2"]
    assert not [one for one in decision.orders if isinstance(one, ReopenChild)]


def test_all_reasons_are_told_at_once() -> None:
    """A request with several things against it hears all of them."""
    world = memory(with_keys(CHILDREN), LEAF)
    begin(world)
    decision = decide(
        world.definitions[0], world.case("c"), Act(world.origin("bob", "ann"), "list", {"word": "x", "rows": "x"}),
        facts(),
    )  # fmt: skip
    assert isinstance(decision, Declined)
    codes = {one.code for one in decision.refusals}
    assert {"no-delegation", "not-settable", "invalid-value"} <= codes
    assert codes <= set(REFUSALS)


MACHINE = (
    HEAD.format(name="machine")
    + """
states:
  one:
    title: one
    actions:
      go:   {title: go, by: head, to: two}
      stay: {title: stay, by: head}
  two:
    title: two
    actions:
      go:    {title: go, by: head, to: won}
      back:  {title: back, by: head, back: one}
      again: {title: again, by: head, back: one, rounds: {most: 2, then: lost}}
  won:  {title: won, final: success}
  lost: {title: lost, final: failure}
"""
)


@pytest.mark.parametrize(
    ("state", "action", "room", "to"),
    [
        ("one", "go", True, "two"), ("two", "go", True, "won"), ("two", "back", False, "one"),
        ("two", "again", True, "one"), ("two", "again", False, "lost"),
    ],
)  # fmt: skip
def test_the_machine_says_where_an_action_leads(state: str, action: str, room: bool, to: str) -> None:
    """The same word leads where its state says; a bound that is used up leads to its `then`."""
    definition = compiled(MACHINE)
    found = definition.state(state).action(action)
    assert found is not None
    assert Moves(definition).lead(state, found, room=room) == to


def test_rounds_are_bounded() -> None:
    """At most so many rounds in all; the redo that would begin one more leads to the end instead."""
    world = memory(MACHINE)
    begin(world, "machine")
    for expected in (2, 2):
        act(world, "go")
        act(world, "again")
        assert world.case("c").round == expected
    assert (world.case("c").state, world.case("c").status) == ("lost", "failure")
    assert act(world, "go") == ("ended",)


ENDLESS = (
    HEAD.format(name="endless")
    + """
data: {flag: {type: bool, title: flag}}
states:
  one:
    title: one
    actions:
      set: {title: set, by: head, needs: [flag]}
      on:  {auto: flag, to: two}
  two:
    title: two
    actions:
      go:  {title: go, by: head, to: won}
      redo: {auto: flag, back: one, repeats: {most: 3, then: lost}}
  won:  {title: won, final: success}
  lost: {title: lost, final: failure}
"""
)


def test_what_goes_back_and_forth_by_itself_comes_to_an_end() -> None:
    """A repetition is bounded within the round, also where the way back leads forward again by itself."""
    world = memory(ENDLESS)
    begin(world, "endless")
    assert act(world, "set", flag=True) == ()
    moves = [one.body["action"] for one in world.record("c") if one.kind == "moved"]
    assert moves == ["set", *["on", "redo"] * 4]
    assert world.case("c").state == "lost"


def test_a_plain_return_counts_no_round() -> None:
    """Going back is no redo."""
    world = memory(MACHINE)
    begin(world, "machine")
    for _ in range(5):
        act(world, "go")
        act(world, "back")
    assert world.case("c").round == 1


STAYS = (
    HEAD.format(name="stays")
    + """
data: {flag: {type: bool, title: flag}}
states:
  shown:
    title: shown
    due: {within: 3 days, remind: [1 day before], escalate: [2 days after]}
    stay: {least: 5 days}
    actions:
      mark: {title: mark, by: head, needs: [flag]}
      on:   {auto: stay_over && flag, to: after}
      out:  {title: out, by: head, to: after}
  after: {title: after, final: success}
"""
)


def test_everything_due_happens_in_order_of_time() -> None:
    """Reminder, end, escalation and the end of the stay fire in order, each at its own instant, in one late run."""
    world = memory(STAYS)
    begin(world, "stays", flag=True)
    world.now += timedelta(days=30)
    world.sweep()
    told = [(one.kind, one.body["at"][:10]) for one in world.record("c")][1:]
    assert told[:4] == [
        ("reminded", "2014-08-02"), ("overdue", "2014-08-04"), ("escalated", "2014-08-05"), ("stayed", "2014-08-06"),
    ]  # fmt: skip
    assert [one.body.get("action") for one in world.record("c")][-1] == "on"


def test_a_guard_that_waits_for_a_field_fires_with_the_act() -> None:
    """What happens by itself happens as soon as an act makes its guard hold."""
    world = memory(STAYS)
    begin(world, "stays")
    world.advance(timedelta(days=30))
    assert world.case("c").state == "shown"
    assert act(world, "mark", flag=False) == ()
    assert world.case("c").state == "shown"
    assert act(world, "mark", flag=True) == ()
    assert world.case("c").status == "success"
    assert [one.body["actor"] for one in world.record("c")][-2:] == ["ann", "system"]


def test_the_facts_a_guard_read_are_kept() -> None:
    """A move keeps what its conditions read beyond the fields of the case."""
    world = memory(STAYS)
    begin(world, "stays", flag=True)
    world.advance(timedelta(days=10))
    assert world.record("c")[-1].body["facts"] == {"stay_over": True}


def test_values_of_a_refusal_are_plain() -> None:
    """The JSON of a refusal holds ids, numbers and lists, whatever the language; only the message is worded."""
    world = memory(STAYS)
    begin(world, "stays")
    decision = decide(world.definitions[0], world.case("c"), Act(world.origin("bob"), "out"), facts())
    assert isinstance(decision, Declined)
    told: Mapping[str, Any] = decision.refusals[0].json("en")
    assert told["values"]["action"] == "out"
    assert told["values"]["roles"] == ["head"]
    assert decision.refusals[0].json("zh")["values"] == told["values"]
