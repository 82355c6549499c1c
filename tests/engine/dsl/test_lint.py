"""What the graph checks let pass: sound ways of writing that look unusual."""

from __future__ import annotations

import pytest

from duban.engine.dsl.catalogue import load_catalogue
from duban.engine.dsl.compiler import compile_text
from duban.workflows import DATA

CATALOGUE = load_catalogue([DATA])

BASE = """\
workflow: leave
title: Leave
roles:
  staff: {post: staff, of: unit}
  head: {post: principal, of: unit}
states:
  asking:
    actions:
      ask: {by: staff, to: deciding}
  deciding:
    actions:
      grant: {by: head, to: granted}
%s
  granted: {final: success}
"""


@pytest.mark.parametrize(
    "more",
    [
        "      refuse: {by: head, back: asking}",
        "      again: {by: head, back: deciding}",
        "      note: {by: head, needs: [note]}",
        "      refuse: {by: head, back: asking, clear: [note], keep: [reason]}",
        "      wait: {auto: today > date('2030-01-01'), back: asking, rounds: {most: 2, then: granted}}",
        "      fix: {by: head, to: fixing}\n  fixing:\n    actions:\n      done: {by: staff, back: deciding}\n"
        "      drop: {by: staff, to: granted}",
        "      object: {by: [staff, head], opens: complaint}\n      settle: {by: head, closes: complaint}\n"
        "      hold: {by: head, when: open_complaints == 0}",
        "      urge: {by: staff, never: head}",
    ],
)
def test_what_is_sound_has_no_finding(more: str) -> None:
    """No finding, not even a warning, for what can be run."""
    compiled = compile_text(BASE % more, "f.yaml", CATALOGUE)
    assert [(one.code, one.line) for one in compiled.findings] == []


def test_a_stay_and_a_reminder_in_other_units_are_sound() -> None:
    """A stay counted from entering, read by a condition; a reminder whose unit cannot be compared for certain."""
    text = (BASE % "").replace("grant: {by: head,", "grant: {by: head, when: stay_over,").replace(
        "  deciding:\n",
        "  deciding:\n    stay: {least: 3 days}\n    due: {within: 3 workdays, remind: [2 days before, 60 hours before]}\n",
    )  # fmt: skip
    assert compile_text(text, "f.yaml", CATALOGUE).findings == ()


def test_a_loop_through_two_states_is_named_in_its_order() -> None:
    """The circle is told state by state, so that the wrong step can be found."""
    text = (
        BASE
        % "      send: {by: head, to: checking}\n  checking:\n    actions:\n      on: {by: head, to: asking}"
    )
    (finding,) = compile_text(text, "f.yaml", CATALOGUE).findings
    assert finding.code == "forward-cycle"
    assert dict(finding.values)["cycle"] == "asking → deciding → checking → asking"


def test_a_bound_that_leads_back_makes_a_circle_too() -> None:
    """What follows a used-up bound is a way forward, and may not lead to where the case came from."""
    text = BASE % (
        "      send: {by: head, to: checking}\n  checking:\n    actions:\n"
        "      end: {by: head, to: granted}\n"
        "      redo: {by: head, back: asking, rounds: {most: 2, then: deciding}}"
    )
    assert [one.code for one in compile_text(text, "f.yaml", CATALOGUE).findings] == ["forward-cycle"]


def test_a_thousand_states_are_checked_in_time() -> None:
    """A long chain is neither deep for the checks nor slow."""
    states = "".join(f"  s{n}: {{actions: {{a: {{by: r, to: s{n + 1}}}}}}}\n" for n in range(700))
    text = (
        f"workflow: x\ntitle: x\nroles: {{r: {{post: any}}}}\nstates:\n{states}  s700: {{final: success}}\n"
    )
    assert compile_text(text, "f.yaml", CATALOGUE).findings == ()
