"""`term`: what a deadline phrase says, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from duban.engine.core.text import Text

from .desk import Desk, command
from .grammar import argument, option
from .language import language, words
from .reading import read_moment

if TYPE_CHECKING:
    from duban.engine.core.phrases import Reading

ZONE = ZoneInfo("Asia/Shanghai")
"""No database is opened, so there is no zone but that of the calendar."""


@command(
    "term",
    "读一句期限：给出日期，或说明缺什么、哪里有歧义",
    "read a deadline phrase as officials write it: its date, or what is missing or ambiguous",
    example=(
        'duban term "10 workdays" --from 2019-05-05 --explain\n'
        "duban term 2019-04-30\n"
        "duban term TEXT --written 2016-03-01 --json"
    ),
)
@argument("text", "期限的原话", "the phrase as it is written", metavar="TEXT")
@option(
    "--from",
    "since",
    metavar="DATETIME",
    zh="起算的那一天或时刻；周期性的，从这天起找下一次",
    en="when the event was; of a recurring duty, the day to look from",
)
@option(
    "--written",
    metavar="DATE",
    zh="文件日期；没有写年份的由它定",
    en="date of the document; gives the year where none is written",
)
@option("--explain", is_flag=True, zh="逐步说明怎么得出", en="say step by step how")
def term(desk: Desk, text: str, since: str | None, written: str | None, explain: bool) -> None:
    """Read a phrase."""
    from duban.engine.calendars import mainland
    from duban.engine.core.phrases import read_phrase

    reading = read_phrase(
        text,
        since=_moment(since, ZONE) if since is not None else None,
        written=_day(written, ZONE) if written is not None else None,
        zone=ZONE,
        calendar=mainland(),
    )
    desk.print(dict(reading.json(language())), lambda: "\n".join(_told(reading, explain)))


def _moment(text: str, zone: tzinfo) -> date | datetime:
    """A day where no time of day was typed, else an instant."""
    moment = read_moment(text, zone)
    return moment if any(one in text.strip()[8:] for one in "Tt :") else moment.date()


def _day(text: str, zone: tzinfo) -> date:
    return read_moment(text, zone).astimezone(zone).date()


def _told(reading: Reading, explain: bool, indent: str = "") -> Iterator[str]:
    """A reading in lines: its kind and date, what is to be done, what is asked, and how it was found."""
    from .tables import clean

    yield indent + clean("  ".join(_head(reading)))
    if reading.question is not None and not reading.parts:
        yield f"{indent}  ? {clean(reading.question.pick(language()))}"
    if len(reading.readings) > 1 or (reading.readings and reading.due is None):
        listed = words("、", ", ").join(one.isoformat() for one in reading.readings)
        yield f"{indent}  {words(*_LISTED.get(reading.kind, _POSSIBLE))}{listed}"
    if explain:
        yield from (f"{indent}  - {clean(one.pick(language()))}" for one in reading.steps)
    for one in reading.parts:
        yield from _told(one, explain, indent + "  ")


def _head(reading: Reading) -> Iterator[str]:
    yield f"「{reading.text}」" if language() == "zh" else reading.text
    yield words(*_KINDS[reading.kind])
    if reading.due is not None:
        yield reading.due.isoformat()
    if reading.provisional:
        yield words("暂定", "provisional")
    if reading.soft:
        yield words("（软性）", "(soft)")
    if reading.action:
        yield words(f"事项：{reading.action}", f"to do: {reading.action}")
    if reading.missing is not None:
        yield f"[{reading.missing}]"


_KINDS = {
    "date": Text("日期", "date"),
    "range": Text("起止", "range"),
    "recurring": Text("周期性", "recurring"),
    "relative": Text("相对期限", "relative"),
    "open": Text("无日期", "no date"),
    "ambiguous": Text("有歧义", "ambiguous"),
    "incomplete": Text("不完整", "incomplete"),
}
_LISTED = {
    "range": Text("首尾：", "first and last: "),
    "recurring": Text("随后各次：", "the next: "),
}
_POSSIBLE = Text("可能是：", "possibly: ")
COMMANDS = {"term": term}
