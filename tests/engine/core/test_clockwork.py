"""Deadlines and stays of a case, as they are armed and moved on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core import clockwork
from duban.engine.core.case import Case
from duban.engine.core.dues import Due, Rung, Stay
from duban.engine.core.facts import Facts, UnitFacts
from duban.engine.core.terms import Term
from duban.engine.core.times import instant, local, stamp
from support.memory import SETTING

FACTS = Facts(SETTING.zone, SETTING.calendar, UnitFacts("unit"))
AT = "2014-08-01T01:00:00.000000Z"
LADDER = (Rung("after-3", Term(3, "workdays"), True), Rung("after-10", Term(10, "workdays"), True))


def arm(rule: Due, at: str = AT, /, **data: Any) -> dict[str, Any]:
    """A deadline as it is armed."""
    armed = clockwork.arm(rule, at, data, FACTS)
    assert armed is not None
    return armed


def day(text: str) -> str:
    """The local day and hour of a stored instant."""
    return local(text, SETTING.zone)[:16]


def test_a_term_is_armed_with_everything_that_will_happen() -> None:
    """The end, the reminders before it and the rungs after it, in order of time, with the rule and its anchor."""
    armed = arm(
        Due(within=Term(10, "workdays"), remind=(Term(2, "workdays"), Term(5, "workdays")), escalate=LADDER)
    )
    assert [(name, day(when)) for name, when in armed["rungs"]] == [
        ("remind-2", "2014-08-08T00:00"), ("remind-1", "2014-08-13T00:00"), ("due", "2014-08-16T00:00"),
        ("after-3", "2014-08-20T00:00"), ("after-10", "2014-08-29T00:00"),
    ]  # fmt: skip
    assert (armed["last"], armed["rule"], armed["since"]) == ("2014-08-15", "10 workdays", AT)
    assert armed["calendar"] == SETTING.calendar.version


def test_what_would_have_been_before_the_start_is_left_out() -> None:
    """A reminder whose day has passed when the term begins never comes; a date that has passed is due at once."""
    armed = arm(Due(date=date(2014, 8, 4), remind=(Term(5, "workdays"), Term(1, "workdays"))))
    assert [name for name, _ in armed["rungs"]] == ["due"]
    armed = arm(Due(date=date(2014, 7, 1), escalate=LADDER))
    assert [name for name, _ in armed["rungs"]] == ["due"]


@pytest.mark.parametrize(
    ("given_", "last"),
    [
        ("2014-09-30", "2014-09-30"),
        ("30个工作日", "2014-09-15"),
        ("20 days", "2014-08-21"),
        ("36 hours", "2014-08-02"),
    ],
)
def test_a_field_gives_a_date_or_a_term(given_: str, last: str) -> None:
    """What people wrote into a field counts from the moment it is armed."""
    assert arm(Due(field="due"), due=given_)["last"] == last


def test_an_empty_field_arms_nothing() -> None:
    """Without the field there is no deadline."""
    assert clockwork.arm(Due(field="due"), AT, {}, FACTS) is None


def test_the_last_date_there_is_can_be_armed() -> None:
    """9999-12-31 is a date like any other."""
    armed = arm(Due(field="due", remind=(Term(3, "workdays"),), escalate=LADDER), due="9999-12-31")
    assert armed["last"] == "9999-12-31"
    assert sorted(when for _, when in armed["rungs"]) == [when for _, when in armed["rungs"]]


@given(
    st.sampled_from([Term(1, "workdays"), Term(30, "days"), Term(5, "hours"), Term(2, "months")]),
    st.integers(0, 9_000),
)
def test_rungs_are_in_order_and_after_the_start(term: Term, days: int) -> None:
    """Whatever the term and whenever it begins: in order, none before the start, the end among them."""
    at = stamp(instant("2004-01-01T03:00:00.000000Z") + timedelta(days=days))
    armed = arm(Due(within=term, remind=(Term(1, "workdays"),), escalate=LADDER), at)
    times = [when for _, when in armed["rungs"]]
    assert times == sorted(times)
    assert all(when > at for when in times)
    assert "due" in {name for name, _ in armed["rungs"]}


STAY = Stay(Term(7, "workdays"))


def reckon(running: dict[str, Any], stopped: bool, at: str) -> dict[str, Any]:
    """A stay reckoned anew."""
    return clockwork.reckon_stay(STAY, running, stopped, at, FACTS)


def test_a_stay_has_its_end_from_the_first() -> None:
    """Seven workdays from Friday the 1st end with Tuesday the 12th."""
    running = reckon(clockwork.begin_stay(STAY, AT), False, AT)
    assert day(running["until"]) == "2014-08-13T00:00"


def test_a_stopped_stay_has_no_end_and_gets_a_later_one() -> None:
    """While it is stopped there is no end; going on, the days between do not count."""
    running = reckon(clockwork.begin_stay(STAY, AT), False, AT)
    stopped = reckon(running, True, "2014-08-05T02:00:00.000000Z")
    assert "until" not in stopped
    assert reckon(stopped, True, "2014-08-06T02:00:00.000000Z") == stopped
    going = reckon(stopped, False, "2014-08-20T02:00:00.000000Z")
    assert day(going["until"]) == "2014-08-28T00:00"
    assert reckon(going, False, "2014-08-21T02:00:00.000000Z") == going


def test_a_stay_that_is_over_stays_so() -> None:
    """Nothing stops a stay that is over."""
    over = {"since": AT, "stops": [], "until": "2014-08-12T16:00:00.000000Z", "over": True}
    assert reckon(over, True, "2014-09-01T00:00:00.000000Z") == over


def test_the_clock_of_a_case_rings_at_the_earliest() -> None:
    """The next instant is the earliest rung or the end of the stay; an ended case has none."""
    body: dict[str, Any] = {
        "status": "open",
        "deadlines": {"a": {"due": "3", "rungs": [["due", "3"]]}, "b": {"due": "1", "rungs": []}},
        "stay": {"until": "2"},
    }
    assert Case(body).next_at() == "2"
    assert Case({**body, "stay": {"until": "2", "over": True}}).next_at() == "3"
    assert Case({**body, "stay": {}}).next_at() == "3"
    assert Case(body).due_at() == "1"
    assert Case({**body, "status": "success"}).next_at() is None
    assert Case({**body, "status": "success"}).due_at() is None
