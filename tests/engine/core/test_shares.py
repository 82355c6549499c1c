"""Percentages: rounded half up alone, adding up together."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.shares import percent, percents


@pytest.mark.parametrize(
    ("n", "of", "digits", "said"),
    [
        (550, 579, 2, "94.99"), (550, 579, 0, "95"), (385, 405, 1, "95.1"), (36, 51, 1, "70.6"), (9, 10, 0, "90"),
        (453, 471, 2, "96.18"), (18, 471, 2, "3.82"), (1275, 2164, 1, "58.9"), (19, 25, 0, "76"), (6, 22, 0, "27"),
        (16, 22, 0, "73"), (26, 65, 0, "40"), (39, 39, 0, "100"), (0, 5, 1, "0.0"), (1, 8, 2, "12.50"),
    ],
)  # fmt: skip
def test_published_percentages_come_out(n: int, of: int, digits: int, said: str) -> None:
    """Figures as governments publish them: half up, with the decimals they were given with."""
    assert percent(n, of, digits) == said


def test_of_nothing_there_is_no_share() -> None:
    """Nothing of nothing is no percentage, and never 0 or 100."""
    assert percent(0, 0) is None
    assert percents([0, 0], 0) == []


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=8), st.integers(0, 3))
def test_parts_of_a_whole_add_up(parts: list[int], digits: int) -> None:
    """The percentages of all parts are 100 together, each off by less than one in its last place, and in their order."""
    of = sum(parts)
    if of == 0:
        return
    rounded = [Decimal(one) for one in percents(parts, of, digits)]
    assert sum(rounded) == 100
    for part, one in zip(parts, rounded, strict=True):
        assert abs(Fraction(one) - Fraction(part * 100, of)) < Fraction(1, 10**digits)
    ordered = sorted(zip(parts, rounded, strict=True))
    for (less, first), (more, second) in pairwise(ordered):
        assert less == more or first <= second


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 3))
def test_a_share_alone_is_the_nearest_there_is(n: int, of: int, digits: int) -> None:
    """No other percentage with so many decimals is nearer, and of two as near it is the greater."""
    said = Fraction(Decimal(str(percent(n, of, digits))))
    off = said - Fraction(n * 100, of)
    assert -Fraction(1, 2 * 10**digits) < off <= Fraction(1, 2 * 10**digits)
