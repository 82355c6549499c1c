"""What an even text says about time, in the order of the text: points, ranges, lengths, duties, vague words.

A start and what is counted from it stand together (2020年起，每年2月底前; 自5月5日起30日内), so do a range and its length
(…至…，共7天), and days that share one ending (6月、9月和12月底前).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from .lengths import Length, lengths_in
from .points import Point, PointAt, points_in
from .repeats import Repeat, repeats_in
from .vague import Vague, vague_in


class Found(Struct, frozen=True):
    """One term of a text and where it stands."""

    start: int
    end: int
    point: Point | None = None
    upto: Point | None = None
    """The end of a range that begins with `point`."""
    length: Length | None = None
    """Counted from `point` if there is one; with `upto` the length that the range is said to have."""
    repeat: Repeat | None = None
    """From `point` on if there is one."""
    vague: Vague | None = None
    ending: str = ""
    """前, 止, 起 and the like, behind a point."""
    close: int | None = None
    """Where the point itself ends, when there is an ending."""

    @property
    def closed(self) -> int:
        """Where the words end that an ending may follow."""
        return self.end if self.close is None else self.close


_MANY = 24
"""Of one kind in a text; with more of them it is no phrase, and the reader does not look further."""
_ENDING = re.compile(
    r"(?:\(?(?P<in>不?包?[含括])(?:当日|当天|本日|该日|本数)?\))?(?P<w>前后|之前|以前|前|为止|止|截止|之内|以内|内|至今|之?日?起|开始|以来|以后|之后|后|左右)?(?P<w2>截止|止|完成前|起|前)?"
    r"(?:\(?(?P<in2>不?包?[含括])(?:当日|当天|本日|该日|本数)\)?)?"
)
_TO = re.compile(r"(?:起|开始|\(含\))?[,]?(?:-{1,3}|至|到|直至|直到|截至|截止到?|延续至|、?止于)(?:今年|于)?")
_DAY_ONLY = re.compile(r"(?:-{1,3}|至|到)(?P<d>\d{1,2})(?:[日号](?!内|之内|以内)|(?=前|止|,|。|;|$))")
_SHORT_NUMBERS = re.compile(r"(?:-{1,2}|至|到)(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d-])")
_PAIRS = re.compile(
    r"(?<!\d)(?P<y1>\d{4})年?(?:-{1,2}|[至到、和及与])(?P<y2>\d{4})年度?(?![\d])(?P<x>[底末]|年底)?"
    r"|(?:(?<!\d)(?P<y>\d{4})年)?(?<![\d])(?P<m1>\d{1,2})(?:-{1,2}|[至到、和及与])(?P<m2>\d{1,2})月份?(?!\d)(?P<x2>[底末])?"
    r"|(?:(?<!\d)(?P<y3>\d{4})年)?第?(?<!\d)(?P<q1>[1-4])(?:-{1,2}|[至到、和及与])第?(?P<q2>[1-4])季度"
    r"|(?:(?<!\d)(?P<y4>\d{4})年)?(?<!\d)(?P<m>\d{1,2})月(?P<d1>\d{1,2})(?:-{1,2}|[至到、和及与])(?P<d2>\d{1,2})[日号]"
)
_COUNTED_FROM = re.compile(
    r"(?:[^,;。/|]{0,16}(?=之日起))?(?:之日|当日|之后|以后|后)?(?:的?次日)?(?:起|开始|后)?(?:计算?|算)?[,的应于在须当:]{0,4}(?:不超过|不得超过|最长不超过|至迟不超过)?"
)
_REPEATED_FROM = re.compile(r"(?:起|开始|以后|之后|后)?[,的应于在须当:….。]{0,8}")
_THEN_LENGTH = re.compile(r"止?[,(\s:;、]{0,2}(?:共计?|为期|合计|总计|历时|时间)?[:为]?")
_MONTH_OR_MONTHS = re.compile(r"\d{1,2}月(?:之内|以内|内)")
_LIST = re.compile(r"[、和与及,]{1,2}")
_SEPARATOR = re.compile(r"[,;。!?！？、|/\n]|并(?!案|联)|且")


def scan(text: str) -> list[Found]:
    """The terms of an even text, in order."""
    listed: list[Found] = [
        *(Found(one.start, one.end, repeat=one) for one in islice(repeats_in(text), _MANY)),
        *_pairs(text),
        *(
            one
            for one in islice(_points(text), _MANY)
            if not _MONTH_OR_MONTHS.fullmatch(text, one.start, one.end)
        ),
        *(Found(one.start, one.end, length=one) for one in islice(lengths_in(text), _MANY)),
    ]
    chosen: list[Found] = []
    for one in sorted(listed, key=lambda each: (each.start, -each.end)):  # stable: listed in order of trust
        if not chosen or one.start >= chosen[-1].end:
            chosen.append(one)
    joined = _shared_endings(text, list(_joined(text, _leaning(text, chosen))))
    return sorted([*joined, *_words(text, joined)], key=lambda one: one.start)


def _points(text: str) -> Iterator[Found]:
    """Points with their endings, two of them joined to a range where the words between say so."""
    waiting: Found | None = None
    for one in points_in(text):
        found = _ended(text, one)
        if waiting is not None and waiting.upto is None and _is_range(text, waiting, one):
            waiting = replace(found, start=waiting.start, point=waiting.point, upto=one.point)
            continue
        if waiting is not None:
            if one.start < waiting.end:
                continue
            yield waiting
        waiting = _short_range(text, one) or found
    if waiting is not None:
        yield waiting


def _is_range(text: str, first: Found, then: PointAt) -> bool:
    assert first.point is not None
    began = first.closed
    return _TO.fullmatch(text, began, then.start) is not None


def _ended(text: str, one: PointAt) -> Found:
    ending = _ENDING.match(text, one.end)
    if ending is None or not ending[0]:
        return Found(one.start, one.end, point=one.point)
    point = one.point
    if "不" in (ending["in"] or ending["in2"] or ""):
        point = replace(point, excluded=True)
    return Found(
        one.start, ending.end(), point=point, ending=(ending["w"] or "") + (ending["w2"] or ""), close=one.end
    )


def _short_range(text: str, one: PointAt) -> Found | None:
    """5月6日至14日, 2019-05-06-06-14: an end that leaves out what it shares with the beginning."""
    point = one.point
    if point.grain != "day" or point.month is None or point.week_shift is not None:
        return None
    if found := _SHORT_NUMBERS.match(text, one.end):
        upto = Point(
            "day", text[one.end : found.end()].lstrip("-至到"), month=int(found["m"]), day=int(found["d"])
        )
    elif found := _DAY_ONLY.match(text, one.end):
        upto = Point("day", found[0].lstrip("-至到"), month=point.month, day=int(found["d"]))
    else:
        return None
    return Found(one.start, found.end(), point=point, upto=upto)


def _pairs(text: str) -> Iterator[Found]:
    """5-6月, 2015-2020年, 第1至2季度, 5月6-14日."""
    for one in _PAIRS.finditer(text):
        words = one[0]
        if one["y1"]:
            ends = [Point("year", words, year=int(one[name])) for name in ("y1", "y2")]
        elif one["m1"]:
            year = int(one["y"]) if one["y"] else None
            ends = [Point("month", words, year=year, month=int(one[name])) for name in ("m1", "m2")]
        elif one["q1"]:
            year = int(one["y3"]) if one["y3"] else None
            ends = [Point("quarter", words, year=year, third=int(one[name])) for name in ("q1", "q2")]
        else:
            year = int(one["y4"]) if one["y4"] else None
            ends = [
                Point("day", words, year=year, month=int(one["m"]), day=int(one[name]))
                for name in ("d1", "d2")
            ]
        yield Found(one.start(), one.end(), point=ends[0], upto=ends[1])


def _leaning(text: str, found: list[Found]) -> list[Found]:
    """2019年春节前: a bare year or month before words that lean on another day says nothing by itself."""
    leaning = [one for one in vague_in(text) if one.missing == "reference"]
    return [
        next(
            (
                replace(one, point=None, repeat=None, end=word.end, vague=word)
                for word in leaning
                if _leans(text, one, word)
            ),
            one,
        )
        for one in found
    ]


def _leans(text: str, found: Found, word: Vague) -> bool:
    point = found.point
    bare = found.repeat is not None and found.repeat.whole_period and found.point is None
    bare = bare or (
        point is not None
        and found.upto is None
        and not found.ending
        and not point.edge
        and point.grain in ("year", "month")
    )
    return (
        bare
        and word.end > found.end
        and word.start - found.end < 12
        and not _SEPARATOR.search(text, found.end, max(found.end, word.start))
    )


def _joined(text: str, found: list[Found]) -> Iterator[Found]:
    """A start and what is counted from it, a range and its length, as one each."""
    waiting: Found | None = None
    for one in found:
        made = _together(text, waiting, one) if waiting is not None else None
        if made is not None:
            waiting = made
            continue
        if waiting is not None:
            yield waiting
        waiting = one
    if waiting is not None:
        yield waiting


def _together(text: str, first: Found, then: Found) -> Found | None:
    began = first.closed
    length = then.length
    if _is_year_of(text, first, then):
        assert first.point is not None
        assert then.point is not None
        return replace(first, end=then.end + 1, point=replace(first.point, year=then.point.year))
    if first.point is not None and first.upto is None and first.length is None and first.repeat is None:
        starts = "起" in text[began : then.start] or "开始" in text[began : then.start]
        if (
            then.repeat is not None
            and then.point is None
            and _REPEATED_FROM.fullmatch(text, began, then.start)
            and starts
        ):
            return replace(then, start=first.start, point=first.point)
        after = starts or first.ending in ("后", "之后", "以后")
        if (
            length is not None
            and after
            and length.side != "on"
            and _COUNTED_FROM.fullmatch(text, began, then.start)
        ):
            return replace(then, start=first.start, point=first.point)
    if (
        first.upto is not None
        and then.repeat is not None
        and then.point is None
        and _REPEATED_FROM.fullmatch(text, first.end, then.start)
    ):
        return replace(then, start=first.start, point=first.point, upto=first.upto)
    if first.upto is not None and first.length is None and length is not None and length.tells_days:
        if _THEN_LENGTH.fullmatch(text, began, then.start):
            return replace(first, end=then.end, length=length)
        return None
    if then.upto is not None and then.length is None and first.length is not None and first.point is None:
        short = re.fullmatch(r"[,(:;]{1,2}(?:即|自|从|时间为?|为)?[:]?", text[first.end : then.start])
        if short and first.length.tells_days:
            return replace(then, start=first.start, length=first.length)
    return None


def _is_year_of(text: str, first: Found, then: Found) -> bool:
    """4月底前（2019年）: the year in brackets behind its date."""
    point, year = first.point, then.point
    if point is None or year is None or first.upto or then.upto or then.ending or point.told_year:
        return False
    brackets = text[first.end : then.start] == "(" and text[then.end : then.end + 1] == ")"
    return brackets and year.grain == "year" and year.year is not None and not year.edge


def _shared_endings(text: str, found: list[Found]) -> list[Found]:
    """6月、9月和12月底前: the ending of the last belongs to all of them."""
    for place in range(len(found) - 2, -1, -1):
        one, then = found[place], found[place + 1]
        if (
            one.point is None
            or then.point is None
            or one.upto
            or then.upto
            or one.length
            or then.length
            or one.repeat
            or then.repeat
        ):
            continue
        if one.ending or not then.ending or not _LIST.fullmatch(text, one.end, then.start):
            continue
        edge = (
            then.point.edge if one.point.grain == then.point.grain and not one.point.edge else one.point.edge
        )
        found[place] = replace(one, point=replace(one.point, edge=edge), ending=then.ending)
    return found


def _words(text: str, found: list[Found]) -> Iterator[Found]:
    """Vague words, where they say something beside the dated terms."""
    for one in vague_in(text):
        if any(other.start < one.end and one.start < other.end for other in found):
            continue
        begin, end = one.start, one.end
        marks = ";。!?|/\n" if one.manner == "adverb" and one.missing is None else None
        if one.missing is not None:
            marks = ",;。!?|/\n"
        if not any(_one_clause(text, (begin, end), (other.start, other.end), marks) for other in found):
            yield Found(begin, end, vague=one)


def _one_clause(text: str, one: tuple[int, int], other: tuple[int, int], marks: str | None) -> bool:
    begin, end = (one[1], other[0]) if one[1] <= other[0] else (other[1], one[0])
    between = text[begin:end]
    return not any(mark in between for mark in marks) if marks else _SEPARATOR.search(between) is None
