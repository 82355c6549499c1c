"""What a notice or a local layer says: days off and days worked, and what was found wrong in its text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct, field

from ..text import Language, Text

MAINLAND = "mainland"
"""The layer below all others: the working days of the mainland."""

Mark = Literal["off", "work", "plain"]
"""`off`: nobody works; `work`: it is worked; `plain`: what was said of it before is taken back, the weekday decides."""

FESTIVALS: Mapping[str, tuple[str, ...]] = {
    "元旦": ("元旦", "新年"),
    "春节": ("春节", "除夕"),
    "清明节": ("清明",),
    "劳动节": ("劳动节", "五一"),
    "端午节": ("端午",),
    "中秋节": ("中秋",),
    "国庆节": ("国庆", "十一"),
}
"""The festivals of 全国年节及纪念日放假办法 Art. 2, with the words they are known by."""
_SINCE_2008 = frozenset({"清明节", "端午节", "中秋节"})
"""Statutory from the revision of 14 December 2007 on."""


def festivals_of(year: int) -> tuple[str, ...]:
    """The festivals on which everybody is off in a year, by the regulation then in force."""
    return tuple(one for one in FESTIVALS if year >= 2008 or one not in _SINCE_2008)


def festivals_in(text: str) -> tuple[str, ...]:
    """The festivals that a text names."""
    return tuple(name for name, known in FESTIVALS.items() if any(one in text for one in known))


class Entry(Struct, frozen=True):
    """One day of a notice or layer."""

    day: date
    mark: Mark
    name: str | None = None
    """The holiday it belongs to, as the text names it."""
    line: int = 0
    """Where it is said, counted from 1."""


class Notice(Struct, frozen=True):
    """A holiday notice, an amendment of one, or the days of a local layer."""

    entries: tuple[Entry, ...]
    number: str | None = None
    """The notice's number, such as 国办发明电〔2018〕15号."""
    year: int | None = None
    """The year whose days it announces as a whole; `None` of an amendment and of a layer."""
    missing: tuple[str, ...] = ()
    """Festivals of that year which it does not name."""
    layer: str = MAINLAND
    layer_title: str | None = None
    units: tuple[str, ...] = ()
    """Units the layer is for, with all below them."""
    workflows: tuple[str, ...] = ()
    """Workflows the layer is for; with `units` both must hold."""


FINDINGS: dict[str, Text] = {
    "nothing": Text(
        "没有读到任何放假或上班的日期；请粘贴通知正文，例：一、元旦：1月1日（周四）至3日（周六）放假调休，共3天",
        "no day off and no day worked was found; paste the text of the notice, for example: "
        "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天",
    ),
    "no-year": Text(
        "「{text}」没有写年份，通知标题中也没有；请用 --year 指明",
        "'{text}' has no year and neither has a title; say --year",
    ),
    "other-year": Text(
        "通知写的是 {text} 年，--year 却是 {year}；请去掉 --year 或改正",
        "the notice is for {text} while --year says {year}; leave --year out or correct it",
    ),
    "no-month": Text(
        "「{text}」没有写月份；请补上月份",
        "'{text}' has no month; add it",
    ),
    "no-day": Text(
        "「{text}」：{year} 年没有这一天；请核对日期",
        "'{text}': there is no such day in {year}; check the date",
    ),
    "far-day": Text(
        "「{text}」即 {day}，不在 {year} 年及其前一年 12 月之内；请核对年份",
        "'{text}' is {day}, which is neither in {year} nor in December before it; check the year",
    ),
    "weekday": Text(
        "「{text}」的星期不对：{day} 是{right}；请核对日期、年份（{year}）或星期",
        "the weekday of '{text}' is wrong: {day} is a {right}; check the date, the year ({year}) or the weekday",
    ),
    "backwards": Text(
        "「{text}」的止日早于起日；请核对",
        "'{text}' ends before it begins; check the dates",
    ),
    "too-long": Text(
        "「{text}」长达 {days} 天，超过 {most} 天；请核对日期",
        "'{text}' is {days} days long, more than {most}; check the dates",
    ),
    "count": Text(
        "「{text}」写共 {said} 天，按日期是 {counted} 天；请核对",
        "'{text}' says {said} days, by its dates they are {counted}; check them",
    ),
    "unclear": Text(
        "「{text}」有日期，但看不出是放假还是上班；请改写成「…放假」或「…上班」，或删去这一句",
        "'{text}' has a date but does not say off or worked; write …放假 or …上班, or leave the sentence out",
    ),
    "contradiction": Text(
        "{day} 既放假又上班（第 {other} 行与本行）；请核对",
        "{day} is both off and worked (line {other} and this one); check them",
    ),
    "no-start": Text(
        "「{text}」延长假期，但日历中 {day} 之前 {most} 天内没有假期；请先导入原通知，或写明起止日期",
        "'{text}' prolongs a holiday, but the calendar has none within {most} days before {day}; import the "
        "notice it amends first, or write both dates",
    ),
    "already-worked": Text(
        "{day}（{right}）本来就是工作日，「{text}」没有改变什么",
        "{day}, a {right}, is a workday anyway: '{text}' changes nothing",
    ),
    "not-named": Text(
        "没有提到{festivals}；其法定放假日仍按规定推定（暂定）",
        "{festivals} not named; their statutory days stay assumed (provisional)",
    ),
    "not-whole": Text(
        "这不是 {year} 年全年的通知（没有标题，也没有写全元旦、春节和国庆节）；只记下这 {count} 天，{year} 年其余各天仍为推定",
        "this is no notice for the whole of {year} (no title, nor New Year, Spring Festival and National Day in it): "
        "these {count} day(s) are kept, the rest of {year} stays assumed",
    ),
}
"""What may be wrong with the text of a notice, by code."""
WARNINGS = frozenset({"already-worked", "not-named", "not-whole"})
"""Those that do not hinder an import."""


class NoticeFinding(Struct, frozen=True):
    """Something in a text that is wrong or worth telling."""

    code: str
    line: int
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether nothing can be imported while it stands."""
        return self.code not in WARNINGS

    def message(self, language: Language) -> str:
        """What is wrong, why, and the way out."""
        return FINDINGS[self.code].say(language, self.values)


class Reading(Struct, frozen=True):
    """What a text told: a notice, unless one of the findings is an error."""

    notice: Notice | None
    findings: tuple[NoticeFinding, ...] = ()
