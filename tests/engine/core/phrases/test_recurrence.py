"""The days on which a duty comes back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.calendars import mainland
from duban.engine.core.phrases import Recurrence, Spot, read_phrase


@pytest.mark.parametrize(
    ("phrase", "days"),
    [
        ("每季度末月20日前", ["2019-06-20", "2019-09-20"]),
        ("每季度首月10日前", ["2019-07-10", "2019-10-10"]),
        ("每月25日前", ["2019-05-25", "2019-06-25"]),
        ("每月31日前", ["2019-05-31", "2019-06-30"]),
        ("每年1月31日和7月31日前", ["2019-07-31", "2020-01-31"]),
        ("2020年起，每年2月底前", ["2020-02-29", "2021-02-28"]),
        ("每周一上午", ["2019-05-06", "2019-05-13"]),
        ("每月最后一个工作日", ["2019-05-31", "2019-06-28"]),
        ("每季度结束后5个工作日内", ["2019-07-05", "2019-10-12"]),
        ("每两个月", ["2019-06-30", "2019-08-31"]),
    ],
)
def test_the_next_occurrences_of_a_duty(phrase: str, days: list[str]) -> None:
    """The first occurrence on or after the day asked is due, and the rule gives the one after it."""
    reading = read_phrase(
        phrase, since=date(2019, 5, 6), written=None, zone=ZoneInfo("Asia/Shanghai"), calendar=mainland()
    )
    assert isinstance(reading.rule, Recurrence)
    assert isinstance(reading.due, date)
    assert [reading.due.isoformat(), str(reading.rule.next_after(reading.due, mainland()))] == days


def test_without_a_day_to_look_from_nothing_is_due() -> None:
    """A duty has no date until somebody says from when."""
    reading = read_phrase("每月5日前", since=None, written=None, zone=ZoneInfo("UTC"), calendar=mainland())
    assert (reading.kind, reading.due, reading.missing) == ("recurring", None, None)


def test_periods_of_no_calendar_need_a_beginning() -> None:
    """每两年 does not say which years; from a day on it does."""
    reading = read_phrase("每两年", since=None, written=None, zone=ZoneInfo("UTC"), calendar=mainland())
    assert reading.missing == "anchor"
    assert Recurrence(24, "months", aligned=False).next_after(date(2019, 1, 1)) is None


RULES = st.builds(
    Recurrence,
    every=st.sampled_from([1, 3, 6, 12]),
    unit=st.just("months"),
    spots=st.lists(
        st.builds(Spot, month=st.sampled_from([0, -1]), day=st.sampled_from([1, 5, 20, 31, -1])),
        min_size=1,
        max_size=3,
    ).map(tuple),
) | st.builds(
    Recurrence,
    every=st.just(1),
    unit=st.just("weeks"),
    spots=st.lists(st.builds(Spot, weekday=st.integers(0, 6)), min_size=1, max_size=3).map(tuple),
)


@given(rule=RULES, day=st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_occurrences_follow_one_another(rule: Recurrence, day: date) -> None:
    """Each lies after the one before, none is left out, and the next after a day is never the day itself."""
    days = list(islice(rule.from_day(day), 6))
    assert len(days) == 6
    assert days[0] >= day
    for one, other in pairwise(days):
        assert one < other
        assert rule.next_after(one) == other
        assert rule.next_after(other - timedelta(days=1)) == other


def test_a_rule_ends_with_its_last_day() -> None:
    """After `until` there is none."""
    rule = Recurrence(12, "months", since=date(2022, 1, 1), until=date(2024, 12, 31))
    assert list(rule.from_day(date(2000, 1, 1))) == [
        date(2022, 12, 31),
        date(2023, 12, 31),
        date(2024, 12, 31),
    ]
    assert rule.next_after(date(2024, 12, 31)) is None
    assert rule.next_after(date.max) is None
