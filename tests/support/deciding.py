"""Small workflows that decide: by a table, by a draw, by a ranking, by signatures."""

from __future__ import annotations

from support.small import deploy
from support.world import World

ROLES = """
roles:
  head:   {title: head, post: principal, of: unit}
  team:   {title: team, post: supervisor, of: unit.supervised_by}
  office: {title: office, post: campaign-office}
  chief:  {title: chief, post: principal}
"""

TABLE = (
    "workflow: handling\ntitle: handling\n"
    + ROLES
    + """
start: {by: head}
types:
  enumerations:
    measure: {title: measure, values: {none: none, exempt: exempt, lighter: lighter, severe: severe}}
    handed:  {title: handed in, values: {full: in full, part: in part, nothing: nothing}}
  tables:
    leniency:
      title: {zh: 宽严, en: leniency}
      outcomes: measure
      rows:
        general:
          title: {zh: 一般性错误, en: general error}
          when: [told, {that: corrected, title: {zh: 认真纠正, en: corrected}, basis: 认真纠正}]
          allows: [none, exempt]
          basis: 有的可不予追究
        surrendered:
          title: {zh: 如数上交, en: surrendered}
          when: [told, handed_in == "full"]
          allows: [none, exempt, lighter]
          needs: [receipt]
          cites: true
          basis: 主动如数上交
        kept: {title: {zh: 不上交, en: kept}, when: handed_in != "full", demands: severe}
data:
  told:      {type: bool, title: told}
  corrected: {type: bool, title: corrected}
  handed_in: {type: handed, title: handed in}
  receipt:   {type: evidence, title: receipt}
  rule:      {type: text, title: rule}
  row:       {type: leniency, title: row}
  measures:  {type: set, of: measure, title: measures}
states:
  deciding:
    title: deciding
    actions:
      decide:
        title: decide
        by: head
        needs: [row, measures]
        may: [told, corrected, handed_in, receipt, rule]
        decides: {table: leniency, row: row, outcome: measures, cites: rule}
        to: decided
  decided: {title: decided, final: success}
"""
)
"""A decision by a table; several measures may be taken at once."""

DRAW = (
    "workflow: checking\ntitle: checking\n"
    + ROLES
    + """
start: {by: head}
types:
  records:
    place:
      title: place
      key: name
      fields:
        name:   {type: text, title: name}
        kind:   {type: text, title: kind}
        score:  {type: number, title: score, optional: true}
        papers: {type: integer, title: papers, optional: true}
        rank:   {type: integer, title: rank, optional: true}
data:
  places:  {type: list, of: place, title: places}
  skipped: {type: set, of: text, title: skipped}
  size:    {type: integer, title: size}
  drawn:   {type: list, of: place, title: drawn}
  names:   {type: set, of: text, title: names}
states:
  drawing:
    title: drawing
    actions:
      list:   {title: list, by: head, may: [places, skipped, size]}
      draw:
        title: draw
        by: head
        needs: [places]
        may: [skipped]
        draws: {from: places, size: 50%, into: drawn, exclude: skipped, strata: kind, least: 1}
      name:   {title: name, by: head, needs: [size], draws: {from: places, size: size, into: names, exclude: drawn}}
      finish: {title: finish, by: head, when: has(drawn), to: ranking}
  ranking:
    title: ranking
    actions:
      rank:
        title: rank
        auto: size(places) > 0
        ranks: {records: places, by: score, class: kind, into: rank, least: {field: papers, size: 10}}
        to: done
  done: {title: done, final: success}
"""
)
"""Samples of a list, spread and not, and a ranking that happens by itself."""

SIGN = (
    "workflow: signing\ntitle: signing\n"
    + ROLES
    + """
start: {by: head}
data:
  units: {type: list, of: unit, title: units}
  people: {type: set, of: person, title: people}
  why:   {type: text, title: why}
states:
  roles:
    title: roles
    countersign: {parties: [head, team, office], need: all, order: true, refusal: stops, basis: 会签办法第一条}
    actions:
      agree:  {title: agree, signs: agree}
      refuse: {title: refuse, signs: refuse, needs: [why]}
      write:  {title: write, by: head, may: [units, people]}
      go:     {title: go, auto: countersign.complete, to: units}
      stop:   {title: stop, auto: countersign.impossible, to: dropped}
  units:
    title: units
    countersign: {parties: units, post: principal, need: at least 60%, refusal: counts}
    actions:
      agree:  {title: agree, by: chief, signs: agree}
      refuse: {title: refuse, by: chief, signs: refuse}
      write:  {title: write, by: head, may: [units]}
      go:     {title: go, auto: countersign.complete, to: people}
      stop:   {title: stop, auto: countersign.impossible, to: dropped}
      again:  {title: again, by: head, back: roles}
  people:
    title: people
    countersign: {parties: people, need: any, refusal: counts}
    actions:
      agree:  {title: agree, by: anybody, signs: agree}
      refuse: {title: refuse, by: anybody, signs: refuse}
      go:     {title: go, auto: countersign.complete, to: done}
      stop:   {title: stop, auto: countersign.impossible, to: dropped}
  done:    {title: done, final: success}
  dropped: {title: dropped, final: failure}
"""
).replace("  chief:", "  anybody: {title: anybody, post: any}\n  chief:")
"""Signatures of roles one after the other, of units in any order, of persons."""

PLACES = [
    {"name": name, "kind": kind, "score": score, "papers": papers}
    for name, kind, score, papers in (
        ("东村", "village", 90, 40),
        ("西村", "village", 90, 40),
        ("南村", "village", 70, 40),
        ("北村", "village", 99, 9),
        ("一街", "street", 60, 40),
        ("二街", "street", 80, 40),
    )
]


def begin(world: World, source: str, **data: object) -> str:
    """A case of one of these workflows."""
    deploy(world, source)
    workflow = source.split("\n", 1)[0].removeprefix("workflow: ")
    return world.duban.start(workflow, unit="water-bureau", by="zhang", data=data).case
