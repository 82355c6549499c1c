"""Business hours: terms in working hours, and the end of business in place of 24:00 (民法典 Art. 203 para. 2).

Art. 203 lets the last day end when business does, but no law says when that is. A workflow says so under
`office_hours`; where it does not, `OURS` serve, which are our default and nobody's rule.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from .counting import DAY, LAST, Count, Deadline, day_end, later, until_instant
from .days import Calendar
from .times import local_day

Hours = tuple[tuple[int, int], ...]
"""From and to, in minutes after local midnight; in order, without overlap."""
OURS: Hours = ((8 * 60 + 30, 12 * 60), (14 * 60, 17 * 60 + 30))
"""08:30 to 12:00 and 14:00 to 17:30: seven working hours a day. Ours, not a rule of law."""

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–—至到]\s*([01]\d|2[0-4]):([0-5]\d)")
_WHOLE_DAY = 24 * 60
_FURTHEST = 400
"""Days without an hour of business after which counting gives up, so that no calendar makes it run for ever."""


def parse_hours(text: str) -> Hours | None:
    """`08:30-12:00, 14:00-17:30` as spans; `None` of anything else, or of spans out of order."""
    spans: list[tuple[int, int]] = []
    for part in re.split(r"[,，、]", text.strip()):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            return None
        begin, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if begin >= end or end > _WHOLE_DAY or (spans and begin < spans[-1][1]):
            return None
        spans.append((begin, end))
    return tuple(spans)


def hours_text(hours: Hours) -> str:
    """The spans as they are written: `08:30-12:00, 14:00-17:30`."""
    return ", ".join(f"{_clock(begin)}-{_clock(end)}" for begin, end in hours or OURS)


def closing(day: date, hours: Hours, zone: tzinfo) -> datetime:
    """When business ends on a day, UTC."""
    return _at(day, (hours or OURS)[-1][1], zone)


def spans_of(day: date, hours: Hours, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """The hours of business of a day, as instants (UTC)."""
    return [(_at(day, begin, zone), _at(day, end, zone)) for begin, end in hours or OURS]


def without(
    span: tuple[datetime, datetime], stops: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """What is left of a span of time when the stops (in order, without overlap) are taken out."""
    begin, end = span
    kept = []
    for stopped, resumed in stops:
        if stopped < end and resumed > begin:
            if stopped > begin:
                kept.append((begin, stopped))
            begin = max(begin, resumed)
    return [*kept, (begin, end)] if begin < end else kept


def office_after(
    start: datetime,
    minutes: int,
    stops: list[tuple[datetime, datetime]],
    hours: Hours,
    zone: tzinfo,
    calendar: Calendar,
) -> Deadline:
    """The end of a term in working time: minutes of business on workdays, the time of the stops left out.

    Args:
        start: the instant (UTC) from which it counts.
        minutes: how much working time; the term ends with the last minute, at closing time if that is it.
        stops: closed stops, in order and without overlap.
        hours: hours of business; empty for ours.
        zone: whose days.
        calendar: the workdays.
    """
    count, left, day = Count(calendar), timedelta(minutes=minutes), local_day(start, zone)
    idle = 0
    while left and idle < _FURTHEST and day < date.max:
        idle += 1
        if count.works(day):
            for span in spans_of(day, hours, zone):
                for begin, end in without((max(start, span[0]), span[1]), stops):
                    if begin >= end:
                        continue
                    idle = 0
                    if end - begin >= left:
                        return until_instant(begin + left, zone, count.provisional)
                    left -= end - begin
        day += DAY
    return until_instant(LAST, zone, True)


def office_before(end: datetime, minutes: int, hours: Hours, zone: tzinfo, calendar: Calendar) -> datetime:
    """The instant (UTC) so much working time before another."""
    count, left, day = Count(calendar), timedelta(minutes=minutes), local_day(end, zone)
    idle = 0
    while idle < _FURTHEST and day > date.min:
        idle += 1
        if count.works(day):
            for begin, close in reversed(spans_of(day, hours, zone)):
                until = min(end, close)
                if begin < until:
                    idle = 0
                    if until - begin >= left:
                        return until - left
                    left -= until - begin
        day -= DAY
    return later(end, -left)


def _at(day: date, minute: int, zone: tzinfo) -> datetime:
    if minute == _WHOLE_DAY:
        return day_end(day, zone)
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone).astimezone(UTC)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
