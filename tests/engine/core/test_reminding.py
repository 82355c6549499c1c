"""When people may be reached, and whom a rung tells."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from duban.engine.core.reminding import Hours, pressing, read_hours
from support.memory import SETTING

HOURS = Hours()


def at(text: str) -> datetime:
    """A local moment."""
    return datetime.fromisoformat(text).replace(tzinfo=SETTING.zone)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2014-08-01 00:00", "2014-08-01 08:30"),  # a Friday
        ("2014-08-01 08:29", "2014-08-01 08:30"),
        ("2014-08-01 08:30", "2014-08-01 08:30"),
        ("2014-08-01 17:59", "2014-08-01 17:59"),
        ("2014-08-01 18:00", "2014-08-04 08:30"),
        ("2014-08-02 12:00", "2014-08-04 08:30"),  # a Saturday
        ("2014-09-27 12:00", "2014-09-28 08:30"),  # before a make-up Sunday
        ("2014-09-28 12:00", "2014-09-28 12:00"),  # a make-up Sunday is worked
        ("2014-09-30 20:00", "2014-10-08 08:30"),  # National Day
    ],
)
def test_people_are_reached_in_working_hours(moment: str, opens: str) -> None:
    """At night, on weekends and holidays it waits for the next working morning; a make-up day is one."""
    found = HOURS.next_open(at(moment), SETTING.zone, SETTING.calendar)
    assert found.astimezone(SETTING.zone) == at(opens)


def test_the_next_morning_is_another_day() -> None:
    """What no longer fits into a day's digest waits for a later day, also when that day is still open."""
    found = HOURS.next_morning(at("2014-08-01 07:00"), SETTING.zone, SETTING.calendar)
    assert found.astimezone(SETTING.zone) == at("2014-08-04 08:30")


def test_hours_as_people_write_them() -> None:
    """Two times, the earlier first, or always; anything else is refused."""
    assert read_hours("9:00-17:30") == Hours(time(9), time(17, 30))
    assert read_hours("always") is None
    for bad in ("", "9", "18:00-08:30", "08:30-08:30", "8:61-9:00", "morning-evening"):
        with pytest.raises(ValueError):
            read_hours(bad)


def test_a_digest_begins_with_what_is_longest_overdue() -> None:
    """Overdue before what is still to come, the earliest date first in each, what has no date last."""
    items = [
        {"case": "a", "seq": 1, "due": "2014-08-20"},
        {"case": "b", "seq": 1},
        {"case": "c", "seq": 1, "due": "2014-08-05", "overdue": True},
        {"case": "d", "seq": 1, "due": "2014-08-11"},
        {"case": "e", "seq": 1, "due": "2014-08-02", "overdue": True},
    ]
    assert [one["case"] for one in sorted(items, key=pressing)] == ["e", "c", "d", "a", "b"]
