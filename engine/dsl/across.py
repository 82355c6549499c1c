"""What can only be seen across files: the same id twice, children whose workflow is not there or does not fit."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.definition import Children, Definition
from ..core.fields import FieldType, Record
from ..core.guards import names
from .access import entries, scalar, section
from .declarations import type_words
from .diagnostics import Finding, Report, Span
from .graph import guards_of
from .nearest import suggestion
from .secrecy import check_children
from .source import Mapping

Party = tuple[str, Mapping | None, Definition | None]
"""A file, its nodes, and its definition if it has one."""


def wants_others(roots: Sequence[Mapping | None]) -> bool:
    """Whether any of these files speaks of a workflow that none of them is."""
    there = {word.text for root in roots for word in [scalar(root, "workflow")] if word is not None}
    asked = (
        scalar(section(state, "children"), "workflow")
        for root in roots
        for _, state in entries(root, "states")
    )
    return any(word.text not in there for word in asked if word is not None)


def check_across(given: Sequence[Party], shipped: Sequence[Party]) -> list[tuple[Finding, ...]]:
    """For each given file what is wrong when it is seen with the others, and with the shipped ones behind."""
    named: dict[str, tuple[str, int]] = {}
    known: dict[str, Definition | None] = {}
    for _, root, definition in (*shipped, *given):
        name = scalar(root, "workflow")
        if name is not None:
            known[name.text] = definition
    findings = []
    for file, root, definition in given:
        report = Report(file)
        name = scalar(root, "workflow")
        if name is not None and name.text in named:
            first = named[name.text]
            report.error("workflow-twice", name.span, name=name.text, first=f"{first[0]}:{first[1]}")
        elif name is not None:
            named[name.text] = (file, name.span.line)
        if root is not None:
            _check_children(root, definition, known, report)
        findings.append(report.done())
    return findings


def _check_children(
    root: Mapping, definition: Definition | None, known: dict[str, Definition | None], report: Report
) -> None:
    for state, node in entries(root, "states"):
        word = scalar(section(node, "children"), "workflow")
        if word is None:
            continue
        if word.text not in known:
            report.error(
                "unknown-workflow", word.span, name=word.text, suggestion=suggestion(word.text, known)
            )
            continue
        child = known[word.text]
        children = definition.state(state.text).children if definition is not None else None
        if child is not None and definition is not None and children is not None:
            reads = {
                name for one in definition.states for guard, _ in guards_of(one) for name in names(guard)
            }
            check_children(definition, child, reads, word, report)
            _check_fields(
                definition, children, child, word.span, section(section(node, "children"), "with"), report
            )


def _check_fields(
    parent: Definition,
    children: Children,
    child: Definition,
    span: Span,
    mapped: Mapping | None,
    report: Report,
) -> None:
    """The fields of the record must be fields of the child, of the same type."""
    record = _record(parent, children.each)
    pairs = children.fields or tuple((one.name, one.name) for one in record.fields)
    for name, source in pairs:
        place = mapped.key(name) if mapped is not None else None
        where = place.span if place is not None else span
        field = child.field(name)
        given = next(one.type for one in record.fields if one.name == source)
        if field is None:
            names = [one.name for one in child.fields]
            report.error("child-lacks-field", where, field=name, workflow=child.id, record=record.name,
                         suggestion=suggestion(name, names))  # fmt: skip
        elif not _fits(given, field.type):
            report.error("child-field-type", where, field=name, workflow=child.id, expected=type_words(field.type),
                         source=source, found=type_words(given))  # fmt: skip


def _fits(given: FieldType, wanted: FieldType) -> bool:
    """Whether every value of the one is a value of the other."""
    return given == wanted or (given.kind, wanted.kind) in {
        ("date", "deadline"), ("text", "evidence"), ("integer", "number"), ("enum", "text"), ("integer", "text"),
    }  # fmt: skip


def _record(definition: Definition, field_name: str) -> Record:
    field = definition.field(field_name)
    if field is None or field.type.of is None or field.type.of.name is None:
        raise KeyError(field_name)
    return definition.record(field.type.of.name)
