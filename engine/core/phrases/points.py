"""Named days and stretches: 2019年4月30日, 8月底, 今年上半年, 第三季度末, 6月上旬, 下周五, 20190430.

A point is what the words say; which days it is, `placing` finds out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Grain = Literal["day", "third", "half-month", "month", "quarter", "half", "year"]
Edge = Literal["", "end", "within", "vague"]
"""`end` is 底 or 末 (its last day), `within` 内, `vague` 初 or 中, which name no day."""


class Point(Struct, frozen=True):
    """A named day or stretch, as far as the words tell."""

    grain: Grain
    words: str = ""
    year: int | None = None
    year_shift: int | None = None
    """今年 is 0, 明年 1, as seen from the document."""
    month: int | None = None
    month_shift: int | None = None
    week_shift: int | None = None
    day: int | None = None
    """Of the month; of a week the weekday (Monday 0); of a shift of days their number."""
    third: int = 0
    """Which ten days, which half of the month or of the year, or which quarter, from 1."""
    edge: Edge = ""
    clock: tuple[int, int] | None = None
    """Hour and minute; 24:00 is the whole day."""
    excluded: bool = False
    """不含当日: up to the day before."""
    in_quarter: int = 0
    """Which month of a quarter, from 1; -1 the last."""
    short_year: bool = False
    """The century was left out."""

    @property
    def told_year(self) -> bool:
        """Whether the words say which year, by themselves or as seen from the document."""
        return (
            self.year is not None
            or self.year_shift is not None
            or self.month_shift is not None
            or self.week_shift is not None
        )

    @property
    def one_day(self) -> bool:
        """Whether the words name a day, not a stretch."""
        return self.grain == "day" or (self.day is not None and self.week_shift is None)

    def follows(self, year: int) -> Point:
        """The same in a year that was named earlier."""
        return self if self.told_year else replace(self, year=year)


_YEARS = (
    r"(?:(?<![\d.])(?P<y>\d{4})年度?|(?<![\d.])(?P<yy>\d{2})年度?(?=\d{1,2}月|底|末|年[底末]|第?[1-4]季|[上下]半年)"
    r"|(?P<yw>今年|本年度?|当年|同年|明年|次年|翌年|来年|下一?年|后年|去年|上一?年)度?)的?"
)
_WEEKDAY = r"(?:\((?:周|星期|礼拜)[一二三四五六日天]\))?"
_HAN_DAYS = r"(?:[日号]" + _WEEKDAY + r"|(?=前|之前|以前|底?$|-\d))"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("numeric", r"(?<![\d.])(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?:(?P=sep)(?P<d>\d{1,2}))?(?![\d])日?" + _WEEKDAY + "t*"),
        ("month", r"(?<![\d.])(?P<y>\d{4})[-/.](?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号]|(?P<x>月?[底末初]))?"),
        ("compact", r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)(?!个|天|日内|元|人|号)"),
        ("shorter", r"(?<![\d./])(?P<m>\d{1,2})[./](?P<d>\d{1,2})(?![\d./%个])[日号]?(?=前|之前|以前|截止|止|-|至|到|完成|$|[,;。)])"),
        ("month", f"(?:{_YEARS})?" + r"(?:(?<![\d个])(?P<m>\d{1,2})月份?(?![报个])|(?P<m1>元月)|"
         r"(?P<mw>本月份?|当月|这个月|下个?月|次月|上个?月|同月))的?"
         r"(?:(?P<d>\d{1,2})" + _HAN_DAYS + "|"
         r"(?P<x>[上中下]{1,2}旬|[上下]半月|月?[底末初中](?!央|心|期|级|步)|之?内|以内)(?P<xe>[底末初])?)?"),
        ("quarter", f"(?:{_YEARS})?" + r"(?:第?(?P<q>[1-9])个?季度?|q(?P<q2>[1-4])(?!\d)|"
         r"(?P<qw>本季度?|当季度?|这个季度|下个?季度?|次季度?)|"
         r"(?<![\d个])季度?(?=末|底))(?P<x>(?:末|首|中间|最后[一1]个|第?[1-3]个)月的?|底|末|初|之?内|以内|中)?(?:(?P<d>\d{1,2})[日号])?"),
        ("half", f"(?:{_YEARS})?" + r"(?P<h>[上下])半年(?P<x>[底末初]|之?内|以内)?"),
        ("year", _YEARS + r"(?:年?(?P<x>[底末终初]|中(?![央心期级])|期间|之?内|以内))?"),
        ("year", r"(?<![\d年])(?:全年|年度?)(?P<x>[底末终初]|中(?=前|之前|$)|内)"),
        ("bare-month", r"(?<![\d每季个半本当下上同元])月(?P<x>[底末初]|中(?=前|之前|$|旬)|内(?!容))"),
        ("third", r"(?<![月\d每])(?P<w>本月)?[上中]?(?P<t>[上中下])旬(?P<xe>[底末初])?"),
        ("week", r"(?<![(每逢\d])(?:(?P<w>本|这|当|下下|下个?|上个?)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末])(?![次个])|"
         r"(?P<w2>本|这|当|下个?|次)周(?P<x>内|底|末)?)"),
        ("day", r"(?P<dw>今[天日]|明[天日]|后[天日]|大后天)(?!起)"),
        ("number-day", r"(?<![\d.月年第)])(?P<d>\d{1,2})号(?![楼院文令])" ),
    )
)  # fmt: skip
_CLOCK = re.compile(
    r"[,]?(?P<part>上午|下午|晚上?|中午|凌晨|早上?)?(?P<h>\d{1,2})(?:[时点](?P<m>\d{1,2}|半)?分?|:(?P<m2>\d{2})(?::\d{2})?)整?(?:\(北京时间\))?"
)
_AFTER_YEAR = re.compile(r"前|之前|以前|起|完成|[,;。)]|$")
_LOOSE_CLOCK = re.compile(
    r"(?:上午|下午|晚上|中午)?(?:下班|闭馆|收市)?(?=前|之前|以前|上午|下午)|上午|下午|下班"
)
_YEAR_WORDS = {
    "今年": 0, "本年": 0, "当年": 0, "同年": 0, "明年": 1, "次年": 1, "翌年": 1, "来年": 1, "下年": 1, "下一年": 1,
    "后年": 2, "去年": -1, "上年": -1, "上一年": -1,
}  # fmt: skip
_EDGES: dict[str, Edge] = {
    "底": "end",
    "末": "end",
    "终": "end",
    "内": "within",
    "初": "vague",
    "中": "vague",
}
_DAYS = {"今": 0, "明": 1, "后": 2, "大": 3}
_WEEK = "一二三四五六日"


class PointAt(Struct, frozen=True):
    """A point and where it stands in the even text."""

    start: int
    end: int
    point: Point


def points_in(text: str) -> Iterator[PointAt]:
    """Every point of an even text, the first and longest at each place; none overlap."""
    found = [
        (one.start(), -one.end(), order, one)
        for order, (_, pattern) in enumerate(_PATTERNS)
        for one in pattern.finditer(text)
    ]
    last = 0
    for start, _, order, one in sorted(found, key=lambda each: each[:3]):
        if start >= last and (point := _point(_PATTERNS[order][0], one)) is not None:
            end = one.end()
            if (
                point.grain == "year"
                and point.year_shift is not None
                and not (point.edge or _AFTER_YEAR.match(text, end))
            ):
                continue  # 「上年度报告」 names no time
            if (clock := clock_at(text, end)) is not None:
                point, end = replace(point, clock=clock[0]), clock[1]
            elif loose := _LOOSE_CLOCK.match(text, end):
                end = loose.end()
            yield PointAt(start, end, replace(point, words=text[start:end]))
            last = end


def clock_at(text: str, place: int) -> tuple[tuple[int, int], int] | None:
    """The hour and minute that stand at a place, and where they end; `None` where none do."""
    found = _CLOCK.match(text, place)
    if found is None:
        return None
    hour = int(found["h"])
    minute = 30 if found["m"] == "半" else int(found["m"] or found["m2"] or 0)
    if found["part"] in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    return (hour, minute), found.end()


def _point(name: str, found: re.Match[str]) -> Point | None:
    groups = {key: value for key, value in found.groupdict().items() if value}
    year, short = groups.get("y"), groups.get("yy")
    base = Point(
        grain="day",
        year=int(year) if year else 2000 + int(short) if short else None,
        year_shift=_YEAR_WORDS.get(groups["yw"].removesuffix("度")) if "yw" in groups else None,
        short_year=bool(short),
    )
    edge = _EDGES.get(groups.get("x", "")[-1:], "")
    match name:
        case "numeric" | "compact" | "shorter":
            month = int(groups["m"])
            if "d" in groups:
                return replace(base, month=month, day=int(groups["d"]))
            return replace(base, grain="month", month=month)
        case "month":
            return _in_month(base, groups, edge)
        case "quarter":
            told = groups.get("q", groups.get("q2"))
            shift = {"下": 1, "次": 1}.get(groups.get("qw", "")[:1], 0) if told is None else None
            day = int(groups["d"]) if "d" in groups else None
            if day is not None and "月" not in groups.get("x", ""):
                return None
            return replace(
                base,
                grain="quarter",
                third=int(told or 0),
                month_shift=shift,
                edge="" if "月" in groups.get("x", "") else edge,
                day=day,
                in_quarter=_month_of_quarter(groups.get("x", "")),
            )
        case "half":
            return replace(base, grain="half", third=1 + (groups["h"] == "下"), edge=edge)
        case "year":
            return replace(base, grain="year", edge=edge)
        case "bare-month":
            return replace(base, grain="month", month_shift=0, edge=edge)
        case "third":
            return replace(
                base,
                grain="third",
                third=1 + "上中下".index(groups["t"]),
                month_shift=0,
                edge=_EDGES.get(groups.get("xe", ""), ""),
            )
        case "week":
            word = groups.get("w", groups.get("w2", ""))
            shift = 2 if word == "下下" else {"下": 1, "次": 1, "上": -1}.get(word[:1], 0)
            weekday = groups.get("wd", "日")
            named = _WEEK.find(weekday.replace("天", "日"))
            return replace(
                base, week_shift=shift, day=6 if named < 0 else named, edge="within" if not word else ""
            )
        case "day":
            return replace(base, week_shift=0, month=0, day=_DAYS[groups["dw"][0]], edge="end")
        case _:
            return replace(base, month_shift=0, day=int(groups["d"]))


def _month_of_quarter(words: str) -> int:
    if "月" not in words:
        return 0
    if told := re.search(r"[1-3](?=个月)", words):
        return -1 if words.startswith("最后") else int(told[0])
    return {"首": 1, "中": 2}.get(words[0], -1)


def _in_month(base: Point, groups: dict[str, str], edge: Edge) -> Point:
    if "mw" in groups:
        shift = {"下": 1, "次": 1, "上": -1}.get(groups["mw"][0], 0)
        base = replace(base, month_shift=shift)
    else:
        base = replace(base, month=1 if "m1" in groups else int(groups["m"]))
    if "d" in groups:
        return replace(base, day=int(groups["d"]))
    stretch = groups.get("x", "")
    if stretch.endswith("旬"):
        return replace(
            base,
            grain="third",
            third=1 + "上中下".index(stretch[-2]),
            edge=_EDGES.get(groups.get("xe", ""), ""),
        )
    if stretch.endswith("半月"):
        return replace(base, grain="half-month", third=1 + (stretch[0] == "下"))
    return replace(base, grain="month", edge=edge)
