"""The parts of a definition put together from checked nodes: names first, then what refers to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ..core.definition import Action, Definition, State
from ..core.fields import Enumeration, Field, FieldType, Record
from ..core.guards import Guard
from ..core.guards import Node as GuardNode
from ..core.guards.nodes import Constant, parts_of
from ..core.registers import Register
from .access import entries, members, prose, scalar, section, title, words
from .branches import names_of_branches
from .decision_tables import build_tables
from .decisions import mentions
from .declarations import (
    BY_CASE,
    BY_FIELD,
    BY_GUARDS,
    TypeNames,
    Types,
    declare_fields,
    declare_types,
    extend,
)
from .diagnostics import Report
from .dues import (
    Known,
    build_due,
    build_stages,
    declare_milestones,
    hours_of,
    law_of,
)
from .gates import build_gates
from .graph import guards_of, guards_of_due
from .lint import lint
from .parameters import declare_parameters
from .people import declare_roles, refer
from .readers import RESERVED, Readers
from .registers import declare_registers
from .secrecy import build_confidential, build_private, check_adds
from .source import Mapping, Node, Scalar, Sequence, Source
from .states import build_states


def assemble(root: Mapping, source: Source, outer: Types, report: Report) -> Definition | None:
    """The definition these nodes describe, with whatever could not be understood left out and reported.

    None when there is not even an id, a title and a state.
    """
    own = section(root, "types")
    known_types = TypeNames.of(outer, own)
    types = extend(own, declare_types(own, known_types, report).over(outer), report)
    types = replace(types, registers={**types.registers, **declare_registers(root, types, report)})
    declared = tuple(declare_fields(root, "data", known_types, report))
    _check_names(root, types, report)
    common = {
        name: one for name, one in types.fields.items() if one.name not in {own.name for own in declared}
    }
    fields = {one.name: one for one in declared} | _mentioned(root, common)
    faulty = frozenset(_names(root, "data")) - fields.keys()
    roles = declare_roles(root, fields | common, faulty, report)
    parameters = declare_parameters(root, report)
    readers = Readers(root, fields, faulty, types, source, report)
    known = Known(
        fields=fields | common,
        faulty=faulty,
        types=types,
        roles=dict.fromkeys(_names(root, "roles")),
        states=dict.fromkeys(_names(root, "states")),
        report=report,
        guard=readers.guard,
        guard_of_element=readers.guard_of_element,
        milestones=declare_milestones(root),
        gates=_names(root, "gates"),
        parameters=parameters,
        value=readers.value,
        actions=frozenset(
            name.text for _, state in entries(root, "states") for name, _ in entries(state, "actions")
        ),
        law=law_of(root, types, report),
        hours=hours_of(root),
    )
    gates = build_gates(root, known)
    tables = build_tables(root, known, fields, readers.environments["state"])
    states = build_states(root, known)
    name = scalar(root, "workflow")
    if name is None or not states:
        return None
    used = _used_fields(declared, common, root)
    due, stages = build_due(root, known), build_stages(root, known)
    guards = [guard for state in states for guard, _ in guards_of(state)]
    guards += [one for gate in gates for one in (gate.applies, gate.where) if one is not None]
    guards += [guard for one in (due, *(stage.due for stage in stages)) for guard in guards_of_due(one)]
    confidential = build_confidential(root, known)
    guards += [condition.that for table in tables for row in table.rows for condition in row.when]
    registers = _used_registers(states, types)
    held = [field for one in registers for field in one.fields]
    enumerations, records = _used_types((*used, *held), guards, types)
    definition = Definition(
        id=name.text,
        title=title(root, name.text),
        roles=roles,
        fields=used,
        states=states,
        enumerations=enumerations,
        records=records,
        separate=_separate(root, known),
        start_by=_starters(root, states, known),
        urge_by=_named_roles(root, "urge", known),
        correct_by=_named_roles(root, "correct", known),
        document=_document(root, known),
        due=due,
        basis=prose(root, "basis"),
        stages=stages,
        milestones=known.milestones,
        law=known.law,
        gates=gates,
        parameters=parameters,
        confidential=confidential,
        private=build_private(root, confidential, known),
        tables=tables,
        registers=registers,
    )
    check_adds(definition, root, report)
    lint(definition, root, report)
    return definition


# Private functions


def _check_names(root: Mapping, types: Types, report: Report) -> None:
    for name, _ in entries(root, "data"):
        if name.text in RESERVED or name.text.startswith("open_"):
            report.error("name-taken", name.span, name=name.text, by=BY_GUARDS)
    for name, _ in entries(root, "states"):
        if name.text == "case":
            report.error("name-taken", name.span, name=name.text, by=BY_CASE)
    named: dict[str, Scalar] = {}
    fields = {name.text for name, _ in entries(root, "data")}
    for name in names_of_branches(root):
        written = name.text.replace("-", "_")
        if written in named:
            report.error("branch-twice", name.span, name=name.text, first=named[written].span.line)
        elif near := next(
            (
                one
                for one in named
                if f"{written}_".startswith(f"{one}_") or f"{one}_".startswith(f"{written}_")
            ),
            None,
        ):
            report.error("branch-prefix", name.span, name=name.text, other=named[near].text)
        elif written in RESERVED or written in fields:
            by = BY_GUARDS if written in RESERVED else BY_FIELD
            report.error("name-taken", name.span, name=name.text, by=by)
        named.setdefault(written, name)


def _names(root: Mapping, key: str) -> tuple[str, ...]:
    """The names of a table, of its faulty members too: what refers to those is not wrong for that."""
    table = section(root, key)
    return tuple(name.text for name in table.written()) if table is not None else ()


def _written(table: Mapping | None) -> tuple[tuple[Scalar, Node], ...]:
    return table.entries if table is not None else ()


def _mentions(root: Mapping) -> Iterator[str]:
    """The fields that the file names outside guards."""
    for _, role in entries(root, "roles"):
        yield from _text(scalar(role, "person"))
        yield from _text(scalar(section(role, "of"), "field"))
    confidential, private = section(root, "confidential"), section(root, "private")
    for found in (words(confidential, "hidden_from"), words(private, "fields"), words(root, "private")):
        yield from (one.text for one in found)
    yield from _hung_on(root)
    yield from (one.text for one in words(root, "document"))
    yield from mentions(root)
    for _, state in entries(root, "states"):
        yield from _hung_on(state)
        yield from _text(scalar(section(state, "children"), "each"))
        yield from _of_branches(state)
        for _, action in entries(state, "actions"):
            yield from _text(scalar(action, "reopens"))
            yield from _of_adds(section(action, "adds"))
            yield from _text(scalar(section(action, "extends"), "by"))
            for name, _ in _written(section(action, "sets")):
                yield name.text
            for key in ("needs", "may", "keep", "clear"):
                yield from (one.text for one in words(action, key))


def _of_adds(adds: Mapping | None) -> Iterator[str]:
    yield from _text(scalar(adds, "key"))
    yield from _text(scalar(adds, "title"))
    for _, source in _written(section(adds, "with")):
        yield from _text(source if isinstance(source, Scalar) else None)


def _of_branches(state: Mapping) -> Iterator[str]:
    branches = [node for _, node in entries(state, "branches")]
    spawned = [
        one
        for _, action in entries(state, "actions")
        for one in members(action, "spawns")
        if isinstance(one, Mapping)
    ]
    for node in (*branches, *spawned):
        yield from _text(scalar(node, "each"))
        yield from _text(scalar(node, "unit"))
        given = section(node, "case")
        for _, source in given.entries if given is not None else ():
            yield from _text(source if isinstance(source, Scalar) else None)


def _hung_on(holder: Mapping) -> Iterator[str]:
    due = section(holder, "due")
    yield from _text(scalar(due, "field"))
    for _, stage in entries(due, "stages"):
        yield from _text(scalar(stage, "field"))


def _text(word: Scalar | None) -> tuple[str, ...]:
    return (word.text,) if word is not None else ()


def _mentioned(root: Mapping, common: dict[str, Field]) -> dict[str, Field]:
    names = dict.fromkeys(_mentions(root))
    return {name: common[name] for name in names if name in common}


def _used_fields(declared: tuple[Field, ...], common: dict[str, Field], root: Mapping) -> tuple[Field, ...]:
    return (*declared, *_mentioned(root, common).values())


def _used_types(
    fields: Iterable[Field], guards: Iterable[Guard], types: Types
) -> tuple[tuple[Enumeration, ...], tuple[Record, ...]]:
    """The types that the fields and guards lead to, so that a definition stands by itself."""
    enumerations: dict[str, Enumeration] = {}
    records: dict[str, Record] = {}
    waiting = [one.type for one in fields]
    while waiting:
        kind: FieldType = waiting.pop(0)
        name = kind.name or ""
        if kind.of is not None:
            waiting.append(kind.of)
        if kind.kind == "enum" and name in types.enumerations:
            enumerations[name] = types.enumerations[name]
        if kind.kind == "record" and name in types.records and name not in records:
            records[name] = types.records[name]
            waiting += [one.type for one in records[name].fields]
    for guard in guards:
        for name in _constants(guard.tree):
            enumerations.setdefault(name, types.enumerations[name])
    return tuple(enumerations.values()), tuple(records.values())


def _used_registers(states: Iterable[State], types: Types) -> tuple[Register, ...]:
    """The registers that branches run over and actions add to."""
    used = [one.each for state in states for one in state.branches if one.elements == "entries"]
    used += [action.adds.register for state in states for action in state.actions if action.adds is not None]
    return tuple(types.registers[name] for name in dict.fromkeys(used))


def _constants(node: GuardNode) -> Iterator[str]:
    if isinstance(node, Constant):
        yield node.name
    for part in parts_of(node):
        yield from _constants(part)


def _separate(root: Mapping, known: Known) -> tuple[tuple[str, ...], ...]:
    groups = []
    for group in members(root, "separate"):
        if isinstance(group, Sequence):
            states = [refer(one, known.states, "unknown-state", known.report)
                      for one in group.items if isinstance(one, Scalar)]  # fmt: skip
            groups.append(tuple(one for one in states if one is not None))
    return tuple(groups)


def _document(root: Mapping, known: Known) -> tuple[str, ...]:
    """The fields that editions are of."""
    found = (known.field(one) for one in words(root, "document"))
    return tuple(dict.fromkeys(one.name for one in found if one is not None))


def _named_roles(root: Mapping, key: str, known: Known) -> tuple[str, ...]:
    """Who may urge, or correct: as told; else nothing is said, and the engine's default holds."""
    found = (refer(one, known.roles, "unknown-role", known.report) for one in words(section(root, key), "by"))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _starters(root: Mapping, states: tuple[State, ...], known: Known) -> tuple[str, ...]:
    """Who may start a case: as told, else whoever may do something in the first state."""
    start = section(root, "start")
    if start is not None:
        found = (refer(one, known.roles, "unknown-role", known.report) for one in words(start, "by"))
        return tuple(one for one in found if one is not None)
    actions: tuple[Action, ...] = states[0].actions
    return tuple(dict.fromkeys(role for action in actions for role in action.by))
