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

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from .counting import (
    DAY,
    Count,
    Deadline,
    Standing,
    Stop,
    day_end,
    day_start,
    hours_later,
    in_hours,
    later,
    merged,
    shift,
    utc,
)
from .days import Calendar
from .office import OURS, office_after, office_before
from .terms import Term
from .times import local_day

__all__ = [
    "Deadline",
    "Stop",
    "day_end",
    "day_start",
    "days_left",
    "due_of",
    "due_on",
    "rung_at",
    "stay_until",
    "workdays_between",
]


def due_of(term: Term, start: datetime, zone: tzinfo, calendar: Calendar) -> Deadline:
    """When a term that begins at `start` ends.

    Workdays: the n-th workday after the start day. Natural days, months and years: the day found by
    Art. 201 and 202, moved to the next workday when it is off (Art. 203). Hours: the exact instant;
    working hours within our office hours. What counts by another rule is in `budgets.py`.

    Raises:
        ValueError: `start` is not an aware time.
    """
    if term.unit == "hours":
        return in_hours(utc(start), term.amount, zone)
    if term.unit == "workhours":
        return office_after(utc(start), 60 * term.amount, [], OURS, zone, calendar)
    return _in_days(term, local_day(utc(start), zone), zone, calendar, calendar.version)


@lru_cache(maxsize=1024)
def _in_days(term: Term, begin: date, zone: tzinfo, calendar: Calendar, version: str) -> Deadline:
    """Kept, since everybody who acts on one day begins the same terms; `version` tells answers apart."""
    count = Count(calendar)
    if term.unit == "workdays":
        last = count.step(begin, term.amount)
    else:
        last = count.roll(shift(begin, term))
    return Deadline(last, day_end(last, zone), count.provisional)


def due_on(last_day: date, zone: tzinfo) -> Deadline:
    """The deadline of a fixed date: 24:00 of that day, which never rolls and is never provisional."""
    return Deadline(last_day, day_end(last_day, zone))


def rung_at(deadline: Deadline, offset: Term, after: bool, zone: tzinfo, calendar: Calendar) -> datetime:
    """The instant of a reminder or an escalation, UTC.

    So many days before or after is 00:00 local of the day that lies so far from the last day; workdays,
    natural days, months and years alike, and nothing rolls. Hours and working hours count from the end of
    the term, and so does an amount of zero. A term in hours has its last local day for this.
    """
    if offset.amount == 0:
        return deadline.ends_at
    sign = 1 if after else -1
    if offset.unit == "hours":
        return later(deadline.ends_at, timedelta(hours=sign * offset.amount))
    if offset.unit == "workhours":
        if after:
            return office_after(deadline.ends_at, 60 * offset.amount, [], OURS, zone, calendar).ends_at
        return office_before(deadline.ends_at, 60 * offset.amount, OURS, zone, calendar)
    if offset.unit == "workdays":
        day = Count(calendar).step(deadline.last_day, sign * offset.amount)
    else:
        day = shift(deadline.last_day, offset, sign)
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
    moments = [(utc(stopped), None if resumed is None else utc(resumed)) for stopped, resumed in stops]
    closed = merged((stopped, resumed) for stopped, resumed in moments if resumed is not None)
    if term.unit == "hours":
        end = hours_later(utc(since), term.amount, closed)
    else:
        end = _days_later(term, local_day(utc(since), zone), closed, zone, calendar)
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


def _days_later(
    term: Term, begin: date, stops: list[tuple[datetime, datetime]], zone: tzinfo, calendar: Calendar
) -> datetime:
    standing, count = Standing(stops, zone), Count(calendar)
    if term.unit == "workdays":
        last, left = begin, term.amount
        while left and last < date.max:
            last += DAY
            left -= count.works(last) and not standing.leaves_out(last)
    else:
        last = standing.stretch(begin, (shift(begin, term) - begin).days)
        while (standing.leaves_out(last) or not count.works(last)) and last < date.max:
            last += DAY
    return day_end(last, zone)
