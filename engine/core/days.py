"""A day as a calendar knows it, and what counting asks of a calendar."""

from __future__ import annotations

import datetime
from typing import Literal, Protocol

from msgspec import Struct

DayKind = Literal["workday", "weekend", "holiday", "makeup"]
"""`holiday` is a day from Monday to Friday that is off, `makeup` a Saturday or Sunday that is worked."""
DayStatus = Literal["announced", "assumed", "unknown"]
"""How a day is known: from a published notice, from a rule that a notice may still change, or not at all."""


class Day(Struct, frozen=True):
    """One day of a calendar: is it worked, why, and how surely is that known."""

    date: datetime.date
    workday: bool
    kind: DayKind
    status: DayStatus
    notice: str | None = None
    """The number of the notice that made it a holiday or a make-up workday, where it is known."""
    name: str | None = None
    """The holiday it belongs to, where it is known."""


class Calendar(Protocol):
    """What counting needs to know of days; it has an answer for every date there is.

    What was counted is kept by calendar and version, so a calendar can be hashed (as any object can).
    """

    def __hash__(self) -> int: ...

    @property
    def version(self) -> str:
        """A name that changes whenever an answer may change; kept beside every deadline counted with it."""
        ...

    def day(self, date: datetime.date) -> Day:
        """What is known of this day."""
        ...

    def year_status(self, year: int) -> DayStatus:
        """How the days of this year are known."""
        ...


class Witness:
    """A calendar that remembers which days it was asked for: those that a count depends on."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self.seen: dict[datetime.date, Day] = {}

    @property
    def version(self) -> str:
        """That of the calendar behind it."""
        return self._calendar.version

    def day(self, date: datetime.date) -> Day:
        """What is known of this day."""
        known = self.seen[date] = self._calendar.day(date)
        return known

    def year_status(self, year: int) -> DayStatus:
        """How the days of this year are known."""
        return self._calendar.year_status(year)

    @property
    def provisional(self) -> bool:
        """Whether it was asked for a day that is not settled."""
        return any(one.status != "announced" for one in self.seen.values())

    def changed_since(self, earlier: Calendar) -> list[datetime.date]:
        """Of the days asked for those that were worked, or known, otherwise before; in order."""
        before = ((day, earlier.day(day), now) for day, now in self.seen.items())
        return sorted(
            day for day, old, now in before if (old.workday, old.status) != (now.workday, now.status)
        )
