"""Scenarios can hand in editions, forward in a batch, correct and hand over, and expect what comes of it."""

from __future__ import annotations

from duban.adapters.organisation.reader import read_organisation
from duban.engine.core.definition_json import digest_of, dump_definition, load_definition
from duban.engine.core.organisation import Organisation
from duban.engine.dsl.catalogue import load_catalogue
from duban.engine.dsl.compiler import Compiled, compile_text
from duban.engine.testing import run_scenarios
from duban.workflows import DATA
from support.small import PAPER, POINT

SCENARIO = """
scenarios:
  - name: handed in twice, forwarded, handed over
    at: 2014-08-01 09:00
    start: {unit: water-bureau, by: zhang}
    steps:
      - by: zhang
        do: hand-in
        data: {text: first, points: [{no: 1, says: one, responsible: li}]}
        expect: {edition: 1, state: reading}
      - {by: wang, do: return, data: {faults: short}, expect: {state: writing, edition: 1}}
      - {by: zhang, do: hand-in, data: {text: second}, expect: {edition: 2, round: 1}}
      - {by: wang, do: forward, expect: {refused: [batch-only]}}
      - {by: wang, correct: {text: third}, note: a slip, expect: {refused: [not-authorized]}}
      - {by: zhao, correct: {text: third}, note: a slip, expect: {data: {text: third}, edition: 2}}
      - {by: wang, do: forward, batch: true, note: together, expect: {state: deciding}}
      - {by: li, hand_over: {from: li, to: he}, expect: {refused: [not-authorized]}}
      - {by: zhang, hand_over: {from: li, to: he}}
      - {by: he, child: 1, do: do, expect: {status: success}}
"""


def organisation(path: object) -> Organisation:
    """The sample organisation."""
    known = read_organisation(DATA / "sample-org.yaml").organisation
    assert known is not None
    return known


def compiled(source: str) -> Compiled:
    """A file, which must be without errors."""
    found = compile_text(source, "paper.yaml", load_catalogue([DATA]))
    assert found.definition is not None, [one.message("en") for one in found.findings]
    return found


def test_a_scenario_goes_through_editions_batch_correction_and_succession() -> None:
    """Each step does what the engine does, and a refusal is expected by its code."""
    (outcome,) = run_scenarios(compiled(PAPER + SCENARIO), [compiled(POINT)], organisation)
    assert outcome.failure is None, outcome.failure.message("en")
    assert outcome.steps == 10
    assert ("paper", "reading", "forward") in outcome.covered


def test_what_does_not_come_of_it_is_told() -> None:
    """Another edition than expected, and a correction that is refused, fail the scenario at their line."""
    for wrong, said in (("edition: 1, state", "edition 3"), ("{by: zhao, correct", "not-authorized")):
        changed = {"edition: 1, state": "edition: 3, state", "{by: zhao, correct": "{by: wang, correct"}[
            wrong
        ]
        source = PAPER + SCENARIO.replace(wrong, changed)
        (outcome,) = run_scenarios(compiled(source), [compiled(POINT)], organisation)
        assert outcome.failure is not None
        assert said in outcome.failure.message("en")


def test_names_in_such_steps_are_looked_up() -> None:
    """A field that is corrected must exist, and somebody must do it."""
    for wrong, changed, code in (
        (
            "correct: {text: third}, note: a slip, expect: {data",
            "correct: {txet: third}, expect: {data",
            "unknown-field",
        ),
        ("{by: zhang, hand_over: {from: li, to: he}}", "{hand_over: {from: li, to: he}}", "step-without-by"),
        ("{from: li, to: he}}\n      - {by: he", "{from: li}}\n      - {by: he", "missing-key"),
    ):
        source = PAPER + SCENARIO.replace(wrong, changed)
        assert source != PAPER + SCENARIO
        found = compile_text(source, "paper.yaml", load_catalogue([DATA]))
        assert code in [one.code for one in found.findings]


def test_what_the_words_say_is_kept_with_the_definition() -> None:
    """Document, correctors, editions and batches are stored and read again; a file without them has the digest it had."""
    definition = compiled(PAPER).definition
    assert definition is not None
    assert (definition.document, definition.correct_by) == (("text", "points"), ("head", "office"))
    again = load_definition(dump_definition(definition))
    assert (again, digest_of(again)) == (definition, digest_of(definition))
    marked = {action.id for _, action in again.actions() if action.edition or action.batch}
    assert marked == {"hand-in", "forward"}
    plain = compiled(POINT).definition
    assert plain is not None
    assert not {"document", "correct_by"} & dump_definition(plain).keys()
