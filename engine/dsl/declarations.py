"""Enumerations, records, fields and ladders: from checked nodes to the values of a definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from typing import get_args

from msgspec import Struct, field
from msgspec.structs import replace

from ..core.dues import Rung
from ..core.fields import Enumeration, Field, FieldKind, FieldType, Record
from ..core.lamps import NAMED
from ..core.laws import BareUnit, Law
from ..core.registers import Register
from ..core.terms import parse_offset
from ..core.text import Text
from .access import entries, named_text, prose, scalar, section, title, words
from .diagnostics import Report
from .enumerations import declare_enumerations, extended, rows_of_table
from .source import Mapping, Node, Scalar, Sequence

PLAIN_KINDS = tuple(kind for kind in get_args(FieldKind) if kind not in ("enum", "record", "list", "set"))
COLLECTIONS = ("list", "set")
_ENUMERATING = ("enumerations", "tables")
"""What declares an enumeration: a decision table is one, of its rows."""

BY_ENUMERATION = Text("一个枚举叫这个名称", "an enumeration is called so")
BY_GUARDS = Text("条件里已有这个名称", "conditions have a name like that")
BY_FIELD = Text("一个数据项叫这个名称", "a field is called so")
BY_CASE = Text("整个案件的时限叫这个名称", "the deadline of the whole case is called so")
BY_TALLY = Text("计票表里有这一栏", "it is a column of the tally")
BY_BALLOT = Text("指评议本身", "it stands for the ballot itself")


class Types(Struct, frozen=True):
    """What names stand for: everything a field or a guard of one workflow may refer to."""

    enumerations: Map[str, Enumeration] = field(default_factory=dict)
    records: Map[str, Record] = field(default_factory=dict)
    fields: Map[str, Field] = field(default_factory=dict)
    """Common fields that a workflow may name in `needs` and `may` without declaring them."""
    ladders: Map[str, tuple[Rung, ...]] = field(default_factory=dict)

    laws: Map[str, Law] = field(default_factory=dict)
    tables: Map[str, Mapping] = field(default_factory=dict)
    """Decision tables as they are written: what they may name, only a workflow knows."""
    registers: Map[str, Register] = field(default_factory=dict)

    def over(self, outer: Types) -> Types:
        """These types, and behind them the outer ones."""
        return Types(
            {**outer.enumerations, **self.enumerations},
            {**outer.records, **self.records},
            {**outer.fields, **self.fields},
            {**outer.ladders, **self.ladders},
            {**outer.laws, **self.laws},
            {**outer.tables, **self.tables},
            {**outer.registers, **self.registers},
        )

    def names(self) -> frozenset[str]:
        """The enumerations and records a field's type may name."""
        return frozenset(self.enumerations) | frozenset(self.records)


class TypeNames(Struct, frozen=True):
    """Which type names there are, before the types themselves are built."""

    enumerations: frozenset[str]
    records: frozenset[str]

    @classmethod
    def of(cls, outer: Types, *roots: Mapping | None) -> TypeNames:
        """The names of the outer types and of those declared in these sections."""
        return cls(
            frozenset(outer.enumerations)
            | {name.text for root in roots for key in _ENUMERATING for name, _ in entries(root, key)},
            frozenset(outer.records) | {name.text for root in roots for name, _ in entries(root, "records")},
        )


def declare_types(root: Mapping | None, known: TypeNames, report: Report) -> Types:
    """The types declared in a data file, or under `types` of a workflow; what it adds to others is `extend`'s."""
    records = {name.text: _record(name, node, known, report) for name, node in entries(root, "records")}
    for name, _ in entries(root, "records"):
        if name.text in known.enumerations:
            report.error("name-taken", name.span, name=name.text, by=BY_ENUMERATION)
        if _holds_itself(name.text, records):
            report.error("record-in-itself", name.span, name=name.text)
    enumerations = declare_enumerations(root, report)
    for name, node in entries(root, "tables"):
        if name.text in enumerations:
            report.error("name-taken", name.span, name=name.text, by=BY_ENUMERATION)
        enumerations[name.text] = rows_of_table(name.text, node, report)
    return Types(
        enumerations,
        records,
        {one.name: one for one in declare_fields(root, "fields", known, report)},
        dict(_ladders(root, report)),
        {name.text: _law(name.text, node) for name, node in entries(root, "laws")},
        {name.text: node for name, node in entries(root, "tables")},
    )


def extend(root: Mapping | None, types: Types, report: Report) -> Types:
    """These types, with the values that a file adds to open enumerations among them."""
    return replace(types, enumerations={**types.enumerations, **extended(root, types.enumerations, report)})


def declare_fields(root: Mapping | None, key: str, known: TypeNames, report: Report) -> Iterator[Field]:
    """The fields of the table under a key; one whose type is not known is reported and left out."""
    for name, node in entries(root, key):
        kind = _field_type(node, known, report)
        if kind is not None:
            optional = scalar(node, "optional")
            may_lack = optional is not None and optional.text.lower() == "true"
            yield Field(name.text, kind, title(node, name.text), may_lack)


def rungs_of(nodes: Iterable[Node], report: Report) -> tuple[Rung, ...]:
    """The rungs of a ladder, each at a time of its own: the time names it, and it comes once."""
    rungs: dict[str, Rung] = {}
    for node in nodes:
        at = node if isinstance(node, Scalar) else scalar(node, "at") if isinstance(node, Mapping) else None
        if at is None:
            continue
        offset, after = parse_offset(at.text)
        name = f"{'after' if after else 'before'}-{offset.amount}-{offset.unit}"
        if name in rungs:
            report.error("rung-twice", at.span, text=at.text)
        rung = Rung(name, offset, after)
        rungs[name] = _told(rung, node) if isinstance(node, Mapping) else rung
    return tuple(rungs.values())


# Private functions


def _told(rung: Rung, node: Mapping) -> Rung:
    lamp, urgent, said = scalar(node, "lamp"), scalar(node, "urgent"), node.get("text")
    return replace(
        rung,
        to=tuple(dict.fromkeys(one.text for one in words(node, "to"))),
        lamp=NAMED[lamp.text] if lamp is not None else None,
        text=named_text(said, "") if said is not None else None,
        urgent=urgent is not None and urgent.text.lower() == "true",
    )


def _record(name: Scalar, node: Mapping, known: TypeNames, report: Report) -> Record:
    fields = tuple(declare_fields(node, "fields", known, report))
    key = scalar(node, "key")
    declared = [one.text for one, _ in entries(node, "fields")]
    if key is not None and key.text not in declared:
        report.error(
            "unknown-record-field",
            key.span,
            name=key.text,
            record=name.text,
            suggestion=report.suggestion(key.text, declared),
        )
    elif key is not None:
        chosen = next((one for one in fields if one.name == key.text), None)
        if chosen is not None and chosen.type.kind not in ("text", "integer", "enum", "person", "unit"):
            report.error("key-not-simple", key.span, name=key.text, type=type_words(chosen.type))
    return Record(name.text, title(node, name.text), fields, key.text if key is not None else None)


def _holds_itself(name: str, records: Map[str, Record]) -> bool:
    """Whether a record of this file contains itself, directly or through others."""
    seen: set[str] = set()
    open_names = [name]
    while open_names:
        record = records.get(open_names.pop())
        for one in record.fields if record is not None else ():
            inner = one.type.of or one.type
            if inner.kind == "record" and inner.name is not None:
                if inner.name == name:
                    return True
                if inner.name not in seen:
                    seen.add(inner.name)
                    open_names.append(inner.name)
    return False


def _ladders(root: Mapping | None, report: Report) -> Iterator[tuple[str, tuple[Rung, ...]]]:
    table = section(root, "ladders")
    for name, value in table.entries if table is not None else ():
        if isinstance(value, Sequence):
            yield name.text, rungs_of(value.items, report)


def _law(name: str, node: Mapping) -> Law:
    days = scalar(node, "days")
    bare: BareUnit = "workdays" if days is not None and days.text == "workdays" else "days"
    otherwise = tuple(int(one.text) for one in words(node, "except"))
    return Law(name, title(node, name), bare, otherwise, prose(node, "basis"))


def type_words(kind: FieldType) -> str:
    """The type as the author wrote it: `list of problem`."""
    if kind.of is not None:
        return f"{kind.kind} of {type_words(kind.of)}"
    return kind.name or kind.kind


def fits(given: FieldType, wanted: FieldType) -> bool:
    """Whether every value of the one is a value of the other."""
    return given == wanted or (given.kind, wanted.kind) in {
        ("date", "deadline"),
        ("text", "evidence"),
        ("integer", "number"),
        ("enum", "text"),
        ("integer", "text"),
    }


def _field_type(node: Mapping, known: TypeNames, report: Report) -> FieldType | None:
    kind, of = scalar(node, "type"), scalar(node, "of")
    if kind is None:
        return None
    if kind.text not in COLLECTIONS:
        if of is not None:
            report.error("of-without-list", of.span, type=kind.text)
        return _single_type(kind, known, report, COLLECTIONS)
    if of is None:
        if node.key("of") is None:
            report.error("list-without-of", kind.span, type=kind.text)
        return None
    member = _single_type(of, known, report, ())
    if member is None:
        return None
    return FieldType("list" if kind.text == "list" else "set", None, member)


def _single_type(word: Scalar, known: TypeNames, report: Report, more: tuple[str, ...]) -> FieldType | None:
    for kind in PLAIN_KINDS:
        if word.text == kind:
            return FieldType(kind)
    if word.text in known.enumerations:
        return FieldType("enum", word.text)
    if word.text in known.records:
        return FieldType("record", word.text)
    candidates = [*PLAIN_KINDS, *more, *sorted(known.enumerations), *sorted(known.records)]
    report.error(
        "unknown-type", word.span, name=word.text, suggestion=report.suggestion(word.text, candidates)
    )
    return None
