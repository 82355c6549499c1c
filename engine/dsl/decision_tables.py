"""Decision tables: those a file declares itself, and those of data files that its actions decide by."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map

from msgspec.structs import replace

from ..core.definition import DecisionTable, Row
from ..core.fields import Field
from ..core.guards import Guard
from ..core.provenance import Provenance
from ..core.text import Text
from .access import entries, prose, scalar, section, title, words
from .diagnostics import Report, Span
from .dues import GuardPlace, Known
from .expressions import Environment, parse_guard
from .people import refer
from .source import Mapping, Scalar
from .states import conditions


def build_tables(
    root: Mapping, known: Known, fields: Map[str, Field], environment: Environment
) -> tuple[DecisionTable, ...]:
    """The tables that actions decide by. One of a data file is read with the fields of this file.

    Args:
        root: the workflow file.
        known: what its parts may name.
        fields: the fields that its cases have.
        environment: what a condition may read.
    """
    own = {name.text: node for name, node in entries(section(root, "types"), "tables")}
    used = dict(_used(root))
    built = {name: _table(name, node, replace(known, fields=fields)) for name, node in own.items()}
    for name, place in used.items():
        if name not in own and name in known.types.tables:
            built[name] = _foreign(
                name, known.types.tables[name], replace(known, fields=fields), environment, place
            )
    return tuple(one for name, one in built.items() if name in used and one is not None)


def _used(root: Mapping) -> Iterator[tuple[str, Span]]:
    """The tables that are named, each with the first place where it is."""
    seen: set[str] = set()
    for _, state in entries(root, "states"):
        for _, action in entries(state, "actions"):
            word = scalar(section(action, "decides"), "table")
            if word is not None and word.text not in seen:
                seen.add(word.text)
                yield word.text, word.span


def _foreign(
    name: str, node: Mapping, known: Known, environment: Environment, place: Span
) -> DecisionTable | None:
    """A table of another file; what does not fit is told where this file names it."""
    report = Report(known.report.file)

    def read_guard(word: Scalar, _place: GuardPlace) -> Guard | None:
        parsed = parse_guard(word.text, environment)
        if isinstance(parsed, Guard):
            return parsed
        for problem in parsed:
            report.error(problem.code, word.span, **dict(problem.values))
        return None

    table = _table(name, node, replace(known, report=report, guard=read_guard))
    for found in report.findings[:1]:
        why = Text(found.message("zh"), found.message("en"))
        known.report.error("table-unfit", place, table=name, line=found.line, why=why)
    return table if not report.findings else None


def _table(name: str, node: Mapping, known: Known) -> DecisionTable | None:
    outcomes = scalar(node, "outcomes")
    if outcomes is None:
        return None
    named = refer(outcomes, known.types.enumerations, "unknown-enumeration", known.report)
    if named is None:
        return None
    values = [one.id for one in known.types.enumerations[named].values]
    written = known.types.enumerations[name]
    origins = {one.id: one.origin for one in written.values}
    rows = tuple(
        _row(key, row, values, named, origins.get(key.text), known) for key, row in entries(node, "rows")
    )
    return DecisionTable(name, written.title, named, rows, written.basis, written.origin)


def _row(
    name: Scalar, node: Mapping, values: list[str], outcomes: str, origin: Provenance | None, known: Known
) -> Row:
    def named(key: str) -> tuple[str, ...]:
        found = (
            refer(one, values, "unknown-outcome", known.report, outcomes=outcomes) for one in words(node, key)
        )
        return tuple(dict.fromkeys(one for one in found if one is not None))

    allows, demands = named("allows"), named("demands")
    needs = (known.field(one) for one in words(node, "needs"))
    cites = scalar(node, "cites")
    return Row(
        name.text,
        title(node, name.text),
        tuple(dict.fromkeys((*allows, *demands))) if allows else (),
        tuple(conditions(node, "state", known)),
        prose(node, "basis"),
        tuple(dict.fromkeys(one.name for one in needs if one is not None)),
        cites=cites is not None and cites.text.lower() == "true",
        demands=demands,
        origin=origin,
    )
