"""Scenarios say for whom a case exists and what is kept from them; the page of a workflow says it too."""

from __future__ import annotations

import pytest

from duban.adapters.console.files import read_organisation_file
from duban.adapters.pages import page
from duban.engine.core.definition_json import dump_definition, load_definition
from duban.engine.dsl.catalogue import load_catalogue
from duban.engine.dsl.compiler import Compiled, compile_text
from duban.engine.testing import run_scenarios
from duban.workflows import DATA
from support.confidential_flows import CLUE

SCENARIO = """
scenarios:
  - name: about a member, seen by the office
    at: 2014-08-01 09:00
    start: {unit: water-bureau, by: wu, data: {no: 1, what: 宴请, subject: li, informant: wu}}
    steps:
      - {by: zhao, do: assign, data: {investigator: he}, expect: {state: verifying, hidden: false, masked: []}}
      - {by: he, expect: {hidden: false, masked: informant}}
      - {by: zhang, do: verify, data: {finding: 属实}, expect: {hidden: true, state: verifying}}
      - {by: li, expect: {hidden: true}}
"""


def compiled(source: str) -> Compiled:
    """A workflow with its scenarios, without errors."""
    found = compile_text(source, "clue.yaml", load_catalogue([DATA]))
    assert found.definition is not None
    assert [one for one in found.findings if one.severity == "error"] == []
    return found


def test_a_scenario_tells_for_whom_there_is_a_case() -> None:
    """Who acts without sight is answered as for no case, which is what the scenario expects."""
    (outcome,) = run_scenarios(compiled(CLUE + SCENARIO), [], read_organisation_file)
    assert (outcome.failure, outcome.steps) == (None, 4)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("by: li, expect: {hidden: true}", "by: he, expect: {hidden: true}"),
        ("by: he, expect: {hidden: false", "by: sun, expect: {hidden: false"),
        ("masked: informant", "masked: []"),
        ("masked: []", "masked: [informant]"),
        ("by: zhang, do: verify", "by: he, do: verify"),
        ("expect: {hidden: true, state: verifying}", "expect: {state: verifying}"),
    ],
)
def test_a_scenario_that_expects_otherwise_fails(right: str, wrong: str) -> None:
    """Each expectation of sight fails where it does not hold."""
    assert SCENARIO.count(right) == 1
    (outcome,) = run_scenarios(compiled(CLUE + SCENARIO.replace(right, wrong)), [], read_organisation_file)
    assert outcome.failure is not None


def test_the_rules_are_kept_with_the_definition_and_told_on_its_page() -> None:
    """What is compiled is stored whole, and a reader finds who may know, from whom it is hidden, and what is private."""
    definition = compiled(CLUE).definition
    assert definition is not None
    assert load_definition(dump_definition(definition)) == definition
    text = page(definition, "en")
    assert "Confidential: known only to discipline office" in text
    assert "never to whom subject names — 查处结果要及时公开" in text
    assert "Private: informant, shown to discipline office only" in text


def test_a_list_alone_is_for_those_to_whom_the_case_is_open() -> None:
    """`private: [FIELD]` beside `confidential` goes to the same roles."""
    source = CLUE.replace("private: {fields: informant, to: discipline}", "private: [informant]")
    short = compiled(source).definition
    whole = compiled(CLUE).definition
    assert short is not None
    assert whole is not None
    assert short.private == whole.private
