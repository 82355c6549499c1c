"""What an act, or somebody at the command line, puts into a register: may it be, and what exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import Any

from .data import empty
from .definition import Action, Definition
from .fields import FieldType
from .orders import AddEntry
from .refusals import Refusal
from .registers import KEY, Adds, Entry, Register, standing
from .text import Named
from .times import local
from .work import Work


def judge_adds(work: Work, action: Action, values: Mapping[str, Any]) -> list[Refusal]:
    """What speaks against the entry that an action adds; what is missing of its key is told as any missing field is."""
    adds = action.adds
    if adds is None:
        return []
    held = {**work.body["data"], **values}
    if empty(held.get(adds.key)):
        return []
    register = work.definition.register(adds.register)
    return judge_key(
        register, str(held[adds.key]), work.facts.registers.get(adds.register, ()), work.facts.zone
    )


def judge_key(register: Register, key: str, entries: Iterable[Entry], zone: tzinfo) -> list[Refusal]:
    """A key is plain, and stands for one entry for ever: of a retired one too."""
    title = Named(register.name, register.title)
    if not KEY.fullmatch(key):
        return [Refusal("register-key", {"register": title, "key": key})]
    for one in entries:
        if one.key == key:
            retired = one.retired is not None
            values = {
                "register": title,
                "key": key,
                "entry": one.title,
                "since": local(one.at, zone)[:10],
                "retired": local(one.retired, zone)[:10] if one.retired else None,
            }
            return [Refusal("register-retired" if retired else "register-taken", values)]
    return []


def judge_source(work: Work, changed: Iterable[str]) -> list[Refusal]:
    """What speaks against correcting what an entry was made from: as long as it stands, the register would not be told."""
    definition, fields, refusals = work.definition, frozenset(changed), []
    for _, action in definition.actions():
        adds = action.adds
        if adds is None or fields.isdisjoint((adds.key, adds.title, *(one for _, one in adds.given))):
            continue
        for entry in standing(work.facts.registers.get(adds.register, ())):
            made = (
                fields & _made_from(adds, entry, work.body["data"]) if entry.case == work.body["id"] else ()
            )
            if made:
                values = {
                    "fields": [Named(one.name, one.title) for one in definition.fields if one.name in made],
                    "register": Named(adds.register, definition.register(adds.register).title),
                    "name": adds.register,
                    "key": entry.key,
                    "entry": entry.title,
                }
                refusals.append(Refusal("register-made-from", values))
    return list({str(one.values): one for one in refusals}.values())


def _made_from(adds: Adds, entry: Entry, data: Mapping[str, Any]) -> set[str]:
    """The fields that an entry was made from: all of them where the case still holds its key, else those it says the same as."""
    said: dict[str, Any] = {source: entry.values.get(name) for name, source in adds.given}
    said[adds.key] = entry.key
    if adds.title is not None:
        said[adds.title] = entry.title.zh
    still = str(data.get(adds.key)) == entry.key
    return {name for name, value in said.items() if still or (value is not None and data.get(name) == value)}


def entry_of(work: Work, adds: Adds, actor: str) -> AddEntry:
    """The entry that an action adds, from what the case now holds; told by the event that is written next."""
    data, definition = work.body["data"], work.definition
    key = str(data[adds.key])
    title = str(data.get(adds.title or "") or _titled(definition, adds.key, key))
    values = {name: data[source] for name, source in adds.given if source in data}
    return AddEntry(adds.register, key, title, values, actor, work.body.get("seq", 0) + 1)


def differences(one: Definition, other: Definition) -> Iterator[tuple[str, list[str]]]:
    """The registers that both declare and not alike, each with what differs: it is one register, and cannot be two things.

    Entries that only one of them has from the beginning add up; those of the same key have to say the same. Who may add
    to it need not be said by both: a workflow from before there was such a word contradicts nobody.
    """
    theirs = {register.name: register for register in other.registers}
    for ours in one.registers:
        if ours.name in theirs and (found := list(_unlike(one, ours, other, theirs[ours.name]))):
            yield ours.name, found


def _unlike(one: Definition, ours: Register, other: Definition, theirs: Register) -> Iterator[str]:
    plain = [name for name in Register.__struct_fields__ if name not in ("name", "fields", "stock", "by")]
    yield from (name for name in plain if getattr(ours, name) != getattr(theirs, name))
    if ours.by and theirs.by and ours.by != theirs.by:
        yield "by"
    fields = {field.name: field for field in theirs.fields}
    for field in ours.fields:
        there = fields.pop(field.name, None)
        if there != field or _types(one, field.type) != _types(other, field.type):
            yield f"fields.{field.name}"
    yield from (f"fields.{name}" for name in fields)
    entries = {entry.key: entry for entry in theirs.stock}
    for entry in ours.stock:
        if entries.get(entry.key, entry) != entry:
            yield f"entries.{entry.key}"


def _types(definition: Definition, kind: FieldType) -> object:
    """What a type leads to: the values of an enumeration, the fields of a record."""
    if kind.of is not None:
        return _types(definition, kind.of)
    if kind.kind == "enum":
        return definition.enumeration(kind.name or "").values
    if kind.kind == "record":
        record = definition.record(kind.name or "")
        return record, tuple(_types(definition, field.type) for field in record.fields)
    return None


def _titled(definition: Definition, name: str, key: str) -> str:
    """What a key is called where it is a value of an enumeration; else itself."""
    field = definition.field(name)
    if field is None or field.type.kind != "enum":
        return key
    known = definition.enumeration(field.type.name or "").values
    return next((one.title.zh for one in known if one.id == key), key)
