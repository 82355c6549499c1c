"""Shares as percentages: rounded half up, exactly, or together so that they add up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=60)
_HUNDRED = Decimal(100)


def percent(n: int, of: int, digits: int = 1) -> str | None:
    """`n` of `of` as a percentage with so many decimals, rounded half up; `None` of nothing."""
    if of == 0:
        return None
    return str(_EXACT.divide(n * _HUNDRED, Decimal(of)).quantize(_unit(digits), ROUND_HALF_UP))


def percents(parts: Sequence[int], of: int, digits: int = 1) -> list[str]:
    """The percentages of parts of a whole; of parts that make up the whole they add up to 100 exactly.

    Parts of a whole are rounded down, and what is then lacking goes to those that lost most, the earlier
    of two that lost the same (largest remainder). A part alone, or parts that do not make up the whole,
    are each rounded half up. Empty where there is nothing to take a share of.
    """
    if of == 0:
        return []
    if sum(parts) != of or len(parts) == 1:
        return [str(percent(one, of, digits)) for one in parts]
    unit = _unit(digits)
    exact = [_EXACT.divide(one * _HUNDRED, Decimal(of)) for one in parts]
    rounded = [one.quantize(unit, ROUND_DOWN) for one in exact]
    lacking = int((_HUNDRED - sum(rounded)) / unit)
    lost = sorted(range(len(parts)), key=lambda at: rounded[at] - exact[at])
    for at in lost[:lacking]:
        rounded[at] += unit
    return [str(one) for one in rounded]


def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)
