"""Registers and what actions put into them: from checked nodes to the values of a definition."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ..core import canonical
from ..core.data import accept_fields
from ..core.definition import Definition
from ..core.fields import Field, FieldType, Record
from ..core.registers import KEY, OWN, Adds, Register, StockEntry
from ..core.text import Text
from .access import entries, plain, prose, scalar, section, title, title_if_any, words
from .declarations import TypeNames, Types, declare_fields, fits, type_words
from .diagnostics import Report
from .dues import Known
from .people import refer
from .secrecy import is_open
from .source import Mapping, Scalar
from .sourcing import origin_of

_PREFIX = "register."
_BY_ENTRY = Text("每个条目都有这一项", "every entry has one")


def declare_registers(root: Mapping | None, types: Types, report: Report) -> dict[str, Register]:
    """The registers of a data file or a workflow; what their entries say is checked against the types."""
    return {name.text: _register(name, node, types, report) for name, node in entries(root, "registers")}


def register_of(each: Scalar, known: Known) -> Register | None:
    """The register that `register.NAME` names; a finding when there is none."""
    return _named(each, register_name(each), known)


def names_register(word: Scalar) -> bool:
    """Whether a branch runs over a register."""
    return word.text.startswith(_PREFIX)


def register_name(word: Scalar) -> str:
    """The name in `register.NAME`."""
    return word.text.removeprefix(_PREFIX)


def entry_record(register: Register) -> Record:
    """An entry as a record: its key, its title, and the fields of the register."""
    own = tuple(Field(name, FieldType("text"), Text(name, name)) for name in OWN)
    return Record(f"{_PREFIX}{register.name}", register.title, (*own, *register.fields))


def build_adds(node: Mapping | None, action: Mapping, known: Known) -> Adds | None:
    """What an action puts into a register."""
    word, key = scalar(node, "register"), scalar(node, "key")
    if node is None or word is None or key is None:
        return None
    if not words(action, "by"):
        known.report.error("adds-by-itself", word.span)
    register, field = _named(word, word.text, known), _field(key, known, "text", "enum", "integer")
    called = scalar(node, "title")
    titled = _field(called, known, "text") if called is not None else None
    if register is None or field is None:
        return None
    return Adds(register.name, field, titled, tuple(_given(node, register, known)), is_open(node))


# Private functions


def _named(word: Scalar, name: str, known: Known) -> Register | None:
    if name in known.types.registers:
        return known.types.registers[name]
    near = known.report.suggestion(name, known.types.registers)
    known.report.error("unknown-register", word.span, name=name, suggestion=near)
    return None


def _field(word: Scalar, known: Known, *kinds: str) -> str | None:
    field = known.field(word)
    if field is not None and field.type.kind not in kinds:
        found = type_words(field.type)
        known.report.error("field-type", word.span, field=field.name, expected=kinds[0], found=found)
    return field.name if field is not None else None


def _given(node: Mapping, register: Register, known: Known) -> Iterator[tuple[str, str]]:
    mapped = section(node, "with")
    types = {one.name: one.type for one in register.fields}
    for name, source in mapped.entries if mapped is not None else ():
        record = entry_record(register).name
        found = refer(name, types, "unknown-record-field", known.report, record=record)
        field = known.field(source) if isinstance(source, Scalar) else None
        if found is None or field is None:
            continue
        if not fits(field.type, types[found]):
            known.report.error(
                "field-type",
                source.span,
                field=field.name,
                expected=type_words(types[found]),
                found=type_words(field.type),
            )
        yield found, field.name


def _register(name: Scalar, node: Mapping, types: Types, report: Report) -> Register:
    names = TypeNames(frozenset(types.enumerations), frozenset(types.records))
    fields = tuple(declare_fields(node, "fields", names, report))
    for field, _ in entries(node, "fields"):
        if field.text in OWN:
            report.error("name-taken", field.span, name=field.text, by=_BY_ENTRY)
    made = Register(
        name.text,
        title(node, name.text),
        fields,
        (),
        prose(node, "basis"),
        origin_of(node, report),
        tuple(dict.fromkeys(one.text for one in words(node, "by"))),
    )
    return replace(made, stock=tuple(_stock(node, made, types, report)))


def _stock(node: Mapping, register: Register, types: Types, report: Report) -> Iterator[StockEntry]:
    """The values of the enumerations first, then the entries of its own; `entries` says what the fields of both hold."""
    said = {key.text: (key, one) for key, one in entries(node, "entries")}
    titles: dict[str, Text] = {}
    for word in words(node, "stock"):
        found = refer(word, types.enumerations, "unknown-type", report)
        if found is not None:
            titles |= {one.id: one.title for one in types.enumerations[found].values}
    for key, (word, one) in said.items():
        own = title_if_any(one)
        if own is None and key not in titles:
            report.error("entry-untitled", word.span, name=key)
        titles[key] = own or titles.get(key) or Text(key, key)
        if not KEY.fullmatch(key):
            report.error(
                "bad-name", word.span, name=key, pattern=Text(KEY.pattern, KEY.pattern), reason=Text("", "")
            )
    judge = Definition(
        "-",
        Text("-", "-"),
        (),
        (),
        (),
        enumerations=tuple(types.enumerations.values()),
        records=tuple(types.records.values()),
    )
    for key, called in titles.items():
        values: dict[str, object] = {}
        if key in said and (data := said[key][1].get("data")) is not None:
            given = plain(data) if isinstance(data, Mapping) else {}
            values, refused = accept_fields(judge, register.fields, given)
            known = {one.name for one in register.fields}
            problems = [(one.values["path"], one.values["why"]) for one in refused]
            problems += [(name, _NO_FIELD) for name in given if name not in known]
            for path, why in problems:
                report.error("entry-value", data.span, name=key, path=path, why=why)
            values = {name: value for name, value in values.items() if name in known and value is not None}
        yield StockEntry(key, called, canonical.dumps(values))


_NO_FIELD = Text("这个目录没有这一栏", "the register has no such field")
