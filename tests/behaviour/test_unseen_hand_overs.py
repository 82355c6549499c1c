"""A hand-over neither tells what is private, nor puts somebody into a case that is hidden from them."""

from __future__ import annotations

import pytest

from duban import UnknownCase
from support.small import deploy
from support.world import World

UNIT = "school-board"

RAID = """
workflow: raid
title: raid
roles:
  head: {title: head, post: principal, of: unit}
  team: {title: team, post: supervisor, of: unit.supervised_by}
start: {by: team}
types:
  records:
    lead: {title: lead, key: no, fields: {no: {type: integer}, what: {type: text}}}
data:
  subject: {type: person, title: subject}
  leads:   {type: list, of: lead, title: leads}
confidential: {to: [TO], hidden_from: subject}
states:
  begun:
    title: begun
    actions:
      refer: {title: refer, by: team, needs: [leads], to: referred}
  referred:
    title: referred
    children: {each: leads, workflow: errand}
    actions:
      finish: {title: finish, by: team, to: finished}
  finished: {title: finished, final: success}
"""
ERRAND = """
workflow: errand
title: errand
roles:
  head:     {title: head, post: principal, of: unit}
  assigned: {title: assigned, person: worker}
data:
  no:     {type: integer, title: no}
  what:   {type: text, title: what}
  worker: {type: person, title: worker}
states:
  new:
    title: new
    actions:
      give: {title: give, by: head, needs: [worker], to: doing}
  doing:
    title: doing
    actions:
      do:   {title: do, by: assigned, to: done}
      back: {title: back, by: head, back: new}
  done: {title: done, final: success}
"""
"""What a confidential case opens, and which says nothing of it."""

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
    # In the name of somebody who may read it, without being let, they read no more.
    feigned = duban.hand_over(old, successor, by="gao", note="x", case=other, on_behalf_of="admin").results[
        other
    ]
    assert code not in world.refused(feigned)
    done = duban.hand_over(old, successor, by="gao", note="x", case=case)
    unsaid = duban.hand_over(old, "zheng", by="gao", note="x", case=other)
    assert list(done.fields.values()) == list(unsaid.fields.values())
    assert [[two.code for two in one.refusals] for one in done.results.values()] == [
        [two.code for two in one.refusals] for one in unsaid.results.values()
    ]
    world.sound()


@pytest.mark.parametrize("open_to", ["team, head", "team"])
def test_a_child_is_not_handed_to_whom_the_case_above_is_hidden_from(world: World, open_to: str) -> None:
    """What says nothing of its own goes by the case it belongs to; of whom only those hear who may read it there."""
    deploy(world, RAID.replace("TO", open_to), ERRAND)
    duban = world.duban
    case = duban.start("raid", unit=UNIT, by="song", data={"subject": "luo"}).case
    world.must(case, "refer", "song", leads=[{"no": 1, "what": "x"}])
    child = f"{case}.1"
    world.must(child, "give", "gao", worker="he")
    done = duban.hand_over("he", "luo", by="gao", note="x", case=child)
    if open_to == "team":  # the head may not know whom the case above is about: refused, they would
        with pytest.raises(UnknownCase):
            duban.show(case, by="gao")
        assert done.ok
        with pytest.raises(UnknownCase):
            duban.show(child, by="luo")
    else:
        assert world.refused(done.results[child]) == ["may-not-take"]
        assert duban.show(child, by="gao")["waits_for"] == ["he", "gao"]
        assert duban.hand_over("he", "sun", by="gao", note="x", case=child).ok
        world.must(child, "do", "sun")
    world.sound()
