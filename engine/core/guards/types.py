"""The types of the guard language."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal[
    "bool", "integer", "number", "text", "date",
    "person", "unit", "enum", "evidence", "record", "list", "set",
]  # fmt: skip

TEXTUAL = frozenset({"text", "person", "unit", "enum"})
"""Kinds whose values are texts; they may be compared with each other."""
NUMERIC = frozenset({"integer", "number"})
"""Kinds whose values are exact numbers; they mix."""


class Type(Struct, frozen=True):
    """The type of a value in a guard. Every value may also be absent; no type says so.

    A tree keeps types in their bare form (`bare`): what is needed to read a stored value.
    """

    kind: Kind
    name: str | None = None
    """The enumeration or record named by `enum` and `record`."""
    of: Type | None = None
    """The type of the members of a `list` or `set`."""
    values: tuple[str, ...] = ()
    """The ids of an `enum`."""
    fields: tuple[tuple[str, Type], ...] = ()
    """The fields of a `record`."""

    def field(self, name: str) -> Type | None:
        """The type of a record's field, if it has one of that name."""
        return next((one for key, one in self.fields if key == name), None)

    def bare(self) -> Type:
        """The same type without the ids of an enumeration and the fields of a record."""
        return Type(self.kind, self.name, self.of.bare() if self.of else None)

    def __str__(self) -> str:
        """The type as the author of a definition writes it: `list of problem`."""
        if self.of is not None:
            return f"{self.kind} of {self.of}"
        return self.name or self.kind


BOOL = Type("bool")
INTEGER = Type("integer")
NUMBER = Type("number")
TEXT = Type("text")
DATE = Type("date")
PERSON = Type("person")
UNIT = Type("unit")
EVIDENCE = Type("evidence")


def list_of(member: Type) -> Type:
    """A list of such members."""
    return Type("list", of=member)


def set_of(member: Type) -> Type:
    """A set of such members."""
    return Type("set", of=member)


def enum_of(name: str, values: tuple[str, ...]) -> Type:
    """A value of the enumeration of that name, with these ids."""
    return Type("enum", name=name, values=values)


def record_of(name: str, fields: dict[str, Type]) -> Type:
    """A record of that name with these fields."""
    return Type("record", name=name, fields=tuple(fields.items()))
