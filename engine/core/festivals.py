"""Why a day is off, in the words of a wall calendar.

A calendar knows that a day is off, not after which festival: that is told by its date. Only a name for readers;
nothing is counted by it.
"""

from __future__ import annotations

from datetime import date

from .days import Day
from .text import Text

_HOLIDAY = Text("放假", "a holiday")
_FESTIVALS: tuple[tuple[tuple[int, int], tuple[int, int], Text], ...] = (
    ((1, 1), (1, 5), Text("元旦放假", "New Year holiday")),
    ((1, 18), (3, 1), Text("春节放假", "Spring Festival holiday")),
    ((4, 1), (4, 8), Text("清明节放假", "Qingming holiday")),
    ((4, 27), (5, 8), Text("劳动节放假", "Labour Day holiday")),
    ((5, 20), (6, 30), Text("端午节放假", "Dragon Boat holiday")),
    ((9, 3), (9, 4), Text("抗战胜利纪念日放假", "Victory Day holiday")),
    ((9, 5), (9, 30), Text("中秋节放假", "Mid-Autumn holiday")),
    ((10, 1), (10, 9), Text("国庆节放假", "National Day holiday")),
    ((12, 28), (12, 31), Text("元旦放假", "New Year holiday")),
)


def why_off(day: Day) -> Text:
    """The name of the holiday, or the day of the weekend; with a word where no notice has settled it."""
    if day.kind == "holiday":
        said = _festival(day.date)
    else:
        said = Text("周六", "Saturday") if day.date.weekday() == 5 else Text("周日", "Sunday")
    if day.status == "announced":
        return said
    return Text(f"{said.zh}（暂定）", f"{said.en} (provisional)")


def _festival(day: date) -> Text:
    place = day.month, day.day
    return next((name for first, last, name in _FESTIVALS if first <= place <= last), _HOLIDAY)
