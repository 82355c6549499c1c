"""The shipped calendar of the mainland: announced years, assumed years, and where knowledge ends.

Days off and make-up workdays of announced years are data (`workflows/data/calendar-mainland.json`, written by
`tools/make_calendar.py`). Later years follow 全国年节及纪念日放假办法 (2024): weekends and thirteen statutory days.
Beyond the shipped lunar dates, and before the first announced year, only weekends are known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypedDict

from ..core.days import Day, DayKind, DayStatus

_SATURDAY = 5
_FIXED = {1: "元旦", 5: "劳动节", 10: "国庆节"}
"""The festivals with a fixed date, by month."""
# A plain path: importlib.resources alone takes longer to import than the whole calendar to load.
SEED = Path(__file__).parent.parent.parent / "workflows" / "data" / "calendar-mainland.json"
"""The shipped file."""


class _Year(TypedDict):
    off: list[str]
    work: list[str]


class _Festivals(TypedDict):
    spring: str
    qingming: str
    dragon_boat: str
    mid_autumn: str


class _Seed(TypedDict):
    fixed: list[str]
    announced: dict[str, _Year]
    notices: dict[str, list[str]]
    names: dict[str, dict[str, list[str]]]
    festivals: dict[str, _Festivals]


class MainlandCalendar:
    """The working days of the mainland, built a year at a time when first asked for.

    Answers for every date: see `year_status` for how much an answer is worth.
    """

    def __init__(self, seed: bytes) -> None:
        """Take the content of a seed file (UTF-8 JSON); `version` is made from its digest."""
        data: _Seed = json.loads(seed)
        self._fixed = data["fixed"]
        self._announced = data["announced"]
        self._festivals = data["festivals"]
        self._notices = {day: number for number, days in data["notices"].items() for day in days}
        self._version = f"mainland-{hashlib.sha256(seed).hexdigest()[:16]}"
        self._names = data["names"]
        self._regulation = hashlib.sha256(json.dumps([self._fixed, self._festivals]).encode()).hexdigest()
        self._days: dict[date, Day] = {}
        self._years: set[int] = set()

    @property
    def version(self) -> str:
        """`mainland-` and sixteen hexadecimal digits; another seed has another version."""
        return self._version

    def day(self, date: date) -> Day:
        """What is known of this day."""
        return self._days.get(date) or self._look_up(date)

    def _look_up(self, date: date) -> Day:
        if self.year_status(date.year) == "unknown":  # not kept: any year may be asked for
            return _plain(date, "unknown")
        return self.year(date.year)[date.timetuple().tm_yday - 1]

    def year_status(self, year: int) -> DayStatus:
        """`announced` by a notice, `assumed` from the regulation and the lunar dates, or `unknown`."""
        if str(year) in self._announced:
            return "announced"
        return "assumed" if str(year) in self._festivals else "unknown"

    @property
    def regulation(self) -> str:
        """A digest of what assumed years are made from: the statutory days and the lunar dates."""
        return self._regulation

    def announced_years(self) -> list[int]:
        """The years that the file has as announced, in order."""
        return sorted(map(int, self._announced))

    def knows_festivals(self, year: int) -> bool:
        """Whether the lunar dates of a year are known, so that it can be assumed."""
        return str(year) in self._festivals

    def assumed(self, year: int, festivals: Iterable[str] | None = None) -> Mapping[date, str]:
        """The days from Monday to Friday off by the regulation alone, with their festival: of all or of some."""
        if not self.knows_festivals(year):
            return {}
        statutory = self._statutory(year)
        return _made_up([one for one in statutory if festivals is None or one[1] in festivals])

    def year(self, year: int) -> list[Day]:
        """Every day of the year, in order."""
        if year in self._years:
            return [self._days[one] for one in _dates(year)]
        status = self.year_status(year)
        if status == "unknown":
            return [_plain(one, status) for one in _dates(year)]
        off, work = self._changes(year, status)
        days = [self._day(one, off, work, status) for one in _dates(year)]
        self._days.update((one.date, one) for one in days)
        self._years.add(year)
        return days

    def _changes(self, year: int, status: DayStatus) -> tuple[Mapping[date, str | None], set[date]]:
        if status == "announced":
            known = self._announced[str(year)]
            return dict.fromkeys(_on(year, known["off"])), set(_on(year, known["work"]))
        return self.assumed(year), set()

    def _statutory(self, year: int) -> list[tuple[date, str]]:
        """The thirteen days of Art. 2 with their festival; a date that two festivals share stands there twice."""
        movable = self._festivals[str(year)]
        (spring,) = _on(year, [movable["spring"]])
        days = [
            (spring + timedelta(days=shift), "春节") for shift in (-1, 0, 1, 2)
        ]  # the eve, the 1st to the 3rd
        for name, day in (
            ("清明节", movable["qingming"]),
            ("端午节", movable["dragon_boat"]),
            ("中秋节", movable["mid_autumn"]),
        ):
            days += [(one, name) for one in _on(year, [day])]
        return days + [(one, _FIXED[one.month]) for one in _on(year, self._fixed)]

    def _name(self, date: date) -> str | None:
        of_year = self._names.get(str(date.year), {})
        return next((name for name, days in of_year.items() if f"{date:%m-%d}" in days), None)

    def _day(self, date: date, off: Mapping[date, str | None], work: set[date], status: DayStatus) -> Day:
        if date not in off and date not in work:
            return _plain(date, status)
        kind: DayKind = "holiday" if date in off else "makeup"
        name = off.get(date) or self._name(date)
        return Day(date, kind == "makeup", kind, status, self._notices.get(date.isoformat()), name)


def assumed_holidays(statutory: Iterable[date]) -> set[date]:
    """The days from Monday to Friday that are off by the regulation alone.

    A statutory day on a Saturday or Sunday is made up for on the next workday (Art. 6). So is a day that
    two festivals share: the regulation is silent, the arrangements of 2009 and 2020 did it so.
    """
    return set(_made_up([(one, "") for one in statutory]))


def _made_up(statutory: Iterable[tuple[date, str]]) -> dict[date, str]:
    off: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for day, name in sorted(statutory):
        if day.weekday() >= _SATURDAY or day in off:
            owed.append((day, name))
        else:
            off[day] = name
    for day, name in owed:
        while day.weekday() >= _SATURDAY or day in off:
            day += timedelta(days=1)
        off[day] = name
    return off


@cache
def mainland() -> MainlandCalendar:
    """The shipped calendar, read once."""
    return MainlandCalendar(SEED.read_bytes())


def _plain(date: date, status: DayStatus) -> Day:
    weekend = date.weekday() >= _SATURDAY
    return Day(date, not weekend, "weekend" if weekend else "workday", status)


def _dates(year: int) -> Iterable[date]:
    return map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1))


def _on(year: int, days: Iterable[str]) -> Iterable[date]:
    return (date(year, int(one[:2]), int(one[3:])) for one in days)
