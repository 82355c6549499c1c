"""A term as a budget: counted day by day, with stops left out, extended, by the rule that governs it.

`deadlines.py` has the short way for plain terms. Here every day is looked at and marked, so that what
`duban due --explain` prints is the count itself and cannot differ from the date.

* The day a stop begins still counts, the day it ends does not (as for stays: no law has a rule; 民法典 Art. 201
  by analogy). A last day on which the clock stands gives way to the day on which it runs again, so that a stop
  of k natural days moves a term of natural days by k, on its last day too; then it rolls (Art. 203).
* An extension is counted from the last day of what it extends, as a term that begins on that day. Ours.
* Counting both ends, the day of the beginning is the first. A month then ends on the day before the
  corresponding day, or on the month's last where there is none (Art. 202). Ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from msgspec import Struct

from .counting import (
    DAY,
    LAST,
    Count,
    Deadline,
    Standing,
    Stop,
    day_end,
    hours_later,
    merged,
    shift,
    until_instant,
    utc,
)
from .days import Calendar
from .laws import CIVIL_CODE, Counting
from .office import closing, office_after
from .terms import Term
from .times import local_day

MarkKind = Literal["start", "counted", "off", "stopped", "rolled"]
"""A day that begins the count, counts, is passed over, fell out of a stop, or comes after the last counted day."""


class Mark(Struct, frozen=True):
    """What a count makes of one day; `number` is which day of the term it is, where it counts."""

    day: date
    kind: MarkKind
    number: int | None = None


class Budget(Struct, frozen=True):
    """What there is to count: a term (or a fixed date), what it was extended by, when its clock stood."""

    since: datetime
    first: Term | date
    more: tuple[Term | date, ...] = ()
    """Extensions in the order they were granted; a date is the new last day."""
    stops: tuple[Stop, ...] = ()
    counting: Counting = CIVIL_CODE


class Part(Struct, frozen=True):
    """The term, or one extension of it, as it was counted."""

    what: Term | date
    start: datetime
    """UTC; where it begins."""
    end: Deadline
    marks: tuple[Mark, ...] = ()
    """Every day from the first to the last; none for a fixed date and for hours."""


def reckon(
    budget: Budget, zone: tzinfo, calendar: Calendar, *, now: datetime | None = None
) -> tuple[list[Part], bool]:
    """The parts as they are counted, and whether the clock stands.

    Args:
        budget: what to count.
        zone: whose days.
        calendar: the workdays.
        now: a stop that is still open is counted up to this instant; without it, as if it had not begun.

    Raises:
        ValueError: a time is not aware.
    """
    closed = closed_stops(budget, now)
    parts: list[Part] = []
    start, begin = utc(budget.since), local_day(utc(budget.since), zone)
    for what in (budget.first, *budget.more):
        if start >= LAST:  # nothing comes after the last instant there is
            parts.append(Part(what, start, parts[-1].end))
            continue
        counting = budget.counting if not parts else _without_first_day(budget.counting)
        part = _part(what, start, begin, closed, counting, zone, calendar)
        if parts and parts[-1].end.provisional:
            end = part.end
            part = Part(part.what, part.start, Deadline(end.last_day, end.ends_at, True), part.marks)
        parts.append(part)
        start, begin = part.end.ends_at, part.end.last_day
    standing = any(
        resumed is None and utc(stopped) < parts[-1].end.ends_at for stopped, resumed in budget.stops
    )
    return parts, standing


def end_of(budget: Budget, zone: tzinfo, calendar: Calendar) -> Deadline | None:
    """When the budget is used up; `None` while its clock stands."""
    parts, standing = reckon(budget, zone, calendar)
    return None if standing else parts[-1].end


def left_of(budget: Budget, at: datetime, zone: tzinfo, calendar: Calendar) -> list[tuple[int, str]]:
    """What is left after an instant: (amount, unit) of each part, the unit `minutes` for terms in hours.

    The day of the instant itself is taken as counted, as a stop that begins on it leaves it.
    """
    parts, _ = reckon(budget, zone, calendar)
    closed, day = closed_stops(budget, None), local_day(utc(at), zone)
    left = []
    for part in parts:
        what = part.what
        if isinstance(what, date):
            left.append((max(0, (what - max(day, local_day(part.start, zone))).days), "days"))
        elif what.unit in ("hours", "workhours"):
            left.append(
                (_minutes_left(what, part, utc(at), closed, budget.counting, zone, calendar), "minutes")
            )
        else:
            unit = "workdays" if what.unit == "workdays" else "days"
            left.append((sum(mark.kind == "counted" and mark.day > day for mark in part.marks), unit))
    return [one for one in left if one[0]]


def closed_stops(budget: Budget, now: datetime | None) -> list[tuple[datetime, datetime]]:
    """The stops in order and without overlap; an open one up to `now`, or left out without it."""
    until = None if now is None else utc(now)
    pairs = ((utc(one), until if other is None else utc(other)) for one, other in budget.stops)
    return merged((one, other) for one, other in pairs if other is not None)


def walk(term: Term, begin: date, standing: Standing, counting: Counting, count: Count) -> Iterator[Mark]:
    """Every day of a count in days, months or years, from the first to the last.

    Args:
        term: what is counted, not in hours.
        begin: the day on which it begins.
        standing: the days its clock stood.
        counting: the rule.
        count: looks days up, and remembers whether one of them was not announced.
    """
    day, left = begin, _amount(term, begin, counting.both_ends)
    if counting.both_ends:
        day -= DAY
    else:
        yield Mark(begin, "start")
    number, workdays = 0, term.unit == "workdays"
    while left and day < date.max:
        day += DAY
        if standing.leaves_out(day):
            yield Mark(day, "stopped")
        elif workdays and not count.works(day):
            yield Mark(day, "off")
        else:
            number, left = number + 1, left - 1
            yield Mark(day, "counted", number)
    while day < date.max:
        stop = standing.over(day)
        if stop is not None:
            while day + DAY < stop[1]:
                day += DAY
                yield Mark(day, "stopped")
        elif not (workdays or counting.roll) or count.works(day):
            return
        day += DAY
        yield Mark(day, "rolled")


# Private functions


def _without_first_day(counting: Counting) -> Counting:
    """The rule for an extension: the day it begins on belongs to what it extends."""
    if not counting.both_ends:
        return counting
    return Counting(counting.law, False, counting.roll, counting.business, counting.hours)


def _part(
    what: Term | date,
    start: datetime,
    begin: date,
    stops: list[tuple[datetime, datetime]],
    counting: Counting,
    zone: tzinfo,
    calendar: Calendar,
) -> Part:
    if isinstance(what, date):
        return Part(what, start, Deadline(what, _end(what, counting, zone)))
    if what.unit == "hours":
        return Part(what, start, until_instant(hours_later(start, what.amount, stops), zone))
    if what.unit == "workhours":
        return Part(what, start, office_after(start, 60 * what.amount, stops, counting.hours, zone, calendar))
    count = Count(calendar)
    marks = tuple(walk(what, begin, Standing(stops, zone), counting, count))
    last = marks[-1].day
    provisional = count.provisional if what.unit == "workdays" else _unsettled(marks, counting, calendar)
    return Part(what, start, Deadline(last, _end(last, counting, zone), provisional), marks)


def _unsettled(marks: Sequence[Mark], counting: Counting, calendar: Calendar) -> bool:
    """Of natural days only the last counted and those after it can move the end."""
    if not counting.roll:
        return False
    tail = [mark for mark in marks if mark.kind == "rolled"] + [
        mark for mark in reversed(marks) if mark.kind == "counted"
    ][:1]
    return any(calendar.day(mark.day).status != "announced" for mark in tail)


def _end(last: date, counting: Counting, zone: tzinfo) -> datetime:
    return closing(last, counting.hours, zone) if counting.business else day_end(last, zone)


def _amount(term: Term, begin: date, both_ends: bool) -> int:
    """How many days have to be counted; a month or year is the natural days to its last day."""
    if term.unit in ("workdays", "days"):
        return term.amount
    target = shift(begin, term)
    if not both_ends:
        return (target - begin).days
    corresponds = target.day == begin.day
    return (target - begin).days + (0 if corresponds else 1)


def _minutes_left(
    term: Term,
    part: Part,
    at: datetime,
    stops: list[tuple[datetime, datetime]],
    counting: Counting,
    zone: tzinfo,
    calendar: Calendar,
) -> int:
    """Minutes of a term in hours that come after an instant, found by trying how long it takes to use them up."""
    if at >= part.end.ends_at:
        return 0
    whole = 60 * term.amount
    if at <= part.start:
        return whole
    if term.unit == "hours":
        gone = sum(
            (
                min(end, at) - max(begin, part.start)
                for begin, end in stops
                if begin < at and end > part.start
            ),
            timedelta(),
        )
        return whole - (at - part.start - gone) // timedelta(minutes=1)
    low, high = 0, whole  # the working minutes used up by `at`
    while low < high:
        middle = (low + high + 1) // 2
        used_at = office_after(part.start, middle, stops, counting.hours, zone, calendar).ends_at
        low, high = (middle, high) if used_at <= at else (low, middle - 1)
    return whole - low
