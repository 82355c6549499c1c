"""One sentence of a notice: which days are off and which are worked.

A sentence is a row of dates and of words that say what becomes of the dates before them (放假, 上班) or behind them
(调至, 调整为, 延长至). A date with neither is a finding, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count, takewhile

from msgspec import Struct, field

from ..days import Calendar
from .notice import Entry, Mark, NoticeFinding
from .stream import Stream

LONGEST = 31
"""Days of the longest holiday that is read without asking."""
WEEKDAYS = "一二三四五六日"
_DAY = timedelta(days=1)
_JOIN = r"(?:至|到|-|、|和|及|与)"
_TOKEN = re.compile(
    r"(?P<date>(?<![\d〕第])(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})"
    rf"(?:日|号(?!\d)|(?={_JOIN}\d{{1,2}}(?:日|号|月|{_JOIN})))"
    r"(?:\((?P<aside>[^()]*)\)|(?P<week>(?:星期|周|礼拜)[一二三四五六日天]))?)"
    r"|(?P<skip>〔\d{4}〕第?\d+号|不调休|带薪年休假|节假日|休假制度|放假安排|放假日期)"
    r"|(?P<alone>\d{4}(?=年))"
    r"|(?P<count>(?P<number>\d{1,3})天)"
    r"|(?P<no>取消|不再|不(?=放假|上班|休息))"
    r"|(?P<extend>延长|顺延)"
    r"|(?P<replace>(?:调整|变更|更改|修改|改)(?:为|成))"
    r"|(?P<shift>(?:调整|调换|调休|调|移)(?:至|到))"
    r"|(?P<off>为法定(?:节)?假日|为公休日|照常公休|调休放假|放假(?:公休|调休)?|补休|补假|公休(?!日)|休息|休假|调休)"
    r"|(?P<moved>公休日)"
    r"|(?P<work>(?:照常|正常|恢复|继续)*(?:上班|工作)|补班)"
    r"|(?P<range>至|到|-)"
    r"|(?P<comma>,)"
)
_KINDS = (
    "date", "alone", "count", "no", "skip", "extend", "replace", "shift", "off", "moved", "work", "range", "comma",
)  # fmt: skip
_WEEK = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_ADVICE = re.compile(r"鼓励|建议|倡导|提倡|可以|可结合|自行安排")
"""What an office may do is no day off for everybody."""
_SIGNED = re.compile(r"^(?:\D{0,40})\d{4}年\d{1,2}月\d{1,2}日(?:印发|发布|公布)?$")
_LEAD = re.compile(r"通知|通告|公告|批准|根据|现将|施行|发布|印发")


class Context(Struct):
    """What the sentences before have told: year, item, and what the calendar knew before."""

    year: int | None
    """The year of the text; `None` while nothing names it."""
    known: Calendar
    """The calendar as it stands: where 延长至 begins, and what is worked anyway."""
    item: str | None = None
    """The holiday of the item."""
    month: tuple[int, int] | None = None
    """Year and month of the last date in this item: 其中，18日……."""
    moved: list[Entry] = field(default_factory=list)
    """Days of rest that were moved elsewhere: worked, unless the text says otherwise of them."""
    findings: list[NoticeFinding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def find(self, code: str, line: int, **values: object) -> None:
        """Note what is wrong."""
        self.findings.append(NoticeFinding(code, line, values))


def read_sentence(stream: Stream, context: Context) -> None:
    """Take what a sentence says into the context."""
    if not _ADVICE.search(stream.text) and not is_signature(stream):
        _Sentence(stream, context).read()


def is_signature(stream: Stream) -> bool:
    """Whether this is no more than the day on which the notice was signed, with whoever signed it."""
    return _SIGNED.match(stream.text) is not None


class _Given(Struct, frozen=True):
    """A day as it is written, before anything was said of it."""

    day: date
    line: int


class _Sentence:
    def __init__(self, stream: Stream, context: Context) -> None:
        self._stream = stream
        self._context = context
        self._pending: list[_Given] = []
        self._group: list[_Given] = []
        """The days last said to be off: what 共N天 counts."""
        self._behind: Mark | None = None
        """What a word said of dates that come behind it."""
        self._said: list[tuple[_Given, Mark]] = []
        self._negated = False
        self._extending = False
        self._year: int | None = None
        self._last = context.month
        self._span: _Given | None = None
        """The first day of a range whose last is still to come."""
        self._words: dict[str, Callable[[re.Match[str]], None]] = {
            "date": self._date,
            "alone": self._alone,
            "count": self._count,
            "no": self._no,
            "extend": self._prolong,
            "replace": self._replace,
            "shift": self._shift,
            "off": self._off,
            "moved": self._moved,
            "work": self._work,
            "comma": self._comma,
        }

    def read(self) -> None:
        """Go through the words in order."""
        before = ""
        for token in _TOKEN.finditer(self._stream.text):
            kind = next(one for one in _KINDS if token[one] is not None)
            if kind in self._words:
                self._words[kind](token)
            if kind == "range" and before == "date" and self._pending and not self._extending:
                self._span = self._pending[-1]
            elif kind != "date":
                self._span = None
            before = kind
        self._end()

    # ---- dates --------------------------------------------------------------------------------

    def _alone(self, token: re.Match[str]) -> None:
        self._year = int(token["alone"])

    def _date(self, token: re.Match[str]) -> None:
        line = self._stream.line_at(token.start())
        day = self._resolve(token, line)
        if day is None:
            self._span = None
            return
        self._check_weekday(day, token, line)
        self._last = self._context.month = (day.year, day.month)
        given = _Given(day, line)
        if self._extending:
            self._extend(given)
            return
        span, self._span = self._span, None
        days = self._through(span, given) if span is not None else [given]
        self._pending += days

    def _resolve(self, token: re.Match[str], line: int) -> date | None:
        context, text = self._context, token.group()
        known = context.year or self._year or self._last
        if known is None and token["year"] is None:
            if not any(one.code == "no-year" for one in context.findings):
                context.find("no-year", line, text=text)
            return None
        if token["month"] is not None:
            month = int(token["month"])
            year = int(token["year"]) if token["year"] else self._year_of(month)
        elif self._last is not None:
            year, month = self._last
        else:
            context.find("no-month", line, text=text)
            return None
        try:
            return date(year or 0, month, int(token["day"]))
        except ValueError:
            context.find("no-day", line, text=text, year=year)
            return None

    def _year_of(self, month: int) -> int | None:
        """The year of a month without one: a range goes on into the next, New Year begins in the one before."""
        if self._span is not None and self._last is not None:
            year, first = self._last
            return year + 1 if month < first else year
        year_of_text = self._year or self._context.year
        if year_of_text is not None and month == 12 and "元旦" in (self._context.item or ""):
            return year_of_text - 1
        return year_of_text

    def _check_weekday(self, day: date, token: re.Match[str], line: int) -> None:
        said = _WEEK.search(token["aside"] or token["week"] or "")
        if said is None or WEEKDAYS[day.weekday()] == said[1].replace("天", "日"):
            return
        self._context.find(
            "weekday", line, text=token.group(), day=day.isoformat(), right=weekday_text(day), year=day.year
        )

    def _through(self, first: _Given, last: _Given) -> list[_Given]:
        """The days after the first, up to and with the last."""
        length = (last.day - first.day).days
        text = f"{first.day.isoformat()} - {last.day.isoformat()}"
        if length < 0:
            self._context.find("backwards", last.line, text=text)
        elif length >= LONGEST:
            self._context.find("too-long", last.line, text=text, days=length + 1, most=LONGEST)
        else:
            return [_Given(first.day + _DAY * one, last.line) for one in range(1, length + 1)]
        return []

    # ---- what is said of them -----------------------------------------------------------------

    def _off(self, token: re.Match[str]) -> None:
        if self._pending:
            self._say("off")

    def _work(self, token: re.Match[str]) -> None:
        """A workday on which 正常上班 begins again is what its weekday says."""
        again = token.group() not in ("上班", "补班")
        plain = [one for one in self._pending if again and one.day.weekday() < len(WEEKDAYS) - 2]
        self._said += [(one, "plain") for one in plain]
        self._pending = [one for one in self._pending if one not in plain]
        if self._pending:
            self._say("work")

    def _moved(self, token: re.Match[str]) -> None:
        name = self._context.item
        self._context.moved += [Entry(one.day, "work", name, one.line) for one in self._pending]
        self._pending = []

    def _shift(self, token: re.Match[str]) -> None:
        if self._pending:
            self._say("work")
        self._behind = "off"

    def _replace(self, token: re.Match[str]) -> None:
        """What stood before is taken back; what comes behind stands in its place."""
        self._said = [(given, "plain") for given, _ in self._said]
        self._said += [(given, "plain") for given in self._pending]
        self._pending = []
        self._behind = "off" if re.search("放假|假期|休", self._stream.text) else "work"

    def _prolong(self, token: re.Match[str]) -> None:
        self._extending = True

    def _no(self, token: re.Match[str]) -> None:
        self._negated = True

    def _count(self, token: re.Match[str]) -> None:
        said, counted = int(token["number"]), len({one.day for one in self._group})
        if not counted or said == counted:
            return
        if "连休" in self._stream.text and said == counted + self._weekend_around():
            return
        line = self._stream.line_at(token.start())
        self._context.find("count", line, text=self._stream.text, said=said, counted=counted)

    def _weekend_around(self) -> int:
        """How many days of the weekends next to the group make one holiday with it."""
        days = {one.day.toordinal() for one in self._group}
        before = takewhile(_is_weekend, count(min(days) - 1, -1))
        after = takewhile(_is_weekend, count(max(days) + 1))
        return sum(1 for _ in before) + sum(1 for _ in after)

    def _comma(self, token: re.Match[str]) -> None:
        if self._behind is not None and self._pending:
            self._say(self._behind)
            self._behind = None

    def _say(self, mark: Mark) -> None:
        if self._negated:
            mark, self._negated = "plain", False
        self._said += [(given, mark) for given in self._pending]
        if mark == "off":
            self._group = self._pending
        self._pending = []

    def _extend(self, last: _Given) -> None:
        """A holiday prolonged: all days up to the last are off, back to the holiday that the calendar has."""
        self._extending = False
        first = min((one.day for one in self._pending), default=None)
        day = last.day if first is None else first
        days = (
            []
            if first is None
            else [_Given(first + _DAY * n, last.line) for n in range((last.day - first).days + 1)]
        )
        self._pending = []
        while first is None and self._context.known.day(day).kind != "holiday":
            days.append(_Given(day, last.line))
            day -= _DAY if day > date.min else timedelta()
            if len(days) > LONGEST // 2:
                values = {"day": last.day.isoformat(), "most": LONGEST // 2}
                self._context.find("no-start", last.line, text=self._stream.text, **values)
                return
        self._said += [(one, "off") for one in days]

    def _end(self) -> None:
        if self._pending and self._behind is not None:
            self._say(self._behind)
        if self._pending and not _LEAD.search(self._stream.text):
            self._context.find("unclear", self._pending[0].line, text=self._stream.text)
        name = self._context.item
        self._context.entries += [Entry(given.day, mark, name, given.line) for given, mark in self._said]


def _is_weekend(ordinal: int) -> bool:
    return ordinal % 7 in (6, 0)  # day 1 was a Monday


def weekday_text(day: date) -> str:
    """The weekday as notices write it."""
    return f"星期{WEEKDAYS[day.weekday()]}"
