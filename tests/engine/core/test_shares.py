"""Shares: what is rounded is rounded as stated, and parts of one whole add up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.shares import allot, percent, percentages

PARTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


@given(PARTS, st.integers(0, 3))
def test_percentages_add_up_and_none_is_far_off(parts: list[int], digits: int) -> None:
    """They add up to 100 to the last digit (to 0 of nothing), and each is less than one unit of that digit off."""
    found = percentages(parts, digits)
    assert sum(found) == (100 if any(parts) else 0)
    for part, shown in zip(parts, found, strict=True):
        exact = Fraction(part * 100, sum(parts)) if any(parts) else Fraction(0)
        assert abs(Fraction(shown) - exact) < Fraction(1, 10**digits)


@given(st.integers(0, 10**6), PARTS)
def test_what_is_given_out_is_all_there_is(total: int, weights: list[int]) -> None:
    """Everything is given out, nobody without weight gets any, and more weight never gets less."""
    given_out = allot(total, weights)
    assert sum(given_out) == (total if any(weights) else 0)
    assert all(one == 0 for one, weight in zip(given_out, weights, strict=True) if not weight)
    order = sorted(range(len(weights)), key=lambda at: weights[at])
    for less, more in pairwise(order):
        assert weights[less] == weights[more] or given_out[less] <= given_out[more]


def test_of_equal_remainders_the_earlier_comes_first() -> None:
    """Three equal parts: the first shows the odd tenth."""
    assert percentages([1, 1, 1]) == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]


@pytest.mark.parametrize(
    ("part", "whole", "digits", "shown"),
    [
        (550, 579, 0, "95"), (550, 579, 2, "94.99"), (39, 39, 0, "100"), (385, 405, 1, "95.1"), (36, 51, 1, "70.6"),
        (9, 10, 0, "90"), (6, 22, 0, "27"), (16, 22, 2, "72.73"), (26, 65, 0, "40"), (19, 25, 0, "76"),
        (453, 471, 2, "96.18"), (18, 471, 2, "3.82"), (1275, 2164, 1, "58.9"), (1, 8, 2, "12.50"), (1, 8, 1, "12.5"),
        (1, 16, 1, "6.3"), (5, 1000, 0, "1"), (4, 1000, 0, "0"), (-1, 16, 1, "-6.3"),
    ],
)  # fmt: skip
def test_a_percentage_is_rounded_half_up(part: int, whole: int, digits: int, shown: str) -> None:
    """The published figures come out as they were written."""
    assert str(percent(part, whole, digits)) == shown


def test_of_nothing_there_is_no_percentage() -> None:
    """A part of nothing has none, which is not zero."""
    assert percent(0, 0) is None


def test_published_parts_add_up() -> None:
    """27% and 73% of 22, 96.18% and 3.82% of 471: each as published, and 100 together."""
    assert percentages([6, 16], 0) == [27, 73]
    assert percentages([453, 18], 2) == [Decimal("96.18"), Decimal("3.82")]


def test_nothing_is_shared_by_less_than_nothing() -> None:
    """A negative part or total is no share."""
    for total, parts in ((-1, [1]), (1, [-1, 2])):
        with pytest.raises(ValueError, match="negative"):
            allot(total, parts)
