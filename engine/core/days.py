"""A day as a calendar knows it, and what counting asks of a calendar."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, Protocol

DayKind = Literal["workday", "weekend", "holiday", "makeup"]
"""`holiday` is a day from Monday to Friday that is off, `makeup` a Saturday or Sunday that is worked."""
DayStatus = Literal["announced", "assumed", "unknown"]
"""How a day is known: from a published notice, from a rule that a notice may still change, or not at all."""


@dataclass(frozen=True, slots=True)
class Day:
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
