"""Lamps: what the clock shows, in whatever colours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core import clockwork, lamps
from duban.engine.core.dues import Due, Rung
from duban.engine.core.facts import Facts, UnitFacts
from duban.engine.core.terms import Term
from support.memory import SETTING

FACTS = Facts(SETTING.zone, SETTING.calendar, UnitFacts("unit"))
AT = "2014-08-01T01:00:00.000000Z"
LADDER = tuple(Rung(f"after-{n}-workdays", Term(n, "workdays"), True) for n in (3, 10, 20))
DUE = Due(within=Term(10, "workdays"), remind=(Term(2, "workdays"),), escalate=LADDER)


def shown(due: Due, day: str, hour: int = 9) -> int:
    """The level on the morning of a day, of a term that began on 1 August 2014."""
    armed = clockwork.arm(due, AT, {}, FACTS)
    assert armed is not None
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), SETTING.zone)
    return lamps.level(due, armed, moment + timedelta(hours=hour), SETTING.zone)


@pytest.mark.parametrize(
    ("day", "level"),
    [
        ("2014-08-04", 0),
        ("2014-08-12", 0),
        ("2014-08-13", 1),
        ("2014-08-15", 1),
        ("2014-08-16", 2),
        ("2014-08-20", 2),
        ("2014-08-28", 2),
        ("2014-08-29", 3),
        ("2014-12-01", 3),
    ],
)
def test_our_levels(day: str, level: int) -> None:
    """No lamp, 1 from the reminder, 2 from the end, 3 from the second rung after it: by the clock, with no night run."""
    assert shown(DUE, day) == level


def test_a_rung_says_which_lamp_it_lights() -> None:
    """A rung's own level counts from its moment on; one that is milder than what is lit puts nothing out."""
    early = Rung("before-5-workdays", Term(5, "workdays"), False, lamp=3)
    late = Rung("after-1-workdays", Term(1, "workdays"), True, lamp=1)
    due = Due(within=Term(10, "workdays"), escalate=(early, late))
    assert [shown(due, day) for day in ("2014-08-07", "2014-08-08", "2014-08-19")] == [0, 3, 3]


def test_without_rungs_the_last_day_lights_the_first_lamp() -> None:
    """A bare term shows 1 on its last day and 2 after it."""
    due = Due(within=Term(10, "workdays"))
    assert [shown(due, day) for day in ("2014-08-14", "2014-08-15", "2014-08-16")] == [0, 1, 2]


@given(st.integers(0, 120), st.integers(0, 23))
def test_a_lamp_never_becomes_milder(day: int, hour: int) -> None:
    """As time passes and nothing else happens the level only rises."""
    first, second = (date(2014, 8, 1) + timedelta(days=one) for one in (day, day + 1))
    assert shown(DUE, first.isoformat(), hour) <= shown(DUE, second.isoformat(), hour)


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("蓝橙红", ("blue", "orange", "red")),
        ("蓝、黄、红", ("blue", "yellow", "red")),
        ("blue,yellow,red", ("blue", "yellow", "red")),
        (" green  yellow red ", ("green", "yellow", "red")),
        ("蓝灯，黄灯，红灯", ("blue", "yellow", "red")),
        ("蓝红", None),
        ("蓝蓝红", None),
        ("粉橙红", None),
        ("", None),
    ],
)
def test_colours_as_people_write_them(text: str, colours: tuple[str, ...] | None) -> None:
    """Three different known colours, in Chinese or English; anything else is none."""
    assert lamps.read_colours(text) == colours


def test_the_colour_of_a_level() -> None:
    """Level 0 has none; the others take theirs from the row."""
    assert [lamps.colour(one, ("blue", "yellow", "red")) for one in range(4)] == [
        None,
        "blue",
        "yellow",
        "red",
    ]
