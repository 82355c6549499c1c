"""Small definitions whose cases wait at gates for each other."""

from __future__ import annotations

from support.small import HEAD

MASTER = (
    HEAD.format(name="master")
    + """
gates:
  checked:
    title: {zh: 验收, en: the check}
    workflow: check-up
    passed: [passed]
    failed: [failed]
    basis: 凡验收不过关的，不能召开总结大会
    way_out: {zh: 继续整改后重新验收, en: rectify and be checked again}
    way_in: {zh: 由上级组织验收, en: the level above arranges a check}
  heard:
    title: {zh: 述职, en: the hearing}
    workflow: hearing
    applies: unit.level == "city" && unit.rank != ""
  surveyed:
    title: {zh: 民意调查, en: the survey}
    workflow: survey
    of: anywhere
    names: units
    listed: low
states:
  running:
    title: running
    actions:
      pass:   {title: pass, auto: 'gate.checked == "passed" && gates_closed == 0', to: passed}
      force:  {title: force, by: head, requires: [checked, heard, surveyed], to: held}
  passed:
    title: passed
    actions:
      reopen: {title: reopen, auto: gates_closed > 0, back: running, rounds: {most: 9, then: failed}}
      hold:   {title: hold the conference, by: head, requires: [checked, heard, surveyed], to: held}
  held:   {title: held, final: success}
  failed: {title: failed, final: failure}
"""
)
"""A case that goes by three others."""

CHECK_UP = (
    HEAD.format(name="check-up")
    + """
states:
  looking:
    title: looking
    actions:
      fail: {title: fail, by: anybody, to: failed}
      pass: {title: pass, by: anybody, to: passed}
  failed:
    title: failed
    actions:
      again: {title: again, by: anybody, back: looking, rounds: {most: 9, then: over}}
      give-up: {title: give up, by: anybody, to: over}
  passed:
    title: passed
    actions:
      withdraw: {title: withdraw, by: anybody, back: looking, rounds: {most: 9, then: over}}
      close:    {title: close, by: anybody, to: over}
  over: {title: over, final: success}
"""
)

HEARING = (
    HEAD.format(name="hearing")
    + """
states:
  hearing:
    title: hearing
    actions:
      pass: {title: pass, by: anybody, to: passed}
      fail: {title: fail, by: anybody, to: failed}
  passed: {title: passed, final: success}
  failed: {title: failed, final: failure}
"""
)

SURVEY = (
    HEAD.format(name="survey")
    + """
data:
  units: {type: set, of: unit, title: units}
  low:   {type: set, of: unit, title: low}
states:
  asking:
    title: asking
    actions:
      judge: {title: judge, by: office, needs: [units], may: [low], to: judged}
  judged: {title: judged, final: success}
"""
)

BELOW = (
    HEAD.format(name="below")
    + """
gates:
  checked: {title: checked, workflow: check-up, of: unit.below, passed: [passed]}
  alone:   {title: alone, workflow: below}
states:
  running:
    title: running
    actions:
      finish: {title: finish, by: head, requires: [checked, alone], to: done}
  done: {title: done, final: success}
"""
)
"""A unit that goes by all units below it."""

SHARED = (
    BELOW.replace("workflow: below", "workflow: shared")
    .replace("[checked, alone]", "[checked]")
    .replace(
        "of: unit.below, passed: [passed]",
        "of: unit.below, passed: [passed], failed: [failed], as: lower, when: '\"K1\" in lower.category', least: enough",
    )
    .replace(
        "\ngates:", "\nparameters: {enough: {type: number, title: {zh: 须通过的比例, en: enough}}}\ngates:"
    )
)
"""A unit that goes by a share of those units below it that are of a category."""

NEWEST = (
    BELOW.replace("  alone:   {title: alone, workflow: below}\n", "")
    .replace("workflow: below", "workflow: newest")
    .replace("[checked, alone]", "[checked]")
    .replace("of: unit.below, passed: [passed]", "newest: true, passed: [passed], failed: [failed, over]")
)
"""A unit that goes by its newest check-up."""
