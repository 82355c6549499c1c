"""Ranking: each class apart, ties sharing a rank, what has no data told apart from what is last.

Competition ranking: 1, 1, 3. Numbers are compared exactly, as they are stored.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
Reason = Literal["missing", "too-few"]


class Place(Struct, frozen=True):
    """Where one of the rows stands."""

    group: tuple[str | None, ...]
    """The class it was ranked in: what it says in each of the columns that make the classes."""
    rank: int | None
    """From 1; `None` where it has none."""
    reason: Reason | None = None
    """Why it stands apart: it has no data, or its sample was too small."""


def rank(
    rows: Sequence[Mapping[str, Any]],
    by: str,
    *,
    group: Sequence[str] = (),
    ascending: bool = False,
    last: bool = False,
    sample: str | None = None,
    least: int = 0,
) -> list[Place]:
    """The place of each row, in the order of the rows.

    Args:
        rows: what is ranked; values are numbers (whole, `Decimal`, `Fraction`, decimal text) or dates in ISO text.
        by: the column that decides.
        group: the columns by which rows are ranked apart; without any all are one class. Rows without a
            value there are a class of their own.
        ascending: the smallest first, not the largest.
        last: rows without data share the rank after all others of their class; else they have none.
        sample: the column with the size of a row's sample.
        least: a row whose sample is smaller, or not told, has no rank whatever its value: too few were asked.
    """
    classes: dict[tuple[str | None, ...], list[int]] = {}
    for at, row in enumerate(rows):
        classes.setdefault(tuple(_word(row.get(column)) for column in group), []).append(at)
    places: dict[int, Place] = {}
    for name, members in classes.items():
        few = {at for at in members if sample is not None and _too_few(rows[at].get(sample), least)}
        known = {at: _value(rows[at][by]) for at in members if at not in few and rows[at].get(by) is not None}
        all_of_them = sorted(known.values())
        for at in members:
            if at in few:
                places[at] = Place(name, None, "too-few")
            elif at not in known:
                places[at] = Place(name, len(known) + 1 if last else None, "missing")
            else:
                places[at] = Place(name, 1 + _ahead(all_of_them, known[at], ascending))
    return [places[at] for at in range(len(rows))]


def _ahead(values: list[Any], value: Any, ascending: bool) -> int:
    """How many of these values, smallest first, come before one."""
    return bisect_left(values, value) if ascending else len(values) - bisect_right(values, value)


def _too_few(size: Any, least: int) -> bool:
    return size is None or _value(size) < least


def _value(value: Any) -> Any:
    """A number as a number, anything else (a date) as its text."""
    if isinstance(value, (int, Decimal, Fraction)):
        return value
    return value if _DATE.fullmatch(str(value)) else Decimal(value)


def _word(value: Any) -> str | None:
    return None if value is None else str(value)
