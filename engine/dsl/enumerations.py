"""Enumerations: their values with what each stands for, and values that a file adds to an open one."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map

from msgspec.structs import replace

from ..core.fields import Enumeration, EnumValue
from .access import entries, flag, named_text, prose, section, title
from .diagnostics import Report
from .source import Mapping, Node, Scalar
from .sourcing import origin_of


def declare_enumerations(root: Mapping | None, report: Report) -> dict[str, Enumeration]:
    """The enumerations that this file declares, but for those in which it adds to others (`extended`)."""
    return {
        name.text: _enumeration(name.text, node, report)
        for name, node in entries(root, "enumerations")
        if not _extends(node)
    }


def extended(root: Mapping | None, outer: Map[str, Enumeration], report: Report) -> dict[str, Enumeration]:
    """The open enumerations to which this file adds values, with what it adds behind what they had."""
    found = {}
    for name, node in entries(root, "enumerations"):
        if not _extends(node):
            continue
        known = outer.get(name.text)
        if known is None:
            report.error(
                "unknown-type", name.span, name=name.text, suggestion=report.suggestion(name.text, outer)
            )
        elif not known.open:
            report.error("enumeration-closed", name.span, name=name.text)
        else:
            found[name.text] = _added(known, node, report)
    return found


def rows_of_table(name: str, node: Mapping, report: Report) -> Enumeration:
    """The rows of a decision table, by which a field says that one of them applies."""
    rows = (
        EnumValue(
            key.text,
            title(row, key.text),
            named_text(means, "") if (means := row.get("means")) is not None else None,
            basis=prose(row, "basis"),
            origin=origin_of(row, report),
            src=prose(row, "src"),
        )
        for key, row in entries(node, "rows")
    )
    return _enumerated(name, node, rows, report)


# Private functions


def _extends(node: Mapping) -> bool:
    return flag(node, "extends")


def _enumeration(name: str, node: Mapping, report: Report) -> Enumeration:
    return _enumerated(name, node, (_value(key, value, report) for key, value in _written(node)), report)


def _enumerated(name: str, node: Mapping, values: Iterable[EnumValue], report: Report) -> Enumeration:
    return Enumeration(
        name,
        title(node, name),
        tuple(values),
        prose(node, "basis"),
        origin_of(node, report),
        prose(node, "src"),
        flag(node, "open"),
    )


def _added(known: Enumeration, node: Mapping, report: Report) -> Enumeration:
    there = {one.id for one in known.values}
    more = []
    for key, value in _written(node):
        if key.text in there:
            report.error("value-twice", key.span, name=key.text, enumeration=known.name)
        else:
            more.append(_value(key, value, report))
    return replace(known, values=(*known.values, *more))


def _written(node: Mapping) -> tuple[tuple[Scalar, Node], ...]:
    table = section(node, "values")
    return table.entries if table is not None else ()


def _value(key: Scalar, node: Node, report: Report) -> EnumValue:
    if not isinstance(node, Mapping):
        return EnumValue(key.text, named_text(node, key.text))
    means = node.get("means")
    return EnumValue(
        key.text,
        named_text(node, key.text),
        named_text(means, "") if means is not None else None,
        prose(node, "basis"),
        origin_of(node, report),
        prose(node, "src"),
    )
