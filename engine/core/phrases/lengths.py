"""Lengths of time from an event: 自收到之日起30日内, 届满前一个工作日, 办结后一周内, 48小时内, 到期次日.

What the words leave open is left open here: 「三月内」 may be March or three months, 「10日前」 the tenth or ten days
before, 「5至15个工作日」 has two ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from ..terms import MOST, MOST_YEARS, Term, TermUnit
from .points import clock_at
from .values import Bound, Side

Doubt = Literal["amount", "unit", "month", "day-before"]
Days = Literal["", "natural", "bare"]


class Length(Struct, frozen=True):
    """A length of time as it stands in the even text."""

    start: int
    end: int
    terms: tuple[Term, ...]
    minutes: int = 0
    other: tuple[Term, ...] = ()
    """The lower end of 「5至15个工作日」."""
    side: Side = "within"
    bound: Bound | None = None
    days: Days = ""
    """`bare` is 日 or 天 without a word on which days."""
    event: tuple[int, int] | None = None
    """Where the words of the event stand."""
    from_next_day: bool = False
    """次日起: the next day is the first one counted."""
    from_the_document: bool = False
    """即日起: the day of the document itself."""
    total: bool = False
    """共7天: the length of a range, not from an event."""
    doubt: Doubt | None = None
    clock: tuple[int, int] | None = None
    """次日12时前: the hour and minute of that day."""
    window: bool = False
    """届满前30日内: from so long before the event up to it."""
    whole: bool = False
    """届满前: any time up to the event."""
    loose: bool = False
    """Nothing but the number says that it is a length."""

    @property
    def tells_days(self) -> bool:
        """Whether it can be the length of a range: an amount that nobody doubts, and no side of an event."""
        return bool(self.terms) and self.side == "within" and self.doubt is None


MOST_WORKDAYS = 1000
"""The most workdays that a phrase is taken to mean: four years; more is a slip of the pen."""
_UNITS: dict[str, tuple[TermUnit | Literal["minutes"], int]] = {
    "工作日": ("workdays", 1), "工作天": ("workdays", 1), "自然日": ("days", 1), "自然天": ("days", 1),
    "日历日": ("days", 1), "日历天": ("days", 1), "天": ("days", 1), "日": ("days", 1), "周": ("days", 7),
    "星期": ("days", 7), "礼拜": ("days", 7), "旬": ("days", 10), "月": ("months", 1), "季度": ("months", 3),
    "年": ("years", 1), "小时": ("hours", 1), "钟头": ("hours", 1), "分钟": ("minutes", 1),
}  # fmt: skip
_UNIT = "|".join(_UNITS)
_AFTER = r"(?:(?P<dir>之内|以内|内|之后|以后|后|之前|以前|前)(?P<dir2>之内|以内|内)?)?"
_LENGTH = re.compile(
    rf"(?<![\d.第])(?<!最后)(?P<low>\d{{1,6}}(?:个?(?:{_UNIT}))?(?:-|至|到|、|或))?(?:(?P<n>\d{{1,9}})(?P<f>\.\d{{1,3}})?|(?P<half>半))(?P<ge>个)?(?P<mid>半)?"
    rf"(?P<u>{_UNIT})(?![份报例检考初底末])(?P<tail>半)?(?:[〇又加]?(?P<n2>\d{{1,3}})(?P<u2>个月|天|日))?"
    rf"(?P<note>\((?:含|不含|不包|工作日|自然日|扣除|除去|遇)[^()]{{0,12}}\))?(?:的?(?:时间|期限))?{_AFTER}"
)
_NOTE = re.compile(r"\([^()]{1,16}\)")
_NO_HOLIDAYS = re.compile(r"(?:不含|不包括|扣除|除去|不计)[^()]{0,4}(?:节|假|休)")
_VAGUE_AMOUNT = re.compile(
    rf"(?:(?:[几数若]干?|[nx×*_]{{1,8}}|\(\)|[一二两三四五六七八九]{{2}}|多少|一定|有限的?)个?(?P<u>{_UNIT})(?:之内|以内|内|后|前)|近期内?|近日|短期内)"
)
_NO_UNIT = re.compile(r"(?<![\d.第月年/-])(?P<n>\d{1,4})个?(?:之内|以内|内)(?![\d容])")
_NEAR = re.compile(
    r"(?P<dir>次日|翌日|第[2二][日天]|隔[日天]|当日|当天|同日|即日|当场|之日)(?!起)(?:内|之内|以内|下班前|前)?"
)
_EXPIRY = re.compile(
    r"(?:(?:有效|规定|办理|整改|存续|法定)?(?:期限|时限|期间|期)?(?:届满|期满|到期)|(?:期限|时限)(?:之?内))(?P<dir>之?日|前|之前|以前|时|后)?"
)
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("at-least", re.compile(r"(?:不得?少于|不得?低于|不得?短于|至少|最少|最短|不低于|满|≥|>=)(?:为|是)?$")),
    (
        "at-most",
        re.compile(
            r"(?:不得?超过|不得?多于|不得?长于|不得?逾|不能超过|至迟|最迟|最晚|最长|最多|至多|控制在|≤|<=)(?:不得?超过|为|是|在|于)?$"
        ),
    ),
)
_SINCE = re.compile(
    r"(?:之日|之时|之后|以后|后|时)?(?P<next>的?(?:次日|翌日|第[2二][日天]|下一日))?起(?:计算?|算)?[,的在]{0,3}(?:不得?超过|至迟|最迟|最长|最多|至多|满|超过)?$"
)
_LEAD = re.compile(r"^(?:并|且|应当?|要|须|必须|需|可以|可|在|自|从|于|由|原则上|一般|各单位|[,、:的])+")
_TAIL = re.compile(
    r"(?:之日|之时|的?当日|的?次日|的?翌日)?(?:起|后|前|之后|以后|的|内|,|时|为|是|:|在|于|应|一般|原则上|前|日)*$"
)
_EVENT_BEFORE = re.compile(
    r"(?:召开|举行|举办|实施|届满|期满|到期|期限|期|时限|开[始会工庭幕标]|会议?|听证|验收|审计|启动|施行|截止|结束|投产|开展|生效|换届|离任|活动|之|的|日)$"
)
_GOES_ON = re.compile(r"起|的?(?:至少)?(?:\d|半)")
_EARLY = re.compile(r"(?:前|之前|以前|提前|至少提前)(?:至少)?$")
_TERM_WORD = re.compile(r"(?:期限|时限|时间|期|周期|总共|共计?|为期|合计|总计)[:为是定]{0,3}$")
_TOTAL = re.compile(r"(?:共计?|为期|合计|总计|计|历时|\()$")


def lengths_in(text: str) -> Iterator[Length]:
    """Every length of time of an even text, in order; none overlap."""
    last = 0
    found = [
        *((0, one) for one in _LENGTH.finditer(text)),
        *((1, one) for one in _VAGUE_AMOUNT.finditer(text)),
        *((2, one) for one in _NEAR.finditer(text)),
        *((3, one) for one in _NO_UNIT.finditer(text)),
        *((4, one) for one in _EXPIRY.finditer(text)),
    ]
    for kind, one in sorted(found, key=lambda each: (each[1].start(), -each[1].end())):
        if one.start() < last:
            continue
        clause = _clause(text, one.start())
        match kind:
            case 0:
                length = _counted(text, clause, one)
            case 1 | 3:
                length = Length(
                    one.start(),
                    one.end(),
                    (),
                    doubt="amount" if kind == 1 else "unit",
                    event=_event(text, clause, one.start()),
                )
            case 2:
                length = _near(text, clause, one)
            case _:
                length = _expiry(text, clause, one)
        if length is not None:
            last = length.end
            yield length


def _clause(text: str, place: int) -> int:
    """Where the clause of a place begins."""
    return 1 + max(text.rfind(one, 0, place) for one in ',;。!?、|/"\n')


def _counted(text: str, clause: int, found: re.Match[str]) -> Length | None:
    if (
        found["u"] == "月"
        and not found["ge"]
        and found["n"]
        and not found["mid"]
        and not (found["dir"] or "").endswith("内")
    ):
        return None  # 3月 is a month of the year
    before = text[max(0, found.start() - 80) : found.start()]
    if before.endswith('"') and text[found.end() : found.end() + 1] == '"':
        return None  # quoted, so spoken about: 有关“三日”的规定
    amounts = _terms(found)
    event = _event(text, clause, found.start())
    words = text[clause : found.start()]
    bound = next((bound for bound, pattern in _BOUNDS if pattern.search(before)), None)
    since = _SINCE.search(before)
    direction, window = found["dir"] or "", found["dir2"]
    side: Side = "within"
    doubt: Doubt | None = None
    in_window = bool(window)
    unit, bare_month = found["u"], not found["ge"] and found["n"] is not None
    if found["n2"] and (unit not in ("月", "年") or (unit == "月" and bare_month)):
        return None
    if amounts is None:
        return Length(found.start(), found.end(), (), doubt="amount", event=event)
    ends_here = text[found.end() : found.end() + 1] in ("", ",", ";", "。", ")", "/", "|")
    told_length = found[0].endswith(("时间", "期限")) or (
        (_TERM_WORD.search(words) or not words) and (words or ends_here)
    )
    terms, minutes = amounts
    if direction.endswith("前") and not window:
        side = "before"
        if unit in ("日", "天") and not since and not _EVENT_BEFORE.search(words):
            doubt = "day-before" if unit == "日" else None
        if _EARLY.search(words):
            side = "before"
    elif _EARLY.search(words) and since is None and not words.endswith(("日前", "目前")):
        side = "before"
        in_window = direction.endswith("内")
    elif direction.endswith("后"):
        side = "after"
    if unit == "月" and bare_month and not found["mid"]:
        doubt = "month"
    if (
        unit == "年"
        and bare_month
        and (len(found["n"]) == 4 or not (direction or since or bound or told_length))
    ):
        return None
    loose = (
        not direction and since is None and bound is None and event is None
        and unit == "日"
    )  # fmt: skip
    low = _low(found)
    if low:
        doubt = "amount"
    note = (found["note"] or "") + (_NOTE.match(text, found.end()) or [""])[0]
    if "工作日" in note and unit in ("日", "天"):
        terms, unit, loose = tuple(Term(one.amount, "workdays") for one in terms), "工作日", False
    elif _NO_HOLIDAYS.search(note) and unit in ("日", "天"):
        terms, doubt = (), "unit"
    return Length(
        found.start(), found.end(), terms, minutes, low, side, bound,
        "natural" if unit in ("自然日", "自然天", "日历日", "日历天") else "bare" if unit in ("日", "天") else "",
        event, bool(since and since["next"]) or bool(re.search(r"(?:次日|翌日|第[2二][日天])起[,的]?$", before)),
        bool(re.search(r"即日起[,]?(?:计算?)?$", before)), bool(_TOTAL.search(before)), doubt, None, in_window, False, loose,
    )  # fmt: skip


def _terms(found: re.Match[str]) -> tuple[tuple[Term, ...], int] | None:
    """The terms and minutes of a length; `None` where no whole amount can be made of it."""
    name, scale = _UNITS[found["u"]]
    halves = int(bool(found["mid"])) + int(bool(found["tail"]))
    if found["half"]:
        return _half(name, 0, scale)
    amount = int(found["n"])
    if found["f"]:
        if name != "hours" or int(float(found["f"]) * 60) != float(found["f"]) * 60:
            return None
        return ((Term(amount, "hours"),) if amount else ()), int(float(found["f"]) * 60)
    if amount > {"years": MOST_YEARS, "workdays": MOST_WORKDAYS}.get(name, MOST) or not amount or halves > 1:
        return None
    if halves:
        return _half(name, amount, scale)
    if name == "minutes":
        return (), amount
    terms = [Term(amount * scale, name)]
    if found["n2"]:
        terms.append(Term(max(1, int(found["n2"])), "months" if found["u2"] == "个月" else "days"))
    return tuple(terms), 0


def _half(name: str, amount: int, scale: int) -> tuple[tuple[Term, ...], int] | None:
    """So many and a half: 半年 is 6 months, 半个月 15 days, 半小时 30 minutes; half a day is no count of days."""
    match name:
        case "years":
            return (Term(12 * amount + 6, "months"),), 0
        case "months" if scale == 1:
            return (*((Term(amount, "months"),) if amount else ()), Term(15, "days")), 0
        case "hours":
            return ((Term(amount, "hours"),) if amount else ()), 30
        case _:
            return None


def _low(found: re.Match[str]) -> tuple[Term, ...]:
    digits = re.match(r"\d+", found["low"] or "")
    if digits is None or not int(digits[0]) or int(digits[0]) > MOST:
        return ()
    name, scale = _UNITS[found["u"]]
    return () if name == "minutes" else (Term(int(digits[0]) * scale, name),)


def _near(text: str, clause: int, found: re.Match[str]) -> Length | None:
    word = found["dir"]
    if text[max(0, found.start() - 1) : found.start()] in ("含", "括"):
        return None  # (含当日) is about the day before it
    if (word == "之日" and not text[found.end() :].startswith(("前", "完成", "办结"))) or word == "当场":
        return None
    on = word in ("当日", "当天", "同日", "即日", "之日")
    terms = () if on or word.startswith("隔") else (Term(1, "days"),)
    clock, end = clock_at(text, found.end()) or (None, found.end())
    return Length(
        found.start(), end, terms, side="on", event=_event(text, clause, found.start()), clock=clock,
        from_the_document=word == "即日", doubt="amount" if word.startswith("隔") else None,
    )  # fmt: skip


def _expiry(text: str, clause: int, found: re.Match[str]) -> Length | None:
    direction = found["dir"]
    if direction not in ("前", "之前", "以前", "日", "之日") or _GOES_ON.match(text, found.end()):
        return None
    return Length(
        found.start(), found.end(), (), side="on", event=_event(text, clause, found.end()), whole=True
    )


def _event(text: str, clause: int, end: int) -> tuple[int, int] | None:
    """Where the words of the event stand before a length; `None` when there are none."""
    words = text[clause:end]
    for _, pattern in _BOUNDS:
        words = pattern.sub("", words)
    lead = _LEAD.match(words)
    begin = clause + (lead.end() if lead else 0)
    if start := re.search(r"(?:自|从)(?!然|行|主)", words):
        begin = max(begin, clause + start.end())
    tail = _TAIL.search(text[begin : clause + len(words)])
    stop = begin + tail.start() if tail else clause + len(words)
    return (begin, stop) if stop > begin else None
