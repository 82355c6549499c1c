"""Terms as budgets: the laws of counting with stops, extensions and another first day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.calendars import mainland
from duban.engine.core import clockwork
from duban.engine.core.budgets import Budget, end_of, left_of, reckon
from duban.engine.core.counting import Stop
from duban.engine.core.deadlines import due_of, workdays_between
from duban.engine.core.dues import Due
from duban.engine.core.explaining import counted, explain
from duban.engine.core.facts import Facts, UnitFacts
from duban.engine.core.guards import Guard
from duban.engine.core.guards.nodes import Literal
from duban.engine.core.laws import Counting, Law
from duban.engine.core.office import OURS, hours_text, office_after, office_before, parse_hours
from duban.engine.core.recurrence import Recurrence, Spot
from duban.engine.core.recurrence_words import parse_recurrence, recurrence_text
from duban.engine.core.terms import Term, TermError, parse_term
from duban.engine.core.text import Text
from duban.engine.core.times import stamp

ZONE, CALENDAR = ZoneInfo("Asia/Shanghai"), mainland()
FACTS = Facts(ZONE, CALENDAR, UnitFacts("u"))
FIRST = datetime(2004, 1, 1, tzinfo=UTC)
moments = st.integers(0, 21 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
day_terms = st.one_of(
    st.builds(Term, st.integers(1, 80), st.sampled_from(["workdays", "days"])),
    st.builds(Term, st.integers(1, 12), st.just("months")),
)
terms = st.one_of(day_terms, st.builds(Term, st.integers(1, 90), st.sampled_from(["hours", "workhours"])))
countings = st.builds(
    Counting,
    both_ends=st.booleans(),
    roll=st.booleans(),
    business=st.booleans(),
)


@st.composite
def stopped(draw: st.DrawFn, since: datetime) -> tuple[Stop, ...]:
    """Closed stops after a beginning, in order."""
    stops, at = [], since
    for _ in range(draw(st.integers(0, 3))):
        at += timedelta(hours=draw(st.integers(0, 600)))
        end = at + timedelta(hours=draw(st.integers(0, 800)))
        stops.append((at, end))
        at = end
    return tuple(stops)


def last(budget: Budget) -> date:
    """The last day of a budget whose clock does not stand."""
    ended = end_of(budget, ZONE, CALENDAR)
    assert ended is not None
    return ended.last_day


@given(terms, moments)
def test_without_anything_special_it_is_the_plain_count(term: Term, since: datetime) -> None:
    """The count day by day and the short way give the same end, and the same word on how sure it is."""
    assert end_of(Budget(since, term), ZONE, CALENDAR) == due_of(term, since, ZONE, CALENDAR)


@given(moments, st.integers(1, 60), st.integers(1, 60))
def test_adding_workdays_is_monotone(since: datetime, n: int, more: int) -> None:
    """More workdays never end earlier, and end later by exactly so many workdays."""
    first, second = (last(Budget(since, Term(one, "workdays"))) for one in (n, n + more))
    assert workdays_between(first, second, CALENDAR) == more


@given(moments, st.integers(1, 120))
def test_between_undoes_adding(since: datetime, n: int) -> None:
    """Between a day and the day n workdays after it lie n workdays."""
    begin = since.astimezone(ZONE).date()
    assert workdays_between(begin, last(Budget(since, Term(n, "workdays"))), CALENDAR) == n


@given(moments, st.integers(1, 90), st.integers(0, 89), st.integers(1, 100))
def test_a_stop_moves_natural_days_before_rolling(since: datetime, n: int, after: int, k: int) -> None:
    """A stop of k days within the term, on its last day too, moves its end by k days; then it rolls."""
    begin = since.astimezone(ZONE).replace(hour=12, minute=0)
    stop = begin + timedelta(days=min(after, n)), begin + timedelta(days=min(after, n) + k)
    unrolled = Budget(begin, Term(n, "days"), stops=(stop,), counting=Counting(roll=False))
    assert last(unrolled) == begin.date() + timedelta(days=n + k)
    rolled = begin.date() + timedelta(days=n + k)
    while not CALENDAR.day(rolled).workday:
        rolled += timedelta(days=1)
    assert last(Budget(begin, Term(n, "days"), stops=(stop,))) == rolled


@given(st.data(), day_terms, moments, countings)
def test_the_days_counted_sum_to_the_term(
    data: st.DataObject, term: Term, since: datetime, counting: Counting
) -> None:
    """Whatever stops it and however it is counted: the explanation counts as many days as the term has."""
    at = stamp(since)
    due = Due(within=term, counting=counting, stop=Guard("true", Literal(True, "bool")))
    running = clockwork.arm(due, at, {}, FACTS)
    assert running is not None
    stops = data.draw(stopped(since))
    end = last(Budget(since, term, counting=counting))
    stops = tuple(one for one in stops if one[0].astimezone(ZONE).date() <= end and one[1] is not None)
    running["stops"] = [{"at": stamp(a), "until": stamp(b), "by": "wang"} for a, b in stops if b is not None]
    running = clockwork.project(due, running, at, {}, FACTS)
    steps = explain(due, running, {}, FACTS, since)
    if term.unit in ("workdays", "days"):
        assert counted(steps) == term.amount
    assert steps[-1].last is not None
    assert steps[-1].last.isoformat() == running["last"]
    day = steps[0].first
    for step in steps:  # every day once, in order, with nothing between
        assert step.first == day
        assert step.last is not None
        day = step.last + timedelta(days=1)


@given(st.integers(1, 90), moments)
def test_the_minutes_counted_sum_to_a_term_in_hours(amount: int, since: datetime) -> None:
    """A term in working hours is told with exactly its minutes."""
    due = Due(within=Term(amount, "workhours"))
    running = clockwork.arm(due, stamp(since), {}, FACTS)
    assert running is not None
    assert sum(one.minutes or 0 for one in explain(due, running, {}, FACTS, since)) == 60 * amount


@given(st.data(), terms, moments, countings)
def test_projecting_again_changes_nothing(
    data: st.DataObject, term: Term, since: datetime, counting: Counting
) -> None:
    """Counting a running deadline anew by the same calendar gives the same deadline, as often as one likes."""
    due, at = Due(within=term, counting=counting, remind=(Term(1, "days"),)), stamp(since)
    armed = clockwork.arm(due, at, {}, FACTS)
    assert armed is not None
    assert clockwork.project(due, armed, at, {}, FACTS) == armed
    stops = data.draw(stopped(since))
    armed["stops"] = [{"at": stamp(a), "until": stamp(b), "by": "wang"} for a, b in stops if b is not None]
    once = clockwork.project(due, armed, at, {}, FACTS)
    assert clockwork.project(due, once, at, {}, FACTS) == once


@given(moments, st.integers(1, 40), st.integers(1, 20))
def test_an_extension_counts_on_from_the_last_day(since: datetime, n: int, more: int) -> None:
    """Workdays extended by m are so many workdays more; natural days count on from the rolled last day."""
    both = Budget(since, Term(n, "workdays"), (Term(more, "workdays"),))
    assert last(both) == last(Budget(since, Term(n + more, "workdays")))
    first = last(Budget(since, Term(n, "days")))
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=ZONE)
    assert last(Budget(since, Term(n, "days"), (Term(more, "days"),))) == last(
        Budget(noon, Term(more, "days"))
    )


@given(moments, st.integers(2, 60), st.integers(0, 59))
def test_what_is_left_and_what_is_gone_make_the_term(since: datetime, n: int, after: int) -> None:
    """While a clock stands, days counted and days left are the term."""
    stop = since + timedelta(days=min(after, n - 1))
    budget = Budget(since, Term(n, "days"), stops=((stop, None),))
    assert end_of(budget, ZONE, CALENDAR) is None
    left = sum(amount for amount, _ in left_of(budget, stop, ZONE, CALENDAR))
    assert left == n - (stop.astimezone(ZONE).date() - since.astimezone(ZONE).date()).days


def test_a_stop_after_the_end_changes_nothing() -> None:
    """What is late stays late."""
    since = datetime(2024, 3, 1, 9, tzinfo=ZONE)
    late = Budget(since, Term(5, "days"), stops=((datetime(2024, 4, 1, tzinfo=ZONE), None),))
    assert last(late) == date(2024, 3, 6)


def test_both_ends_count_the_first_day() -> None:
    """公示「共7天」 from 13 December 2019 ends on the 19th; counted from the next day it is the 20th."""
    since, term = datetime(2019, 12, 13, 9, tzinfo=ZONE), Term(7, "days")
    assert last(Budget(since, term, counting=Counting(both_ends=True))) == date(2019, 12, 19)
    assert last(Budget(since, term)) == date(2019, 12, 20)


def test_bare_days_need_a_law() -> None:
    """5日 is refused without a law, and is what the law says with one; Chinese numerals are refused still."""
    law = Law("x", Text("x", "x"), "days", (3, 5, 7, 10))
    with pytest.raises(TermError, match="does not say which days"):
        parse_term("5日")
    assert parse_term("5日", law.unit) == Term(5, "workdays")
    assert parse_term("60日内", law.unit) == Term(60, "days")
    assert parse_term("5个自然日", law.unit) == Term(5, "days")
    with pytest.raises(TermError, match="Chinese characters"):
        parse_term("五日", law.unit)


@given(moments, st.integers(1, 40))
def test_working_time_back_and_forth(since: datetime, hours: int) -> None:
    """So many working hours on and as many back is within the same working time."""
    end = office_after(since, 60 * hours, [], OURS, ZONE, CALENDAR).ends_at
    back = office_before(end, 60 * hours, OURS, ZONE, CALENDAR)
    assert office_after(back, 60 * hours, [], OURS, ZONE, CALENDAR).ends_at == end
    assert back >= since


@pytest.mark.parametrize(
    "text", ["", "09:00", "12:00-09:00", "09:00-12:00, 11:00-13:00", "25:00-26:00", "9-5"]
)
def test_hours_that_are_none_are_refused(text: str) -> None:
    """Spans are in order and do not overlap."""
    assert parse_hours(text) is None


def test_hours_read_back() -> None:
    """What is written is read again."""
    assert parse_hours(hours_text(OURS)) == OURS


@pytest.mark.parametrize(
    ("text", "after", "following"),
    [
        ("每月25日前", "2024-01-25", "2024-02-25"),
        ("每月底前", "2024-01-31", "2024-02-29"),
        ("每季度末月20日前", "2024-03-20", "2024-06-20"),
        ("每季度末月20日前", "2024-12-20", "2025-03-20"),
        ("每季度首月10日前", "2024-01-10", "2024-04-10"),
        ("每季度末前", "2024-01-01", "2024-03-31"),
        ("每年1月31日前", "2024-02-01", "2025-01-31"),
        ("每年底前", "2024-02-01", "2024-12-31"),
        ("每半年末月15日前", "2024-02-01", "2024-06-15"),
        ("每周五前", "2024-09-06", "2024-09-13"),
        ("monthly by 25", "2024-01-01", "2024-01-25"),
        ("quarterly by 20 of month 3", "2024-03-20", "2024-06-20"),
        ("yearly by 02-29", "2024-03-01", "2025-02-28"),
        ("weekly by friday", "2024-09-05", "2024-09-06"),
    ],
)
def test_a_recurrence_comes_back(text: str, after: str, following: str) -> None:
    """The next day of a duty, in both spellings; a month without the day has its last."""
    found = parse_recurrence(text)
    assert found is not None
    assert found.next_after(date.fromisoformat(after)) == date.fromisoformat(following)


@pytest.mark.parametrize(
    "text", ["每季度20日前", "每年20日前", "每月32日前", "每年2月30日前", "quarterly by 20", "每月", "x"]
)
def test_a_recurrence_that_does_not_say_which_day_is_refused(text: str) -> None:
    """A quarter has three 20ths; nothing is guessed."""
    assert parse_recurrence(text) is None


def spot(month: int, day: int) -> tuple[Spot, ...]:
    """A day of a month of the period."""
    return (Spot(month, day),)


last_or_numbered = st.one_of(st.just(-1), st.integers(1, 30))
monthly = st.sampled_from([1, 3, 6]).flatmap(
    lambda every: st.builds(
        Recurrence,
        st.just(every),
        st.just("months"),
        st.builds(spot, st.integers(0, every - 1), last_or_numbered),
    )
)
yearly = st.builds(
    Recurrence,
    st.just(12),
    st.just("months"),
    st.builds(spot, st.integers(0, 11), st.one_of(st.just(-1), st.integers(1, 28))),
)
weekly = st.builds(
    Recurrence,
    st.just(1),
    st.just("weeks"),
    st.integers(0, 6).map(lambda weekday: (Spot(0, weekday=weekday),)),
)


@given(st.one_of(weekly, monthly, yearly), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_a_recurrence_reads_back_and_goes_on(recurrence: Recurrence, day: date) -> None:
    """Written in either language it reads back; the next day is later, but where the dates end."""
    for language in ("zh", "en"):
        assert parse_recurrence(recurrence_text(recurrence, language)) == recurrence
    following = recurrence.next_after(day)
    assert following is None or following > day
    assert following is not None or day.year >= 9998


def test_the_end_of_time_is_an_end() -> None:
    """A term that runs beyond the last day there is ends there, stopped or extended or not."""
    since = datetime(9999, 12, 1, tzinfo=UTC)
    for unit in ("days", "workdays", "months", "hours", "workhours"):
        term = Term(5000, unit)
        parts, _ = reckon(Budget(since, term, (term,)), ZONE, CALENDAR)
        assert parts[-1].end.last_day == date.max
