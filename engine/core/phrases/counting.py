"""Counting a length of time from its event, and saying step by step how."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec import Struct

from ..days import Calendar, Day, DayStatus
from ..deadlines import day_start, due_of, due_on, rung_at
from ..laws import Law
from ..terms import Term, term_text
from ..text import Text
from ..times import local_day
from .lengths import Length
from .values import Moment, said

_LAWS: tuple[tuple[re.Pattern[str], Law, Text], ...] = (
    (
        re.compile(r"行政复议"),
        Law(
            "administrative-reconsideration",
            Text("行政复议法", "Administrative Reconsideration Law"),
            otherwise=(3, 5, 7, 10),
        ),
        Text(
            "行政复议法第八十八条：「三日」「五日」「七日」「十日」指工作日",
            "行政复议法 Art. 88: 三日, 五日, 七日 and 十日 are workdays",
        ),
    ),
    (
        re.compile(r"行政许可|被许可人"),
        Law("administrative-licensing", Text("行政许可法", "Administrative Licensing Law"), "workdays"),
        Text(
            "行政许可法第八十二条：期限以工作日计算", "行政许可法 Art. 82: its terms are counted in workdays"
        ),
    ),
    (
        re.compile(r"审计法|审计机关|审计组|实施审计|被审计单位"),
        Law("audit", Text("审计法实施条例", "Regulation on the Audit Law"), "workdays", otherwise=(60,)),
        Text(
            "审计法实施条例第五十六条：期间以工作日计算（第五十二条的六十日除外）",
            "审计法实施条例 Art. 56: counted in workdays, but for the 60 days of Art. 52",
        ),
    ),
)
"""The laws by which a bare 日 may be a workday, by the words that show which is meant, and what the article says."""

LAWS = tuple(law for _, law, _ in _LAWS)


def law_of(text: str) -> Law | None:
    """The law that a text names or is plainly about, when its 日 are workdays."""
    return next((law for pattern, law, _ in _LAWS if pattern.search(text)), None)


def _article(law: Law) -> Text:
    return next(article for _, one, article in _LAWS if one is law)


class Count(Struct, frozen=True):
    """Where a count ended."""

    due: Moment
    steps: tuple[Text, ...]
    provisional: bool = False
    first: date | None = None
    """The first day of a window before the event."""


class _EveryDay:
    """A calendar without days off: what a count gives before it rolls."""

    version = "every-day"

    def day(self, date: date) -> Day:
        return Day(date, True, "workday", "announced")

    def year_status(self, year: int) -> DayStatus:
        return "announced"


_EVERY_DAY: Calendar = _EveryDay()


def settled_terms(length: Length, law: Law | None) -> tuple[Term, ...]:
    """The terms of a length with bare 日 made workdays where the law says so."""
    if law is None or length.days != "bare":
        return length.terms
    return tuple(
        Term(one.amount, "workdays") if one.unit == "days" and law.unit(one.amount) == "workdays" else one
        for one in length.terms
    )


def rules(length: Length, law: Law | None) -> tuple[Text, ...]:
    """What the words and the law say on how this length is counted."""
    terms = settled_terms(length, law)
    steps: list[Text] = []
    for term, written in zip(terms, length.terms, strict=True):
        words = Text(term_text(term, "zh"), term_text(term, "en"))
        if term.unit == "workdays":
            by_law = law is not None and written.unit == "days"
            steps.append(
                said(_WORKDAYS_BY_LAW, term=words, article=_article(law))
                if by_law and law
                else said(_WORKDAYS, term=words)
            )
        elif term.unit == "days" and length.days == "bare":
            steps.append(said(_NATURAL, term=words))
            if law is None and term.amount in (3, 5, 7, 10):
                steps.append(_CAUTION)
        elif term.unit == "days":
            steps.append(said(_NATURAL_BY_WORDS, term=words))
        elif term.unit == "hours":
            steps.append(said(_HOURS, term=words))
        else:
            steps.append(said(_MONTHS, term=words))
    if length.minutes:
        steps.append(said(_MINUTES, minutes=length.minutes))
    if length.bound == "at-least":
        steps.append(_AT_LEAST)
    elif length.bound == "at-most":
        steps.append(_AT_MOST)
    return tuple(steps)


def counted(
    length: Length, terms: tuple[Term, ...], since: Moment, zone: tzinfo, calendar: Calendar
) -> Count:
    """The last day (or instant) of a length that begins at `since`.

    Before an event and on its day nothing rolls; a period that ends on a day off ends on the next workday (民法典 Art. 203).
    """
    start = since if isinstance(since, datetime) else datetime.combine(since, time(12), zone)
    if start.utcoffset() is None:
        start = start.replace(tzinfo=zone)
    begin = local_day(start, zone)
    if length.minutes or any(one.unit == "hours" for one in terms):
        return _by_the_clock(length, terms, since, start, zone)
    if length.whole:
        return Count(begin, (said(_UP_TO_EVENT, day=begin),))
    if length.side == "on":
        day = _plain(terms, begin, zone)
        step = said(_NEXT_DAY, begin=begin, day=day) if terms else said(_THAT_DAY, day=begin)
        return Count(day, (step, *_off(day, calendar)))
    if length.side == "before":
        return _back(length, terms, begin, zone, calendar)
    return _forward(length, terms, begin, zone, calendar)


def _forward(length: Length, terms: tuple[Term, ...], begin: date, zone: tzinfo, calendar: Calendar) -> Count:
    head, last = _plain(terms[:-1], begin, zone), terms[-1]
    found = due_of(last, datetime.combine(head, time(12), zone), zone, calendar)
    steps = [said(_NEXT_DAY_FIRST if length.from_next_day else _START_NOT_COUNTED, day=begin)]
    if last.unit == "workdays":
        steps += _skipped(head, found.last_day, calendar)
        steps.append(said(_NTH, amount=last.amount, day=found.last_day))
    else:
        plain = _plain(terms, begin, zone)
        steps.append(said(_ENDS, day=plain))
        if plain != found.last_day:
            steps.append(said(_ROLLED, off=_named(plain, calendar), day=found.last_day))
    if found.provisional:
        steps.append(_PROVISIONAL)
    return Count(found.last_day, tuple(steps), found.provisional)


def _back(length: Length, terms: tuple[Term, ...], begin: date, zone: tzinfo, calendar: Calendar) -> Count:
    day, provisional = begin, False
    for term in terms:
        day = local_day(rung_at(due_on(day, zone), term, after=False, zone=zone, calendar=calendar), zone)
        if term.unit == "workdays":
            years = range(day.year, begin.year + 1)
            provisional = provisional or any(calendar.year_status(year) != "announced" for year in years)
    steps: tuple[Text, ...] = (said(_BEFORE, event=begin, day=day), *_off(day, calendar))
    if provisional:
        steps += (_PROVISIONAL,)
    if length.window:
        return Count(begin, (*steps, said(_WINDOW, first=day, last=begin)), provisional, day)
    return Count(day, steps, provisional)


def _by_the_clock(
    length: Length, terms: tuple[Term, ...], since: Moment, start: datetime, zone: tzinfo
) -> Count:
    steps: list[Text] = []
    if not isinstance(since, datetime):
        start = day_start(since, zone)
        steps.append(said(_FROM_MIDNIGHT, day=since))
    span = timedelta(hours=sum(one.amount for one in terms if one.unit == "hours"), minutes=length.minutes)
    end = _moved(start, -span if length.side == "before" else span, zone)
    steps.append(
        said(
            _ENDS_AT,
            start=start.astimezone(zone).isoformat(timespec="minutes"),
            end=end.isoformat(timespec="minutes"),
        )
    )
    return Count(end, tuple(steps))


def _moved(moment: datetime, span: timedelta, zone: tzinfo) -> datetime:
    """So much later in elapsed time; the moment itself where there is no such time."""
    try:
        return (moment.astimezone(UTC) + span).astimezone(zone)
    except OverflowError:
        return moment


def _plain(terms: tuple[Term, ...], begin: date, zone: tzinfo) -> date:
    """The day that so much time after `begin` lies on, before it rolls."""
    for one in terms:
        begin = due_of(one, datetime.combine(begin, time(12), zone), zone, _EVERY_DAY).last_day
    return begin


def _skipped(begin: date, last: date, calendar: Calendar) -> list[Text]:
    """The days off between, weekends as a number, the others by date; make-up workdays by date."""
    if (last - begin).days > 800:
        return []
    days = [calendar.day(begin + timedelta(days=one)) for one in range(1, (last - begin).days + 1)]
    weekends = sum(one.kind == "weekend" for one in days)
    holidays = [one.date for one in days if one.kind == "holiday"]
    worked = [one.date for one in days if one.kind == "makeup"]
    steps = []
    if weekends or holidays:
        named = said(_AND_HOLIDAYS, days=[one.isoformat() for one in holidays]) if holidays else Text("", "")
        steps.append(said(_SKIPPED, weekends=weekends, holidays=named))
    if worked:
        steps.append(said(_WORKED, days=[one.isoformat() for one in worked]))
    return steps


def _off(day: date, calendar: Calendar) -> tuple[Text, ...]:
    return () if calendar.day(day).workday else (said(_STAYS, off=_named(day, calendar)),)


def _named(day: date, calendar: Calendar) -> Text:
    known = calendar.day(day)
    kind = _KINDS["holiday" if known.kind == "holiday" else "weekend"]
    return Text(f"{day}（{kind.zh}）", f"{day} ({kind.en})")


_KINDS = {"holiday": Text("放假", "holiday"), "weekend": Text("周末", "weekend")}
_WORKDAYS = Text(
    "{term}：原文写明工作日，只数工作日", "{term}: the words say workdays, so only those are counted"
)
_WORKDAYS_BY_LAW = Text("{term}：{article}", "{term}: {article}")
_NATURAL = Text(
    "{term}：「日」「天」未写明是工作日的，按自然日计算（民法典第二百零一条）",
    "{term}: 日 and 天 without a word on workdays are natural days (民法典 Art. 201)",
)
_CAUTION = Text(
    "注意：如果适用行政复议法（第八十八条）、行政许可法（第八十二条）等以工作日计算的法律，请写明「个工作日」",
    "Mind: where 行政复议法 (Art. 88), 行政许可法 (Art. 82) or another law that counts workdays applies, write 个工作日",
)
_NATURAL_BY_WORDS = Text("{term}：按自然日计算", "{term}: natural days are counted")
_MONTHS = Text(
    "{term}：到期月的对应日为最后一日，没有对应日的为月末日（民法典第二百零二条）",
    "{term}: ends on the corresponding day, or on the month's last (民法典 Art. 202)",
)
_HOURS = Text(
    "{term}：自起算时刻连续计算（民法典第二百零一条）",
    "{term}: run from the instant, on any day (民法典 Art. 201)",
)
_MINUTES = Text("{minutes} 分钟：自起算时刻连续计算", "{minutes} minutes: run from the instant")
_AT_LEAST = Text(
    "这是下限：不得早于该日结束", "This is a lower bound: it may not end before that day is over"
)
_AT_MOST = Text("这是上限：最迟到该日", "This is an upper bound: that day at the latest")
_START_NOT_COUNTED = Text(
    "起算日 {day} 不计入，自下一日开始计算（民法典第二百零一条）",
    "The start day {day} is not counted, the next day is the first (民法典 Art. 201)",
)
_NEXT_DAY_FIRST = Text(
    "原文写明自次日起算：{day} 的次日为第 1 日",
    "The words count from the next day: the day after {day} is the first",
)
_SKIPPED = Text("其间跳过周末 {weekends} 天{holidays}", "Skipped: {weekends} weekend days{holidays}")
_AND_HOLIDAYS = Text("，放假：{days}", ", holidays: {days}")
_WORKED = Text("其间调休上班、计入：{days}", "Make-up workdays, counted: {days}")
_NTH = Text("第 {amount} 个工作日为 {day}", "Workday {amount} is {day}")
_ENDS = Text("最后一日为 {day}", "The last day is {day}")
_ROLLED = Text(
    "{off} 为休息日，顺延至其后第一个工作日 {day}（民法典第二百零三条）",
    "{off} is a day off, so the next workday {day} is the last day (民法典 Art. 203)",
)
_PROVISIONAL = Text(
    "暂定：其间有的日子尚无放假通知，通知公布后可能变动",
    "Provisional: no notice has settled all of these days yet",
)
_BEFORE = Text(
    "自 {event} 往前数（该日不计）：{day}；倒数的日子不顺延",
    "Counted back from {event} (not counted itself): {day}; nothing rolls",
)
_WINDOW = Text("在 {first} 至 {last} 之间办理", "To be done between {first} and {last}")
_UP_TO_EVENT = Text("最迟到届满日 {day}", "At the latest on the day it ends, {day}")
_THAT_DAY = Text("当日为 {day}，24 时止", "That day is {day}, up to 24:00")
_NEXT_DAY = Text(
    "{begin} 的次日为 {day}；是指定的一天，不顺延",
    "The day after {begin} is {day}; a named day, which does not roll",
)
_STAYS = Text("注意：{off} 是休息日", "Mind: {off} is a day off")
_FROM_MIDNIGHT = Text(
    "未给出时刻，自 {day} 0 时起算", "No time of day was given; counted from 00:00 of {day}"
)
_ENDS_AT = Text("自 {start} 起算，到 {end}", "From {start} to {end}")
