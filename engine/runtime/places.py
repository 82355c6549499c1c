"""Where a unit stands: those above it, and the milestones that count there."""

from __future__ import annotations

from datetime import date

from ..core.facts import UnitFacts
from ..core.milestones import standing
from ..ports import UnitOfWork


def above(work: UnitOfWork, unit: UnitFacts, day: date) -> tuple[str, ...]:
    """The units above a unit, the nearest first."""
    found: list[str] = []
    parent = unit.parent
    while parent is not None and parent not in found and parent != unit.id:
        found.append(parent)
        known = work.directory.standing(parent, (), "", day).unit
        parent = known.parent if known is not None else None
    return tuple(found)


def milestones_at(work: UnitOfWork, unit: UnitFacts, day: date) -> tuple[dict[str, date], dict[str, str]]:
    """The milestones as they count for a unit, and which of them are a unit's own.

    Who is above is asked only where some unit has set one of its own.
    """
    found = work.milestones()
    own = any(place for _, place in found)
    counts = standing(found, above(work, unit, day) if own else (), unit.id)
    return (
        {name: when for name, (when, _) in counts.items()},
        {name: place for name, (_, place) in counts.items() if place},
    )
