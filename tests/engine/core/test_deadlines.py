from __future__ import annotations

import timeit
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.calendars import mainland
from duban.engine.core.days import Day, DayStatus
from duban.engine.core.deadlines import (
    Deadline,
    day_end,
    day_start,
    days_left,
    due_of,
    due_on,
    rung_at,
    stay_until,
    workdays_between,
)
from duban.engine.core.terms import Term, TermUnit, parse_offset, parse_term

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = mainland()

days = st.dates(date(2004, 1, 1), date(2025, 6, 30))
counts = st.integers(1, 120)
day_units: st.SearchStrategy[TermUnit] = st.sampled_from(["workdays", "days", "months"])
ZONES = ["Asia/Shanghai", "America/New_York", "Africa/Cairo", "America/Havana", "Pacific/Apia", "UTC"]


class EveryDayWorked:
    """A calendar without days off, in which nothing rolls."""

    version = "every-day"

    def day(self, date: date) -> Day:
        return Day(date, True, "workday", "announced")

    def year_status(self, year: int) -> DayStatus:
        return "announced"


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """The local time of that text."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def noon(day: date) -> datetime:
    """Noon of a day in Shanghai."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def last_day(term: str, start: str) -> str:
    """The last day of a term begun at a time in Shanghai."""
    return due_of(parse_term(term), at(start), SHANGHAI, CALENDAR).last_day.isoformat()


@pytest.mark.parametrize(
    ("start", "term", "last", "why"),
    [
        ("2014-08-01T09:00", "10 workdays", "2014-08-15", "two plain weeks; the start day is not counted"),
        ("2014-08-01T23:59", "10 workdays", "2014-08-15", "nor is a start day of one minute"),
        ("2014-08-02T09:00", "1 workday", "2014-08-04", "begun on a Saturday"),
        ("2014-09-26T09:00", "1 workday", "2014-09-28", "Sunday 28 September 2014 was worked"),
        ("2014-09-26T09:00", "3 workdays", "2014-09-30", "Sunday, Monday, Tuesday"),
        ("2014-09-30T09:00", "1 workday", "2014-10-08", "seven days of National Day"),
        ("2014-10-10T09:00", "1 workday", "2014-10-11", "Saturday 11 October 2014 was worked"),
        ("2014-10-10T09:00", "2 workdays", "2014-10-13", "but not the Sunday after it"),
        ("2019-05-05T09:00", "30 workdays", "2019-06-17", "Dragon Boat Festival in between"),
        ("2025-01-21T09:00", "5 workdays", "2025-01-27", "Sunday 26 January 2025 was worked"),
        ("2022-09-23T09:00", "5 workdays", "2022-09-30", "a plain week"),
        ("2019-04-26T09:00", "5 workdays", "2019-05-06", "make-up Sundays on both sides of Labour Day"),
        ("2014-09-16T09:00", "15 days", "2014-10-08", "ends on 1 October, rolls over National Day"),
        ("2014-09-15T09:00", "15 days", "2014-09-30", "the last workday before it"),
        ("2014-08-01T09:00", "1 day", "2014-08-04", "ends on a Saturday, rolls to Monday"),
        ("2014-10-01T09:00", "10 days", "2014-10-11", "a make-up Saturday does not roll"),
        ("2024-08-08T09:00", "60 days", "2024-10-08", "信访工作条例 Art. 34, ends on 7 October"),
        ("2024-01-11T09:00", "30 days", "2024-02-18", "政府督查工作条例 Art. 17, rolls to a make-up Sunday"),
        ("2014-08-31T09:00", "1 month", "2014-09-30", "no 31 September: the month's last day"),
        ("2015-01-31T09:00", "1 month", "2015-02-28", "the month's last day, a make-up Saturday"),
        ("2024-01-31T09:00", "1 month", "2024-02-29", "leap day"),
        ("2023-01-31T09:00", "1 month", "2023-02-28", "no leap day"),
        ("2024-02-29T09:00", "1 year", "2025-02-28", "no corresponding day"),
        ("2024-02-29T09:00", "12 months", "2025-02-28", "twelve months are a year"),
        ("2013-10-31T09:00", "4 months", "2014-02-28", "over the turn of the year"),
        ("2014-07-01T09:00", "3 months", "2014-10-08", "the corresponding day is 1 October"),
        ("2014-11-20T09:00", "1 year", "2015-11-20", "the corresponding day"),
    ],
)  # fmt: skip
def test_a_term_ends_on_the_day_the_law_says(start: str, term: str, last: str, why: str) -> None:
    """Worked examples of 民法典 Art. 201 to 203 and of counting workdays."""
    assert last_day(term, start) == last, why


def test_the_last_day_ends_at_24_00() -> None:
    """The first late instant is the next local midnight."""
    due = due_of(parse_term("10 workdays"), at("2014-08-01T09:00"), SHANGHAI, CALENDAR)
    assert due == Deadline(date(2014, 8, 15), at("2014-08-16T00:00"), False)
    assert due.ends_at.tzinfo is UTC


def test_the_start_day_is_the_local_one() -> None:
    """17:00 UTC on 31 July is 1 August in Shanghai, and counts from there."""
    due = due_of(parse_term("10 workdays"), datetime(2014, 7, 31, 17, tzinfo=UTC), SHANGHAI, CALENDAR)
    assert due.last_day == date(2014, 8, 15)


def test_hours_end_at_their_instant_on_any_day() -> None:
    """Thirty-six hours end at the exact instant, on a Saturday too."""
    due = due_of(parse_term("36 hours"), at("2014-08-01T09:00"), SHANGHAI, CALENDAR)
    assert due == Deadline(date(2014, 8, 2), at("2014-08-02T21:00"), False)


def test_hours_that_end_at_midnight_end_with_the_day_before() -> None:
    """00:00 is 24:00 of the day before, which is the last day in time."""
    due = due_of(parse_term("15 hours"), at("2014-08-01T09:00"), SHANGHAI, CALENDAR)
    assert due == Deadline(date(2014, 8, 1), at("2014-08-02T00:00"), False)


def test_a_fixed_date_never_rolls() -> None:
    """31 August 2014, a Sunday, stays what it is."""
    assert due_on(date(2014, 8, 31), SHANGHAI) == Deadline(date(2014, 8, 31), at("2014-09-01T00:00"), False)


@pytest.mark.parametrize(
    ("start", "term", "provisional"),
    [
        ("2026-12-21T09:00", "5 workdays", False),
        ("2026-12-30T09:00", "1 workday", False),
        ("2026-12-30T09:00", "2 workdays", True),
        ("2026-12-20T09:00", "11 days", False),
        ("2026-12-20T09:00", "12 days", True),
        ("2026-12-30T09:00", "72 hours", False),
        ("2051-03-01T09:00", "1 day", True),
        ("2003-03-03T09:00", "1 workday", True),
    ],
)
def test_a_count_is_provisional_when_it_looks_at_an_unsettled_day(
    start: str, term: str, provisional: bool
) -> None:
    """Only a day that the count looked at, and that no notice has settled, makes it provisional."""
    assert due_of(parse_term(term), at(start), SHANGHAI, CALENDAR).provisional is provisional


def test_a_time_without_a_zone_is_refused() -> None:
    """A naive time would be read in the zone of the machine; it raises instead."""
    naive = datetime(2014, 8, 1, 9)
    with pytest.raises(ValueError, match="no time zone"):
        due_of(Term(1, "workdays"), naive, SHANGHAI, CALENDAR)
    with pytest.raises(ValueError, match="no time zone"):
        stay_until(Term(1, "days"), naive, [], SHANGHAI, CALENDAR)


@given(days, counts, counts)
def test_workdays_add_up(day: date, first: int, second: int) -> None:
    """Adding n and then m workdays is adding n + m, so adding is strictly monotone in n."""
    once = due_of(Term(first, "workdays"), noon(day), SHANGHAI, CALENDAR).last_day
    twice = due_of(Term(second, "workdays"), noon(once), SHANGHAI, CALENDAR).last_day
    assert twice == due_of(Term(first + second, "workdays"), noon(day), SHANGHAI, CALENDAR).last_day
    assert day < once < twice


@given(days, counts)
def test_between_undoes_adding(day: date, amount: int) -> None:
    """There are n workdays between a day and n workdays after it, and -n the other way round."""
    last = due_of(Term(amount, "workdays"), noon(day), SHANGHAI, CALENDAR).last_day
    assert workdays_between(day, last, CALENDAR) == amount
    assert workdays_between(last, day, CALENDAR) == -amount


@given(days, days, counts, day_units)
def test_a_later_start_never_ends_earlier(one: date, other: date, amount: int, unit: TermUnit) -> None:
    """Every counted term is monotone in its start."""
    early, late = sorted((one, other))
    ends = [due_of(Term(amount, unit), noon(day), SHANGHAI, CALENDAR).ends_at for day in (early, late)]
    assert ends[0] <= ends[1]


@given(days, counts, day_units)
def test_the_last_day_is_worked_and_only_days_off_are_rolled_over(
    day: date, amount: int, unit: TermUnit
) -> None:
    """A counted term ends on a workday, and every day between the unrolled end and it is off."""
    last = due_of(Term(amount, unit), noon(day), SHANGHAI, CALENDAR).last_day
    assert CALENDAR.day(last).workday
    if unit != "workdays":
        nominal = due_of(Term(amount, unit), noon(day), SHANGHAI, EveryDayWorked()).last_day
        assert workdays_between(nominal - timedelta(days=1), last, CALENDAR) == 1


@pytest.mark.parametrize(
    ("last", "offset", "rung"),
    [
        ("2014-08-15", "1 workday before", "2014-08-14T00:00"),
        ("2014-08-15", "5 workdays before", "2014-08-08T00:00"),
        ("2014-08-15", "3 workdays after", "2014-08-20T00:00"),
        ("2014-08-15", "1 workday after", "2014-08-18T00:00"),
        ("2014-08-15", "1 day after", "2014-08-16T00:00"),
        ("2014-08-15", "0 workdays after", "2014-08-16T00:00"),
        ("2014-08-15", "7 days before", "2014-08-08T00:00"),
        ("2014-10-05", "1 workday before", "2014-09-30T00:00"),
        ("2014-09-30", "2 workdays before", "2014-09-28T00:00"),
        ("2014-10-10", "1 workday after", "2014-10-11T00:00"),
        ("2015-03-31", "1 month before", "2015-02-28T00:00"),
        ("2014-08-15", "1 year after", "2015-08-15T00:00"),
        ("2014-08-15", "12 hours before", "2014-08-15T12:00"),
        ("2014-08-15", "2 hours after", "2014-08-16T02:00"),
    ],
)
def test_a_rung_lies_at_the_beginning_of_its_day(last: str, offset: str, rung: str) -> None:
    """Days before and after count from the last day, hours from its end, zero is its end."""
    term, after = parse_offset(offset)
    due = due_on(date.fromisoformat(last), SHANGHAI)
    assert rung_at(due, term, after, SHANGHAI, CALENDAR) == at(rung)


def test_days_before_a_term_in_hours_count_from_its_local_day() -> None:
    """A term in hours that ends on Saturday at 21:00 has a reminder one workday before on Friday at 00:00."""
    due = due_of(parse_term("36 hours"), at("2014-08-01T09:00"), SHANGHAI, CALENDAR)
    assert rung_at(due, Term(1, "workdays"), False, SHANGHAI, CALENDAR) == at("2014-08-01T00:00")
    assert rung_at(due, Term(1, "hours"), False, SHANGHAI, CALENDAR) == at("2014-08-02T20:00")


@given(days, counts, st.sampled_from(["workdays", "days", "months", "hours"]))
def test_rungs_stand_in_order(day: date, amount: int, unit: TermUnit) -> None:
    """The further before, the earlier; the further after, the later; the end lies between."""
    due = due_on(day, SHANGHAI)
    before = [rung_at(due, Term(n, unit), False, SHANGHAI, CALENDAR) for n in (amount + 1, amount)]
    after = [rung_at(due, Term(n, unit), True, SHANGHAI, CALENDAR) for n in (amount, amount + 1)]
    assert before[0] < before[1] < due.ends_at <= after[0] < after[1]


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"),
    [
        ("Asia/Shanghai", "2014-08-15", "2014-08-14T16:00", 24),
        ("America/New_York", "2024-03-10", "2024-03-10T05:00", 23),
        ("America/New_York", "2024-11-03", "2024-11-03T04:00", 25),
        ("Africa/Cairo", "2024-04-25", "2024-04-24T22:00", 24),
        ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00", 23),
        ("Africa/Cairo", "2024-10-31", "2024-10-30T21:00", 25),
        ("America/Havana", "2024-11-03", "2024-11-03T04:00", 25),
        ("America/St_Johns", "2010-11-07", "2010-11-07T03:30", 24),
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30", 23.5),
        ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00", 24),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00", 0),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00", 24),
    ],
)
def test_a_day_begins_and_ends_where_the_clock_of_the_zone_says(
    zone: str, day: str, begins: str, hours: float
) -> None:
    """Summer time, midnights that do not exist, midnights that come twice, and a day left out."""
    local, place = date.fromisoformat(day), ZoneInfo(zone)
    assert day_start(local, place) == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert day_end(local, place) - day_start(local, place) == timedelta(hours=hours)


def test_a_term_over_a_missing_midnight_ends_with_its_day() -> None:
    """In Cairo 25 April 2024 ends where 01:00 of the next day begins, as 00:00 does not exist."""
    cairo = ZoneInfo("Africa/Cairo")
    due = due_of(Term(2, "days"), at("2024-04-23T10:00", cairo), cairo, EveryDayWorked())
    assert due.last_day == date(2024, 4, 25)
    assert due.ends_at.astimezone(cairo).isoformat() == "2024-04-26T01:00:00+03:00"


def test_a_term_in_hours_is_elapsed_time_over_a_change_of_clocks() -> None:
    """Twenty-four hours from 12:00 end at 13:00 on the wall when New York turns its clocks forward."""
    york = ZoneInfo("America/New_York")
    due = due_of(Term(24, "hours"), at("2024-03-09T12:00", york), york, EveryDayWorked())
    assert due.ends_at.astimezone(york).isoformat() == "2024-03-10T13:00:00-04:00"


@given(st.dates(date(1925, 1, 1), date(2037, 12, 30)), st.sampled_from(ZONES))
def test_an_instant_is_late_exactly_when_its_local_day_is_over(day: date, name: str) -> None:
    """From the end of a day on the wall shows a later day, the second before it does not."""
    zone = ZoneInfo(name)
    end = day_end(day, zone)
    assert end.astimezone(zone).date() > day
    assert (end - timedelta(seconds=1)).astimezone(zone).date() <= day


def test_dates_at_the_edge_of_time_do_not_fail() -> None:
    """A last day of 9999-12-31, as people type it for `never`, and the first day there is, can be counted."""
    last, first = due_on(date.max, SHANGHAI), due_on(date.min, SHANGHAI)
    assert last.ends_at == datetime.max.replace(tzinfo=UTC)
    units: list[TermUnit] = ["workdays", "days", "months", "years", "hours"]
    for offset in (Term(amount, unit) for unit in units for amount in (1, 100)):
        assert rung_at(last, offset, True, SHANGHAI, CALENDAR) == last.ends_at
        assert rung_at(last, offset, False, SHANGHAI, CALENDAR) < last.ends_at
        assert rung_at(first, offset, False, SHANGHAI, CALENDAR) <= first.ends_at


def stay(term: str, since: str, *stops: tuple[str, str | None]) -> str | None:
    """The end of a stay, local, in texts."""
    spans = [(at(one), None if other is None else at(other)) for one, other in stops]
    until = stay_until(parse_term(term), at(since), spans, SHANGHAI, CALENDAR)
    return None if until is None else until.astimezone(SHANGHAI).isoformat()[:16]


@pytest.mark.parametrize(
    ("term", "stops", "until", "why"),
    [
        ("7 workdays", [], "2014-10-01T00:00", "23 to 26, Sunday 28 (worked), 29, 30 September"),
        ("7 workdays", [("2014-09-24T10:00", "2014-09-24T17:00")], "2014-10-01T00:00", "within one day"),
        ("7 workdays", [("2014-09-24T10:00", "2014-09-25T09:00")], "2014-10-09T00:00", "the 25th is lost"),
        ("7 workdays", [("2014-09-26T10:00", "2014-09-27T09:00")], "2014-10-01T00:00", "only a day off is lost"),
        ("7 workdays", [("2014-09-24T10:00", None)], None, "still standing"),
        ("7 workdays", [("2014-09-30T10:00", None)], None, "stopped on the last day"),
        ("7 workdays", [("2014-10-01T00:00", None)], "2014-10-01T00:00", "stopped when it was over"),
        ("7 workdays", [("2014-09-30T10:00", "2014-10-09T09:00")], "2014-10-01T00:00", "the last day counted"),
        ("7 workdays", [("2014-09-20T10:00", "2014-09-23T09:00")], "2014-10-09T00:00", "stopped before it began"),
        ("7 days", [], "2014-09-30T00:00", "23 to 29 September"),
        ("7 days", [("2014-09-23T10:00", "2014-09-24T10:00")], "2014-10-01T00:00", "one day later"),
        ("7 days", [("2014-09-23T10:00", "2014-09-25T10:00")], "2014-10-09T00:00", "1 October rolls"),
        ("7 days", [("2014-09-23T10:00", "2014-09-24T10:00"), ("2014-09-23T12:00", "2014-09-24T12:00")],
         "2014-10-01T00:00", "overlapping stops count once"),
        ("7 days", [("2014-09-24T10:00", "2014-09-24T12:00"), ("2014-09-23T10:00", "2014-09-24T09:00")],
         "2014-10-01T00:00", "in any order"),
        ("1 month", [("2014-09-23T10:00", "2014-09-24T10:00")], "2014-10-24T00:00", "22 October and a day"),
        ("48 hours", [("2014-09-22T10:00", "2014-09-22T13:30")], "2014-09-24T12:30", "to the minute"),
        ("48 hours", [("2014-09-22T10:00", "2014-09-22T12:00"), ("2014-09-22T11:00", "2014-09-22T13:00")],
         "2014-09-24T12:00", "overlapping stops count once"),
        ("48 hours", [("2014-09-24T12:00", None)], "2014-09-24T09:00", "over before it was stopped"),
        ("48 hours", [("2014-09-21T10:00", "2014-09-22T10:00")], "2014-09-24T10:00", "only the hour within it"),
        ("48 hours", [("2014-09-20T10:00", "2014-09-21T10:00")], "2014-09-24T09:00", "stopped and gone before it"),
        ("7 days", [("2014-09-29T10:00", "2014-09-30T09:00")], "2014-09-30T00:00", "the last day counted"),
        ("5 days", [("2014-09-27T10:00", "2014-09-28T10:00")], "2014-09-30T00:00", "rolls to a day that counts"),
    ],
)  # fmt: skip
def test_a_stay_counts_without_the_days_of_its_stops(
    term: str, stops: list[tuple[str, str | None]], until: str | None, why: str
) -> None:
    """Stays since Monday 22 September 2014, 09:00, with objections that stop the clock."""
    assert stay(term, "2014-09-22T09:00", *stops) == until, why


@given(days, counts, st.data())
def test_a_stop_of_k_days_moves_a_natural_day_stay_by_k(day: date, amount: int, data: st.DataObject) -> None:
    """Before rolling, a stop that begins in time and lasts k days moves the end by exactly k days."""
    begins = data.draw(st.integers(0, amount - 1))
    lasts = data.draw(st.integers(0, 40))
    stopped = noon(day) + timedelta(days=begins)
    plain = stay_until(Term(amount, "days"), noon(day), [], SHANGHAI, EveryDayWorked())
    moved = stay_until(
        Term(amount, "days"),
        noon(day),
        [(stopped, stopped + timedelta(days=lasts))],
        SHANGHAI,
        EveryDayWorked(),
    )
    assert plain is not None
    assert moved == plain + timedelta(days=lasts)


@given(
    days,
    counts,
    st.sampled_from(["workdays", "days"]),
    st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 20))),
)
def test_a_stay_is_what_counting_day_by_day_gives(
    day: date, amount: int, unit: TermUnit, spans: list[tuple[int, int]]
) -> None:
    """The end is the first workday that counts by which the n-th day that counts has come."""
    stops = [
        (noon(day + timedelta(days=one)), noon(day + timedelta(days=one + other))) for one, other in spans
    ]
    lost = {day + timedelta(days=one + n) for one, other in spans for n in range(1, other + 1)}
    last, counted = day, 0
    while counted < amount or last in lost or not CALENDAR.day(last).workday:
        last += timedelta(days=1)
        counted += last not in lost and (unit == "days" or CALENDAR.day(last).workday)
    assert stay_until(Term(amount, unit), noon(day), stops, SHANGHAI, CALENDAR) == day_end(last, SHANGHAI)


@given(days, counts, day_units)
def test_a_stay_without_stops_ends_with_the_term(day: date, amount: int, unit: TermUnit) -> None:
    """Without a stop, a stay of so long is over when a deadline of so long would be late."""
    term = Term(amount, unit)
    assert (
        stay_until(term, noon(day), [], SHANGHAI, CALENDAR)
        == due_of(term, noon(day), SHANGHAI, CALENDAR).ends_at
    )


def test_days_left_turn_negative_when_late() -> None:
    """Natural days until the last day, or workdays with a calendar; 0 on it."""
    last = date(2014, 8, 15)
    assert [days_left(last, date(2014, 8, day)) for day in (8, 15, 18)] == [7, 0, -3]
    assert [days_left(last, date(2014, 8, day), CALENDAR) for day in (8, 15, 18)] == [5, 0, -1]


def test_midnights_follow_each_other() -> None:
    """In every zone that is tried, the days of twelve years follow without overlap."""
    for name in ZONES:
        zone = ZoneInfo(name)
        starts = [day_start(date(2010, 1, 1) + timedelta(days=n), zone) for n in range(12 * 365)]
        assert all(one <= other for one, other in pairwise(starts)), name


def test_counting_ten_workdays_is_quick() -> None:
    """Ten workdays are counted within 0.1 ms once the year is there (about 0.015 ms on a plain machine)."""
    term, start = Term(10, "workdays"), at("2014-08-01T09:00")
    best = min(timeit.repeat(lambda: due_of(term, start, SHANGHAI, CALENDAR), number=200, repeat=20)) / 200
    assert best < 100e-6
