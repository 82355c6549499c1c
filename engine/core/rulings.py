"""Decisions by a table: does the row apply, does it allow this outcome, is what it rests on there?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .data import empty
from .definition import Action, DecisionTable, Definition, Row
from .fields import EnumValue
from .guards import evaluate, names
from .names import Names
from .refusals import Refusal
from .text import Named, Text, named
from .unmet import refused_values, sourced
from .work import Work


def judge_ruling(
    work: Work, action: Action, at: str, waived: frozenset[str]
) -> tuple[list[Refusal], dict[str, Any]]:
    """Every reason against a decision, and what the conditions of its row read.

    Args:
        work: the case as it would be with what is filled in.
        action: an action that decides by a table.
        at: the stored instant.
        waived: fields that are still to be filled in; what reads them is not judged yet.
    """
    decides = action.decides
    if decides is None:
        return [], {}
    definition, data = work.definition, work.body["data"]
    table = definition.table(decides.table)
    row = table.row(data.get(decides.row, ""))
    if row is None or decides.row in waived:
        return [], {}
    known = work.names(at)
    refusals: list[Refusal] = []
    read: dict[str, Any] = {}
    for condition in row.when:
        if waived & names(condition.that):
            continue
        read |= known.read(condition.that)
        if evaluate(condition.that, known).value is not True:
            values = refused_values(work, action, condition, at)
            if condition.basis is None and condition.origin is None:
                values |= _source(table, row)
            others = _others(definition, table, row, known)
            refusals.append(Refusal("row-condition", {**values, **_about(table, row), "others": others}))
    refusals += _judge_outcome(definition, action, table, row, data, waived)
    refusals += _judge_evidence(definition, action, table, row, data, waived)
    return refusals, read


def ruling(definition: Definition, action: Action, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the event of a decision says of it: the table, the row, the outcome, and what it rests on."""
    decides = action.decides
    if decides is None:
        return {}
    table = definition.table(decides.table)
    row = table.row(data.get(decides.row, ""))
    if row is None:
        return {}
    said = {"table": table.name, "row": row.id, "outcome": data.get(decides.outcome)}
    own = _sourced_by(table, row)
    cited = data.get(decides.cites) if decides.cites is not None else None
    beside = {"basis": own.basis, "origin": own.origin, "cites": cited}
    return said | {key: value for key, value in beside.items() if not empty(value)}


def _judge_outcome(
    definition: Definition,
    action: Action,
    table: DecisionTable,
    row: Row,
    data: Mapping[str, Any],
    waived: frozenset[str],
) -> list[Refusal]:
    field = action.decides.outcome if action.decides is not None else ""
    given = data.get(field)
    if given is None or field in waived:
        return []
    chosen = given if isinstance(given, list) else [given]
    titles = {one.id: one for one in definition.enumeration(table.outcomes).values}
    values = {"action": named(action), **_about(table, row), **_source(table, row)}
    found = []
    refused = [one for one in chosen if row.allows and one not in row.allows]
    if refused:
        said = {
            "outcome": [_value(titles, one) for one in refused],
            "allowed": [_value(titles, one) for one in row.allows],
        }
        found.append(Refusal("outcome-not-allowed", values | said))
    lacking = [one for one in row.demands if one not in chosen]
    if lacking:
        said = {
            "outcome": [_value(titles, one) for one in lacking],
            "chosen": [_value(titles, one) for one in chosen],
        }
        found.append(Refusal("outcome-demanded", values | said))
    return found


def _judge_evidence(
    definition: Definition,
    action: Action,
    table: DecisionTable,
    row: Row,
    data: Mapping[str, Any],
    waived: frozenset[str],
) -> list[Refusal]:
    cites = action.decides.cites if action.decides is not None else None
    wanted = [*row.needs, *([cites] if row.cites and cites is not None else [])]
    missing = [name for name in wanted if empty(data.get(name)) and name not in waived]
    if not missing:
        return []
    values = {
        "action": named(action),
        **_about(table, row),
        "fields": [_field(definition, name) for name in missing],
        "names": missing,
        **_source(table, row),
    }
    return [Refusal("row-evidence", values)]


def _others(definition: Definition, table: DecisionTable, row: Row, known: Names) -> list[Named] | Named:
    """The rows whose conditions hold as things stand: the way out."""
    found = [
        named(other)
        for other in table.rows
        if other is not row and all(evaluate(one.that, known).value is True for one in other.when)
    ]
    return found or Named([], Text("无", "none"))


def _about(table: DecisionTable, row: Row) -> dict[str, Any]:
    return {"table": Named(table.name, table.title), "row": named(row)}


def _source(table: DecisionTable, row: Row) -> dict[str, Any]:
    """Where a row comes from, and whose it is; a row that says nothing of it rests on what its table does."""
    own = _sourced_by(table, row)
    return sourced(own.basis, own.origin)


def _sourced_by(table: DecisionTable, row: Row) -> DecisionTable | Row:
    return row if row.basis is not None or row.origin is not None else table


def _value(titles: Mapping[str, EnumValue], one: str) -> Named:
    return Named(one, titles[one].title if one in titles else Text(one, one))


def _field(definition: Definition, name: str) -> Named:
    field = definition.field(name)
    return Named(name, field.title if field is not None else Text(name, name))
