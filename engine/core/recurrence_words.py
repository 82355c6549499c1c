"""How a definition writes a duty that comes back: 每月25日前, 每季度末月20日前, 每年1月31日前, 每周五前.

A recurrence names days, not a length of time: its days are fixed dates, which never roll. That the day named
is itself still in time (「20日前」 with the 20th) is our reading; 民法典 Art. 1259 counts the number in for
以内 and 届满 and is silent on 前.
"""

from __future__ import annotations

import re
from calendar import monthrange

from .recurrence import Recurrence, Spot
from .text import Language

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HAN_WEEKDAYS = "一二三四五六日"
"""Of weeks; the first six also number the months of a period."""
_LAST = 31
"""The day that stands for the last of any month."""
_PERIODS = {"月": 1, "季度": 3, "季": 3, "半年": 6, "年": 12}
_ENGLISH = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
_NAMES = {1: "monthly", 3: "quarterly", 6: "half-yearly", 12: "yearly"}
_HAN_NAMES = {1: "每月", 3: "每季度", 6: "每半年", 12: "每年"}

_MONTH = re.compile(r"每个?月的?(?:(\d{1,2})日|(?:月?底|末))之?前")
_WITHIN = re.compile(
    r"每个?(季度?|半年)的?(?:(首|末|最后一个|第[一二三四五六]个)月)?的?(?:(\d{1,2})日|月?底|末)之?前"
)
_YEAR = re.compile(r"每年的?(?:(\d{1,2})月)?的?(?:(\d{1,2})日|月?年?底|末)之?前")
_WEEK = re.compile(r"每个?(?:周|星期)的?([一二三四五六日天])之?前")
_PLAIN = re.compile(
    r"(monthly|quarterly|half-yearly|yearly) by (?:(\d{1,2})|the end)(?: of month (\d{1,2}))?"
)
_PLAIN_YEAR = re.compile(r"yearly by (\d{1,2})-(\d{1,2})")
_PLAIN_WEEK = re.compile(r"weekly by (" + "|".join(_WEEKDAYS) + ")")


def parse_recurrence(text: str) -> Recurrence | None:
    """Read a recurrence; `None` of anything else, of a day there is not, and of a period without its month."""
    plain = " ".join(text.split()).casefold()
    chinese = plain.replace(" ", "")
    if found := _WEEK.fullmatch(chinese):
        return _weekly(6 if found[1] == "天" else _HAN_WEEKDAYS.index(found[1]))
    if found := _PLAIN_WEEK.fullmatch(plain):
        return _weekly(_WEEKDAYS.index(found[1]))
    if found := _MONTH.fullmatch(chinese):
        return _monthly(1, 1, found[1])
    if found := _WITHIN.fullmatch(chinese):
        every = _PERIODS[found[1]]
        if found[2] is None:  # 每季度20日前 does not say of which month; 每季度末前 is its end
            return _monthly(every, every, None) if found[3] is None else None
        month = (
            _HAN_WEEKDAYS.index(found[2][1]) + 1 if found[2][0] == "第" else 1 if found[2] == "首" else every
        )
        return _monthly(every, month, found[3])
    if found := _YEAR.fullmatch(chinese):
        if found[1] is None:  # 每年底前; 每年20日前 says nothing
            return _monthly(12, 12, None) if found[2] is None else None
        return _monthly(12, int(found[1]), found[2])
    if found := _PLAIN.fullmatch(plain):
        every = _ENGLISH[found[1]]
        if found[3] is None and every > 1 and found[2] is not None:
            return None
        return _monthly(every, int(found[3] or every), found[2])
    if found := _PLAIN_YEAR.fullmatch(plain):
        return _monthly(12, int(found[1]), found[2])
    return None


def recurrence_text(recurrence: Recurrence, language: Language) -> str:
    """The recurrence as it is written; `parse_recurrence` reads it back."""
    every, spot = recurrence.every, recurrence.spots[0]
    day, month = spot.day, spot.month + 1
    if recurrence.unit == "weeks":
        weekday = spot.weekday or 0
        zh, en = f"每周{_HAN_WEEKDAYS[weekday]}前", f"weekly by {_WEEKDAYS[weekday]}"
    elif every == 12:
        zh = f"每年{month}月{_day_zh(day)}前"
        en = f"yearly by {month:02}-{day:02}" if day > 0 else f"yearly by the end of month {month}"
    elif every == 1:
        zh, en = f"每月{_day_zh(day)}前", f"monthly by {_day_en(day)}"
    else:
        which = {1: "首月", every: "末月"}.get(month, f"第{_HAN_WEEKDAYS[month - 1]}个月")
        zh = f"{_HAN_NAMES[every]}{which}{_day_zh(day)}前"
        en = f"{_NAMES[every]} by {_day_en(day)} of month {month}"
    return zh if language == "zh" else en


def _monthly(every: int, month: int, day: str | None) -> Recurrence | None:
    number = _LAST if day is None else int(day)
    longest = _LAST if every < 12 else monthrange(2000, month)[1] if 1 <= month <= 12 else 0
    if not 1 <= number <= max(longest, _LAST if day is None else 0) or not 1 <= month <= every:
        return None
    return Recurrence(every, "months", (Spot(month - 1, -1 if number == _LAST else number),))


def _weekly(weekday: int) -> Recurrence:
    return Recurrence(1, "weeks", (Spot(0, weekday=weekday),))


def _day_zh(day: int) -> str:
    return "底" if day < 0 else f"{day}日"


def _day_en(day: int) -> str:
    return "the end" if day < 0 else str(day)
