from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from duban.engine import calendars
from duban.engine.calendars import MainlandCalendar, assumed_holidays, mainland
from duban.engine.core.days import Day

SEED = Path(calendars.__file__).parent.parent.parent / "workflows" / "data" / "calendar-mainland.json"


def every_day(first: int, last: int) -> list[date]:
    """Every date of these years."""
    begin, end = date(first, 1, 1), date(last, 12, 31)
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


def test_every_announced_day_is_what_chinesecalendar_says() -> None:
    """Every day from 2004 to 2026 is worked or off as in `chinesecalendar`, and announced."""
    calendar = mainland()
    wrong = [
        day
        for day in every_day(2004, 2026)
        if calendar.day(day).workday is not chinese_calendar.is_workday(day)
        or calendar.day(day).status != "announced"
    ]
    assert wrong == []


def test_the_kind_of_a_day_says_why_it_is_worked_or_off() -> None:
    """A weekday off is a holiday, a weekend worked is a make-up day, the rest is plain."""
    for day in every_day(2004, 2050):
        known = mainland().day(day)
        weekend = day.weekday() >= 5
        assert known.date == day
        assert known.workday is (known.kind in ("workday", "makeup"))
        assert weekend is (known.kind in ("weekend", "makeup"))


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2014-09-28", "makeup"),
        ("2014-10-11", "makeup"),
        ("2014-10-01", "holiday"),
        ("2014-10-04", "weekend"),
        ("2014-10-08", "workday"),
        ("2018-12-29", "makeup"),
        ("2018-12-31", "holiday"),
        ("2020-01-31", "holiday"),
        ("2026-02-28", "makeup"),
    ],
)
def test_known_days(day: str, kind: str) -> None:
    """Days that officials remember, among them the prolonged Spring Festival of 2020."""
    assert mainland().day(date.fromisoformat(day)).kind == kind


@pytest.mark.parametrize(
    ("year", "status"),
    [(1, "unknown"), (2003, "unknown"), (2004, "announced"), (2026, "announced"), (2027, "assumed"),
     (2050, "assumed"), (2051, "unknown"), (9999, "unknown")],
)  # fmt: skip
def test_a_year_says_how_it_is_known(year: int, status: str) -> None:
    """Announced up to the last notice, assumed up to the last lunar date, unknown before and beyond."""
    calendar = mainland()
    assert calendar.year_status(year) == status
    assert {one.status for one in calendar.year(year)} == {status}


def test_the_assumed_days_of_2027() -> None:
    """2027 by the regulation alone: thirteen weekdays off, and what falls on a weekend made up for."""
    off = [one.date for one in mainland().year(2027) if one.kind == "holiday"]
    assert [f"{day:%m-%d}" for day in off] == [
        "01-01", "02-05", "02-08", "02-09", "02-10", "04-05", "05-03", "05-04", "06-09", "09-15", "10-01", "10-04", "10-05",
    ]  # fmt: skip


@pytest.mark.parametrize("year", range(2027, 2051))
def test_an_assumed_year_has_thirteen_weekdays_off_and_no_make_up_days(year: int) -> None:
    """Nobody loses a statutory day to a weekend, or to another festival on the same date (2028, 2031, 2039)."""
    kinds = [one.kind for one in mainland().year(year)]
    assert kinds.count("holiday") == 13
    assert "makeup" not in kinds


def test_a_shared_date_is_made_up_for() -> None:
    """1 October 2028 is a Sunday and 3 October Mid-Autumn besides: the 4th and the 5th are off too."""
    worked = [mainland().day(date(2028, 10, day)).workday for day in (2, 3, 4, 5, 6)]
    assert worked == [False, False, False, False, True]


def test_weekend_days_are_made_up_for_on_the_next_workdays() -> None:
    """A Saturday and a Sunday before two weekdays off are made up for after these."""
    friday = date(2027, 10, 1)
    statutory = [friday + timedelta(days=n) for n in (1, 2, 3, 4)]
    assert sorted(assumed_holidays(statutory)) == [friday + timedelta(days=n) for n in (3, 4, 5, 6)]


@pytest.mark.parametrize(
    ("year", "spring"),
    [(2027, "02-06"), (2033, "01-31"), (2034, "02-19"), (2044, "01-30"), (2050, "01-23")],
)
def test_the_shipped_lunar_new_years(year: int, spring: str) -> None:
    """New Year's Days of the lunar calendar, with the leap month of 2033 at its right place."""
    assert json.loads(SEED.read_bytes())["festivals"][str(year)]["spring"] == spring


def test_festivals_fall_where_the_calendar_lets_them() -> None:
    """Qingming is 4 or 5 April, the others lie as many lunar months apart as they must."""
    for year, days in json.loads(SEED.read_bytes())["festivals"].items():
        spring, boat, autumn = (
            date.fromisoformat(f"{year}-{days[name]}") for name in ("spring", "dragon_boat", "mid_autumn")
        )
        assert days["qingming"] in ("04-04", "04-05")
        assert date(int(year), 1, 21) <= spring <= date(int(year), 2, 21)
        assert (boat - spring).days in range(121, 125) or (boat - spring).days in range(150, 154), year
        assert (autumn - boat).days in range(97, 101) or (autumn - boat).days in range(127, 130), year


def test_an_unknown_day_is_a_guess_from_the_weekday() -> None:
    """Beyond the lunar dates only weekends are off, and the day says so."""
    assert mainland().day(date(2051, 10, 1)) == Day(date(2051, 10, 1), False, "weekend", "unknown")
    assert mainland().day(date(2051, 10, 2)) == Day(date(2051, 10, 2), True, "workday", "unknown")


def test_a_notice_is_named_for_the_days_in_its_text() -> None:
    """The notice for 2019 stands at the days it names, not at those that were changed later."""
    calendar, number = mainland(), "国办发明电〔2018〕15号"
    named = [date(2018, 12, 29), date(2018, 12, 31), date(2019, 5, 1), date(2019, 10, 12)]
    assert {calendar.day(one).notice for one in named} == {number}
    changed = [date(2019, 4, 28), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 5), date(2019, 1, 2)]
    assert {calendar.day(one).notice for one in changed} == {None}


def test_another_seed_has_another_version() -> None:
    """A change of one day changes the version; the same content keeps it."""
    seed = SEED.read_bytes()
    assert MainlandCalendar(seed).version == mainland().version
    assert MainlandCalendar(seed.replace(b'"05-01"', b'"05-02"', 1)).version != mainland().version


def test_a_day_is_the_same_from_day_and_from_year() -> None:
    """`year` gives the days that `day` gives, in order, and handing out a list gives nothing away."""
    calendar = MainlandCalendar(SEED.read_bytes())
    calendar.year(2024).clear()
    for year in (2003, 2024, 2027):
        assert calendar.year(year) == [calendar.day(day) for day in every_day(year, year)]


def test_loading_needs_nothing_more() -> None:
    """Reading the calendar imports nothing, neither the YAML library nor `chinesecalendar`."""
    code = (
        "import sys, datetime\n"
        "from duban.engine.calendars import mainland\n"
        "before = set(sys.modules); mainland().day(datetime.date(2026, 1, 1))\n"
        "print([m for m in sys.modules if m.startswith('chinese_calendar')], set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "set()"]
