"""Deadline phrases as officials write them: what a cell of a ledger or a clause of a plan says about time."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo

from msgspec.structs import replace

from ..days import Calendar
from ..terms import Term, TermError, parse_offset, parse_term
from ..text import Text
from .answers import Before, Frame, answer, asks
from .counting import counted, rules
from .lengths import MOST_WORKDAYS, Length
from .letters import Letters, letters
from .scanner import Found, scan
from .vague import SOFT
from .values import Counted, Moment, Reading, said

LONGEST = 300
"""Characters of a phrase; a longer text is a document, of which a phrase has to be quoted."""

MOST_TERMS = 12
"""Terms of a phrase; a cell with more is a document, too."""
_CUT = re.compile(r"[,;。!?|/\n]|\s/\s")
_ACTION_LEAD = re.compile(r"^(?:[、:的)(,]|之?前|(?:应当?|须|需|要|必须)(?=[^\W\d_]))+")
_ACTION_TAIL = re.compile(r"[、:(\"']+$|(?:并|且|,|在|于|,于|和|至|到|自|从|另|,在)+$")
_LABEL = re.compile(
    r"(?:^|[,;。|/\n])([^,;。|/\n:]{1,20}?)的?(?:时间|期限|时限|期)(?:为|是|[:]){1,2}(?:自|从|于|在)?$"
)
_ENGLISH = re.compile(
    r"^(?:within|in|by)\s+(?P<term>\d+\s*[a-z]+)|^(?P<term2>\d+\s*[a-z]+)\s+(?:after|from|of|since)\s+",
    re.IGNORECASE,
)


def read_phrase(
    text: str, *, since: Moment | None, written: date | None, zone: tzinfo, calendar: Calendar
) -> Reading:
    """What a text says about time: a date, a structured term, or what is missing.

    `since` is when the event of a relative phrase happened, and the day from which the next occurrence of a duty
    is looked for; a day, or an instant for phrases in hours. `written` is the date of the document: it gives the
    year of what has none, and never the event. Nothing is guessed: what the words leave open is asked for.
    Never fails.
    """
    if len(text) > LONGEST:
        return asks(Reading(text, "incomplete"), "date", said(_TOO_LONG, most=LONGEST))
    if isinstance(written, datetime):
        written = written.astimezone(zone).date() if written.tzinfo else written.date()
    if isinstance(since, datetime) and since.tzinfo is None:
        since = since.replace(tzinfo=zone)
    frame = Frame(letters(text), since, written, zone, calendar)
    plain = _as_in_definitions(text, frame)
    if plain is not None:
        return plain
    found = scan(frame.letters.even)
    if not found:
        return _nothing(text, frame)
    if len(found) > MOST_TERMS:
        return asks(Reading(text, "incomplete"), "date", said(_TOO_MANY, count=len(found), most=MOST_TERMS))
    readings: list[Reading] = []
    before = Before()
    for place, one in enumerate(found):
        reading = answer(one, frame, before)
        begin = found[place - 1].end if place else 0
        end = found[place + 1].start if place + 1 < len(found) else len(frame.letters.even)
        readings.append(_dressed(reading, one, frame.letters, begin, end))
        before = _remembered(before, one, reading)
    return _whole(text, readings)


def _remembered(before: Before, found: Found, reading: Reading) -> Before:
    """What a later term may take its year from."""
    if found.point is None or found.repeat is not None:
        return before
    due = reading.due.date() if isinstance(reading.due, datetime) else reading.due
    if due is not None and reading.kind in ("date", "range"):
        return Before(due.year, due)
    if reading.missing == "boundary" and reading.readings:
        last = reading.readings[-1]
        return Before(last.year, None)
    return before


def _dressed(reading: Reading, found: Found, phrase: Letters, begin: int, end: int) -> Reading:
    """The reading with what is to be done by then, and whether it is an endeavour."""
    even = phrase.even
    cut = _CUT.search(even, found.end, end)
    stop = cut.start() if cut else end
    if (
        cut and cut[0] == "," and not re.search(r"\w", even[found.end : stop])
    ):  # 2019年12月底前，试点地区完成…
        cut = _CUT.search(even, cut.end(), end)
        stop = cut.start() if cut else end
    segment = (
        max(
            even.rfind(";", begin, found.start),
            even.rfind("。", begin, found.start),
            even.rfind("/", begin, found.start),
            begin - 1,
        )
        + 1
    )
    soft = SOFT.search(even[segment : found.start] + even[found.end : stop]) is not None
    soft = soft or found.ending in ("左右", "前后")
    return replace(reading, soft=soft, action=_action(found, phrase, stop, segment))


def _action(found: Found, phrase: Letters, stop: int, segment: int) -> str:
    even = phrase.even
    tail = even[found.end : stop]
    if even[found.start - 1 : found.start] == "(" and tail[:1] in (")", ""):
        return _in_front(phrase, segment, found.start - 1)
    if tail.startswith("("):
        return ""
    lead = _ACTION_LEAD.match(tail)
    begin = found.end + (lead.end() if lead else 0)
    trail = _ACTION_TAIL.search(even[begin:stop])
    end = begin + trail.start() if trail else stop
    if re.search(r"\w", even[begin:end]) and not re.search(
        r"^\w{0,4}(?:期限|时限)[:为是]*$", even[begin:end]
    ):
        return phrase.quoted(begin, end)
    label = _LABEL.search(even[segment : found.start])
    return phrase.quoted(segment + label.start(1), segment + label.end(1)) if label else ""


def _in_front(phrase: Letters, segment: int, end: int) -> str:
    """启动(2019年3月): what is to be done stands before its date."""
    begin = segment + max(phrase.even[segment:end].rfind(one) for one in "、,和") + 1
    return phrase.quoted(begin, end).strip("）)")


def _whole(text: str, readings: list[Reading]) -> Reading:
    """One reading of the text: the only term, or the first that falls due with all of them as its parts."""
    if len(readings) == 1:
        return replace(readings[0], text=text)
    lead = min(readings, key=_rank)
    asking = next((one for one in readings if one.missing is not None), None)
    head = said(_SEVERAL, count=len(readings), text=lead.text)
    return replace(
        lead,
        text=text,
        parts=tuple(readings),
        soft=any(one.soft for one in readings),
        missing=asking.missing if asking else None,
        question=asking.question if asking else None,
        provisional=any(one.provisional for one in readings),
        steps=(head, *lead.steps),
    )


def _rank(reading: Reading) -> tuple[int, float]:
    """Terms with a date come first, the earliest of them; then structured ones; then what has to be asked."""
    if reading.due is not None:
        due = (
            reading.due if isinstance(reading.due, datetime) else datetime.combine(reading.due, time(23, 59))
        )
        return 0, due.toordinal() + due.hour / 24
    order = ("relative", "recurring", "range", "date", "ambiguous", "incomplete", "open")
    return 1 + order.index(reading.kind), 0


def _as_in_definitions(text: str, frame: Frame) -> Reading | None:
    """A term in the words of the definition language: `10 workdays`, `1 workday before`."""
    stripped = text.strip()
    found = _ENGLISH.match(stripped)
    after = True
    try:
        if found:
            term: Term = parse_term(found["term"] or found["term2"])
        elif not stripped.isascii():
            return None
        else:
            term = parse_term(stripped)
    except TermError:
        try:
            term, after = parse_offset(stripped)
        except TermError:
            return None
        if not stripped.isascii() or not term.amount:
            return None
    if term.unit == "workdays" and term.amount > MOST_WORKDAYS:
        return asks(
            Reading(text, "incomplete"), "amount", said(_TOO_LONG_A_TERM, text=stripped, most=MOST_WORKDAYS)
        )
    length = Length(0, len(stripped), (term,), side="within" if after else "before")
    blank = Reading(text, "relative", rule=Counted((term,), length.side), steps=rules(length, None))
    if frame.since is None:
        return replace(blank, missing="anchor", question=_ANCHOR)
    end = counted(length, (term,), frame.since, frame.zone, frame.calendar)
    return replace(blank, due=end.due, steps=(*blank.steps, *end.steps), provisional=end.provisional)


def _nothing(text: str, frame: Frame) -> Reading:
    blank = Reading(text, "incomplete", soft=SOFT.search(frame.letters.even) is not None)
    if not text.strip():
        return asks(blank, "date", _EMPTY)
    bare = re.fullmatch(r"\d{1,6}|\d{1,6}[a-z]+|p(?=t?\d)[0-9a-z.]+", frame.letters.even)
    if bare:
        return asks(blank, "unit", said(_BARE_NUMBER, text=text.strip()))
    return asks(blank, "date", said(_NO_TIME, text=text.strip()[:60]))


_TOO_LONG = Text(
    "文字超过 {most} 字，请只写期限那一句：最迟哪一天？",
    "The text has more than {most} characters; quote the phrase alone: by which day?",
)
_TOO_MANY = Text(
    "这里有 {count} 个时限，超过 {most} 个，请逐个写：先到的是哪一天？",
    "There are {count} terms, more than {most}; quote them one by one: which day comes first?",
)
_SEVERAL = Text("共 {count} 个时限，先到的是「{text}」", "{count} terms; the first to fall due is {text}")
_TOO_LONG_A_TERM = Text(
    "「{text}」超过 {most} 个工作日，请核对", "{text} is more than {most} workdays; please check it"
)
_ANCHOR = Text("从哪一天算起（--from）？", "From which day is it counted (--from)?")
_EMPTY = Text("没有写期限：最迟哪一天？", "Nothing is written: by which day?")
_BARE_NUMBER = Text(
    "「{text}」没有单位：工作日、自然日、月还是小时？", "{text} has no unit: workdays, days, months or hours?"
)
_NO_TIME = Text("「{text}」里没有读出期限：最迟哪一天？", "No deadline was found in {text}: by which day?")
