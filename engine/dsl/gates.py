"""Gates: from checked nodes to the values of a definition, and what of them only other files can say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import get_args

from ..core.definition import Definition
from ..core.drawing import share_of as percentage
from ..core.gates import STANDINGS
from ..core.guards import INTEGER, Guard, enum_of, names
from ..core.guards.types import Type
from ..core.linking import Gate, GatePlace, Tells
from ..core.parameters import read_parameter
from ..core.text import Text
from ..core.thresholds import is_share
from .access import entries, flag, named_text, prose, scalar, section, title, words
from .branches import guard_of_unit
from .declarations import type_words
from .diagnostics import Report
from .dues import Known
from .nearest import suggestion
from .people import refer
from .source import Mapping, Node, Scalar

_STANDING = enum_of("gate", tuple(STANDINGS))
_PLACES: dict[str, GatePlace] = {one: one for one in get_args(GatePlace)}


def gate_names(root: Mapping) -> dict[str, Type]:
    """What guards may read of the gates of a file."""
    found: dict[str, Type] = {
        f"gate.{name.text.replace('-', '_')}": _STANDING for name, _ in entries(root, "gates")
    }
    return {**found, "gates_closed": INTEGER} if found else {}


def build_gates(root: Mapping, known: Known) -> tuple[Gate, ...]:
    """The gates of a file."""
    return tuple(_gate(name, node, known) for name, node in entries(root, "gates"))


def check_gates(root: Mapping, known: dict[str, Definition | None], report: Report) -> None:
    """The workflow of a gate is there, and has the states and fields that the gate speaks of."""
    for _, node in entries(root, "gates"):
        word = scalar(node, "workflow")
        if word is None:
            continue
        if word.text not in known:
            report.error(
                "unknown-workflow", word.span, name=word.text, suggestion=suggestion(word.text, known)
            )
            continue
        other = known[word.text]
        if other is None:
            continue
        _check_gate(node, other, report)
        if other.confidential is not None and root.key("confidential") is None:
            report.warning("confidential-gate", word.span, other=other.id)


def workflows_of_gates(root: Mapping) -> Iterator[Scalar]:
    """The workflows that gates of a file look at."""
    found = (scalar(node, "workflow") for _, node in entries(root, "gates"))
    return (one for one in found if one is not None)


def _gate(name: Scalar, node: Mapping, known: Known) -> Gate:
    workflow, of, applies = scalar(node, "workflow"), scalar(node, "of"), scalar(node, "applies")
    named, listed, level = scalar(node, "names"), scalar(node, "listed"), scalar(node, "level")
    place = _PLACES[of.text] if of is not None else "unit"
    element, where = _below(name, node, place, known)
    share, least = _least(scalar(node, "least"), known)
    return Gate(
        id=name.text,
        title=title(node, name.text),
        workflow=workflow.text if workflow is not None else "",
        of=place,
        level=level.text if level is not None else None,
        element=element,
        where=where,
        newest=flag(node, "newest"),
        passed=tuple(one.text for one in words(node, "passed")),
        failed=tuple(one.text for one in words(node, "failed")),
        applies=known.guard(applies, "state") if applies is not None else None,
        names=named.text if named is not None else None,
        listed=listed.text if listed is not None else None,
        tells=_tells(section(node, "tells")),
        way_out=_words(node.get("way_out")),
        way_in=_words(node.get("way_in")),
        basis=prose(node, "basis"),
        share=share,
        least=least,
    )


def _below(name: Scalar, node: Mapping, place: GatePlace, known: Known) -> tuple[str | None, Guard | None]:
    """Which of the units below it asks: the name of one, and what has to hold of it."""
    called, word = scalar(node, "as"), scalar(node, "when")
    given = [key for one in ("level", "as", "when") if (key := node.key(one)) is not None]
    if (given and place != "unit.below") or (called is None) != (word is None):
        known.report.error("gate-below", given[0].span, gate=name.text)
        return None, None
    if called is None or word is None:
        return None, None
    guard = guard_of_unit(word, called, known)
    if guard is not None and not all(asked.partition(".")[0] == called.text for asked in names(guard)):
        known.report.error("gate-below", word.span, gate=name.text)
        return None, None
    return (called.text, guard) if guard is not None else (None, None)


def _least(word: Scalar | None, known: Known) -> tuple[Decimal | None, str | None]:
    """The share at which it opens, as a figure or as the parameter that says it."""
    if word is None:
        return None, None
    share = percentage(word.text.strip())
    if share is not None:
        return share, None
    found = next((one for one in known.parameters if one.id == word.text), None)
    default = found.default if found is not None else None
    written = read_parameter("number", default) if default is not None else None
    kept = default is None or (isinstance(written, Decimal) and is_share(written))
    if found is None or found.kind != "number" or not kept:
        known.report.error("gate-least", word.span, least=word.text)
        return None, None
    return None, found.id


def _check_gate(node: Mapping, other: Definition, report: Report) -> None:
    states = [state.id for state in other.states]
    for one in (*words(node, "passed"), *words(node, "failed")):
        refer(one, states, "unknown-state", report)
    fields = {one.name: one for one in other.fields}
    for key in ("names", "listed"):
        word = scalar(node, key)
        if word is not None and refer(word, fields, "unknown-field", report) is not None:
            kind = fields[word.text].type
            if (kind.of or kind).kind != "unit":
                report.error(
                    "field-type", word.span, field=word.text, expected="unit", found=type_words(kind)
                )

    _check_tells(section(node, "tells"), other, report)


def _tells(node: Mapping | None) -> Tells | None:
    each = scalar(node, "each")
    if node is None or each is None:
        return None
    only = tuple((name.text, value) for name, value in _asked(node))
    return Tells(each.text, tuple(one.text for one in words(node, "field")), only)


def _asked(node: Mapping) -> Iterator[tuple[Scalar, str]]:
    table = section(node, "with")
    for name, value in table.entries if table is not None else ():
        if isinstance(value, Scalar):
            yield name, value.text.strip()


def _check_tells(node: Mapping | None, other: Definition, report: Report) -> None:
    each = scalar(node, "each")
    fields = {one.name: one for one in other.fields}
    if node is None or each is None or refer(each, fields, "unknown-field", report) is None:
        return
    kind = fields[each.text].type
    if kind.kind != "list" or kind.of is None or kind.of.name is None:
        report.error("field-type", each.span, field=each.text, expected="list", found=type_words(kind))
        return
    if other.private is not None and each.text in other.private.fields:
        report.error("private-told", each.span, field=each.text, other=other.id)
    record = other.record(kind.of.name)
    names = [one.name for one in record.fields]
    for word in (*words(node, "field"), *(name for name, _ in _asked(node))):
        refer(word, names, "unknown-record-field", report, record=record.name)


def _words(node: Node | None) -> Text | None:
    return named_text(node, "") if node is not None else None
