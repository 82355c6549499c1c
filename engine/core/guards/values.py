"""Stored values read as what their type says: dates from ISO text, numbers from decimal text.

A value that does not fit its type is neither true nor false of anything: reading it leaves the guard
undecided, and `explain` names it. Floats never fit, since they are not exact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from .types import TEXTUAL, Type

LARGEST = 10**100
"""Numbers must be smaller than this, and so must one divided by them; keeps evaluation linear."""

_DECIMAL = re.compile(r"-?[0-9]{1,100}(\.[0-9]{1,100})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]{1,100}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Undecided(Exception):
    """Something needed was absent, or not of its type. Never leaves this package."""


def read(value: object, type_: Type) -> object:
    """The value as its type says.

    Returns:
        A bool, int, Decimal, str, date, tuple (of a list), frozenset (of a set) or mapping (of a record).

    Raises:
        Undecided: the value is absent (`None`) or not of the type.
    """
    match type_.kind:
        case "text" | "person" | "unit" | "enum":
            if isinstance(value, str):
                return value
        case "integer":
            return _integer(value)
        case "number":
            return _number(value)
        case "bool":
            if isinstance(value, bool):
                return value
        case "date":
            return _date(value)
        case "record":
            if isinstance(value, Mapping):
                return value
        case "evidence":
            if isinstance(value, (str, Mapping)):
                return value
        case "list" | "set":
            return _members(value, type_)
    raise Undecided


def fits(value: object, type_: Type) -> bool:
    """Whether a value can be read as this type."""
    try:
        read(value, type_)
    except Undecided:
        return False
    return True


def _integer(value: object) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -LARGEST < value < LARGEST:
        return value
    raise Undecided


def _number(value: object) -> int | Decimal:
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, Decimal):
        if value.is_finite() and -100 < value.adjusted() < 100:
            return value
        raise Undecided
    return _integer(value)


def _date(value: object) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Undecided from None
    # A datetime is a date to Python, but which day it falls on depends on the time zone.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise Undecided


def _members(value: object, type_: Type) -> object:
    if not isinstance(value, (list, tuple, set, frozenset)) or type_.of is None:
        raise Undecided
    member = type_.of
    members = tuple(read(one, member) for one in value)
    # Records, evidence and nested lists stay in a tuple: they are counted and covered, never looked up.
    if type_.kind == "set" and is_scalar(member):
        return frozenset(members)
    return members


def is_scalar(type_: Type) -> bool:
    """Whether its values are single words, numbers, dates or yes and no."""
    return type_.kind in TEXTUAL or type_.kind in ("integer", "number", "bool", "date")


def absent(value: object) -> bool:
    """Whether nothing was filled in: an absent key and a stored null are the same."""
    return value is None
