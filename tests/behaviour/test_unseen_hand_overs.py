"""A hand-over neither tells what is private, nor puts somebody into a case that is hidden from them."""

from __future__ import annotations

import pytest

from support.small import deploy
from support.world import World

UNIT = "school-board"

PROBED = """
workflow: probed
title: probed
roles:
  head:     {title: head, post: principal, of: unit}
  keeper:   {title: keeper, post: admin}
  assigned: {title: assigned, person: responsible}
  source:   {title: source, person: informant}
  reader:   {title: reader, person: reader}
  anybody:  {title: anybody, post: any}
start: {by: head}
data:
  responsible: {type: person, title: responsible}
  subject:     {type: person, title: subject}
  informant:   {type: person, title: informant}
  reader:      {type: person, title: reader}
  signers:     {type: list, of: person, title: signers}
confidential: {to: [head, keeper], hidden_from: subject}
private: {fields: [subject, informant, reader, signers], to: keeper}
separate: [[begun, looking]]
states:
  begun:
    title: begun
    actions:
      read: {title: read, by: reader, to: looking}
  looking:
    title: looking
    countersign: {parties: signers, need: all, refusal: counts}
    actions:
      do:     {title: do, by: assigned, never: source, to: done}
      agree:  {title: agree, by: anybody, signs: agree}
      refuse: {title: refuse, by: anybody, signs: refuse}
  done: {title: done, final: success}
"""
"""Keeps one role from an act, another apart, hides itself from a third and collects signatures: all by private fields."""


@pytest.mark.parametrize(
    ("successor", "code"),
    [("luo", "may-not-take"), ("wu", "excluded"), ("li", "separation"), ("sun", "party-already")],
)
def test_a_hand_over_does_not_tell_whom_a_private_field_names(
    world: World, successor: str, code: str
) -> None:
    """Whoever may not read it is told nothing of it by trying one person after another; who may is told why not."""
    deploy(world, PROBED)
    named = {
        "responsible": "he",
        "subject": "luo",
        "informant": "wu",
        "reader": "li",
        "signers": ["song", "sun"],
    }
    duban = world.duban
    cases = []
    for _ in range(2):
        cases.append(duban.start("probed", unit=UNIT, by="gao", data=named).case)
        world.must(cases[-1], "read", "li")
    case, other = cases
    old = "song" if code == "party-already" else "he"
    assert set(duban.show(case, by="gao")["withheld"]) == {"subject", "informant", "reader", "signers"}
    refused = duban.hand_over(old, successor, by="admin", note="x", case=other).results[other]
    assert world.refused(refused) == [code]
    assert refused.refusals[0].code == code
    done = duban.hand_over(old, successor, by="gao", note="x", case=case)
    unsaid = duban.hand_over(old, "zheng", by="gao", note="x", case=other)
    assert list(done.fields.values()) == list(unsaid.fields.values())
    assert [[two.code for two in one.refusals] for one in done.results.values()] == [
        [two.code for two in one.refusals] for one in unsaid.results.values()
    ]
    world.sound()
