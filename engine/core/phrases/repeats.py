"""Duties that come back, as they are written: 每季度末月20日前, 每年1月31日和7月31日前, 每周一, 每两个月, 按月报送."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from ..recurrence import PeriodUnit, Recurrence, Spot
from .points import clock_at
from .values import Missing

_EACH = re.compile(
    r"(?:每(?:隔)?|逢每?)(?P<n>\d{1,4}|半|单|双)?个?(?P<half>半)?(?P<u>年度?|季度?|月份?|周|星期|礼拜|旬|工作日|自然日|日|天|学期|小时)"
    r"(?!名|位|次|均|人)"
    r"|按(?P<by>[年季月周旬日])度?(?=报|调度|通报|上报|汇总|督办|督查|填|统计|公布|公示|更新|开展|报送|总结|分析|推进|$)(?!时|期)"
    r"|(?<![\d第一-龥])1?(?P<one>[年月周旬天日]|季度?)(?:一|1)(?=调度|通报|报|督|总结|分析|汇总|会商|小结|研判|更新|公示)"
    r"|(?<![\d第])1个?(?P<one2>[年月周旬天日]|季度?)(?:一|1)(?=调度|通报|报|督|总结|分析|汇总|会商|小结|研判|更新|公示)"
    r"|(?P<report>[年季月周旬日])(?:度?报告?制|调度制|度?例会)"
    r"|(?<![\d第.月])(?P<n3>半|\d{1,3})个?(?P<u3>年|季度?|月|周|星期|天)(?=[一二两三四1-9]次)"
    r"|隔(?P<skip>[周月年])"
    r"|(?P<nothing>(?<!不)定期|经常性?)"
)
_MOST = 366
"""The most days, weeks or months between two occurrences that a phrase is taken to mean."""
_MONTHS = {"年": 12, "季": 3, "月": 1, "学": 6}
_JOIN = r"[,、和与及或以]{0,2}"
_D = r"(?P<d>\d{1,2})(?:[日号]|(?=[、和及与]\d{1,2}[、日号和及与]))"
_WORKDAY = r"第?(?P<wn>\d{1,2})个工作日|(?P<wl>最后[一1]?个?工作日)|前(?P<wf>\d{1,2})个工作日"
_NTH = r"(?:第?(?P<k>\d)个?|(?P<kl>最后[一1]?个?))(?:周|星期|礼拜)(?P<kd>[一二三四五六日天])"
_THIRD = r"(?P<t>[上中下])旬"
_END = r"(?P<e>(?:年|季度?|月)?[底末]|(?:的?最后[一1][日天]))"
_SPOTS: dict[str, re.Pattern[str]] = {
    "year": re.compile(
        rf"{_JOIN}的?(?:第?(?P<q>[1-4])季度?[底末]?|(?P<h>[上下])半年[底末]?|(?P<m>\d{{1,2}})(?:月份?|(?=[、和及与]\d{{1,2}}[、月和及与]))的?(?:{_D}|{_NTH}|{_WORKDAY}|{_THIRD}|(?P<me>月?[底末])|(?P<early>[初中]))?"
        rf"|{_END}|(?P<early2>年?[初中]))"
    ),
    "quarter": re.compile(
        rf"{_JOIN}的?(?:(?P<qm>末月|首月|中间?月|最后[一1]?个月|第?(?P<qn>[1-3])个?月)的?(?:{_D}|{_THIRD}|(?P<me>月?[底末])|(?P<early>[初中]))?|{_WORKDAY}|{_END}|(?P<early2>季?[初中])|(?P<dd>\d{{1,2}})[日号])"
    ),
    "month": re.compile(rf"{_JOIN}的?(?:(?:\d{{1,2}}[日号]?(?:至|到|-))?{_D}|{_NTH}|{_WORKDAY}|{_THIRD}|{_END}|"
        r"(?P<early2>月?[初中](?!央|心)))"),
    "week": re.compile(r"(?:[、和与及]?(?:周|星期|礼拜)?)(?P<wd>[一二三四五六日天末])(?!次|般|律|致|个|调|通)"),
}  # fmt: skip
_AFTERWARDS = re.compile(
    r"(?:结束|终了|完成)?(?:后|之后|以后)的?(?P<n>\d{1,3})个?(?P<u>工作日|自然日|日|天|个?月)(?:之内|以内|内)?"
)
_WEEKDAYS = "一二三四五六日"
_TAIL = re.compile(r"(?:上午|下午|下班)?(?:之前|以前|前|之内|以内|内)?")


class Repeat(Struct, frozen=True):
    """A duty that comes back, as it stands in the even text."""

    start: int
    end: int
    rule: Recurrence | None
    missing: Missing | None = None
    """Why there is no rule: 每月初 names no day (`date`), 定期 no period (`amount`)."""
    whole_period: bool = False
    """No day of the period is named, so it is done by the end of each."""


def repeats_in(text: str) -> Iterator[Repeat]:
    """Every duty that comes back of an even text, in order; none overlap."""
    last = 0
    for found in _EACH.finditer(text):
        if found.start() >= last:
            one = _repeat(text, found)
            last = one.end
            yield one


def _repeat(text: str, found: re.Match[str]) -> Repeat:
    if found["nothing"]:
        return Repeat(found.start(), found.end(), None, "amount")
    word = next(found[name] for name in ("u", "u3", "by", "one", "one2", "report", "skip") if found[name])
    amount, every = found["n"] or found["n3"] or "", 1
    if amount.isdigit():
        every = int(amount)
    elif found["skip"] or (amount == "双" and word in ("周", "星期", "礼拜")):
        every = 2
    if not 0 < every <= _MOST or found["half"]:
        return Repeat(found.start(), found.end(), None, "amount")
    end = found.end()
    if word == "小时":
        return Repeat(found.start(), end, None, "unit")
    if word in ("日", "天", "自然日", "工作日"):
        unit: PeriodUnit = "workdays" if word == "工作日" else "days"
        return Repeat(
            found.start(), _end(text, end), Recurrence(every, unit, aligned=every == 1), whole_period=True
        )
    if word in ("周", "星期", "礼拜"):
        return _weekly(text, found, Recurrence(every, "weeks", aligned=every == 1))
    if word == "旬":
        spots = tuple(Spot(0, day) for day in (10, 20, -1))
        return Repeat(found.start(), _end(text, end), Recurrence(1, "months", spots), whole_period=True)
    length = _MONTHS[word[0]]
    if amount == "半":
        every, length = 1, {12: 6, 1: 0}.get(length, length)
        if not length:  # 每半个月
            return Repeat(
                found.start(),
                _end(text, end),
                Recurrence(1, "months", (Spot(0, 15), Spot(0, -1))),
                whole_period=True,
            )
    months = every * length
    rule = Recurrence(months, "months", aligned=every == 1)
    if amount in ("单", "双") and length == 1:
        rule = Recurrence(12, "months", tuple(Spot(month) for month in range(int(amount == "双"), 12, 2)))
    return _monthly(
        text, found, rule, "year" if length == 12 else "month" if length == 1 else "quarter", months
    )


def _weekly(text: str, found: re.Match[str], rule: Recurrence) -> Repeat:
    end, spots = found.end(), []
    if re.match(r"[一1](?:调度|通报|报告?|总结|会商|研判|汇总|更新)", text[end : end + 4]):
        return Repeat(found.start(), end, None, "date")  # on Mondays, or once a week?
    while one := _SPOTS["week"].match(text, end):
        weekday = _WEEKDAYS.find(one["wd"].replace("天", "日"))
        spots.append(Spot(weekday=6 if weekday < 0 else weekday))
        end = one.end()
    if spots:
        return Repeat(found.start(), _end(text, end), replace(rule, spots=tuple(spots)))
    return Repeat(found.start(), _end(text, end), rule, whole_period=True)


def _monthly(text: str, found: re.Match[str], rule: Recurrence, kind: str, months: int) -> Repeat:
    start, end = found.span()
    if after := _AFTERWARDS.match(text, end):
        return _afterwards(start, after, rule, months)
    spots: list[Spot] = []
    while len(spots) < 24 and (one := _SPOTS[kind].match(text, end)):
        spot = _spot(kind, one.groupdict(), rule)
        end = one.end()
        if spot is None:
            return Repeat(start, _end(text, end), None, "date")
        spots += spot
    if not spots:
        return Repeat(start, _end(text, end), rule, whole_period=True)
    stop = _end(text, end)
    if text[end:stop].endswith("前") and text[end - 1] in "月度年" and kind == "year":
        return Repeat(start, stop, replace(rule, spots=tuple(spots)), "boundary")
    return Repeat(start, stop, replace(rule, spots=tuple(spots)))


def _afterwards(start: int, after: re.Match[str], rule: Recurrence, months: int) -> Repeat:
    """So many days into the next period: 每季度结束后10日内."""
    amount = int(after["n"])
    if after["u"] == "工作日" and 1 <= amount <= 60:
        return Repeat(start, after.end(), replace(rule, spots=(Spot(workday=amount),)))
    if after["u"].endswith("月"):
        if 1 <= amount <= months:
            return Repeat(start, after.end(), replace(rule, spots=(Spot(amount - 1),)))
        return Repeat(start, after.end(), None, "date")
    month, day = 0, amount
    for length in (31, 28, 31):
        if day <= 28 or month + 1 >= months:
            break
        day, month = day - length, month + 1
    if not 1 <= day <= 28 or (month and amount > 31):
        return Repeat(start, after.end(), None, "date")
    return Repeat(start, after.end(), replace(rule, spots=(Spot(month, day),)))


def _spot(kind: str, told: dict[str, str | None], rule: Recurrence) -> list[Spot] | None:
    """The days that a few words name in a period; `None` where they name none."""
    if told.get("early") or told.get("early2") or told.get("dd"):
        return None
    month = -1
    match kind:
        case "year":
            if told["q"]:
                return [Spot(3 * int(told["q"]) - 1)]
            if told["h"]:
                return [Spot(5 if told["h"] == "上" else 11)]
            if told["m"]:
                month = int(told["m"]) - 1
                if not 0 <= month < 12:
                    return None
        case "quarter":
            name = told["qm"] or ""
            month = (
                0
                if name == "首月"
                else 1
                if name.startswith("中")
                else int(told["qn"]) - 1
                if told["qn"]
                else -1
            )
        case _:
            month = 0 if rule.every == 1 else -1
    months = [month]
    if kind == "month" and len(rule.spots) > 1:  # 逢双月10日: the months are settled, the day is told now
        months = [one.month for one in rule.spots]
    made = [_in_month(one, told) for one in months]
    return None if any(one is None for one in made) else [one for one in made if one is not None]


def _in_month(month: int, told: dict[str, str | None]) -> Spot | None:
    if told.get("d"):
        day = int(told["d"] or 0)
        longest = (
            29 if month == 1 and told.get("m") else 30 if told.get("m") and month in (3, 5, 8, 10) else 31
        )
        return Spot(month, day) if 1 <= day <= longest else None
    if told.get("t"):
        return Spot(month, (10, 20, -1)["上中下".index(told["t"] or "上")])
    if told.get("kd"):
        nth = -1 if told.get("kl") else int(told["k"] or 1)
        return (
            Spot(month, weekday=_WEEKDAYS.find((told["kd"] or "").replace("天", "日")), nth=nth)
            if nth in (-1, 1, 2, 3, 4)
            else None
        )
    if told.get("wl"):
        return Spot(month, workday=-1)
    if nth_workday := told.get("wn") or told.get("wf"):
        return Spot(month, workday=int(nth_workday)) if 1 <= int(nth_workday) <= 60 else None
    return Spot(month)


def _end(text: str, end: int) -> int:
    if (clock := clock_at(text, end)) is not None:
        end = clock[1]
    tail = _TAIL.match(text, end)
    return tail.end() if tail else end
