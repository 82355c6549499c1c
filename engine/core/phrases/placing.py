"""Which days a point is: the year it lies in, this month as seen from the document, and days there are not."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from ..text import Text
from .points import Point
from .values import Missing, said


class Span(Struct, frozen=True):
    """The days of a point, both included, and how its year was found."""

    first: date
    last: date
    steps: tuple[Text, ...] = ()


class Gap(Struct, frozen=True):
    """Why a point is no day yet."""

    missing: Missing
    question: Text
    readings: tuple[Span, ...] = ()


def resolve(point: Point, written: date | None) -> Span | Gap:
    """The days of a point; a gap where year, month or day are not told, or there is no such day.

    `written` is the date of the document. A year-less date lies in its year, unless it has passed by then: then
    nobody is asked to guess, and both years are offered.
    """
    if point.edge == "vague":
        return Gap("date", said(_VAGUE, words=point.words), _early(point, written))
    if not _possible(point):
        return Gap("date", said(_IMPOSSIBLE, words=point.words))
    if point.week_shift is not None or point.month_shift is not None:
        if written is None:
            return Gap("reference", said(_NO_REFERENCE, words=point.words))
        return _shifted(point, written)
    if point.year_shift is not None:
        if written is None:
            return Gap("year", said(_NO_WRITTEN_YEAR, words=point.words))
        return _in_year(
            point,
            written.year + point.year_shift,
            said(_SHIFTED_YEAR, words=point.words, written=written, year=written.year + point.year_shift),
        )
    if point.year is not None:
        return _in_year(
            point,
            point.year,
            *([said(_SHORT_YEAR, words=point.words, year=point.year)] if point.short_year else []),
        )
    if written is None:
        return Gap("year", said(_NO_YEAR, words=point.words))
    this = _in_year(
        point, written.year, said(_WRITTEN_YEAR, words=point.words, written=written, year=written.year)
    )
    if isinstance(this, Span) and this.last < written:
        later = _in_year(point, written.year + 1)
        both = (this, later) if isinstance(later, Span) else (this,)
        return Gap("year", said(_PAST, words=point.words, written=written, day=this.last), both)
    return this


def _possible(point: Point) -> bool:
    """Whether such a day can be in any year."""
    if point.grain == "quarter" and point.month_shift is None and not 1 <= point.third <= 4:
        return False
    if point.clock is not None and not (
        (point.clock < (24, 0) and point.clock[1] < 60) or point.clock == (24, 0)
    ):
        return False
    if point.week_shift is not None or point.day is None or point.grain == "quarter":
        return point.month is None or point.week_shift is not None or 1 <= point.month <= 12
    if point.month is None:
        return 1 <= point.day <= 31
    return (
        1 <= point.month <= 12
        and 1 <= point.day <= (29, 31, 30)[(point.month != 2) + (point.month in (4, 6, 9, 11))]
    )


def _in_year(point: Point, year: int, *steps: Text) -> Span | Gap:
    if not date.min.year < year < date.max.year:
        return Gap("year", said(_NO_SUCH_YEAR, words=point.words))
    ends = _ends(point, year)
    if ends is None:
        return Gap("date", said(_IMPOSSIBLE, words=point.words))
    return Span(*ends, steps)


def _ends(point: Point, year: int) -> tuple[date, date] | None:
    match point.grain:
        case "year":
            return date(year, 1, 1), date(year, 12, 31)
        case "half":
            return _months(year, 6 * point.third - 5, 6)
        case "quarter":
            first, last = _months(year, 3 * point.third - 2, 3)
            if point.in_quarter:
                month = last.month if point.in_quarter < 0 else first.month + point.in_quarter - 1
                first, last = _months(year, month, 1)
            if point.day is None:
                return first, last
            return _whole_day(last.year, last.month, point.day)
    assert point.month is not None
    first, last = _months(year, point.month, 1)
    match point.grain:
        case "month":
            return first, last
        case "third":
            starts = (1, 11, 21)[point.third - 1]
            return first.replace(day=starts), last if point.third == 3 else first.replace(day=starts + 9)
        case "half-month":
            return (first, first.replace(day=15)) if point.third == 1 else (first.replace(day=16), last)
        case _:
            return _whole_day(year, point.month, point.day or 0)


def _whole_day(year: int, month: int, day: int) -> tuple[date, date] | None:
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return (date(year, month, day),) * 2


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    end = month + count - 1
    return date(year, month, 1), date(year, end, monthrange(year, end)[1])


def _shifted(point: Point, written: date) -> Span | Gap:
    """A point as seen from the document: this month, next quarter, next Friday, tomorrow."""
    if not 2 < written.year < date.max.year - 2:
        return Gap("year", said(_NO_SUCH_YEAR, words=point.words))
    if point.week_shift is not None:
        if point.edge == "end":  # 今天, 明天
            day = written + timedelta(days=point.day or 0)
        else:
            day = written + timedelta(days=7 * point.week_shift - written.weekday() + (point.day or 0))
        step = said(_SEEN, words=point.words, written=written, day=day)
        if point.edge == "within" and day < written:
            return Gap(
                "reference",
                said(_PAST, words=point.words, written=written, day=day),
                (Span(day, day), Span(day + timedelta(days=7), day + timedelta(days=7))),
            )
        return Span(day, day, (step,))
    length = 3 if point.grain == "quarter" else 1
    begin = (written.year * 12 + written.month - 1) // length + (point.month_shift or 0)
    year, month = divmod(begin * length, 12)
    year += point.year_shift or 0
    placed = replace(point, month=month + 1, third=month // 3 + 1 if length == 3 else point.third)
    found = _in_year(placed, year)
    if isinstance(found, Gap):
        return found
    if point.grain == "day" and point.edge == "" and found.last < written and point.month_shift == 0:
        return Gap("reference", said(_PAST, words=point.words, written=written, day=found.last), (found,))
    return Span(found.first, found.last, (said(_SEEN, words=point.words, written=written, day=found.last),))


def _early(point: Point, written: date | None) -> tuple[Span, ...]:
    """What 月初 may mean at most, when the year is known: the first ten days; a middle has none."""
    if not point.words.endswith("初") or point.grain != "month":
        return ()
    found = resolve(replace(point, edge="", grain="third", third=1), written)
    return (found,) if isinstance(found, Span) else ()


_VAGUE = Text("「{words}」没有说明是哪一天，请写明日期", "{words} names no day; which day is meant?")
_IMPOSSIBLE = Text(
    "没有「{words}」这一天，请核对日期", "there is no such day as {words}; please check the date"
)
_NO_REFERENCE = Text(
    "「{words}」是相对于文件日期说的，请给出文件日期（--written）",
    "{words} is seen from the date of the document; when was it written (--written)?",
)
_NO_WRITTEN_YEAR = Text(
    "「{words}」是相对于文件日期说的，请给出文件日期（--written）以确定年份",
    "{words} is seen from the date of the document; when was it written (--written)? That gives the year",
)
_NO_YEAR = Text(
    "「{words}」没有写年份，是哪一年？请写明，或给出文件日期（--written）",
    "{words} has no year: which is meant? Write it, or give the date of the document (--written)",
)
_PAST = Text(
    "「{words}」在文件日期 {written} 之前已过（{day}），是那一天，还是下一次？请写明",
    "{words} had passed ({day}) when the document was written on {written}: is that day meant or the next one?",
)
_NO_SUCH_YEAR = Text("「{words}」的年份不可用，请核对", "the year of {words} cannot be used; please check it")
_WRITTEN_YEAR = Text(
    "「{words}」未写年份，按文件日期 {written} 取 {year} 年",
    "{words} has no year; the document of {written} gives {year}",
)
_SHIFTED_YEAR = Text(
    "「{words}」以文件日期 {written} 计，为 {year} 年", "{words}, seen from {written}, is in {year}"
)
_SHORT_YEAR = Text("「{words}」的两位年份读作 {year} 年", "the two-digit year of {words} is read as {year}")
_SEEN = Text("「{words}」以文件日期 {written} 计，为 {day}", "{words}, seen from {written}, is {day}")
