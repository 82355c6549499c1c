"""What counting is made of: local days, steps over a calendar, days a stopped clock leaves out.

Values in, values out; which of these a term needs is said in `deadlines.py` (plain terms, stays) and
`budgets.py` (terms that are stopped, extended or counted by another rule).
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo

from msgspec import Struct

from .days import Calendar
from .terms import Term
from .times import local_day

Stop = tuple[datetime, datetime | None]
"""When a clock was stopped and when it ran again; `None` while it stands."""

DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
"""The last instant there is: what would lie beyond ends there."""


class Deadline(Struct, frozen=True):
    """Until when something may be done."""

    last_day: date
    """The last local day on which it is in time."""
    ends_at: datetime
    """UTC. The first instant that is late: 24:00 local of the last day, or the exact end of a term in hours."""
    provisional: bool = False
    """The count looked at a day that no notice has settled, so a notice may still move it (暂定)."""


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first instant of a local day, UTC, also where clocks change at midnight.

    Where the hour before midnight comes twice, the day begins after the second.
    """
    early, late = sorted(_midnight(day, zone, fold) for fold in (0, 1))
    if early == late or (late - _SECOND).astimezone(zone).date() < day:
        return late
    while late - early > _SECOND:  # zones change at whole seconds
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).date() < day:
            early = middle
        else:
            late = middle
    return late if early.astimezone(zone).date() < day else early


def day_end(day: date, zone: tzinfo) -> datetime:
    """24:00 of a local day, UTC: the first instant of the next."""
    return day_start(day + DAY, zone) if day < date.max else LAST


class Count:
    """Steps over a calendar and remembers whether a day was looked at that is not settled."""

    def __init__(self, calendar: Calendar) -> None:
        self._day = calendar.day
        self.provisional = False

    def works(self, day: date) -> bool:
        """Whether the day is a workday."""
        known = self._day(day)
        if known.status != "announced":
            self.provisional = True
        return known.workday

    def step(self, day: date, workdays: int) -> date:
        """The n-th workday after a day, or before it when n is negative."""
        way, left = (DAY, workdays) if workdays > 0 else (-DAY, -workdays)
        last = date.max if workdays > 0 else date.min
        while left and day != last:
            day += way
            left -= self.works(day)
        return day

    def roll(self, day: date) -> date:
        """The day itself when it is worked, else the next workday."""
        while not self.works(day) and day < date.max:
            day += DAY
        return day


class Standing:
    """The days left out by stops: those after the day of a stop, up to and with the day it ends."""

    def __init__(self, stops: Iterable[tuple[datetime, datetime]], zone: tzinfo) -> None:
        spans = [(local_day(one, zone), local_day(other, zone)) for one, other in stops]
        self.spans = [(one, other) for one, other in spans if one < other]
        self._firsts = [one for one, _ in self.spans]

    def leaves_out(self, day: date) -> bool:
        """Whether the clock stood on this day."""
        place = bisect_left(self._firsts, day) - 1
        return place >= 0 and day <= self.spans[place][1]

    def over(self, day: date) -> tuple[date, date] | None:
        """The stop that began on this day or before and was still open at its end, if there is one."""
        return next((one for one in self.spans if one[0] <= day < one[1]), None)

    def stretch(self, begin: date, days: int) -> date:
        """The day on which so many natural days after `begin` have been counted."""
        last = plus(begin, days)
        for stopped, resumed in self.spans:
            lost = (resumed - max(stopped, begin)).days
            if lost > 0 and stopped < last:
                last = plus(last, lost)
        return last


def hours_later(begin: datetime, hours: int, stops: list[tuple[datetime, datetime]]) -> datetime:
    """The instant so many hours on, the exact time of the stops left out."""
    end = later(begin, timedelta(hours=hours))
    for stopped, resumed in stops:
        if resumed > begin and stopped < end:
            end = later(end, resumed - max(stopped, begin))
    return end


def merged(stops: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The stops in order, overlapping and touching ones as one; those that end before they begin left out."""
    found: list[tuple[datetime, datetime]] = []
    for stopped, resumed in sorted(one for one in stops if one[0] < one[1]):
        if found and stopped <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], resumed))
        else:
            found.append((stopped, resumed))
    return found


def shift(day: date, term: Term, sign: int = 1) -> date:
    """So many natural days, months or years from a day; months and years by Art. 202."""
    if term.unit == "days":
        return plus(day, sign * term.amount)
    months = sign * term.amount * (12 if term.unit == "years" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plus(day: date, days: int) -> date:
    """So many natural days on (or back), the last day there is at most."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def later(moment: datetime, span: timedelta) -> datetime:
    """An instant so much later (or earlier), the last there is at most."""
    try:
        return moment + span
    except OverflowError:
        return LAST if span > timedelta() else _FIRST


def _midnight(day: date, zone: tzinfo, fold: int) -> datetime:
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone, fold=fold).astimezone(UTC)
    except OverflowError:
        return _FIRST if day.year == date.min.year else LAST


def in_hours(start: datetime, hours: int, zone: tzinfo) -> Deadline:
    """A term in hours without stops: it ends at its exact instant."""
    return until_instant(later(start, timedelta(hours=hours)), zone)


def until_instant(end: datetime, zone: tzinfo, provisional: bool = False) -> Deadline:
    """The deadline that ends at an instant: an end at 00:00 is 24:00 of the day before."""
    try:
        day = (end - timedelta.resolution).astimezone(zone).date()
    except OverflowError:  # the last hours there are, in a zone that is ahead
        day = date.max
    return Deadline(day, end, provisional)


def utc(moment: datetime) -> datetime:
    """An aware instant in UTC; `ValueError` of one without a zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)
