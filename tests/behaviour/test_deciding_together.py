"""Decisions, draws and signatures beside what else a workflow has: parameters, gates, people, `sets`, editions, corrections, succession."""

from __future__ import annotations

import json
from typing import Any

import pytest

from duban import UnknownCase
from duban.engine.app.earlier import Imported
from duban.engine.dsl.earlier import read_earlier
from support.deciding import ROLES, SIGN, begin
from support.small import deploy
from support.world import World

TOGETHER = (
    "workflow: together\ntitle: together\n"
    + ROLES
    + """
start: {by: head}
parameters:
  grave: {type: integer, title: {zh: 数额较大, en: grave}}
gates:
  checked: {title: {zh: 核查, en: check}, workflow: check, passed: [passed], failed: [failed]}
types:
  enumerations:
    measure: {title: measure, values: {none: none, severe: severe, talk: talk}}
  tables:
    handling:
      title: {zh: 处理, en: handling}
      basis: 办法第一条
      origin: implied
      outcomes: measure
      rows:
        small:  {title: {zh: 较小, en: small}, when: amount < param.grave, allows: [none, talk], origin: ours}
        large:  {title: {zh: 较大, en: large}, when: amount >= param.grave, demands: [severe, talk], basis: 办法第二条, origin: stated}
        proven: {title: {zh: 已核查, en: proven}, when: 'gate.checked == "passed" && actor.party_member', cites: true}
document: [places, drawn, row, measures, counted]
data:
  amount:   {type: number, title: amount}
  rule:     {type: text, title: rule}
  row:      {type: handling, title: row}
  measures: {type: set, of: measure, title: measures}
  places:   {type: set, of: text, title: places}
  drawn:    {type: set, of: text, title: drawn}
  counted:  {type: integer, title: counted}
states:
  working:
    title: working
    actions:
      decide:
        title: decide
        by: head
        needs: [row, measures]
        may: [amount, rule, places]
        decides: {table: handling, row: row, outcome: measures, cites: rule}
        edition: true
      draw:
        title: draw
        by: head
        needs: [places]
        draws: {from: places, size: 2, into: drawn}
        sets: {counted: size(drawn)}
        edition: true
      end: {title: end, by: head, to: over}
  over: {title: over, final: success}
"""
)
CHECK = (
    "workflow: check\ntitle: check\n"
    + ROLES
    + """
start: {by: head}
states:
  running: {title: running, actions: {pass: {title: pass, by: head, to: passed}, fail: {title: fail, by: head, to: failed}}}
  passed: {title: passed, final: success}
  failed: {title: failed, final: failure}
"""
)


@pytest.fixture
def case(world: World) -> str:
    """A case to decide in."""
    deploy(world, CHECK, TOGETHER)
    return world.duban.start("together", unit="water-bureau", by="zhang").case


def test_a_row_reads_parameters_gates_and_people(world: World, case: str) -> None:
    """Undecided while nobody has set the figure; then by the figure of the unit; a gate that is passed lets its row through."""
    small: dict[str, Any] = {"row": "small", "measures": ["none"], "amount": 500}
    (refusal,) = world.do(case, "decide", "zhang", **small).refusals
    assert (refusal.code, refusal.values["origin"]) == ("row-condition", "ours")
    world.duban.set_parameter("grave", "1000")
    assert world.must(case, "decide", "zhang", **small)["edition"] == 1
    event = world.duban.history(case)[-1]
    assert event["ruling"] == {"table": "handling", "row": "small", "outcome": ["none"], "origin": "ours"}
    world.duban.set_parameter("grave", "500", unit="water-bureau")
    large: dict[str, Any] = {"row": "large", "measures": ["talk"], "amount": 500}
    (refusal,) = world.do(case, "decide", "zhang", **large).refusals
    assert (refusal.code, refusal.json("en")["values"]["outcome"]) == ("outcome-demanded", ["severe"])
    proven: dict[str, Any] = {"row": "proven", "measures": ["talk"], "rule": "第三条"}
    assert world.refused(world.do(case, "decide", "zhang", **proven)) == ["row-condition"]
    check = world.duban.start("check", unit="water-bureau", by="zhang").case
    world.must(check, "pass", "zhang")
    world.must(case, "decide", "zhang", **proven)
    world.sound()


def test_what_is_drawn_is_there_for_what_is_set_and_for_the_edition(world: World, case: str) -> None:
    """Drawn first, then set; the edition holds the sample, and the difference to the next is told."""
    view = world.must(case, "draw", "zhang", places=["a", "b", "c"])
    assert (view["data"]["counted"], len(view["data"]["drawn"])) == (2, 2)
    (first,) = world.duban.editions(case)["editions"]
    assert first["document"]["drawn"] == view["data"]["drawn"]
    world.must(case, "draw", "zhang", places=["x", "y"])
    assert {one["path"][0] for one in world.duban.differences(case)["changes"]} == {"drawn", "places"}
    assert all(one["agrees"] for one in world.duban.draws(case))
    world.sound()


def test_a_sample_is_filled_in_by_the_draw_alone(world: World, case: str) -> None:
    """Neither the start nor a correction puts anything into it."""
    answer = world.duban.start("together", unit="water-bureau", by="zhang", data={"drawn": ["a"]})
    assert world.refused(answer) == ["not-settable"]
    world.must(case, "draw", "zhang", places=["a", "b", "c"])
    answer = world.duban.correct(case, {"drawn": ["a"]}, by="zhang", note="抄错")
    assert world.refused(answer) == ["not-settable"]


def test_a_corrected_decision_stands_in_its_table(world: World, case: str) -> None:
    """Row and outcome are corrected only to what the table allows; what was read may turn out otherwise, and the decision stands."""
    world.duban.set_parameter("grave", "1000")
    world.must(case, "decide", "zhang", row="small", measures=["none"], amount=500)

    def correct(**data: object) -> list[str]:
        answer = world.duban.correct(case, data, by="zhang", note="更正")
        return [one.code for one in answer.refusals]

    assert correct(measures=["severe"]) == ["outcome-not-allowed"]
    assert correct(row="large") == ["row-condition", "outcome-demanded"]
    assert correct(measures=["talk"]) == []
    assert correct(amount=2000) == []
    assert correct(row="large", measures=["severe", "talk"]) == []
    world.must(case, "end", "zhang")
    assert correct(measures=["talk"]) == ["outcome-demanded"]
    world.sound()


def test_a_sample_of_an_earlier_phase_is_told(world: World, case: str) -> None:
    """What was drawn then is entered and not drawn anew; it comes from its frame, and nothing pretends that it could be drawn again."""

    def enter(drawn: list[str]) -> Imported:
        step = {
            "do": "draw",
            "by": "zhang",
            "at": "2014-03-04 09:00",
            "data": {"places": ["a", "b", "c"], "drawn": drawn},
        }
        earlier = [
            {
                "workflow": "together",
                "unit": "water-bureau",
                "by": "zhang",
                "at": "2014-03-03",
                "steps": [step],
            }
        ]
        return world.duban.import_cases(
            read_earlier(json.dumps(earlier).encode(), "earlier.yaml").cases, by="zhao"
        )

    for strange in (["d"], []):
        assert not enter(strange).ok
    (done,) = enter(["b"]).cases
    (draw,) = world.duban.draws(done["case"])
    assert (draw["method"], draw["frame"], draw["result"]) == ("told", ["a", "b", "c"], ["b"])
    assert (draw["agrees"], draw["again"]) == (True, None)
    assert world.duban.show(done["case"])["data"]["drawn"] == ["b"]
    world.sound()


def test_whoever_has_still_to_sign_gives_way_to_a_successor(world: World) -> None:
    """A listed person who has not signed is succeeded; a signature that was given stays."""
    case = begin(world, SIGN, units=["water-bureau"], people=["li", "he"])
    for one in ("zhang", "wang", "zhao", "zhang"):
        world.must(case, "agree", one)
    assert world.duban.show(case)["states"] == ["people"]
    # Nobody takes the place of another beside their own: one signature would do for two.
    twice = world.duban.hand_over("he", "li", by="zhang", note="调离", case=case)
    assert world.refused(twice.results[case]) == ["party-already"]
    done = world.duban.hand_over("he", "qian", by="zhang", note="调离", case=case)
    assert done.ok and done.fields[case] == ["people[he]"]
    assert world.refused(world.do(case, "refuse", "he")) == ["not-a-party"]
    world.must(case, "refuse", "qian")
    again = world.duban.hand_over("qian", "he", by="zhang", note="调回", case=case)
    assert [one.code for one in again.results[case].refusals] == ["not-named"]
    assert world.must(case, "agree", "li")["status"] == "success"
    world.sound()


SECRET = (
    "workflow: secret\ntitle: secret\n"
    + ROLES
    + """
start: {by: head}
confidential: {to: office}
private: {fields: [row, measures, known, places, units], to: office}
types:
  enumerations:
    measure: {title: measure, values: {none: none, severe: severe}}
  tables:
    handling:
      title: handling
      outcomes: measure
      rows:
        light: {title: light, when: known, allows: none}
        grave: {title: grave, demands: severe}
data:
  known:    {type: bool, title: known}
  row:      {type: handling, title: row}
  measures: {type: measure, title: measures}
  places:   {type: set, of: text, title: places}
  drawn:    {type: set, of: text, title: drawn}
  units:    {type: set, of: unit, title: units}
states:
  working:
    title: working
    actions:
      prepare: {title: prepare, by: office, needs: [places, known, units]}
      draw:    {title: draw, by: head, needs: [places], draws: {from: places, size: 1, into: drawn}}
      decide:  {title: decide, by: head, needs: [row, measures], decides: {table: handling, row: row, outcome: measures}}
      sign:    {title: sign, by: head, to: signing}
  signing:
    title: signing
    countersign: {parties: units, post: principal, need: all, refusal: counts}
    actions:
      agree: {title: agree, by: chief, signs: agree}
      end:   {title: end, by: head, when: countersign.complete, to: over}
      back:  {title: back, by: head, when: countersign.impossible, back: working}
  over: {title: over, final: success}
"""
)


def test_who_signs_a_confidential_case_sees_it_and_private_decisions_stay_private(world: World) -> None:
    """Holders of the post elsewhere know of nothing; how private fields were decided, drawn and signed only their readers are told."""
    deploy(world, SECRET)
    case = world.duban.start("secret", unit="water-bureau", by="zhang").case
    world.must(case, "prepare", "zhao", places=["a", "b"], known=False, units=["school-board"])
    world.must(case, "draw", "zhang")
    (refusal,) = world.do(case, "decide", "zhang", row="light", measures="none").refusals
    assert refusal.code == "row-condition"
    assert {"known", "items"}.isdisjoint(refusal.json("en")["values"])
    assert refusal.json("en")["values"]["others"] is None
    world.must(case, "decide", "zhang", row="grave", measures="severe")
    with pytest.raises(UnknownCase):
        world.duban.show(case, by="gao")
    world.must(case, "sign", "zhang")
    (refusal,) = world.do(case, "agree", "zhang").refusals
    assert (refusal.code, refusal.json("en")["values"]["parties"]) == ("not-a-party", None)
    assert world.duban.show(case, by="gao")["states"] == ["signing"]
    other = world.duban.start("secret", unit="water-bureau", by="zhang").case
    world.must(other, "prepare", "zhao", places=["a"], known=True, units=["water-bureau"])
    world.must(other, "sign", "zhang")
    with pytest.raises(UnknownCase):
        world.duban.show(other, by="gao")
    world.must(case, "agree", "gao")
    told = {
        by: (
            [
                key
                for event in world.duban.history(case, by=by)
                for key in ("draw", "ruling", "signed")
                if key in event
            ],
            "countersign" in world.duban.show(case, by=by),
            len(world.duban.draws(case, by=by)),
            "countersign" in world.duban.snapshot(case, by=by).body,
        )
        for by in ("zhang", "zhao")
    }
    assert told == {"zhang": ([], False, 0, False), "zhao": (["draw", "ruling", "signed"], True, 1, True)}
    world.sound()
