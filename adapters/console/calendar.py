"""`calendar`: which days are worked, what a notice would change, and importing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput

from .desk import DEFAULT_DB, Desk, command
from .grammar import Group, Whole, argument, option
from .language import language, words
from .progress import progress

if TYPE_CHECKING:
    from duban.engine.app import Duban
    from duban.engine.app.calendar import CalendarDiff
    from duban.engine.core.days import Day

    from ..holidays import Read

calendar = Group("calendar", text=Text("工作日历", "the calendar of working days"))
YEAR = option(
    "--year",
    type=Whole(1, 9999),
    metavar="YEAR",
    zh="通知文字中没有写年份时，指明年份",
    en="the year of the dates, where the text does not say it",
)
FILE = argument(
    "file",
    "通知正文（文本），或 YAML，格式见 docs/calendar.md；- 为标准输入",
    "the text of a notice, or YAML, see docs/calendar.md; - is standard input",
)


@command(
    "show",
    "一年中哪些天上班，以及依据是否确定",
    "which days of a year are worked, and how surely that is known",
)
@argument("year", "年份", "the year", type=Whole(1, 9999))
@option("--layer", metavar="NAME", zh="加上这个本地历", en="with this local layer over it")
def calendar_show(desk: Desk, year: int, layer: str | None) -> None:
    """Show a year."""
    duban = _opened(desk)
    if duban is None and layer is not None:
        desk.open()  # which says that there is none
    from duban.engine.calendars import mainland

    known = duban.calendar(layer) if duban is not None else mainland()
    days, status = known_year(known, year), known.year_status(year)
    value = {
        "year": year,
        "status": status,
        "version": known.version,
        "layer": layer,
        "days": [_day(one) for one in days],
    }
    desk.print(value, lambda: _year_text(year, status, days))
    if duban is not None:
        warn(duban)


@command("diff", "通知会改变哪些天；什么也不保存", "what a notice would change; nothing is stored")
@FILE
@YEAR
def calendar_diff(desk: Desk, file: str, year: int | None) -> None:
    """Show what a file would change."""
    duban = desk.open()
    read = _read(duban, file, year)
    if read.notice is None:
        raise AssertionError("a file with errors was refused")
    diff = duban.calendar_diff(read.notice)
    desk.print(_diff_view(diff, read), lambda: "\n".join([*_notes(read), _diff_text(diff, False)]))


@command(
    "import",
    "导入放假通知或本地历，并重新计算受影响的期限",
    "import a notice or a local layer, and count again the deadlines it touches",
)
@FILE
@YEAR
def calendar_import(desk: Desk, file: str, year: int | None) -> None:
    """Import a file."""
    duban = desk.open()
    read = _read(duban, file, year)
    if read.notice is None:
        raise AssertionError("a file with errors was refused")
    with progress() as tell:
        done = duban.import_calendar(read.notice, progress=tell)
    told = done.recounted.json()
    value = _diff_view(done.diff, read) | {"recounted": told}

    def text() -> str:
        said = words(
            "核对 {checked} 个在办事项，重算 {recounted} 个期限，其中 {moved} 个改期，{settled} 个不再暂定",
            "{checked} open cases checked, {recounted} deadlines counted again, {moved} moved, {settled} no longer "
            "provisional",
        ).format(**told)
        failed = [f"  {case}: {fault}" for case, fault in told["failures"].items()]
        return "\n".join([*_notes(read), _diff_text(done.diff, True), said, *failed])

    desk.print(value, text)


for _one in (calendar_show, calendar_diff, calendar_import):
    calendar.add_command(_one)


def warn(duban: Duban) -> None:
    """From 1 November on: a line on stderr while the next year is not announced."""
    missing = duban.unannounced()
    if missing is not None:
        click.echo(f"duban: {missing.message(language())}", err=True)


def known_year(known: Any, year: int) -> list[Day]:
    """Every day of a year, of any calendar."""
    from datetime import date

    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return [known.day(date.fromordinal(one)) for one in range(first, last + 1)]


def _opened(desk: Desk) -> Duban | None:
    """The database, or `None` where nobody named one and there is none: the shipped calendar serves."""
    try:
        return desk.open()
    except InvalidInput:
        if desk.db != DEFAULT_DB:
            raise
        return None


def _read(duban: Duban, file: str, year: int | None) -> Read:
    """What a file says.

    Raises:
        InvalidInput: it cannot be read; every place is named, and nothing was imported.
    """
    from ..holidays import read_calendar
    from .reading import read_bytes

    read = read_calendar(read_bytes(file), file, duban.calendar(), year=year)
    errors = [one for one in read.findings if one.is_error]
    if errors:
        lines = "\n".join(f"  {one.place()}: {one.message(language())}" for one in errors)
        raise InvalidInput(_BAD, file=file, count=len(errors), lines=lines)
    return read


def _notes(read: Read) -> list[str]:
    return [f"{one.place()}: {one.message(language())}" for one in read.findings]


def _day(one: Day) -> dict[str, Any]:
    return {
        "date": one.date.isoformat(),
        "workday": one.workday,
        "kind": one.kind,
        "notice": one.notice,
        "name": one.name,
        "status": one.status,
    }


def _diff_view(diff: CalendarDiff, read: Read) -> dict[str, Any]:
    return {
        "changed": diff.changed,
        "version": diff.version,
        "layer": diff.layer,
        "years": list(diff.years),
        "days": [
            {"date": one.after.date.isoformat(), "before": _day(one.before), "after": _day(one.after)}
            for one in diff.days
        ],
        "findings": [one.json(language()) for one in read.findings],
    }


def _diff_text(diff: CalendarDiff, done: bool) -> str:
    from .tables import table

    if not diff.changed:
        return words(
            "日历没有变化：所说的都已在日历中", "nothing changes: the calendar has all of it already"
        )
    told = [words(f"{year} 年：推定 → 已公布", f"{year}: assumed → announced") for year in diff.years]
    rows = [
        (
            one.after.date.isoformat(),
            _weekday(one.after),
            _kind(one.before),
            _kind(one.after),
            one.after.name or "—",
            one.after.notice or "—",
        )
        for one in diff.days
    ]
    if rows:
        heads = words("日期|星期|原来|现在|节日|文号", "date|day|before|now|holiday|notice").split("|")
        told.append(table(heads, rows))
    version = words(f"日历版本：{diff.version}", f"version of the calendar: {diff.version}")
    return "\n".join([*told, version if done else words("什么也没有保存", "nothing was stored")])


def _year_text(year: int, status: str, days: list[Day]) -> str:
    from .tables import table

    known = words(*_STATUS[status])
    rows = [
        (one.date.isoformat(), _weekday(one), _kind(one), one.name or "—", one.notice or "—")
        for one in days
        if one.kind in ("holiday", "makeup")
    ]
    worked = sum(one.workday for one in days)
    head = words(f"{year} 年（{known}），共 {worked} 个工作日", f"{year} ({known}), {worked} workdays")
    heads = words("日期|星期|安排|节日|文号", "date|day|what|holiday|notice").split("|")
    return head + "\n" + table(heads, rows)


def _weekday(one: Day) -> str:
    names = (
        list("一二三四五六日") if language() == "zh" else ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    )
    return names[one.date.weekday()]


def _kind(one: Day) -> str:
    said = words(*_KINDS[one.kind])
    return said if one.status == "announced" else said + words(*_UNSURE[one.status])


_KINDS = {
    "holiday": ("放假", "off"),
    "makeup": ("调休上班", "worked"),
    "workday": ("上班", "workday"),
    "weekend": ("周末", "weekend"),
}
_UNSURE = {"assumed": ("（暂定）", " (provisional)"), "unknown": ("（未知）", " (unknown)")}
_STATUS = {
    "announced": ("已公布", "announced"),
    "assumed": ("按规定推定", "assumed"),
    "unknown": ("未知", "unknown"),
}
_BAD = Text(
    "{file} 有 {count} 处错误，未导入任何内容：\n{lines}",
    "{file} has {count} error(s); nothing was imported:\n{lines}",
)
COMMANDS = {"calendar": calendar}
