"""The text of a holiday notice, as it was published, read into a `Notice`.

    一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。

Weekdays and 共N天 are held against the dates. A text for a whole year says so in its title, or names New Year,
Spring Festival and National Day; anything less is an amendment of single days.
"""

from __future__ import annotations

import re
from datetime import date

from ..days import Calendar
from .notice import Entry, Notice, NoticeFinding, Reading, festivals_in, festivals_of
from .sentences import Context, is_signature, read_sentence, weekday_text
from .stream import Stream, plain, sentences

_TITLE = re.compile(r"关于(?:做好)?(\d{4})年.{0,20}?(?:节假日|放假|假期)")
_AMENDS = re.compile(r"关于(?:调整|延长|变更|取消)")
_YEARS = re.compile(r"(?<!\d)(\d{4})年")
_NUMBER = re.compile(r"(?:文号:)?([^\d\s,。、:()《》]{1,12}〔\d{4}〕第?\d{1,4}号)")
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、)])?(?P<name>(?:(?!\d{1,2}[月日])[^:,。]){1,30}):(?=.)"
)
_ITEM_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、)](?!\d))"
)
_WHOLE = {"元旦", "春节", "国庆节"}
_MOST_AT_ONCE = 2
"""Festivals in one item: 国庆节、中秋节."""
LONGEST_TEXT = 200_000
"""Characters."""


def read_notice(text: str, known: Calendar, *, year: int | None = None) -> Reading:
    """Read a notice as it was published.

    Args:
        text: the text; lines that begin with `#` are left out.
        known: the calendar as it stands: where 延长至 begins to count, and whether the year is announced.
        year: the year of its dates where the text does not say it.

    Returns:
        The notice, unless a finding is an error. Nothing is raised, whatever the text.
    """
    told_in = list(sentences(text[:LONGEST_TEXT]))
    head = "".join(one.text for one in told_in)[:600]  # the title may be wrapped
    title = _TITLE.search(head)
    amends = _AMENDS.search(head) is not None
    told = int(title[1]) if title and not amends else _year_told(head, amends)
    context = Context(told if told is not None else year, known)
    if title and not amends and year is not None and year != told:
        context.find("other-year", 1, text=told, year=year)
    if year is not None and (title is None or amends):
        context.year = year
    if context.year is None:
        context.year = _latest_year(told_in)
    for sentence in told_in:
        read_sentence(_named(sentence, context), context)
    entries = _settled(context)
    if not entries and not context.findings:
        context.find("nothing", 1)
    whole, missing = _whole(context, bool(title) and not amends, entries)
    if any(one.is_error for one in context.findings):
        return Reading(None, _in_order(context))
    notice = Notice(tuple(entries), _number(text), whole, missing)
    return Reading(notice, _in_order(context))


def _year_told(head: str, amends: bool) -> int | None:
    """The year that an amendment, or a lead without a title, names: 现将2019年元旦……."""
    found = re.search(r"现将(?:延长|调整)?(\d{4})年", head) or (
        re.search(r"关于(?:调整|延长|变更|取消)(\d{4})年", head) if amends else None
    )
    return int(found[1]) if found else None


def _latest_year(told_in: list[Stream]) -> int | None:
    """The latest year written with a date, less the day on which the notice was signed."""
    years = (int(one) for told in told_in if not is_signature(told) for one in _YEARS.findall(told.text))
    return max(years, default=None)


def _named(sentence: Stream, context: Context) -> Stream:
    """The sentence behind the name of its item, which becomes the item of the context."""
    head = _ITEM.match(sentence.text)
    named = festivals_in(head["name"]) if head else ()
    if head and (0 < len(named) <= _MOST_AT_ONCE or _ITEM_NUMBER.match(sentence.text)):
        context.item = "、".join(named) or head["name"]
        context.month = None
        return sentence.cut(head.end(), len(sentence.text))
    if numbered := _ITEM_NUMBER.match(sentence.text):
        context.item = context.month = None
        sentence = sentence.cut(numbered.end(), len(sentence.text))
    said = festivals_in(sentence.text)
    if 0 < len(said) <= _MOST_AT_ONCE:
        context.item = "、".join(said)
    return sentence


def _settled(context: Context) -> list[Entry]:
    """One entry a day, in order; what contradicts itself is found."""
    found: dict[date, Entry] = {}
    for one in context.entries:
        known = found.get(one.day)
        if known is not None and {known.mark, one.mark} == {"off", "work"}:
            context.find("contradiction", one.line, day=one.day.isoformat(), other=known.line)
        if known is None or known.mark == "plain" or one.mark != "plain":
            found[one.day] = one
    for one in context.moved:
        found.setdefault(one.day, one)
    for one in found.values():
        _check_place(one, context)
    return [found[day] for day in sorted(found)]


def _check_place(entry: Entry, context: Context) -> None:
    year, day = context.year, entry.day
    if year is not None and not (day.year == year or (day.year == year - 1 and day.month == 12)):
        context.find("far-day", entry.line, text=f"{day.month}月{day.day}日", day=day.isoformat(), year=year)
    if entry.mark == "work" and day.weekday() < 5 and context.known.day(day).kind != "holiday":
        text = f"{day.month}月{day.day}日上班"
        context.find("already-worked", entry.line, day=day.isoformat(), right=weekday_text(day), text=text)


def _whole(context: Context, titled: bool, entries: list[Entry]) -> tuple[int | None, tuple[str, ...]]:
    """The year it announces as a whole, and the festivals of that year it leaves out."""
    year = context.year
    named = {one for entry in entries for one in festivals_in(entry.name or "")}
    if year is None or not entries:
        return None, ()
    if not titled and not named >= _WHOLE:
        if context.known.year_status(year) != "announced":
            context.find("not-whole", entries[0].line, count=len(entries), year=year)
        return None, ()
    missing = tuple(one for one in festivals_of(year) if one not in named)
    if missing:
        context.find("not-named", 1, festivals=missing)
    return year, missing


def _number(text: str) -> str | None:
    """The number of the notice: on a line of its own, else the first that is no reference to another."""
    lines = [line for line in map(plain, text.splitlines()) if line and not line.startswith("#")]
    for line in lines:
        if found := _NUMBER.fullmatch(line):
            return found[1]
    for line in lines:
        for found in _NUMBER.finditer(line):
            if line[: found.start()][-2:] != "》(":
                return re.sub(r"^.*?(?=国办|国发)", "", found[1])
    return None


def _in_order(context: Context) -> tuple[NoticeFinding, ...]:
    return tuple(sorted(context.findings, key=lambda one: one.line))
