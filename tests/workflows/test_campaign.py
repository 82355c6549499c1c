"""The campaign's files: their sentences are the notice's, their rules say whose they are, their scenarios show all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duban.adapters.console.coverage import coverage
from duban.engine.core.decisions import Countersign
from duban.engine.core.definition import (
    Action,
    Bound,
    Condition,
    DecisionTable,
    Definition,
    Parameter,
    Row,
    State,
)
from duban.engine.core.definition_json import dump_definition, load_definition
from duban.engine.core.dues import Due, Stay
from duban.engine.core.papers import choice_titles, group_titles
from duban.engine.core.secrecy import Confidential, Private
from duban.engine.core.text import Text
from duban.engine.dsl.format import format_source
from duban.workflows import CAMPAIGN, campaign
from support.campaign import files, outcomes

NOTICE = (CAMPAIGN / "notice.txt").read_text(encoding="utf-8")
IDS = [path.stem for path in campaign()]

Sourced = (
    Action
    | Bound
    | Condition
    | Confidential
    | Countersign
    | DecisionTable
    | Due
    | Parameter
    | Private
    | Row
    | State
    | Stay
)


def definition(name: str) -> Definition:
    """A workflow of the campaign."""
    found = files()[name].definition
    assert found is not None
    return found


def rules(one: Definition) -> Iterator[tuple[str, Sourced]]:
    """Everything in a workflow that is a rule, with its place."""
    for stage in one.stages:
        yield f"case.{stage.id}", stage.due
    if one.due is not None:
        yield "case", one.due
    yield from ((f"param.{each.id}", each) for each in one.parameters)
    for rule in (one.confidential, one.private):
        if rule is not None:
            yield type(rule).__name__.lower(), rule
    for state in one.states:
        yield state.id, state
        for due in (state.due, *(stage.due for stage in state.stages)):
            if due is not None:
                yield f"{state.id}.due", due
        if state.stay is not None:
            yield f"{state.id}.stay", state.stay
        if state.countersign is not None:
            yield f"{state.id}.countersign", state.countersign
        for action in state.actions:
            yield f"{state.id}.{action.id}", action
            yield from (
                (f"{state.id}.{action.id}.bound", one) for one in (action.rounds, action.repeats) if one
            )
            yield from ((f"{state.id}.{action.id}.when", condition) for condition in action.when)
    for table in one.tables:
        yield table.name, table
        for row in table.rows:
            yield f"{table.name}.{row.id}", row
            yield from ((f"{table.name}.{row.id}.when", condition) for condition in row.when)


def titles(one: Definition) -> Iterator[Text]:
    """Every title that people read."""
    yield one.title
    for group in (one.roles, one.fields, one.states, one.enumerations, one.records, one.parameters):
        yield from (each.title for each in group)
    for state in one.states:
        if state.ballot is not None:
            yield from group_titles(state.ballot).values()
            yield from choice_titles(state.ballot).values()
    for _, action in one.actions():
        yield action.title
        yield from (each.title for each in action.when if each.title is not None)


def test_the_files_are_clean_together_and_called_by_their_ids() -> None:
    """No finding, not even a warning; a file bears the name of its workflow."""
    assert [found for one in files().values() for found in one.findings] == []
    assert list(files()) == IDS
    assert [definition(name).id for name in IDS] == IDS


@pytest.mark.parametrize("name", IDS)
def test_every_rule_says_whose_it_is_and_quotes_the_notice(name: str) -> None:
    """Whatever is a rule is stated, implied or ours; the first two quote a sentence word for word."""
    one = definition(name)
    assert one.basis is not None and one.basis in NOTICE
    for place, rule in rules(one):
        assert rule.origin is not None, place
        if rule.origin != "ours":
            assert rule.basis is not None and rule.basis in NOTICE, (place, rule.basis)
        else:
            assert rule.basis is None or rule.basis not in NOTICE, place


@pytest.mark.parametrize("name", IDS)
def test_every_title_is_given_in_both_languages(name: str) -> None:
    """Chinese in the one, English in the other; conditions are worded, not only written."""
    one = definition(name)
    for title in titles(one):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in title.zh), title
        assert title.en.isascii() and title.en != title.zh, title
    for place, rule in rules(one):
        assert not isinstance(rule, Condition) or rule.title is not None, place


@pytest.mark.parametrize("name", IDS)
def test_the_scenarios_pass_and_show_everything(name: str) -> None:
    """No state, action or guard is left: each state entered, each action done, each guard seen to refuse and to let through."""
    seen = outcomes(name)
    assert [(each.name, each.failure) for each in seen if each.failure is not None] == []
    told = coverage([files()[name]], seen)[name]
    assert (told["states_left"], told["left"], told["conditions_left"]) == ([], [], [])


@pytest.mark.parametrize("name", IDS)
def test_a_stored_definition_is_the_same_again(name: str) -> None:
    """Origin, meaning and openness come back from the database as they went in."""
    assert load_definition(dump_definition(definition(name))) == definition(name)


@pytest.mark.parametrize("path", sorted(CAMPAIGN.rglob("*.yaml")), ids=lambda path: path.name)
def test_the_files_are_in_canonical_form(path: Path) -> None:
    """`duban fmt` has nothing to do."""
    formatted = format_source(path.read_bytes(), str(path))
    assert (formatted.findings, formatted.changed) == ((), False)
