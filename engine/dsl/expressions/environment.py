"""What a guard may speak of: the data of the case, what the engine adds, and the enumerations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from ...core.fields import Enumeration, Field, FieldType, Record
from ...core.guards.types import (
    BOOL,
    DATE,
    EVIDENCE,
    INTEGER,
    NUMBER,
    PERSON,
    TEXT,
    UNIT,
    Type,
    enum_of,
    list_of,
    record_of,
    set_of,
)

UNIT_NAMES: Mapping[str, Type] = {
    "unit.id": UNIT,
    "unit.title": TEXT,
    "unit.level": TEXT,
    "unit.rank": TEXT,
    "unit.category": set_of(TEXT),
    "unit.parent": UNIT,
    "unit.supervised_by": UNIT,
}
"""What the directory knows about every unit."""

CASE_NAMES: Mapping[str, Type] = {
    "actor": PERSON,
    "today": DATE,
    "round": INTEGER,
    "redone": INTEGER,
    "children_done": BOOL,
    "children_open": INTEGER,
    "stay_over": BOOL,
    **UNIT_NAMES,
    "unit.principal": PERSON,
}
"""What the engine knows about every case."""

BALLOT_NAMES: Mapping[str, Type] = {
    "ballot.turnout": NUMBER,
    "ballot.approving": NUMBER,
    "ballot.closed": BOOL,
    "ballot.passed": BOOL,
    "ballot.failed": BOOL,
    "ballot.invalid": BOOL,
    "ballot.invited": INTEGER,
    "ballot.handed_in": INTEGER,
    "ballot.valid_papers": INTEGER,
}
"""What it knows in a state with a ballot; the first two are shares between 0 and 1."""

COUNTERSIGN_NAMES: Mapping[str, Type] = {
    "countersign.complete": BOOL,
    "countersign.impossible": BOOL,
    "countersign.agreed": INTEGER,
    "countersign.refused": INTEGER,
    "countersign.waiting": INTEGER,
}
"""What it knows in a state with a countersignature; the numbers are of parties."""

_PLAIN: Mapping[str, Type] = {
    "text": TEXT,
    "number": NUMBER,
    "integer": INTEGER,
    "bool": BOOL,
    "date": DATE,
    # A deadline given as a term is not a date yet: comparing it leaves a guard undecided.
    "deadline": DATE,
    "person": PERSON,
    "unit": UNIT,
    "evidence": EVIDENCE,
}


class Environment(Struct, frozen=True):
    """The names a guard may use.

    `names` maps full names (`unit.principal`) to types. `enumerations` maps the name of an enumeration to
    its ids; in a guard it reads as a list of them. A datum hides an enumeration of the same name.
    """

    names: Mapping[str, Type]
    enumerations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def environment_of(
    fields: Iterable[Field],
    enumerations: Iterable[Enumeration] = (),
    records: Iterable[Record] = (),
    *,
    opens: Iterable[str] = (),
    ballot: bool = False,
    countersign: bool = False,
    more: Mapping[str, Type] | None = None,
) -> Environment:
    """The environment of the guards of a workflow, or of one of its states.

    Args:
        fields: the data of the case.
        enumerations: all that fields and records name, and all that guards may name.
        records: all that fields name.
        opens: the kinds of open matters; each gives the integer `open_<kind>s`.
        ballot: whether the state holds a ballot.
        countersign: whether it holds a countersignature.
        more: what else the engine knows of the cases of this workflow.

    A field named like one of the engine's own names does not replace it.
    """
    ids = {one.name: tuple(value.id for value in one.values) for one in enumerations}
    by_name = {one.name: one for one in records}
    names = {one.name: type_of(one.type, ids, by_name) for one in fields}
    names.update({f"open_{kind.replace('-', '_')}s": INTEGER for kind in opens})
    names.update(CASE_NAMES)
    names.update(more or {})
    if ballot:
        names.update(BALLOT_NAMES)
    if countersign:
        names.update(COUNTERSIGN_NAMES)
    return Environment(names, ids)


def type_of(
    declared: FieldType,
    enumerations: Mapping[str, tuple[str, ...]],
    records: Mapping[str, Record],
    _inside: frozenset[str] = frozenset(),
) -> Type:
    """The type of a declared datum. An enumeration or record that is not known has no values or fields."""
    name = declared.name or ""
    match declared.kind:
        case "enum":
            return enum_of(name, enumerations.get(name, ()))
        case "record":
            record = records.get(name)
            if record is None or name in _inside:  # a record within itself is not opened again
                return record_of(name, {})
            inside = _inside | {name}
            fields = {one.name: type_of(one.type, enumerations, records, inside) for one in record.fields}
            return record_of(name, fields)
        case "list" | "set":
            of = declared.of or FieldType("text")
            member = type_of(of, enumerations, records, _inside)
            return list_of(member) if declared.kind == "list" else set_of(member)
        case _:
            return _PLAIN[declared.kind]
