"""Ranking: ties share a rank, classes stand apart, and what has no data is not last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.ranking import rank

ROWS = st.lists(
    st.fixed_dictionaries(
        {"class": st.sampled_from(["city", "county"])},
        optional={"score": st.integers(0, 5).map(str), "papers": st.integers(0, 40)},
    ),
    max_size=20,
)


def ranks(rows: Sequence[Mapping[str, Any]], **rule: Any) -> list[int | None]:
    """The ranks alone."""
    return [one.rank for one in rank(rows, "score", **rule)]


def test_ties_share_a_rank_and_the_next_counts_them() -> None:
    """90, 90, 80 are 1, 1, 3; the smallest first they are 2, 2, 1."""
    rows: list[dict[str, Any]] = [{"score": "90"}, {"score": Decimal("90.0")}, {"score": 80}]
    assert ranks(rows) == [1, 1, 3]
    assert ranks(rows, ascending=True) == [2, 2, 1]


def test_numbers_are_compared_exactly_and_not_as_text() -> None:
    """9 comes after 10.5, and a difference in the twentieth digit is one."""
    assert ranks([{"score": "9"}, {"score": "10.5"}]) == [2, 1]
    assert ranks([{"score": "0.33333333333333333333"}, {"score": "0.33333333333333333334"}]) == [2, 1]


def test_dates_rank_too() -> None:
    """The earliest first."""
    assert ranks([{"score": "2014-10-01"}, {"score": "2014-09-30"}], ascending=True) == [2, 1]


def test_missing_data_stand_apart_or_last() -> None:
    """Without a score there is no rank, or the one after all others, shared."""
    rows: list[dict[str, Any]] = [{}, {"score": 1}, {"score": None}, {"score": 2}]
    assert ranks(rows) == [None, 2, None, 1]
    assert ranks(rows, last=True) == [3, 2, 3, 1]
    assert [one.reason for one in rank(rows, "score", last=True)] == ["missing", None, "missing", None]


@pytest.mark.parametrize("last", [False, True])
def test_too_few_are_never_ranked(last: bool) -> None:
    """A sample below the minimum, or not told, has no rank however good its score, and moves nobody else."""
    rows = [{"score": 9, "papers": 29}, {"score": 8, "papers": 30}, {"score": 9}, {"score": 1, "papers": 99}]
    places = rank(rows, "score", sample="papers", least=30, last=last)
    assert [one.rank for one in places] == [None, 1, None, 2]
    assert [one.reason for one in places] == ["too-few", None, "too-few", None]


@given(ROWS, st.booleans(), st.booleans())
def test_a_rank_is_one_more_than_those_ahead(rows: list[dict[str, Any]], ascending: bool, last: bool) -> None:
    """Of its class, by a plain count; the order of the rows and the other class change nothing."""
    places = rank(rows, "score", group=["class"], ascending=ascending, last=last)
    for row, place in zip(rows, places, strict=True):
        mine = [int(one["score"]) for one in rows if one["class"] == row["class"] and "score" in one]
        assert place.group == (row["class"],)
        if "score" in row:
            own = int(row["score"])
            assert place.rank == 1 + sum(one < own if ascending else one > own for one in mine)
        else:
            assert place.rank == (len(mine) + 1 if last else None)
    turned = rank(rows[::-1], "score", group=["class"], ascending=ascending, last=last)
    assert turned[::-1] == places
