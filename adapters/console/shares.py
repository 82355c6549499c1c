"""The result of a ballot in a line, its shares rounded so that they still tell on which side of the rule they lie."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from itertools import permutations
from typing import Any

from duban.engine.core.definition import Definition
from duban.engine.core.guards.nodes import Literal, Node, parts_of
from duban.engine.core.shares import telling

from .language import words
from .names import View

_EXACT = Context(prec=28)


def result_line(result: View, limits: frozenset[Decimal] = frozenset()) -> str:
    """The outcome of a ballot in one line; `limits` are the shares its rule turns on."""
    outcomes = {"passed": ("通过", "passed"), "failed": ("未通过", "failed"), "invalid": ("无效", "invalid")}
    limits |= {Decimal(one) for one in result.get("figures", {}).values() if _is_share(one)}
    turnout, approving = percent(result["turnout"], limits), percent(result["approving"], limits)
    outcome = words(*outcomes[result["outcome"]])
    return words(
        f"{outcome}：参评率 {turnout}，认可率 {approving}",
        f"{outcome}: turnout {turnout}, approving {approving}",
    )


def _is_share(figure: object) -> bool:
    """Whether a parameter that the rules read is a number of the kind that shares are; the others stand as they are."""
    return isinstance(figure, str) and figure.replace(".", "", 1).isdigit() and 0 < Decimal(figure) <= 1


def limits_of(definition: Definition) -> frozenset[Decimal]:
    """Every share that a rule of a ballot may turn on: the numbers written in it, and their ratios (`3 * x >= 2`)."""
    found: set[Decimal] = set()
    for state in definition.states:
        if state.ballot is not None:
            for guard in (state.ballot.valid, state.ballot.passing):
                numbers = {*_numbers(guard.tree)}
                found |= numbers
                found |= {_EXACT.divide(one, other) for one, other in permutations(numbers, 2) if other}
    return frozenset(one for one in found if 0 < one <= 1)


def percent(share: str, limits: frozenset[Decimal] = frozenset()) -> str:
    """A share as a percentage with one decimal, and with more where fewer would land on a limit or a whole number, or beyond."""
    return f"{telling(Decimal(share), limits)}%"


def _numbers(node: Node) -> Iterator[Decimal]:
    if isinstance(node, Literal) and node.kind in ("integer", "number"):
        value: Any = node.value
        yield Decimal(value)
    for part in parts_of(node):
        yield from _numbers(part)
