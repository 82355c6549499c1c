"""Shares and percentages: rounded as stated, and adding up where they are parts of one whole.

A single percentage is rounded half up. Percentages of one whole are given out by largest remainder, so that
what is shown adds up to 100 exactly; each is less than one unit of the last digit away from its exact value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

_HUNDRED = Decimal(100)
_EXACT = Context(prec=60)
"""A context of our own: a host may have changed the thread's."""


def allot(total: int, weights: Sequence[int | Decimal]) -> list[int]:
    """A total given out in whole numbers in proportion to weights, by largest remainder.

    Of equal remainders the earlier comes first. Where all weights are zero nobody gets anything.

    Raises:
        ValueError: the total or a weight is negative.
    """
    exact = [Fraction(one) for one in weights]
    if total < 0 or any(one < 0 for one in exact):
        raise ValueError("shares of negative numbers")
    whole = sum(exact, Fraction(0))
    if not whole:
        return [0] * len(exact)
    due = [one * total / whole for one in exact]
    given = [int(one) for one in due]
    first = sorted(range(len(due)), key=lambda at: (given[at] - due[at], at))
    for at in first[: total - sum(given)]:
        given[at] += 1
    return given


def percents(parts: Sequence[int], of: int, digits: int = 1) -> list[str]:
    """The percentages of parts of a whole; of parts that make up the whole they add up to 100 exactly.

    A part alone, or parts that do not make up the whole, are each rounded half up. Empty where there is
    nothing to take a share of.
    """
    if of == 0:
        return []
    if sum(parts) != of or len(parts) == 1:
        return [str(percent(one, of, digits)) for one in parts]
    return [str(Decimal(one).scaleb(-digits, _EXACT)) for one in allot(100 * 10**digits, parts)]


def percent(n: int, of: int, digits: int = 1) -> str | None:
    """`n` of `of` as a percentage with so many decimals, rounded half up; `None` of nothing."""
    if of == 0:
        return None
    exact = _EXACT.divide(n * _HUNDRED, Decimal(of))
    return str(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT))


def telling(share: Decimal, limits: Iterable[Decimal] = ()) -> Decimal:
    """A share as a percentage with one decimal, and with more where fewer would land on a limit or a whole number, or beyond.

    Args:
        share: a fraction, such as 0.66666.
        limits: the fractions that a rule turns on.
    """
    exact = _EXACT.multiply(share, _HUNDRED)
    marks = {*(_EXACT.multiply(limit, _HUNDRED) for limit in limits), exact.to_integral_value(ROUND_HALF_UP)}
    marks -= {exact}
    shown = exact
    for digits in range(1, 27):
        shown = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)
        if all((shown > mark) == (exact > mark) and shown != mark for mark in marks):
            break
    return shown


def in_percent(share: Decimal) -> str:
    """A share as people write it: `60`, `66.75`, and where it has more decimals `66.7`, with more digits where fewer would mislead."""
    exact = _EXACT.normalize(_EXACT.multiply(share, _HUNDRED))
    shown = exact if int(exact.as_tuple().exponent) >= -_SHOWN else telling(share)
    text = format(shown, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_SHOWN = 2
"""Decimals of a percentage that are told as they are."""
