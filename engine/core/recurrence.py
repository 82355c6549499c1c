"""A duty that comes back: each quarter's last month by the 20th, each month by the 5th, each Monday.

A rule gives the days by which the duty falls due, one after the other, and never rolls: they are named days.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from .days import Calendar

PeriodUnit = Literal["months", "weeks", "days", "workdays"]
_DAY = timedelta(days=1)
_FAR = 1200
"""Periods looked at before a rule is taken to have ended: a hundred years of months."""


_LONGEST_COUNT = 3000
"""Days over which workdays are counted one by one, before it is said that nobody knows."""


class Spot(Struct, frozen=True):
    """One day of a period of months or weeks.

    `day` is a day of the month (clamped to the month's last: -1, and 31 in April), `workday` the so-manieth workday
    of the period (-1 the last), `weekday` (Monday 0) the so-manieth `nth` of the month; in a week it stands alone.
    """

    month: int = 0
    """Which month of the period, from 0; -1 is its last."""
    day: int = -1
    workday: int | None = None
    weekday: int | None = None
    nth: int = 1


class Recurrence(Struct, frozen=True):
    """Every so many months, weeks, days or workdays, on the spots named.

    Periods of months lie on the calendar (a year is 12 months, a quarter 3) unless `origin` says from when they are
    counted; those of weeks begin on Monday. Days and workdays are counted from `origin`.
    """

    every: int
    unit: PeriodUnit
    spots: tuple[Spot, ...] = (Spot(-1),)
    since: date | None = None
    """No occurrence lies before this day."""
    until: date | None = None
    """No occurrence lies after this day."""
    aligned: bool = True
    """The periods are those of the calendar; 每两个月 and 每两年 are not, and need an `origin`."""
    origin: date | None = None

    @property
    def anchored(self) -> bool:
        """Whether it is known from which day the periods are counted."""
        return self.origin is not None or (self.aligned and self.every < 13)

    def next_after(self, day: date, calendar: Calendar | None = None) -> date | None:
        """The first occurrence after a day; `None` when there is none, or it is not known from when to count.

        Without a calendar, workdays are Monday to Friday.
        """
        if day >= date.max - _DAY:
            return None
        return next(self.from_day(day + _DAY, calendar), None)

    def from_day(self, day: date, calendar: Calendar | None = None) -> Iterator[date]:
        """The occurrences on and after a day, in order."""
        if not self.anchored:
            return
        first = max(day, self.since or day)
        for one in self._days(first, calendar):
            if self.until is not None and one > self.until:
                return
            if one >= first:
                yield one

    def _days(self, first: date, calendar: Calendar | None) -> Iterator[date]:
        match self.unit:
            case "months":
                return self._by_months(first, calendar)
            case "weeks":
                return self._by_weeks(first)
            case _:
                return self._by_days(first, calendar)

    def _by_months(self, first: date, calendar: Calendar | None) -> Iterator[date]:
        base = _month(self.origin) % self.every if self.origin is not None else 0
        begin = (_month(first) - base) // self.every * self.every + base
        for period in range(_FAR):
            at = begin + period * self.every
            if at < 12:  # before the year 1
                continue
            if at + self.every > date.max.year * 12 + 11:
                return
            yield from sorted({_on(spot, at, self.every, calendar) for spot in self.spots})

    def _by_weeks(self, first: date) -> Iterator[date]:
        origin = self.origin or date(1, 1, 1)  # a Monday
        monday = origin - timedelta(days=origin.weekday())
        ahead = (first - monday).days // 7 // self.every * self.every
        weekdays = sorted({6 if one.weekday is None else one.weekday for one in self.spots})
        for period in range(_FAR):
            ordinal = monday.toordinal() + 7 * (ahead + period * self.every)
            if not 1 <= ordinal <= date.max.toordinal() - 6:
                return
            for weekday in weekdays:
                yield date.fromordinal(ordinal + weekday)

    def _by_days(self, first: date, calendar: Calendar | None) -> Iterator[date]:
        origin = self.origin or (first - _DAY if first > date.min else first)
        if self.unit == "days":
            steps = max(1, -((origin - first).days // self.every)) if first > origin else 1
            for step in range(steps, steps + _FAR):
                ordinal = origin.toordinal() + step * self.every
                if ordinal > date.max.toordinal():
                    return
                yield date.fromordinal(ordinal)
            return
        if (first - origin).days > _LONGEST_COUNT:
            return
        day, counted, found = origin, 0, 0
        while day < date.max and found < _FAR:
            day += _DAY
            if _worked(day, calendar):
                counted += 1
                if counted % self.every == 0:
                    found += day >= first
                    yield day


def _on(spot: Spot, begin: int, months: int, calendar: Calendar | None) -> date:
    """The day of a spot in the period that begins with a month (counted from year 0)."""
    if spot.workday is not None:
        return _workday(spot.workday, begin, months, calendar)
    at = begin + (spot.month if spot.month >= 0 else months + spot.month)
    year, month = divmod(at, 12)
    last = monthrange(year, month + 1)[1]
    if spot.weekday is None:
        return date(year, month + 1, last if spot.day < 0 else min(spot.day, last))
    if spot.nth < 0:
        end = date(year, month + 1, last)
        return end - timedelta(days=(end.weekday() - spot.weekday) % 7)
    first = date(year, month + 1, 1)
    return first + timedelta(days=(spot.weekday - first.weekday()) % 7 + 7 * (min(spot.nth, 4) - 1))


def _workday(nth: int, begin: int, months: int, calendar: Calendar | None) -> date:
    (year, month), (next_year, next_month) = divmod(begin, 12), divmod(begin + months, 12)
    first, after = date(year, month + 1, 1), date(next_year, next_month + 1, 1)
    days = (first + timedelta(days=one) for one in range((after - first).days))
    worked = [one for one in days if _worked(one, calendar)]
    return worked[-1] if nth < 0 else worked[min(nth, len(worked)) - 1]


def _worked(day: date, calendar: Calendar | None) -> bool:
    return day.weekday() < 5 if calendar is None else calendar.day(day).workday


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
