"""What differs between two states of a document, field by field; of a list of records, record by record.

Records are told apart by the key of their kind, members of other lists and of sets by what they say. Values are
those of the record: a number with a fraction is decimal text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from . import canonical
from .definition import Definition
from .fields import FieldType, Record

Change = Literal["added", "removed", "changed", "moved"]


class Difference(Struct, frozen=True):
    """One thing that differs.

    `moved` is a list whose members are in another order: `old` and `new` are the keys (or members) that both have.
    """

    path: tuple[str, ...]
    """The field; within a list of records the key of the record, and within that the column, and so on."""
    change: Change
    old: Any = None
    new: Any = None

    def json(self) -> dict[str, Any]:
        """`{path, field, change, old, new}`; what was added has no `old`, what was removed no `new`."""
        view: dict[str, Any] = {"path": list(self.path), "field": self.path[0], "change": self.change}
        if self.change != "added":
            view["old"] = self.old
        if self.change != "removed":
            view["new"] = self.new
        return view


def differences(
    definition: Definition, fields: Sequence[str], old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[Difference]:
    """Everything in which two documents differ, in the order of the fields; nothing where they say the same."""
    found: list[Difference] = []
    for name in fields:
        field = definition.field(name)
        if field is not None:
            found += _compare(definition, field.type, (name,), old.get(name), new.get(name))
    return found


def _compare(
    definition: Definition, kind: FieldType, path: tuple[str, ...], old: Any, new: Any
) -> Iterator[Difference]:
    if old is None or new is None:
        if new is not None:
            yield Difference(path, "added", None, new)
        elif old is not None:
            yield Difference(path, "removed", old)
    elif kind.kind in ("list", "set") and kind.of is not None:
        yield from _members(definition, kind.of, path, old, new)
    elif kind.kind == "record":
        yield from _columns(definition, definition.record(kind.name or ""), path, old, new)
    elif _text(old) != _text(new):
        yield Difference(path, "changed", old, new)


def _columns(
    definition: Definition, record: Record, path: tuple[str, ...], old: Any, new: Any
) -> Iterator[Difference]:
    for field in record.fields:
        yield from _compare(
            definition, field.type, (*path, field.name), old.get(field.name), new.get(field.name)
        )


def _members(
    definition: Definition, kind: FieldType, path: tuple[str, ...], old: list[Any], new: list[Any]
) -> Iterator[Difference]:
    record = definition.record(kind.name or "") if kind.kind == "record" else None
    key = record.key if record is not None else None
    before, after = _by_identity(old, key), _by_identity(new, key)
    for one, value in after.items():
        at = (*path, one) if key is not None else path
        if one not in before:
            yield Difference(at, "added", None, value)
        elif record is not None and key is not None:
            yield from _columns(definition, record, at, before[one], value)
    for one, value in before.items():
        if one not in after:
            yield Difference((*path, one) if key is not None else path, "removed", value)
    kept, now = [one for one in before if one in after], [one for one in after if one in before]
    if kept != now:
        told: Callable[[dict[str, Any], str], Any] = (
            (lambda _, one: one) if key is not None else (lambda known, one: known[one])
        )
        yield Difference(
            path, "moved", [told(before, one) for one in kept], [told(after, one) for one in now]
        )


def _by_identity(values: list[Any], key: str | None) -> dict[str, Any]:
    """Members by what tells them apart: the key of a record, else what they say, and which of several that say it."""
    found: dict[str, Any] = {}
    for value in values:
        identity = str(value.get(key)) if key is not None else _text(value)
        number = 1
        while (identity if number == 1 else f"{identity} ({number})") in found:
            number += 1
        found[identity if number == 1 else f"{identity} ({number})"] = value
    return found


def _text(value: Any) -> str:
    return canonical.dumps(value)
