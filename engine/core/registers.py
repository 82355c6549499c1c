"""Registers: open catalogues whose entries are kept in the database, added and retired, never deleted.

A definition says what an entry holds and which entries there are to begin with; what stands in a register
now is handed in with the facts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from .fields import Field
from .provenance import Provenance
from .text import Text

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""What a key looks like: it goes into ids of cases."""
OWN = ("key", "title")
"""What every entry has besides the fields of its register."""


class StockEntry(Struct, frozen=True):
    """An entry that a register has from the beginning."""

    key: str
    title: Text
    values: str = "{}"
    """What its fields say, as canonical JSON."""


class Register(Struct, frozen=True):
    """An open catalogue: what an entry holds, and the entries there are to begin with."""

    name: str
    title: Text
    fields: tuple[Field, ...] = ()
    stock: tuple[StockEntry, ...] = ()
    basis: str | None = None
    origin: Provenance | None = None
    by: tuple[str, ...] = ()
    """The posts, held anywhere, whose holders may add to it and retire from it; without any, whoever may start a case of a
    workflow that uses it."""


class Adds(Struct, frozen=True):
    """What an action puts into a register: the fields of the case that give key, title and values."""

    register: str
    key: str
    title: str | None = None
    given: tuple[tuple[str, str], ...] = ()
    """(field of the register, field of the case)."""
    is_open: bool = False
    """The entry is everybody's to know, though the case is confidential."""


class Entry(Struct, frozen=True):
    """An entry as it stands: its title, what its fields say, and whether it was retired."""

    key: str
    title: Text
    values: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    """Who added it; empty where it stood there from the beginning."""
    at: str = ""
    """When it was added, as a stored instant."""
    retired: str | None = None
    """When it was retired, as a stored instant."""
    case: str | None = None
    """The case that has put it in, where one has."""

    def row(self) -> dict[str, Any]:
        """What guards and cases read of it: its own fields, `key` and `title` (in Chinese, as people write it)."""
        return {**self.values, "key": self.key, "title": self.title.zh}


def standing(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries that are not retired, in the order in which they were added."""
    return tuple(one for one in entries if one.retired is None)


def address(name: str) -> str:
    """What a register is called where cases and workflows are told apart: no id of either has a colon."""
    return f"register:{name}"
