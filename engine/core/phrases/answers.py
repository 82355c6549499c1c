"""One term of a text made a reading: dates where the words tell them, a question where they do not."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..days import Calendar
from ..deadlines import workdays_between
from ..recurrence import Recurrence
from ..terms import term_text
from ..text import Text
from . import sentences as say
from .counting import counted, law_of, rules, settled_terms
from .lengths import Length
from .letters import Letters
from .placing import Gap, Span, resolve
from .points import Point
from .repeats import Repeat
from .scanner import Found
from .vague import Vague
from .values import Between, Counted, Missing, Moment, Reading, said

_SHOWN = 4
"""How many occurrences of a duty are listed."""


class Frame(Struct, frozen=True):
    """What is known beside the words."""

    letters: Letters
    since: Moment | None
    written: date | None
    zone: tzinfo
    calendar: Calendar


class Before(Struct, frozen=True):
    """What earlier terms of the same text told: the year, and a day that later ones do not precede."""

    year: int | None = None
    last: date | None = None


def answer(found: Found, frame: Frame, before: Before) -> Reading:
    """The reading of one term."""
    blank = Reading(frame.letters.quoted(found.start, found.end), "incomplete")
    if found.repeat is not None:
        return _recurring(blank, found, found.repeat, frame)
    if found.upto is not None and found.point is not None:
        return _range(blank, found.point, found.upto, found.length, frame, before)
    if found.length is not None:
        return _relative(blank, found.length, found.point, frame, before)
    if found.point is not None:
        return _named(blank, found.point, found.ending, frame, before)
    assert found.vague is not None
    return _vague(blank, found.vague)


def asks(blank: Reading, missing: Missing, question: Text, *readings: Moment, **changes: Any) -> Reading:
    """The reading with a question: ambiguous when there are several dates to choose from, else incomplete."""
    kind = "ambiguous" if len(readings) > 1 else "incomplete"
    return replace(blank, **{"kind": kind, **changes}, missing=missing, question=question, readings=readings)


def _in_its_year(point: Point, frame: Frame, before: Before) -> Span | Gap:
    """A point with the year of the terms before it where it has none of its own (承前省略)."""
    if point.told_year or before.year is None:
        return resolve(point, frame.written)
    found = resolve(point.follows(before.year), frame.written)
    if isinstance(found, Gap):
        return found
    if before.last is not None and found.last < before.last:
        later = resolve(point.follows(before.year + 1), frame.written)
        spans = (found, *([later] if isinstance(later, Span) else []))
        return Gap("year", said(say.EARLIER, words=point.words, day=found.last, last=before.last), spans)
    return replace(found, steps=(*found.steps, said(say.SAME_YEAR, words=point.words, year=before.year)))


def _gap(blank: Reading, gap: Gap) -> Reading:
    return asks(blank, gap.missing, gap.question, *(one.last for one in gap.readings))


def _named(blank: Reading, point: Point, ending: str, frame: Frame, before: Before) -> Reading:
    span = _in_its_year(point, frame, before)
    if isinstance(span, Gap):
        return _gap(blank, span)
    if ending.endswith(("起", "开始", "以来", "后", "今")) and ending != "前后":
        return replace(
            blank, kind="open", steps=(*span.steps, said(say.STARTS, words=point.words, day=span.first))
        )
    if point.excluded:
        span = replace(
            span, last=span.last - timedelta(days=1), steps=(*span.steps, said(say.EXCLUDED, day=span.last))
        )
    before_it = ending.startswith(("前", "之前", "以前")) and ending != "前后"
    if before_it and not point.edge and not point.one_day:
        readings = (span.first - timedelta(days=1), span.last)
        question = said(say.BOUNDARY, words=blank.text, first=span.first, last=span.last, before=readings[0])
        return asks(blank, "boundary", question, *readings, steps=span.steps)
    due: Moment = span.last
    steps = list(span.steps)
    if not point.one_day:
        steps.append(said(say.LAST_OF, words=point.words, day=span.last))
    elif before_it and not point.excluded:
        steps.append(said(say.INCLUDES, words=ending, day=span.last))
    else:
        steps.append(said(say.NAMED, words=point.words, day=span.last))
    if point.clock is not None and point.clock != (24, 0):
        due = datetime.combine(span.last, time(*point.clock), frame.zone)
        steps.append(said(say.AT, moment=due.isoformat(timespec="minutes")))
    else:
        steps.append(say.NEVER_ROLLS)
    return replace(blank, kind="date", due=due, steps=tuple(steps), rule=Between(span.last, span.last))


def _range(
    blank: Reading, first: Point, upto: Point, length: Length | None, frame: Frame, before: Before
) -> Reading:
    ends = _ends(first, upto, frame, before)
    if isinstance(ends, Gap):
        return _gap(blank, ends)
    begin, end = ends
    steps = [*begin.steps, *(one for one in end.steps if one not in begin.steps)]
    if end.last < begin.first:
        return asks(blank, "date", said(say.BACKWARDS, first=begin.first, last=end.last))
    days = (end.last - begin.first).days + 1
    steps.append(said(say.BOTH_ENDS, first=begin.first, last=end.last, days=days))
    rule = Between(begin.first, end.last)
    if length is not None and (told := _told_days(length)) is not None:
        amount, workdays = told
        real = (
            workdays_between(begin.first - timedelta(days=1), end.last, frame.calendar) if workdays else days
        )
        words = Text(term_text(length.terms[0], "zh"), term_text(length.terms[0], "en"))
        if real != amount:
            missing: Missing = "boundary" if real == amount + 1 else "date"
            by_length = begin.first + timedelta(days=amount - 1)
            readings = (end.last,) if workdays else tuple(sorted({by_length, end.last}))
            question = said(say.MISCOUNTED, told=words, first=begin.first, last=end.last, real=real)
            return replace(
                asks(blank, missing, question, *readings, steps=tuple(steps), rule=rule), kind="ambiguous"
            )
        steps.append(said(say.AGREES, told=words))
    steps.append(say.NEVER_ROLLS)
    due: Moment = end.last
    if upto.clock is not None and upto.clock != (24, 0):
        due = datetime.combine(end.last, time(*upto.clock), frame.zone)
    return replace(
        blank, kind="range", due=due, readings=(begin.first, end.last), steps=tuple(steps), rule=rule
    )


def _told_days(length: Length) -> tuple[int, bool] | None:
    """How many days a range is said to have, and whether they are workdays; months say nothing exact."""
    if len(length.terms) != 1 or length.terms[0].unit not in ("days", "workdays"):
        return None
    return length.terms[0].amount, length.terms[0].unit == "workdays"


def _ends(first: Point, upto: Point, frame: Frame, before: Before) -> tuple[Span, Span] | Gap:
    """Both ends of a range, the year of one taken from the other; an end without a year follows its beginning."""
    if not first.told_year and upto.told_year:
        end = resolve(upto, frame.written)
        if isinstance(end, Gap):
            return end
        begin = resolve(first.follows(end.last.year), frame.written)
        if isinstance(begin, Span) and begin.first > end.last:
            begin = resolve(first.follows(end.last.year - 1), frame.written)
        return begin if isinstance(begin, Gap) else (begin, end)
    start = replace(first, edge="") if first.edge == "vague" else first
    begin = _in_its_year(start, replace(frame, written=None) if not start.told_year else frame, before)
    year_told = not isinstance(begin, Gap)
    if (
        isinstance(begin, Gap)
        and begin.missing == "year"
        and frame.written is not None
        and not start.told_year
    ):
        begin = resolve(start.follows(frame.written.year), None)
    if isinstance(begin, Gap):
        return begin
    if first.edge == "vague":
        return Gap("date", said(say.EDGE, words=first.words))
    if upto.told_year:
        end = resolve(upto, frame.written)
        return end if isinstance(end, Gap) else (begin, end)
    end = resolve(upto.follows(begin.first.year), None)
    if isinstance(end, Span) and end.last < begin.first:
        later = resolve(upto.follows(begin.first.year + 1), None)
        if isinstance(later, Gap):
            return later
        if (later.last - begin.first).days > 183:
            return Gap("year", said(say.BACKWARDS, first=begin.first, last=end.last), (end, later))
        end = replace(later, steps=(said(say.NEXT_YEAR, words=upto.words, year=later.last.year),))
    if isinstance(end, Gap):
        return end
    if not year_told and frame.written is not None:
        begin = replace(begin, steps=(said(say.WRITTEN_YEAR, written=frame.written, year=begin.first.year),))
        if end.last < frame.written:
            later = resolve(upto.follows(end.last.year + 1), None)
            spans = (end, *([later] if isinstance(later, Span) else []))
            return Gap("year", said(say.PASSED, written=frame.written, last=end.last), spans)
    return begin, end


def _relative(blank: Reading, length: Length, origin: Point | None, frame: Frame, before: Before) -> Reading:
    event = origin.words if origin else frame.letters.quoted(*length.event) if length.event else ""
    law = law_of(frame.letters.even)
    match length.doubt:
        case "amount" if not length.terms:
            return asks(blank, "amount", said(say.NO_AMOUNT, words=blank.text))
        case "unit":
            return asks(blank, "unit", said(say.NO_UNIT, words=blank.text))
        case "month":
            return _month_or_months(blank, length, frame, before)
        case "day-before":
            return _day_or_days(blank, length, frame)
    if length.loose and origin is None and length.days == "bare" and length.terms[0].amount <= 31:
        return asks(blank, "unit", said(say.LOOSE, words=blank.text), kind="ambiguous")
    terms = settled_terms(length, law)
    rule = Counted(terms, length.side, length.minutes, length.bound, event)
    blank = replace(blank, kind="relative", rule=rule, steps=rules(length, law))
    anchor: Moment | None = frame.since
    found: list[Text] = []
    if origin is not None:
        span = _in_its_year(origin, frame, before)
        if isinstance(span, Gap):
            return _gap(blank, span)
        anchor = (
            span.first
            if origin.grain == "day" or (length.side == "within" and origin.edge != "end")
            else span.last
        )
        found = [*span.steps, said(say.FROM_WORDS, words=origin.words, day=anchor)]
    elif anchor is None and length.from_the_document:
        anchor = frame.written
        found = [said(say.THE_DOCUMENT, day=anchor)] if anchor else []
    if anchor is None:
        question = said(say.ANCHOR_OF, event=event) if event else say.ANCHOR
        return replace(blank, missing="anchor", question=question)
    end = counted(length, terms, anchor, frame.zone, frame.calendar)
    steps = (*found, *blank.steps, *end.steps)
    if length.clock is not None and length.clock != (24, 0) and not isinstance(end.due, datetime):
        if length.clock > (23, 59) or length.clock[1] > 59:
            return asks(blank, "date", said(say.NO_SUCH_TIME, words=blank.text))
        moment = datetime.combine(end.due, time(*length.clock), frame.zone)
        end = replace(end, due=moment)
        steps = (*steps, said(say.AT, moment=moment.isoformat(timespec="minutes")))
    if length.other:
        lower = counted(length, length.other, anchor, frame.zone, frame.calendar)
        question = said(say.TWO_AMOUNTS, words=blank.text, lower=lower.due, upper=end.due)
        return replace(asks(blank, "amount", question, lower.due, end.due, kind="ambiguous"), steps=steps)
    readings: tuple[Moment, ...] = (end.first, end.due) if end.first is not None else ()
    return replace(blank, due=end.due, readings=readings, steps=steps, provisional=end.provisional)


def _month_or_months(blank: Reading, length: Length, frame: Frame, before: Before) -> Reading:
    """「3月内」: by the end of March, or within three months?"""
    amount = length.terms[0].amount
    readings: list[Moment] = []
    point = Point("month", blank.text, month=amount, year=before.year)
    span = resolve(point, frame.written) if amount <= 12 else None
    if isinstance(span, Span):
        readings.append(span.last)
    if frame.since is not None:
        readings.append(counted(length, length.terms, frame.since, frame.zone, frame.calendar).due)
    if amount > 12:
        question = said(say.MONTHS_ONLY, words=blank.text, amount=amount)
    else:
        question = said(say.MONTH_OR_MONTHS, words=blank.text, amount=amount)
    return asks(blank, "unit", question, *readings, kind="ambiguous")


def _day_or_days(blank: Reading, length: Length, frame: Frame) -> Reading:
    """「10日前」: by the tenth of which month, or ten days before what?"""
    amount = length.terms[0].amount
    question = said(say.DAY_OR_DAYS, words=blank.text, amount=amount)
    if amount > 31:
        return replace(
            blank,
            kind="relative",
            rule=Counted(length.terms, "before"),
            missing="anchor",
            question=say.ANCHOR,
        )
    span = resolve(Point("day", blank.text, month_shift=0, day=amount), frame.written)
    return asks(blank, "date", question, *([span.last] if isinstance(span, Span) else []), kind="ambiguous")


def _recurring(blank: Reading, found: Found, repeat: Repeat, frame: Frame) -> Reading:
    if repeat.rule is None or repeat.missing is not None:
        words = {"amount": say.NO_PERIOD, "date": say.NO_DAY_IN_PERIOD, "boundary": say.PERIOD_BOUNDARY}.get(
            repeat.missing or "", say.NO_UNIT
        )
        reading = asks(blank, repeat.missing or "date", said(words, words=blank.text))
        return replace(reading, kind="ambiguous") if repeat.missing == "boundary" else reading
    steps: list[Text] = []
    rule: Recurrence = repeat.rule
    for name, point in (("since", found.point), ("until", found.upto)):
        if point is None:
            continue
        span = resolve(point, frame.written)
        if isinstance(span, Gap):
            return _gap(replace(blank, rule=rule), span)
        if name == "since":
            rule = replace(rule, since=span.first)
            steps.append(said(say.SINCE, day=span.first))
        else:
            rule = replace(rule, until=span.last)
            steps.append(said(say.UNTIL, day=span.last))
    since = frame.since.astimezone(frame.zone).date() if isinstance(frame.since, datetime) else frame.since
    if not rule.aligned and (origin := rule.since or since) is not None:
        rule = replace(
            rule,
            origin=origin.replace(month=1, day=1)
            if rule.unit == "months" and rule.every % 12 == 0
            else origin,
        )
    steps.append(said(say.RULE, words=blank.text))
    if repeat.whole_period:
        steps.append(say.WHOLE_PERIOD)
    blank = replace(blank, kind="recurring", rule=rule)
    if not rule.anchored:
        return replace(
            blank, missing="anchor", question=said(say.NO_ORIGIN, words=blank.text), steps=tuple(steps)
        )
    begin = since or rule.since or frame.written
    if begin is None:
        return replace(blank, steps=(*steps, say.NEVER_ROLLS))
    shown: tuple[Moment, ...] = tuple(islice(rule.from_day(begin, frame.calendar), _SHOWN))
    due = shown[0] if shown and since is not None else None
    if due is not None:
        steps.append(said(say.NEXT, begin=since, day=due))
    elif since is not None and rule.until is not None:
        steps.append(say.OVER)
    return replace(blank, due=due, readings=shown, steps=(*steps, say.NEVER_ROLLS))


def _vague(blank: Reading, vague: Vague) -> Reading:
    if vague.missing is None:
        words = say.STANDING if vague.manner == "standing" else say.DISCRETION
        return replace(blank, kind="open", steps=(said(words, words=blank.text),))
    return asks(
        blank, vague.missing, said(say.UNTOLD if vague.missing == "date" else say.LEANS, words=blank.text)
    )
