"""The data of a case as a definition declares them: fields, records, enumerations."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from .provenance import Provenance
from .text import Text

FieldKind = Literal[
    "text",
    "number",
    "integer",
    "bool",
    "date",
    "deadline",
    "person",
    "unit",
    "evidence",
    "enum",
    "record",
    "list",
    "set",
]


class FieldType(Struct, frozen=True):
    """The type of a datum: a plain kind, or an enumeration, a record, a list or a set of something.

    `deadline` is a date or a term; `evidence` is text or `{title, ref, sha256}`.
    """

    kind: FieldKind
    name: str | None = None
    """The enumeration or record named by `enum` and `record`."""
    of: FieldType | None = None
    """The type of the members of a `list` or `set`."""


class Field(Struct, frozen=True):
    """One datum of a case or of a record."""

    name: str
    type: FieldType
    title: Text
    optional: bool = False
    """Within a record: may be left out. A field of a case is always optional until an action needs it."""


class Record(Struct, frozen=True):
    """A row of a list: its fields, and the field that numbers it (`key`), if one does."""

    name: str
    title: Text
    fields: tuple[Field, ...]
    key: str | None = None


class EnumValue(Struct, frozen=True):
    """One member of an enumeration: an ASCII id that goes into the record, and its title."""

    id: str
    title: Text
    means: Text | None = None
    """When it applies, or what follows."""
    basis: str | None = None
    origin: Provenance | None = None
    src: str | None = None
    """The number of the sentence in the source."""


class Enumeration(Struct, frozen=True):
    """A list of values, kept as data."""

    name: str
    title: Text
    values: tuple[EnumValue, ...]
    basis: str | None = None
    origin: Provenance | None = None
    src: str | None = None
    open: bool = False
    """Whether its source leaves the list open, so that a file may add values (`extends`)."""
