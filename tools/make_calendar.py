"""Write the shipped mainland calendar, `workflows/data/calendar-mainland.json`.

Run at development time, after a new notice:

    pip install chinesecalendar lunardate borax
    python tools/make_calendar.py

The days off and the make-up workdays of announced years come from `chinesecalendar`. The four movable
festivals of later years come from `lunardate` (lunar dates) and `borax` (lunar dates again, and Qingming, held
against the usual formula of this century); where two sources disagree about a date nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from borax.calendars.lunardate import LunarDate as BoraxDate
from borax.calendars.lunardate import TermUtils
from chinese_calendar import constants
from lunardate import LunarDate

TARGET = Path(__file__).parent.parent / "workflows" / "data" / "calendar-mainland.json"
LAST_LUNAR_YEAR = 2050
LUNAR = {"spring": (1, 1), "dragon_boat": (5, 5), "mid_autumn": (8, 15)}
FIXED = ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]
REGULATION = "全国年节及纪念日放假办法（2024年11月10日修订）"

# Only numbers read in the published text of a notice, and only for the days that text names. The notice for
# 2019 was changed later: 28 April and 2, 3 and 5 May 2019 are not in it and stay without a number.
NOTICES = {
    "国办发明电〔2018〕15号": [
        ("2018-12-29", "2019-01-01"),
        ("2019-02-02", "2019-02-10"),
        ("2019-04-05", "2019-04-05"),
        ("2019-05-01", "2019-05-01"),
        ("2019-06-07", "2019-06-07"),
        ("2019-09-13", "2019-09-13"),
        ("2019-09-29", "2019-09-29"),
        ("2019-10-01", "2019-10-07"),
        ("2019-10-12", "2019-10-12"),
    ],
}


def announced() -> dict[str, dict[str, list[str]]]:
    """By year: the days from Monday to Friday that are off, the Saturdays and Sundays that are worked."""
    years = range(min(constants.holidays).year, max(constants.holidays).year + 1)
    return {
        str(year): {
            "off": _days(one for one in constants.holidays if one.year == year and one.weekday() < 5),
            "work": _days(one for one in constants.workdays if one.year == year and one.weekday() >= 5),
        }
        for year in years
    }


def _days(days: Iterable[date]) -> list[str]:
    return [f"{one:%m-%d}" for one in sorted(days)]


def festivals(year: int) -> dict[str, str]:
    """The movable festivals of a year: New Year's Day of the lunar calendar, Qingming and the other two."""
    found = {}
    for name, (month, day) in LUNAR.items():
        first = LunarDate(year, month, day).to_solar_date()
        if first != BoraxDate(year, month, day).to_solar_date():
            raise SystemExit(f"{name} {year}: the two sources disagree")
        found[name] = first
    found["qingming"] = TermUtils.day_start_from_term(year, "清明")
    if found["qingming"].day != int((year - 2000) * 0.2422 + 4.81) - (year - 2000) // 4:
        raise SystemExit(f"qingming {year}: the two sources disagree")
    return {name: f"{found[name]:%m-%d}" for name in ("spring", "qingming", "dragon_boat", "mid_autumn")}


def notices() -> dict[str, list[str]]:
    """By number: the holidays and make-up workdays that the notice names."""
    named: dict[str, list[str]] = {}
    for number, ranges in NOTICES.items():
        named[number] = []
        for first, last in ranges:
            day = date.fromisoformat(first)
            while day <= date.fromisoformat(last):
                if day in (constants.holidays if day.weekday() < 5 else constants.workdays):
                    named[number].append(day.isoformat())
                day += timedelta(days=1)
    return named


NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}  # fmt: skip


def names(years: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    """By year and holiday: the days off and the make-up workdays that belong to it."""
    named: dict[str, dict[str, list[str]]] = {}
    for year, days in years.items():
        for day in sorted(days["off"] + days["work"]):
            one = date.fromisoformat(f"{year}-{day}")
            found = constants.holidays.get(one) if one.weekday() < 5 else constants.workdays.get(one)
            named.setdefault(year, {}).setdefault(NAMES[found], []).append(day)
    return named


def main() -> None:
    """Write the file, one line a year so that a change can be read in a diff."""
    years = announced()
    last = max(int(year) for year in years)
    movable = {str(year): festivals(year) for year in range(last + 1, LAST_LUNAR_YEAR + 1)}
    parts = [
        f'  "calendar": "mainland",\n  "regulation": {_json(REGULATION)},\n  "fixed": {_json(FIXED)}',
        '  "announced": ' + _lines(years),
        '  "notices": ' + _lines(notices()),
        '  "names": ' + _lines(names(years)),
        '  "festivals": ' + _lines(movable),
    ]
    TARGET.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _lines(mapping: Mapping[str, object]) -> str:
    return "{\n" + ",\n".join(f"    {_json(key)}: {_json(value)}" for key, value in mapping.items()) + "\n  }"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
