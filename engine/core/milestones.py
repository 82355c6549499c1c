"""Milestones: named dates, set for all or by a unit for itself and those below it; of several the earliest counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

ALL = ""
"""What stands for all units, where a milestone is set for no unit of its own."""
Days = Mapping[tuple[str, str], date]
"""The days that are set, by name and unit."""


def standing(found: Days, above: Iterable[str], unit: str) -> dict[str, tuple[date, str]]:
    """The day of each milestone as it counts for a unit, and who has set it (`ALL`, or a unit).

    A lower level may only be earlier. So the nearest counts, unless the level above has come to lie before it since.

    Args:
        found: what is set.
        above: the units above, the nearest first.
        unit: the unit itself.
    """
    counts: dict[str, tuple[date, str]] = {}
    places = [ALL, *reversed(tuple(above)), unit]
    names = dict.fromkeys(name for name, _ in found)
    for name in names:
        for place in places:
            day = found.get((name, place))
            if day is not None and (name not in counts or day < counts[name][0]):
                counts[name] = day, place
    return counts
