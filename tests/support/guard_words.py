"""What random guards are made of: names with their types, values to draw from, and a guard written twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from duban.engine.core.guards import (
    BOOL,
    DATE,
    INTEGER,
    NUMBER,
    PERSON,
    TEXT,
    Type,
    enum_of,
    list_of,
    record_of,
    set_of,
)

SOURCES = ("masses", "above", "self", "each-other")
SOURCE = enum_of("source", SOURCES)
OFFICE = record_of("office", {"level": INTEGER, "city": TEXT})
LEAD = record_of("lead", {"age": INTEGER, "share": NUMBER, "party": BOOL, "since": DATE, "office": OFFICE})
PROBLEM = record_of("problem", {"source": SOURCE, "weight": INTEGER, "text": TEXT, "found": DATE})

NAMES: dict[str, Type] = {
    "i": INTEGER,
    "j": INTEGER,
    "ballot.invited": INTEGER,
    "n": NUMBER,
    "ballot.turnout": NUMBER,
    "s": TEXT,
    "unit.principal": PERSON,
    "presided_by": PERSON,
    "kind": SOURCE,
    "b": BOOL,
    "stay_over": BOOL,
    "d": DATE,
    "today": DATE,
    "integers": list_of(INTEGER),
    "numbers": list_of(NUMBER),
    "texts": list_of(TEXT),
    "dates": list_of(DATE),
    "tags": set_of(TEXT),
    "labels": set_of(TEXT),
    "sources": set_of(SOURCE),
    "codes": set_of(INTEGER),
    "problems": list_of(PROBLEM),
    "lead": LEAD,
}
ENUMERATIONS = {"four_sources": SOURCES, "two_sources": SOURCES[:2]}

TEXTS = ("", "a", "ab", "张三", "整改 ok", "𠀀", 'q"q', "back\\slash", "线\n行")
DAYS = tuple(date(2014, 8, 1) + timedelta(days) for days in (-400, -1, 0, 1, 29, 400))
NUMBERS = ("0", "0.1", "0.2", "0.3", "0.60", "0.8", "1", "2.5", "-3.75", "1000000.01")
INTEGERS = (-7, -1, 0, 1, 2, 3, 10, 80, 4_000_000_000)


class Written(NamedTuple):
    """One expression in our spelling and in CEL's. `wide` is the CEL with integers widened where ours mix."""

    ours: str
    cel: str
    wide: str
    tight: int


class Case(NamedTuple):
    """One guard with the values it is evaluated on."""

    ours: str
    cel: str
    wide: str
    mixes_numbers: bool
    mixes_items: bool
    values: Mapping[str, object]
    cel_values: Mapping[str, object]


def as_cel(value: object) -> Any:
    """A value as CEL is given it: numbers as doubles, dates as midnight, sets as sorted lists."""
    match value:
        case Decimal():
            return float(value)
        case date():
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        case frozenset():
            return [as_cel(one) for one in sorted(value)]
        case list():
            return [as_cel(one) for one in value]
        case dict():
            # A timestamp within a map of mixed types is refused; as text it is read where it is used.
            return {
                key: f"{one}T00:00:00Z" if isinstance(one, date) else as_cel(one)
                for key, one in value.items()
            }
        case _:
            return value
