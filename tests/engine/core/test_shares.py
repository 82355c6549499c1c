"""Shares: what is rounded is rounded as stated, and parts of one whole add up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.shares import allot, in_percent, percent, percents

PARTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


@given(PARTS, st.integers(0, 3))
def test_parts_of_a_whole_add_up(parts: list[int], digits: int) -> None:
    """The percentages of all parts are 100 together, and each is less than one unit of its last digit off."""
    of = sum(parts)
    if of == 0:
        return
    found = [Decimal(one) for one in percents(parts, of, digits)]
    assert sum(found) == 100
    for part, shown in zip(parts, found, strict=True):
        assert abs(Fraction(shown) - Fraction(part * 100, of)) < Fraction(1, 10**digits)


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
    assert percents([1, 1, 1], 3) == ["33.4", "33.3", "33.3"]


@pytest.mark.parametrize(
    ("part", "whole", "digits", "shown"),
    [
        (550, 579, 0, "95"), (550, 579, 2, "94.99"), (39, 39, 0, "100"), (385, 405, 1, "95.1"), (36, 51, 1, "70.6"),
        (9, 10, 0, "90"), (6, 22, 0, "27"), (16, 22, 0, "73"), (16, 22, 2, "72.73"), (26, 65, 0, "40"), (19, 25, 0, "76"),
        (453, 471, 2, "96.18"), (18, 471, 2, "3.82"), (1275, 2164, 1, "58.9"), (1, 8, 2, "12.50"), (1, 8, 1, "12.5"),
        (1, 16, 1, "6.3"), (5, 1000, 0, "1"), (4, 1000, 0, "0"), (0, 5, 1, "0.0"),
    ],
)  # fmt: skip
def test_a_percentage_is_rounded_half_up(part: int, whole: int, digits: int, shown: str) -> None:
    """The published figures come out as they were written."""
    assert percent(part, whole, digits) == shown


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 3))
def test_a_share_alone_is_the_nearest_there_is(n: int, of: int, digits: int) -> None:
    """No other percentage with so many decimals is nearer, and of two as near it is the greater."""
    said = Fraction(Decimal(str(percent(n, of, digits))))
    off = said - Fraction(n * 100, of)
    assert -Fraction(1, 2 * 10**digits) < off <= Fraction(1, 2 * 10**digits)


def test_of_nothing_there_is_no_percentage() -> None:
    """Nothing of nothing is no percentage, and never 0 or 100."""
    assert percent(0, 0) is None
    assert percents([0, 0], 0) == []


def test_published_parts_add_up() -> None:
    """27% and 73% of 22, 96.18% and 3.82% of 471: each as published, and 100 together."""
    assert percents([6, 16], 22, 0) == ["27", "73"]
    assert percents([453, 18], 471, 2) == ["96.18", "3.82"]


def test_nothing_is_shared_by_less_than_nothing() -> None:
    """A negative part or total is no share."""
    for total, parts in ((-1, [1]), (1, [-1, 2])):
        with pytest.raises(ValueError, match="negative"):
            allot(total, parts)


@pytest.mark.parametrize(
    ("share", "told"),
    [
        ("0.6", "60"),
        ("0.665", "66.5"),
        ("0.6675", "66.75"),
        ("0.6666666666666666666666666667", "66.7"),
        ("0.5999999", "59.99999"),
    ],
)
def test_a_share_reads_as_people_write_it(share: str, told: str) -> None:
    """As it is where it ends within two decimals; else with one, and with more where one would mislead."""
    assert in_percent(Decimal(share)) == told
