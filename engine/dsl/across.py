"""What can only be seen across files: the same id twice, children whose workflow is not there or does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..core.definition import Definition
from ..core.fields import FieldType, Record
from ..core.guards import names
from ..core.linking import Branch, Children, Spawn
from ..core.registering import differences
from .access import entries, members, scalar, section
from .declarations import fits, type_words
from .diagnostics import Finding, Report, Span
from .gate_circles import shut_for_ever
from .gates import check_gates, workflows_of_gates
from .graph import guards_of
from .nearest import suggestion
from .registers import entry_record
from .secrecy import check_adds_below, check_children
from .source import Mapping, Scalar

Deployed = dict[str, Definition]
"""The newest definition of each workflow that is deployed, by its id."""
Party = tuple[str, Mapping | None, Definition | None]
"""A file, its nodes, and its definition if it has one."""


def wants_others(roots: Sequence[Mapping | None]) -> frozenset[str]:
    """The workflows that these files speak of and none of them is."""
    there = {word.text for root in roots for word in [scalar(root, "workflow")] if word is not None}
    asked = [word for root in roots for _, state in entries(root, "states") for word in _workflows(state)]
    asked += [word for root in roots if root is not None for word in workflows_of_gates(root)]
    started = (
        scalar(section(scenario, "start"), "workflow")
        for root in roots
        for scenario in members(root, "scenarios")
        if isinstance(scenario, Mapping)
    )
    asked += [word for word in started if word is not None]
    steps = (
        scalar(section(step, "start"), "workflow")
        for root in roots
        for scenario in members(root, "scenarios")
        if isinstance(scenario, Mapping)
        for step in members(scenario, "steps")
        if isinstance(step, Mapping)
    )
    asked += [word for word in steps if word is not None]
    return frozenset(word.text for word in asked if word.text not in there)


def check_across(
    given: Sequence[Party],
    shipped: Sequence[Party],
    names: Iterable[str] = (),
    deployed: Deployed | None = None,
) -> list[tuple[Finding, ...]]:
    """For each given file what is wrong when it is seen with the others, and with the shipped ones behind.

    Args:
        given: the files.
        shipped: those of the shipped files that the given ones speak of.
        names: the workflows of all shipped files, for suggestions.
        deployed: the workflows that are there already, where the files are looked at to be deployed.
    """
    named: dict[str, tuple[str, int]] = {}
    known: dict[str, Definition | None] = {**dict.fromkeys(names), **(deployed or {})}
    for _, root, definition in (*shipped, *given):
        name = scalar(root, "workflow")
        if name is not None:
            known[name.text] = definition
    told: list[tuple[str, Definition]] = [(file, one) for file, _, one in shipped if one is not None]
    shut = shut_for_ever(known)
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
            check_gates(root, known, report)
        if root is not None and name is not None and definition is not None:
            _check_registers(root, name, definition, told, report)
            told.append((file, definition))
            for gate, _ in entries(root, "gates"):
                if (definition.id, gate.text) in shut:
                    report.warning("gate-circle", gate.span, gate=gate.text)
        findings.append(report.done())
    return findings


def _check_registers(
    root: Mapping,
    name: Scalar,
    definition: Definition,
    told: Sequence[tuple[str, Definition]],
    report: Report,
) -> None:
    """A register is one for all workflows: those that declare it declare it alike."""
    seen: set[str] = set()
    for file, other in told:
        for register, unlike in differences(definition, other):
            if register not in seen and other.id != definition.id:
                seen.add(register)
                declared = section(root, "registers")
                word = (declared.key(register) if declared is not None else None) or name
                report.error("register-differs", word.span, register=register, first=file, names=unlike)


def _workflows(state: Mapping) -> Iterator[Scalar]:
    """The workflows that a state opens cases of: its children, its branches, what its actions spawn."""
    yield from (word for word, _ in _opened(state))


def _opened(state: Mapping) -> Iterator[tuple[Scalar, Mapping]]:
    """The same, each with the node that opens it."""
    holders = [section(state, "children"), *(node for _, node in entries(state, "branches"))]
    for _, action in entries(state, "actions"):
        holders += [one for one in members(action, "spawns") if isinstance(one, Mapping)]
    for holder in holders:
        word = scalar(holder, "workflow")
        if word is not None and isinstance(holder, Mapping):
            yield word, holder


def _check_children(
    root: Mapping, definition: Definition | None, known: dict[str, Definition | None], report: Report
) -> None:
    for name, node in entries(root, "states"):
        for word in _workflows(node):
            if word.text not in known:
                report.error(
                    "unknown-workflow", word.span, name=word.text, suggestion=suggestion(word.text, known)
                )
        if definition is None:
            continue
        for word, opening in _opened(node):
            child = known.get(word.text)
            if child is not None:
                told = opening.key("confidential") is not None
                check_children(definition, child, _reads(definition), word, report, told=told)
                check_adds_below(definition, known, word, opening, report)
        state = definition.state(name.text)
        asked = scalar(section(node, "children"), "workflow")
        child = known.get(asked.text) if asked is not None else None
        if asked is not None and child is not None and state.children is not None:
            mapped = section(section(node, "children"), "with")
            _check_fields(definition, state.children, child, asked.span, mapped, report)
        for branch in state.branches:
            _check_branch(definition, branch, dict(_named(node, "branches"))[branch.name], known, report)
        for action in state.actions:
            spawned = members(section(section(node, "actions"), action.id), "spawns")
            for spawn, holder in zip(action.spawns, spawned, strict=False):
                if isinstance(holder, Mapping):
                    _check_given(definition, spawn, holder, known, report)


def _reads(definition: Definition) -> Iterator[str]:
    """The names that guards of a workflow read."""
    return (name for state in definition.states for guard, _ in guards_of(state) for name in names(guard))


def _named(node: Mapping, key: str) -> Iterator[tuple[str, Mapping]]:
    yield from ((name.text, value) for name, value in entries(node, key))


def _check_branch(
    parent: Definition, branch: Branch, node: Mapping, known: dict[str, Definition | None], report: Report
) -> None:
    """What a branch hands over fits its child: fields of the record, of this case, and the element itself."""
    _check_given(parent, branch, node, known, report)
    child, word = known.get(branch.workflow), scalar(node, "workflow")
    if child is None or word is None:
        return
    if branch.elements == "rows" and branch.fields:
        rows = Children(branch.each, branch.workflow, fields=branch.fields)
        _check_fields(parent, rows, child, word.span, section(node, "with"), report)
    if branch.elements == "entries":
        of_entry = {one.name: one.type for one in entry_record(parent.register(branch.each)).fields}
        mapped = section(node, "with")
        for name, source in branch.fields:
            key = mapped.key(name) if mapped is not None else None
            if key is not None:
                _check_one(child, key, name, source, of_entry[source], report)
    into = scalar(node, "as")
    if branch.into is not None and into is not None:
        _check_one(child, into, branch.into, branch.each, _element_type(parent, branch), report)


def _element_type(parent: Definition, branch: Branch) -> FieldType:
    field = parent.field(branch.each)
    if branch.elements == "entries":
        return FieldType("text")
    if branch.elements != "values" or field is None or field.type.of is None:
        return FieldType("person")
    return field.type.of


def _check_given(
    parent: Definition,
    given: Branch | Spawn,
    node: Mapping,
    known: dict[str, Definition | None],
    report: Report,
) -> None:
    child, mapped = known.get(given.workflow), section(node, "case")
    if child is None or mapped is None:
        return
    for name, source in given.given:
        key, field = mapped.key(name), parent.field(source)
        if key is not None and field is not None:
            _check_one(child, key, name, source, field.type, report)


def _check_one(
    child: Definition, word: Scalar, name: str, source: str, given: FieldType, report: Report
) -> None:
    field = child.field(name)
    if field is None:
        known = [one.name for one in child.fields]
        told = suggestion(name, known)
        report.error("branch-lacks-field", word.span, field=name, workflow=child.id, suggestion=told)
    elif not fits(given, field.type):
        report.error(
            "child-field-type",
            word.span,
            field=name,
            workflow=child.id,
            expected=type_words(field.type),
            source=source or "unit.members",
            found=type_words(given),
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
        elif not fits(given, field.type):
            report.error("child-field-type", where, field=name, workflow=child.id, expected=type_words(field.type),
                         source=source, found=type_words(given))  # fmt: skip


def _record(definition: Definition, field_name: str) -> Record:
    field = definition.field(field_name)
    if field is None or field.type.of is None or field.type.of.name is None:
        raise KeyError(field_name)
    return definition.record(field.type.of.name)
