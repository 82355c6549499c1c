"""Countersignatures against a plain model: whoever signs in whatever order, it stands as the rule says."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.engine.core.commands import Act, Start
from duban.engine.core.countersigning import begin, may_sign_now, standing
from duban.engine.core.decisions import Countersign
from duban.engine.core.evolve import replay
from duban.engine.core.facts import UnitFacts
from duban.engine.runtime.handler import Answer
from duban.engine.runtime.probe import movers, probe
from support.memory import SETTING, Memory, MemoryDirectory
from support.small import compiled
from support.world import BEGIN

PARTIES = ("a", "b", "c", "d")
PEOPLE = ("ann", "bob", "cat", "eve")
SHARES = {"all": 1.0, "any": 0.0, "at least 50%": 0.5, "at least 60%": 0.6}

FLOW = """
workflow: signing
title: signing
roles:
  head: {{title: head, post: head, of: unit}}
  a: {{title: a, post: a, of: unit}}
  b: {{title: b, post: b, of: unit}}
  c: {{title: c, post: c, of: unit}}
  d: {{title: d, post: d, of: unit}}
start: {{by: head}}
states:
  signing:
    title: signing
    countersign: {{parties: [{parties}], need: {need}, order: {order}, refusal: {refusal}}}
    actions:
      agree:  {{title: agree, signs: agree}}
      refuse: {{title: refuse, signs: refuse}}
      go:     {{title: go, auto: countersign.complete, to: done}}
      stop:   {{title: stop, auto: countersign.impossible, to: lost}}
  done: {{title: done, final: success}}
  lost: {{title: lost, final: failure}}
"""


@settings(max_examples=60)
@given(
    parties=st.lists(st.sampled_from(PARTIES), min_size=1, max_size=4, unique=True),
    need=st.sampled_from(sorted(SHARES)),
    ordered=st.booleans(),
    stops=st.booleans(),
    posts=st.fixed_dictionaries({one: st.sets(st.sampled_from(PARTIES), max_size=2) for one in PEOPLE}),
    acts=st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["agree", "refuse", "agree"])), max_size=12
    ),
)
def test_it_stands_as_the_rule_says(
    parties: list[str],
    need: str,
    ordered: bool,
    stops: bool,
    posts: dict[str, set[str]],
    acts: list[tuple[str, str]],
) -> None:
    """Who may sign, when it is over and how it ends agree with a count by hand, and so do `can` and whom it waits for."""
    text = FLOW.format(
        parties=", ".join(parties),
        need=need,
        order=str(ordered).lower(),
        refusal="stops" if stops else "counts",
    )
    held = {one: {(post, "unit") for post in some} for one, some in posts.items()}
    held["ann"] |= {("head", "unit")}
    memory = Memory([compiled(text)], MemoryDirectory({"unit": UnitFacts("unit")}, held), BEGIN)
    start = memory.origin("ann")
    memory.ask(lambda handler: handler.start("signing", lambda version, digest: Start(
        start, "signing", "c", "unit", version, digest
    )))  # fmt: skip
    signed: dict[str, str] = {}
    needed = max(1, ceil(SHARES[need] * len(parties)))
    state = "signing"
    for person, answer in acts:
        waiting = [one for one in parties if one not in signed]
        turn = waiting[:1] if ordered else waiting
        mine = [one for one in turn if one in posts[person]]
        case, definition = memory.case("c"), memory.definitions[0]
        asked = memory.work(), SETTING, definition, case
        possible = {one.action for one in probe(*asked, memory.origin(person))[0]}
        assert ("agree" in possible) == (state == "signing" and bool(mine))
        wait_for = {one for one in PEOPLE if state == "signing" and posts[one] & set(turn)}
        assert set(movers(*asked, memory.origin(person))) == wait_for
        done = memory.handle("c", Act(memory.origin(person), answer))
        assert isinstance(done, Answer)
        assert done.ok == (state == "signing" and bool(mine)), done.refusals
        if done.ok:
            signed[mine[0]] = answer
        agreed = sum(one == "agree" for one in signed.values())
        left = len(parties) - len(signed)
        if stops and "refuse" in signed.values():
            state = "lost"
        elif agreed >= needed:
            state = "done"
        elif agreed + left < needed:
            state = "lost"
        assert memory.case("c").state == state
    replayed = replay(memory.record("c"))
    assert replayed is not None
    assert replayed.body == memory.case("c").body


def test_nobody_is_no_consent() -> None:
    """Without a party nothing is complete, whatever is needed."""
    for rule in (Countersign(field="units"), Countersign(field="units", need=Countersign().need - 1)):
        stands = standing(rule, begin(rule, {}))
        assert (stands.complete, stands.impossible, stands.needed) == (False, True, 1)


@pytest.mark.parametrize(("total", "needed"), [(1, 1), (2, 2), (3, 2), (5, 3), (10, 6)])
def test_a_share_is_rounded_up(total: int, needed: int) -> None:
    """At least 60% of three is two, of five three; an exact share is not rounded."""
    rule = Countersign(field="units", need=Countersign().need * 6 / 10)
    kept = begin(rule, {"units": [str(number) for number in range(total)]})
    assert standing(rule, kept).needed == needed
    assert len(may_sign_now(rule, kept)) == total
