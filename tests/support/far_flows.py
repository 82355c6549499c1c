"""A small workflow whose last step belongs to the group that supervises the supervising group."""

from __future__ import annotations

FAR = """
workflow: far
title: far
roles:
  head:    {title: head, post: principal, of: unit}
  team:    {title: team, post: supervisor, of: unit.supervised_by}
  liaison: {title: liaison, post: contact, of: unit.supervised_by.supervised_by, else: anywhere}
  strict:  {title: strict, post: contact, of: unit.supervised_by.supervised_by}
data: {reason: {type: text, title: reason}}
states:
  drafting:
    title: drafting
    actions:
      hand-in: {title: hand in, by: head, to: auditing}
  auditing:
    title: auditing
    due: {within: 5 workdays, escalate: [{at: 1 workday after, to: [liaison]}]}
    actions:
      pass:  {title: pass, by: liaison, to: passed}
      stamp: {title: stamp, by: strict, to: passed}
  passed: {title: passed, final: success}
"""

SECRET = FAR.replace("workflow: far", "workflow: far-secret").replace(
    "data:", "confidential: {to: [liaison]}\ndata:"
)
"""The same, known to nobody else."""
