"""Workflows with something to hide: a clue, an evaluation with a secret ballot, and a visible one that refers clues."""

from __future__ import annotations

_ROLES = """
roles:
  citizen:    {title: citizen, post: citizen}
  discipline: {title: discipline office, post: campaign-office}
  decider:    {title: decider, post: liaison}
  assigned:   {title: investigator, person: investigator}
  head:       {title: head, post: principal, of: unit}
  team:       {title: team, post: supervisor, of: unit.supervised_by}
  source:     {title: informant, person: informant}
  anybody:    {title: anybody, post: any}
"""

CLUE = (
    """
workflow: clue
title: {zh: 问题线索, en: clue}
"""
    + _ROLES
    + """
start: {by: [citizen, head, anybody]}
data:
  no:           {type: integer, title: {zh: 编号, en: number}}
  what:         {type: text, title: {zh: 内容, en: what}}
  subject:      {type: person, title: {zh: 被反映人, en: subject}}
  informant:    {type: person, title: {zh: 举报人, en: informant}}
  investigator: {type: person, title: {zh: 承办人, en: investigator}}
  finding:      {type: text, title: {zh: 结论, en: finding}}
confidential: {to: discipline, hidden_from: subject, basis: 查处结果要及时公开}
private: {fields: informant, to: discipline}
document: [what, informant, finding]
states:
  registered:
    title: {zh: 登记, en: registered}
    due: {within: 2 workdays, remind: 1 workday before, escalate: [{at: 1 workday after, to: [principal, parent, discipline]}]}
    actions:
      assign: {title: {zh: 交办, en: assign}, by: discipline, needs: [investigator], to: verifying}
      add:    {title: {zh: 补充, en: add}, by: anybody, needs: [what]}
  verifying:
    title: {zh: 核查, en: verifying}
    due: {within: 5 workdays, escalate: [{at: 1 workday after, to: [principal, parent]}]}
    actions:
      verify: {title: {zh: 核实, en: verify}, by: assigned, needs: [finding], edition: true, to: deciding}
  deciding:
    title: {zh: 决定, en: deciding}
    due: {milestone: basic-end}
    actions:
      decide:
        title: {zh: 决定, en: decide}
        by: decider
        when: {that: has(informant) && informant != actor, title: {zh: 有举报人, en: there is an informant}}
        to: decided
  decided: {title: {zh: 已决定, en: decided}, final: success}
milestones: {basic-end: {zh: 基本结束, en: the end}}
"""
)
"""Started by a citizen or by another case, hidden from its subject, its informant known to one office only."""

EVALUATION = (
    """
workflow: evaluation
title: {zh: 纪实评价, en: evaluation}
"""
    + _ROLES.replace("  source:     {title: informant, person: informant}\n", "").replace(
        "person: investigator", "post: admin"
    )
    + """
start: {by: team}
data:
  evaluated: {type: person, title: {zh: 评价对象, en: evaluated}}
confidential: {to: team, hidden_from: [evaluated]}
parameters: {quick: {title: {zh: 从速, en: quickly}, type: term}}
due: {parameter: quick}
states:
  voting:
    title: {zh: 评议, en: voting}
    ballot: {groups: [staff], choices: [agree, disagree], open: 5 workdays, secret: true,
             valid: ballot.turnout >= 0.5, pass: ballot.approving > 0.5}
    actions:
      name:  {title: {zh: 写明, en: name}, by: team, needs: [evaluated]}
      close: {title: {zh: 结束, en: close}, by: discipline}
      pass:  {auto: ballot.closed && ballot.passed, to: written}
      drop:  {title: {zh: 放弃, en: drop}, by: discipline, when: [ballot.closed], to: dropped}
  written: {title: {zh: 已写, en: written}, final: success}
  dropped: {title: {zh: 放弃, en: dropped}, final: failure}
"""
)
"""A secret ballot in a confidential case: who is on the roll may vote, and see nothing."""

INSPECTION = """
workflow: inspection
title: {zh: 检查, en: inspection}
roles:
  head:    {title: head, post: principal, of: unit}
  team:    {title: team, post: supervisor, of: unit.supervised_by}
  anybody: {title: anybody, post: any}
types:
  records:
    lead:
      title: lead
      key: no
      fields:
        no:        {type: integer}
        what:      {type: text}
        subject:   {type: person, optional: true}
        informant: {type: person, optional: true}
data:
  leads: {type: list, of: lead, title: leads}
  found: {type: text, title: found}
private: {fields: leads, to: team}
document: [found, leads]
states:
  looking:
    title: looking
    due: 3 workdays
    actions:
      refer: {title: refer, by: team, may: [leads], to: referred}
  referred:
    title: referred
    children: {each: leads, workflow: clue}
    actions:
      note:   {title: note, by: [head, team], needs: [found], edition: true}
      finish: {title: finish, by: [head, team], when: [has(found)], to: finished}
  finished: {title: finished, final: success}
"""
"""Visible itself; what it refers are clues that its unit must not know of, and so is the list of them."""

CONFERENCE = """
workflow: conference
title: {zh: 会议, en: conference}
roles:
  head:    {title: head, post: principal, of: unit}
  anybody: {title: anybody, post: any}
start: {by: anybody}
data:
  agenda: {type: text, title: agenda}
parameters: {quick: {title: {zh: 从速, en: quickly}, type: term}}
gates:
  cleared: {title: {zh: 线索办结, en: the clues}, workflow: clue, basis: 查处结果要及时公开, way_out: {zh: 先办结, en: decide them}}
  judged:  {title: {zh: 评价, en: the evaluation}, workflow: evaluation, of: anywhere}
  seen:    {title: {zh: 检查, en: the inspection}, workflow: inspection}
states:
  preparing:
    title: preparing
    due: {parameter: quick}
    actions:
      plan:  {title: plan, by: anybody, needs: [agenda]}
      hold:  {title: hold, by: head, requires: [cleared, seen], to: held}
      ask:   {title: ask, by: head, when: ['gate.judged == "passed"'], to: held}
      count: {title: count, by: head, when: [gates_closed == 0], to: held}
  held: {title: held, final: success}
"""
"""Visible to all; what it waits for is known to few."""

WATCHING = INSPECTION.replace("workflow: inspection", "workflow: watching").replace(
    "when: [has(found)]", "when: [children_open == 0]"
)
"""The same, but it waits for its clues: the check warns that whoever sees it can infer something."""
