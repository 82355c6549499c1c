"""The calendar of a database in the memory of a process, made anew when another process has imported one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..calendars import Shelf
from ..core.days import Calendar
from ..core.facts import UnitFacts
from ..ports import UnitOfWork

_MOST_LEVELS = 20
"""Units above a unit that are looked at: a directory may be wrong and run in a circle."""


class Almanac:
    """`ports.Calendars` over the tables. Threads may share it: a shelf is replaced, never changed."""

    def __init__(self) -> None:
        self._shelf: Shelf | None = None

    def shelf(self, work: UnitOfWork) -> Shelf:
        """All versions, as this transaction sees them.

        Loading a case has told the newest number already, so this asks the database only when it is new.
        """
        shelf, number = self._shelf, work.calendar_number()
        if shelf is None or shelf.number != number:
            shelf = self._shelf = Shelf(work.calendar_book())
        return shelf

    def calendar(self, work: UnitOfWork, unit: UnitFacts, workflow: str, day: date) -> Calendar:
        """See `ports.Calendars`."""
        return self.shelf(work).calendar(workflow, lambda: _and_above(work, unit, day))

    def earlier(self, work: UnitOfWork, version: str) -> Calendar | None:
        """See `ports.Calendars`."""
        return self.shelf(work).earlier(version)


def _and_above(work: UnitOfWork, unit: UnitFacts, day: date) -> Iterator[str]:
    """The unit and those above it, through the directory, so that a host's own tree counts as well."""
    yield unit.id
    above = unit.parent
    for _ in range(_MOST_LEVELS):
        if above is None:
            return
        yield above
        known = work.directory.standing(above, (), "", day).unit
        above = known.parent if known is not None else None
