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


SIGNING = """\
workflow: signing
title: Signing
roles:
  staff: {post: staff, of: unit}
  head: {post: principal, of: unit}
data:
  units: {type: set, of: unit}
states:
  asking:
    actions:
      ask: {by: staff, needs: [units], to: signing}
  signing:
    countersign: %s
    actions:
      agree: {by: head, signs: agree}
%s
  granted: {final: success}
"""


@pytest.mark.parametrize(
    ("rule", "actions"),
    [
        ("{parties: [staff, head], refusal: stops}", ["on: {auto: countersign.complete, to: granted}"]),
        (
            "{parties: [staff, head], refusal: stops}",
            ["on: {auto: countersign.complete, to: granted}", "no: {signs: refuse, back: asking}"],
        ),
        (
            "{parties: [staff, head], need: at least 50%, refusal: counts}",
            ["on: {by: head, when: countersign.waiting == 0, to: granted}", "no: {signs: refuse}"],
        ),
        (
            "{parties: units, post: principal, need: any, refusal: counts}",
            ["on: {auto: countersign.complete || countersign.impossible, to: granted}"],
        ),
    ],
)
def test_a_countersignature_that_leads_on_is_sound(rule: str, actions: list[str]) -> None:
    """Where nobody can refuse, where refusing itself leads back, where a person closes it, where one action serves both."""
    text = SIGNING % (rule, "\n".join(f"      {one}" for one in actions))
    assert [(one.code, one.line) for one in compile_text(text, "f.yaml", CATALOGUE).findings] == []


@pytest.mark.parametrize(
    ("rule", "actions", "outcome"),
    [
        ("{parties: [staff, head], refusal: stops}", ["no: {signs: refuse, back: asking}"], "complete"),
        (
            "{parties: [staff, head], refusal: stops}",
            ["on: {auto: countersign.complete, to: granted}", "no: {signs: refuse}"],
            "impossible",
        ),
        (
            "{parties: units, post: principal, refusal: counts}",
            ["on: {auto: countersign.complete, to: granted}"],
            "impossible",
        ),
    ],
)
def test_what_follows_has_to_be_said(rule: str, actions: list[str], outcome: str) -> None:
    """No way on when all have signed, when one refuses, when the field lists nobody: each is found."""
    text = SIGNING % (rule, "\n".join(f"      {one}" for one in actions))
    findings = compile_text(text, "f.yaml", CATALOGUE).findings
    told = [dict(one.values)["outcome"] for one in findings if one.code == "countersign-goes-nowhere"]
    assert told == [outcome]


TYPED = """\
workflow: typed
title: Typed
roles: {head: {post: principal, of: unit}}
types:
  enumerations:
    kind: {values: {a: a, b: b}}
  records:
    keyed: {key: no, fields: {no: {type: integer}, kind: {type: kind}, score: {type: number}, rank: {type: integer, optional: true}}}
    loose: {fields: {no: {type: text}}}
data:
  rows: {type: list, of: keyed}
  plain: {type: list, of: loose}
  words: {type: set, of: text}
  numbers: {type: set, of: integer}
  drawn: {type: set, of: integer}
  chosen: {type: list, of: keyed}
  proof: {type: evidence}
  note: {type: text}
  many: {type: integer}
states:
  one:
    actions:
      go: {by: head, needs: [rows, plain, words, proof, note, many], may: [numbers], to: end}
      work: {by: head, %s}
  end: {final: success}
"""


@pytest.mark.parametrize(
    "what",
    [
        "draws: {from: rows, size: 1, into: drawn, strata: kind}",
        "draws: {from: rows, size: many, into: chosen, exclude: numbers}",
        "draws: {from: rows, size: 0.5%, into: chosen, exclude: chosen}",
        "ranks: {records: rows, by: score, into: rank, class: kind, least: {field: no, size: 3}}",
        "ranks: {records: rows, by: score, into: rank, class: [kind, no]}",
    ],
)
def test_what_fits_by_type_is_sound(what: str) -> None:
    """Keys or whole records are drawn, keys or records excluded; a number, a percentage, a field as size."""
    found = compile_text(TYPED % what, "f.yaml", CATALOGUE).findings
    assert [(one.code, dict(one.values)) for one in found if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("what", "code", "values"),
    [
        ("draws: {from: note, size: 1, into: words}", "field-type", {"field": "note", "expected": "list"}),
        ("draws: {from: plain, size: 1, into: words}", "field-type", {"field": "plain", "expected": "list"}),
        ("draws: {from: rows, size: 1, into: words}", "field-type", {"expected": "set of integer"}),
        ("draws: {from: rows, size: 1, into: numbers, exclude: words}", "field-type", {"field": "words"}),
        ("draws: {from: words, size: 1, into: numbers}", "field-type", {"expected": "set of text"}),
        ("draws: {from: numbers, size: note, into: numbers}", "field-type", {"field": "note", "expected": "integer"}),
        ("draws: {from: numbers, size: 2, into: numbers}", "draw-into-taken", {"field": "numbers"}),
        ("draws: {from: rows, size: 1, into: numbers}", "draw-into-taken", {"field": "numbers"}),
        ("draws: {from: numbers, size: 1, into: drawn}, sets: {drawn: numbers}", "draw-into-taken", {"field": "drawn"}),
        ("draws: {from: numbers, size: 0, into: words}", "draw-size", {"size": "0"}),
        ("draws: {from: numbers, size: 0%, into: words}", "draw-size", {"size": "0%"}),
        ("draws: {from: numbers, size: 2, into: words, strata: kind}", "field-type", {"field": "numbers"}),
        ("draws: {from: rows, size: 2, into: chosen, strata: sort}", "unknown-record-field", {"name": "sort"}),
        ("ranks: {records: words, by: score, into: rank}", "field-type", {"expected": "list of record"}),
        ("ranks: {records: rows, by: kind, into: rank}", "field-type", {"field": "kind", "expected": "number"}),
        ("ranks: {records: rows, by: score, into: no}", "field-type", {"expected": "integer, optional: true"}),
        ("ranks: {records: rows, by: score, into: rank, class: sort}", "unknown-record-field", {"name": "sort"}),
    ],
)  # fmt: skip
def test_what_does_not_fit_by_type_is_found(what: str, code: str, values: dict[str, str]) -> None:
    """Each key of a draw or ranking that names something of another type, or nothing, is said."""
    found = compile_text(TYPED % what, "f.yaml", CATALOGUE).findings
    assert any(one.code == code and values.items() <= dict(one.values).items() for one in found), found


@pytest.mark.parametrize("how", ["auto: note == 'x'", "expires"])
@pytest.mark.parametrize(
    "what",
    [
        "draws: {from: numbers, size: 1, into: chosen}",
        "decides: {table: rule, row: row, outcome: kind}",
        "signs: agree",
    ],
)
def test_nothing_decides_by_itself(how: str, what: str) -> None:
    """Neither an automatic action nor a term that passes decides by a table, draws or signs."""
    due = "    due: {within: 3 days, nature: statutory, expires: work}\n" if how == "expires" else ""
    text = TYPED.replace("    actions:\n", due + "    actions:\n").replace(
        "work: {by: head, %s}", f"work: {{{'' if due else how + ', '}to: end, {what}}}"
    )
    found = compile_text(text, "f.yaml", CATALOGUE).findings
    assert [dict(one.values)["key"] for one in found if one.code == "auto-with"] == [
        what.split(":", maxsplit=1)[0]
    ]
