"""Counting of terms: when a time limit ends, when a reminder is due, when a stay is over.

Times are aware datetimes; results are in UTC. Days are days of the zone handed in. The rules are those of the
Civil Code (民法典) where no other law says differently:

* Art. 201: the day on which a term begins is not counted. A term in hours begins at its instant.
* Art. 202: months and years end on the corresponding day, or on the month's last when there is none.
* Art. 203: a last day that is off gives way to the next workday; the last day ends at 24:00.
* A term in workdays counts workdays only (行政许可法 Art. 82, 行政复议法 Art. 88), so its last day is one.

A date that people typed may be 9999-12-31. What would lie beyond the dates there are is the last (or first)
of them, so that nothing here fails on such a date.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from .days import Calendar
from .terms import Term
from .times import local_day

Stop = tuple[datetime, datetime | None]
"""When a clock was stopped and when it ran again; `None` while it stands."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when something may be done."""

    last_day: date
    """The last local day on which it is in time."""
    ends_at: datetime
    """UTC. The first instant that is late: 24:00 local of the last day, or the exact end of a term in hours."""
    provisional: bool = False
    """The count looked at a day that no notice has settled, so a notice may still move it (暂定)."""


def due_of(term: Term, start: datetime, zone: tzinfo, calendar: Calendar) -> Deadline:
    """When a term that begins at `start` ends.

    Workdays: the n-th workday after the start day. Natural days, months and years: the day found by
    Art. 201 and 202, moved to the next workday when it is off (Art. 203). Hours: the exact instant.

    Raises:
        ValueError: `start` is not an aware time.
    """
    if term.unit == "hours":
        return _in_hours(_utc(start), term.amount, zone)
    return _in_days(term, local_day(_utc(start), zone), zone, calendar, calendar.version)


@lru_cache(maxsize=1024)
def _in_days(term: Term, begin: date, zone: tzinfo, calendar: Calendar, version: str) -> Deadline:
    """Kept, since everybody who acts on one day begins the same terms; `version` tells answers apart."""
    count = _Count(calendar)
    if term.unit == "workdays":
        last = count.step(begin, term.amount)
    else:
        last = count.roll(_shift(begin, term))
    return Deadline(last, day_end(last, zone), count.provisional)


def due_on(last_day: date, zone: tzinfo) -> Deadline:
    """The deadline of a fixed date: 24:00 of that day, which never rolls and is never provisional."""
    return Deadline(last_day, day_end(last_day, zone))


def rung_at(deadline: Deadline, offset: Term, after: bool, zone: tzinfo, calendar: Calendar) -> datetime:
    """The instant of a reminder or an escalation, UTC.

    So many days before or after is 00:00 local of the day that lies so far from the last day; workdays,
    natural days, months and years alike, and nothing rolls. Hours count from the end of the term, and so
    does an amount of zero. A term in hours has its last local day for this.
    """
    if offset.amount == 0:
        return deadline.ends_at
    sign = 1 if after else -1
    if offset.unit == "hours":
        return _later(deadline.ends_at, timedelta(hours=sign * offset.amount))
    if offset.unit == "workdays":
        day = _Count(calendar).step(deadline.last_day, sign * offset.amount)
    else:
        day = _shift(deadline.last_day, offset, sign)
    rung = day_start(day, zone)
    return max(rung, deadline.ends_at) if after else rung  # only the last day there is has none after it


def stay_until(
    term: Term, since: datetime, stops: Iterable[Stop], zone: tzinfo, calendar: Calendar
) -> datetime | None:
    """The instant (UTC) from which at least the term has passed since `since`; `None` while a stop is open.

    The day a stop begins still counts, the day it ends does not: a clock that runs again leaves out its
    first day, by analogy with Art. 201. So a stop within one day shifts nothing. Overlapping stops count
    once. Months and years are taken as the natural days to their corresponding day. The last day is a
    workday that counts: natural days roll forward here too (Art. 203). Hours leave out the exact
    time of the stops. A stop that begins after the end changes nothing.

    Raises:
        ValueError: a time is not aware.
    """
    moments = [(_utc(stopped), None if resumed is None else _utc(resumed)) for stopped, resumed in stops]
    closed = _merged((stopped, resumed) for stopped, resumed in moments if resumed is not None)
    if term.unit == "hours":
        end = _hours_later(_utc(since), term.amount, closed)
    else:
        end = _days_later(term, local_day(_utc(since), zone), closed, zone, calendar)
    standing = any(resumed is None and stopped < end for stopped, resumed in moments)
    return None if standing else end


def workdays_between(a: date, b: date, calendar: Calendar) -> int:
    """How many workdays lie after `a`, up to and with `b`; negative when `b` is the earlier day."""
    if b < a:
        return -workdays_between(b, a, calendar)
    first, last = a.toordinal() + 1, b.toordinal()
    return sum(calendar.day(date.fromordinal(one)).workday for one in range(first, last + 1))


def days_left(last_day: date, today: date, calendar: Calendar | None = None) -> int:
    """Days until the last day, 0 on it, negative when late: natural days, or workdays with a calendar."""
    return (last_day - today).days if calendar is None else workdays_between(today, last_day, calendar)


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
    return day_start(day + _DAY, zone) if day < date.max else _LAST


class _Count:
    """Steps over a calendar and remembers whether a day was looked at that is not settled."""

    def __init__(self, calendar: Calendar) -> None:
        self._day = calendar.day
        self.provisional = False

    def works(self, day: date) -> bool:
        known = self._day(day)
        if known.status != "announced":
            self.provisional = True
        return known.workday

    def step(self, day: date, workdays: int) -> date:
        """The n-th workday after a day, or before it when n is negative."""
        way, left = (_DAY, workdays) if workdays > 0 else (-_DAY, -workdays)
        last = date.max if workdays > 0 else date.min
        while left and day != last:
            day += way
            left -= self.works(day)
        return day

    def roll(self, day: date) -> date:
        """The day itself when it is worked, else the next workday."""
        while not self.works(day) and day < date.max:
            day += _DAY
        return day


class _Standing:
    """The days left out by stops: those after the day of a stop, up to and with the day it ends."""

    def __init__(self, stops: Iterable[tuple[datetime, datetime]], zone: tzinfo) -> None:
        spans = [(local_day(one, zone), local_day(other, zone)) for one, other in stops]
        self.spans = [(one, other) for one, other in spans if one < other]
        self._firsts = [one for one, _ in self.spans]

    def leaves_out(self, day: date) -> bool:
        place = bisect_left(self._firsts, day) - 1
        return place >= 0 and day <= self.spans[place][1]

    def stretch(self, begin: date, days: int) -> date:
        """The day on which so many natural days after `begin` have been counted."""
        last = _plus(begin, days)
        for stopped, resumed in self.spans:
            lost = (resumed - max(stopped, begin)).days
            if lost > 0 and stopped < last:
                last = _plus(last, lost)
        return last


def _days_later(
    term: Term, begin: date, stops: list[tuple[datetime, datetime]], zone: tzinfo, calendar: Calendar
) -> datetime:
    standing, count = _Standing(stops, zone), _Count(calendar)
    if term.unit == "workdays":
        last, left = begin, term.amount
        while left and last < date.max:
            last += _DAY
            left -= count.works(last) and not standing.leaves_out(last)
    else:
        last = standing.stretch(begin, (_shift(begin, term) - begin).days)
        while (standing.leaves_out(last) or not count.works(last)) and last < date.max:
            last += _DAY
    return day_end(last, zone)


def _hours_later(begin: datetime, hours: int, stops: list[tuple[datetime, datetime]]) -> datetime:
    end = _later(begin, timedelta(hours=hours))
    for stopped, resumed in stops:
        if resumed > begin and stopped < end:
            end = _later(end, resumed - max(stopped, begin))
    return end


def _merged(stops: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The stops in order, overlapping and touching ones as one; those that end before they begin left out."""
    merged: list[tuple[datetime, datetime]] = []
    for stopped, resumed in sorted(one for one in stops if one[0] < one[1]):
        if merged and stopped <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], resumed))
        else:
            merged.append((stopped, resumed))
    return merged


def _in_hours(start: datetime, hours: int, zone: tzinfo) -> Deadline:
    end = _later(start, timedelta(hours=hours))
    # An end at 00:00 is 24:00 of the day before, which is the last day in time.
    return Deadline((end - timedelta.resolution).astimezone(zone).date(), end)


def _shift(day: date, term: Term, sign: int = 1) -> date:
    """So many natural days, months or years from a day; months and years by Art. 202."""
    if term.unit == "days":
        return _plus(day, sign * term.amount)
    months = sign * term.amount * (12 if term.unit == "years" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _plus(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _later(moment: datetime, span: timedelta) -> datetime:
    try:
        return moment + span
    except OverflowError:
        return _LAST if span > timedelta() else _FIRST


def _midnight(day: date, zone: tzinfo, fold: int) -> datetime:
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone, fold=fold).astimezone(UTC)
    except OverflowError:
        return _FIRST if day.year == date.min.year else _LAST


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)
