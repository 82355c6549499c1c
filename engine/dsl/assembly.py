"""The parts of a definition put together from checked nodes: names first, then what refers to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..core.definition import Action, Definition, State
from ..core.fields import Enumeration, Field, FieldType, Record
from ..core.guards import Guard, Node
from ..core.guards.nodes import Constant, parts_of
from .access import entries, members, prose, scalar, section, title, words
from .decision_tables import build_tables
from .decisions import mentions
from .declarations import BY_CASE, BY_GUARDS, TypeNames, Types, declare_fields, declare_types
from .diagnostics import Report
from .dues import GuardPlace, Known, ReadGuard, build_due, build_stages, declare_milestones, hours_of, law_of
from .expressions import BALLOT_NAMES, CASE_NAMES, COUNTERSIGN_NAMES, Environment, environment_of, parse_guard
from .graph import guards_of, guards_of_due
from .lint import lint
from .people import declare_roles, refer
from .source import Mapping, Scalar, Sequence, Source
from .states import build_states

_COUNTED = ("ballot.turnout", "ballot.approving", "ballot.invited", "ballot.handed_in", "ballot.valid_papers")
"""What the rules of a ballot may read: only the count decides whether it is valid and passed."""
RESERVED = frozenset(name.split(".")[0] for name in (*CASE_NAMES, *BALLOT_NAMES, *COUNTERSIGN_NAMES)) | {
    "true",
    "false",
    "in",
    "has",
}
"""Names of the guard language that no field may take."""


def assemble(root: Mapping, source: Source, outer: Types, report: Report) -> Definition | None:
    """The definition these nodes describe, with whatever could not be understood left out and reported.

    None when there is not even an id, a title and a state.
    """
    own = section(root, "types")
    known_types = TypeNames.of(outer, own)
    types = declare_types(own, known_types, report).over(outer)
    declared = tuple(declare_fields(root, "data", known_types, report))
    _check_names(root, types, report)
    common = {
        name: one for name, one in types.fields.items() if one.name not in {own.name for own in declared}
    }
    fields = {one.name: one for one in declared} | _mentioned(root, common)
    faulty = frozenset(_names(root, "data")) - fields.keys()
    roles = declare_roles(root, fields | common, faulty, report)
    environments = _environments(root, fields, types)
    known = Known(
        fields=fields | common,
        faulty=faulty,
        types=types,
        roles=dict.fromkeys(_names(root, "roles")),
        states=dict.fromkeys(_names(root, "states")),
        report=report,
        guard=_guard_reader(environments, faulty, source, report),
        milestones=declare_milestones(root),
        actions=frozenset(
            name.text for _, state in entries(root, "states") for name, _ in entries(state, "actions")
        ),
        law=law_of(root, types, report),
        hours=hours_of(root),
    )
    tables = build_tables(root, known, fields, environments["state"])
    states = build_states(root, known)
    name = scalar(root, "workflow")
    if name is None or not states:
        return None
    used = _used_fields(declared, common, root)
    due, stages = build_due(root, known), build_stages(root, known)
    guards = [guard for state in states for guard, _ in guards_of(state)]
    guards += [guard for one in (due, *(stage.due for stage in stages)) for guard in guards_of_due(one)]
    guards += [condition.that for table in tables for row in table.rows for condition in row.when]
    enumerations, records = _used_types(used, guards, types)
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
        urge_by=_urgers(root, known),
        due=due,
        basis=prose(root, "basis"),
        stages=stages,
        milestones=known.milestones,
        law=known.law,
        tables=tables,
    )
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


def _guard_reader(
    environments: dict[GuardPlace, Environment], faulty: frozenset[str], source: Source, report: Report
) -> ReadGuard:
    """What reads a guard with the names of its place, and notes what is wrong in it."""

    def read_guard(word: Scalar, place: GuardPlace) -> Guard | None:
        parsed = parse_guard(word.text, environments[place])
        if isinstance(parsed, Guard):
            return parsed
        if faulty.intersection(re.findall(r"\w+", word.text)):
            return None
        for problem in parsed:
            span = source.place(word, problem.column - 1, problem.length)
            report.error(problem.code, span, **dict(problem.values))
        return None

    return read_guard


def _environments(root: Mapping, fields: dict[str, Field], types: Types) -> dict[GuardPlace, Environment]:
    """What a guard may read, by the place it stands in."""
    kinds = [one.text for _, state in entries(root, "states") for one in _opened(state)]
    enumerations, records = types.enumerations.values(), types.records.values()
    ballot_names = {name: BALLOT_NAMES[name] for name in _COUNTED}
    return {
        "state": environment_of(fields.values(), enumerations, records, opens=kinds),
        "ballot-state": environment_of(fields.values(), enumerations, records, opens=kinds, ballot=True),
        "countersign-state": environment_of(
            fields.values(), enumerations, records, opens=kinds, countersign=True
        ),
        "ballot": Environment(ballot_names, {}),
    }


def _names(root: Mapping, key: str) -> tuple[str, ...]:
    """The names of a table, of its faulty members too: what refers to those is not wrong for that."""
    table = section(root, key)
    return tuple(name.text for name in table.written()) if table is not None else ()


def _opened(state: Mapping) -> Iterator[Scalar]:
    for _, action in entries(state, "actions"):
        kind = scalar(action, "opens")
        if kind is not None:
            yield kind


def _mentions(root: Mapping) -> Iterator[str]:
    """The fields that the file names outside guards."""
    for _, role in entries(root, "roles"):
        yield from _text(scalar(role, "person"))
    yield from _hung_on(root)
    yield from mentions(root)
    for _, state in entries(root, "states"):
        yield from _hung_on(state)
        yield from _text(scalar(section(state, "children"), "each"))
        for _, action in entries(state, "actions"):
            yield from _text(scalar(action, "reopens"))
            yield from _text(scalar(section(action, "extends"), "by"))
            for key in ("needs", "may", "keep", "clear"):
                yield from (one.text for one in words(action, key))


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


def _constants(node: Node) -> Iterator[str]:
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


def _urgers(root: Mapping, known: Known) -> tuple[str, ...]:
    """Who may urge a case: as told; else nothing is said, and the engine's default holds."""
    found = (
        refer(one, known.roles, "unknown-role", known.report) for one in words(section(root, "urge"), "by")
    )
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _starters(root: Mapping, states: tuple[State, ...], known: Known) -> tuple[str, ...]:
    """Who may start a case: as told, else whoever may do something in the first state."""
    start = section(root, "start")
    if start is not None:
        found = (refer(one, known.roles, "unknown-role", known.report) for one in words(start, "by"))
        return tuple(one for one in found if one is not None)
    actions: tuple[Action, ...] = states[0].actions
    return tuple(dict.fromkeys(role for action in actions for role in action.by))
