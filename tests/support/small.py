"""Small workflows that show one thing each, in the language."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from duban.engine.core.definition import Definition
from duban.engine.dsl.catalogue import load_catalogue
from duban.engine.dsl.compiler import compile_text
from duban.workflows import DATA, FOLDER
from support.world import World

HEAD = """
workflow: {name}
title: {name}
roles:
  head:    {{title: head, post: principal, of: unit}}
  team:    {{title: team, post: supervisor, of: unit.supervised_by}}
  office:  {{title: office, post: campaign-office}}
  anybody: {{title: anybody, post: any}}
"""

OPEN_VOTE = (
    HEAD.format(name="open-vote")
    + """
states:
  voting:
    title: voting
    ballot: {groups: [all], choices: [yes, no], open: 5 workdays, secret: false,
             valid: ballot.turnout >= 0.5, pass: ballot.approving > 0.5}
    actions:
      close: {title: close, by: office}
      pass:  {auto: ballot.closed && ballot.passed, to: agreed}
      drop:  {title: drop it, by: office, when: [ballot.closed], to: dropped}
  agreed:  {title: agreed, final: success}
  dropped: {title: dropped, final: failure}
"""
)
"""An open ballot that is decided by hand when it has not passed."""

PLACES_VOTE = (
    HEAD.format(name="places-vote")
    + """
parameters:
  least:    {type: number, title: least turnout}
  majority: {type: number, title: majority, default: "0.8"}
states:
  voting:
    title: voting
    ballot: {groups: [all], choices: [yes, no], valid: ballot.turnout >= param.least, pass: ballot.approving >= param.majority}
    actions:
      close: {title: close, by: office}
      pass:  {auto: ballot.closed && ballot.passed, to: agreed}
      fail:  {auto: ballot.closed && ballot.failed, to: dropped}
      drop:  {title: drop it, by: office, when: [ballot.closed], to: dropped}
  agreed:  {title: agreed, final: success}
  dropped: {title: dropped, final: failure}
"""
)
"""A ballot by the figures of the place: nobody has set the turnout, the majority has a default."""


def compiled(source: str) -> Definition:
    """A workflow of the language, which must be without errors."""
    found = compile_text(source, "small.yaml", load_catalogue([DATA]))
    assert found.definition is not None, [one.message for one in found.findings]
    return found.definition


def deploy(world: World, *sources: str) -> None:
    """Deploy small workflows, the open vote when none is given."""
    with TemporaryDirectory() as folder:
        for number, source in enumerate(sources or (OPEN_VOTE,)):
            Path(folder, f"small-{number}.yaml").write_text(source, "utf-8")
        world.duban.deploy([Path(folder)], shipped=FOLDER)


def open_vote(world: World) -> str:
    """A case with an open ballot running."""
    return world.duban.start("open-vote", unit="water-bureau", by="zhao").case


BRANCHING = (
    HEAD.format(name="branching")
    + """
data:
  topics:  {type: set, of: text, title: topics}
  tasks:   {type: list, of: task, title: tasks}
  grave:   {type: bool, title: grave}
  subject: {type: person, title: subject}
types:
  records:
    task:
      key: no
      fields: {no: {type: integer}, text: {type: text}, place: {type: unit}}
states:
  planning:
    title: planning
    actions:
      begin: {title: begin, by: head, needs: [topics, tasks], to: running}
  running:
    title: running
    branches:
      people:   {each: unit.members, as: who, workflow: small-part, done: at least 50%}
      subjects: {each: topics, as: topic, workflow: small-part, later: true}
      places:   {each: tasks, workflow: small-part, with: {topic: text}, unit: place}
    actions:
      add:    {title: add, by: head, needs: [topics]}
      charge:
        title: charge
        by: team
        needs: [subject, grave]
        spawns:
          - {name: inquiry, workflow: small-part, case: {who: subject}}
          - {name: leader-inquiry, workflow: small-part, when: grave}
      finish:
        title: finish
        by: head
        when:
          - people.done && subjects.done && places.open == 0
          - inquiry.open + leader_inquiry.open == 0
        to: done
  done: {title: done, final: success}
"""
)
"""People, topics and places side by side, and cases that an act calls for."""

CHOOSY = (
    HEAD.format(name="choosy")
    + """
data:
  topics: {type: set, of: text, title: topics}
  tasks:  {type: list, of: task, title: tasks}
types:
  records:
    task:
      key: no
      fields: {no: {type: integer}, text: {type: text}, grave: {type: bool, optional: true}}
states:
  planning:
    title: planning
    actions:
      begin: {title: begin, by: [head, office], needs: [topics, tasks], to: running}
  running:
    title: running
    branches:
      rows:   {each: tasks, as: task, workflow: small-part, with: {topic: text}, when: task.grave && unit.level == "city"}
      values: {each: topics, as: topic, workflow: small-part, when: topic != "文风"}
      people: {each: unit.members, as: who, workflow: small-part, when: 'who.rank == "副处级" || "principal" in who.posts'}
      below:  {each: unit.below, as: place, workflow: small-part, when: '"K1" in place.category && place.rank == "正处级"'}
    actions:
      finish: {title: finish, by: head, when: [children_open >= 0], to: done}
  done: {title: done, final: success}
"""
)
"""Branches of every kind, each with a condition that asks the element."""

FOLLOWING = (
    HEAD.format(name="following")
    + """
registers:
  subjects:
    title: {zh: 专题目录, en: subjects}
    stock: subject
    by: [supervisor, principal]
    fields:
      levels: {type: set, of: text, title: levels}
      lead:   {type: unit, title: lead}
    entries:
      s2: {data: {levels: [county]}}
      s9: {title: {zh: 旧专题, en: old subject}}
types:
  enumerations:
    subject: {open: true, values: {s1: {zh: 会风, en: meetings}, s2: {zh: 文风, en: papers}}}
data:
  key:   {type: text, title: key}
  name:  {type: text, title: name}
  where: {type: set, of: text, title: where}
  quiet: {type: bool, title: quiet}
states:
  planning:
    title: planning
    actions:
      begin: {title: begin, by: head, to: running}
  running:
    title: running
    branches:
      each:
        each: register.subjects
        as: subject
        workflow: small-part
        with: {topic: title}
        when: '!has(subject.levels) || unit.level in subject.levels'
        later: true
        while: '!has(quiet) || !quiet'
    actions:
      go-on: {title: go on, by: head, may: [quiet], to: closing}
      found:
        title: found
        by: head
        may: [name, where]
        adds: {register: subjects, key: key, title: name, with: {levels: where}}
  closing:
    title: closing
    actions:
      again:  {title: again, by: head, back: running}
      replan: {title: replan, by: head, back: planning}
      finish: {title: finish, by: head, when: ['each.open >= 0'], to: done}
  done: {title: done, final: success}
"""
)
"""A case for each subject of a register that applies to the unit, those added later too; and an act that adds one."""

PART = (
    HEAD.format(name="small-part")
    + """
data:
  who:   {type: person, title: who}
  topic: {type: text, title: topic}
  subject: {type: text, title: subject}
states:
  open:
    title: open
    actions:
      do:   {title: do it, by: anybody, to: watched}
      fail: {title: fail, by: anybody, to: failed}
  watched:
    title: watched
    settled: true
    actions:
      rebound: {title: rebound, by: anybody, back: open, rounds: {most: 3, then: failed}}
      keep:    {title: keep, by: anybody, to: kept}
  kept:   {title: kept, final: success}
  failed: {title: failed, final: failure}
"""
)
"""Done as soon as it is watched, and undone again when it rebounds."""


OFFERED = (
    HEAD.format(name="offered")
    + """
  taker:   {title: taker, post: principal, of: {field: offered_to}}
  claimer: {title: claimer, person: claimed_by}
parameters:
  do-now:  {type: term, title: {zh: 马上办的时限, en: at once}}
  stale:   {type: term, title: {zh: 公开间隔, en: between publications}, default: 5 workdays}
  least:   {type: number, title: {zh: 最低比例, en: least share}, default: "0.6"}
data:
  offered_to: {type: unit, title: offered to}
  claimed_by: {type: person, title: claimed by}
  claimed_on: {type: date, title: claimed on}
  mark:       {type: text, title: mark}
  share:      {type: number, title: share}
states:
  sorting:
    title: sorting
    due: {parameter: do-now}
    actions:
      offer: {title: offer, by: head, needs: [offered_to], sets: {mark: '"由" + unit.title + "提交"'}, to: offered}
  offered:
    title: offered
    actions:
      claim:   {title: claim, by: taker, sets: {claimed_by: actor, claimed_on: today}, to: doing}
      decline: {title: decline, by: taker, back: sorting, clear: [offered_to]}
  doing:
    title: doing
    due: {parameter: stale, met: publish, again: true}
    actions:
      publish: {title: publish, by: claimer}
      finish:  {title: finish, by: claimer, needs: [share], when: share >= param.least, to: done}
  done: {title: done, final: success}
"""
)
"""Offered to a unit, claimed by its head, published again and again; the figures are the place's own."""

PAPER = (
    HEAD.format(name="paper")
    + """
  author:  {title: author, person: written_by}
document: [text, points]
correct: {by: [head, office]}
data:
  text:       {type: text, title: {zh: 正文, en: text}}
  points:     {type: list, of: point, title: {zh: 要点, en: points}}
  written_by: {type: person, title: {zh: 起草人, en: written by}}
  read_by:    {type: person, title: read by}
  limit:      {type: deadline, title: limit}
  faults:     {type: text, title: {zh: 缺点, en: faults}}
  grade:      {type: integer, title: grade}
types:
  records:
    point:
      key: no
      fields: {no: {type: integer}, says: {type: text}, share: {type: number, optional: true},
               responsible: {type: person}, told_by: {type: person, optional: true}}
states:
  writing:
    title: writing
    actions:
      name:    {title: name the author, by: head, needs: [written_by], may: [read_by]}
      hand-in: {title: {zh: 报送, en: hand in}, by: [head, author], needs: [text, points], may: [limit], edition: true, to: reading}
  reading:
    title: reading
    due: {field: limit, remind: [1 workday before]}
    actions:
      forward: {title: {zh: 统一报, en: forward}, by: team, may: [grade], batch: true, to: deciding}
      return:  {title: {zh: 退回, en: return}, by: team, needs: [faults], back: writing}
      note:    {title: note, by: team}
  deciding:
    title: deciding
    children: {each: points, workflow: small-point, with: {says: says, responsible: responsible}}
    actions:
      redo:    {title: redo, by: office, back: writing, rounds: {most: 3, then: dropped}}
      settle:  {title: settle, auto: 'text == "good"', to: agreed}
      agree:   {title: agree, by: office, to: agreed}
  agreed:  {title: agreed, final: success}
  dropped: {title: dropped, final: failure}
"""
)
"""A document that is handed in, sent back, forwarded in a batch, and whose points become cases."""

POINT = (
    HEAD.format(name="small-point")
    + """
  doer: {title: doer, person: responsible}
data:
  says:        {type: text, title: says}
  responsible: {type: person, title: responsible}
states:
  open:
    title: open
    actions:
      do: {title: do it, by: doer, to: done}
  done: {title: done, final: success}
"""
)
"""What one point of the paper asks for."""

RANKED = (
    HEAD.format(name="ranked")
    + """
data:
  member: {type: person, title: member}
states:
  filed:
    title: filed
    actions:
      file: {title: file, by: anybody, needs: [member], when: [actor == member && "member" in actor.posts], to: routing}
  routing:
    title: routing
    actions:
      high: {title: high, auto: 'member.party_member && member.rank in ["副处级", "正处级"]', to: upper}
      low:  {title: low, auto: '!(member.party_member && member.rank in ["副处级", "正处级"])', to: lower}
  upper: {title: upper, final: success}
  lower: {title: lower, final: success}
"""
)
"""Routed by the rank of the person named."""
