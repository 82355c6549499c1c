"""Gates that open at a share: how many of what a gate looks at have passed, and whether that is enough."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct

from .facts import Other
from .linking import Gate
from .parameters import read_parameter
from .shares import in_percent
from .text import Text
from .thresholds import is_share

NOT_BEGUN = "missing"
"""The status of a case that ought to be there and is not."""
BELOW = "unit.below"


class Tally(Struct, frozen=True):
    """What a gate counts: the units below, where it looks at those, or else the cases."""

    total: int
    passed: int
    failed: int
    missing: int
    """Those of them that have not begun."""
    least: Decimal | None
    """The share that has to have passed; `None` while the parameter that says it is not set."""
    parameter: str | None = None
    """The parameter that says it."""

    @property
    def needed(self) -> int | None:
        """How many have to have passed."""
        return None if self.least is None else -(-Fraction(self.least) * self.total // 1)

    @property
    def is_reached(self) -> bool:
        """Whether enough have passed."""
        return self.needed is not None and self.passed >= self.needed

    @property
    def is_lost(self) -> bool:
        """Whether so many have failed that the others are too few."""
        return self.needed is not None and self.total - self.failed < self.needed

    def json(self) -> dict[str, Any]:
        """The figures; the share exact, as text."""
        least = None if self.least is None else format(self.least, "f")
        counted = {"total": self.total, "passed": self.passed, "failed": self.failed, "missing": self.missing}
        return {**counted, "needed": self.needed, "least": least, "parameter": self.parameter}

    def text(self) -> Text:
        """The figures in words."""
        zh = f"共 {self.total} 个，已通过 {self.passed} 个，未通过 {self.failed} 个，尚未立案 {self.missing} 个"
        en = f"of {self.total} {self.passed} passed, {self.failed} failed, {self.missing} not begun"
        if self.least is None or self.needed is None:
            named = self.parameter
            return Text(
                f"{zh}；须通过的比例由参数 {named} 确定，尚未设定，请用 duban parameter set {named} 设定",
                f"{en}; the share that has to pass is set by the parameter {named}, which nobody has set: use duban "
                f"parameter set {named}",
            )
        percent = in_percent(self.least)
        short = max(self.needed - self.passed, 0)
        return Text(
            f"{zh}；须通过 {percent}%（{self.needed} 个），还差 {short} 个",
            f"{en}; {percent}% have to have passed ({self.needed}), {short} to go",
        )


def counts(gate: Gate) -> bool:
    """Whether a gate opens at a share, rather than when everything has passed."""
    return gate.share is not None or gate.least is not None


def share_of(gate: Gate, values: Mapping[str, object]) -> Decimal | None:
    """The share that has to have passed, by what guards may read; `None` while its parameter is not set, or was set to no share."""
    if gate.least is None:
        return gate.share
    found = values.get(f"param.{gate.least.replace('-', '_')}")
    return found if isinstance(found, Decimal) and is_share(found) else None


def share_written(gate: Gate, parameters: Mapping[str, str]) -> Decimal | None:
    """The same by parameters as they are written."""
    if gate.least is None:
        return gate.share
    found = read_parameter("number", parameters.get(gate.least, ""))
    return found if isinstance(found, Decimal) and is_share(found) else None


def tally(gate: Gate, others: tuple[Other, ...], least: Decimal | None) -> Tally:
    """Count: a unit below has passed when all its cases have, and failed when one has."""
    groups: dict[str, list[Other]] = {}
    for one in others:
        groups.setdefault(one.unit if gate.of == BELOW else one.case, []).append(one)
    passed = sum(all(has_passed(gate, one) and not one.listed for one in each) for each in groups.values())
    failed = sum(any(has_failed(gate, one) for one in each) for each in groups.values())
    missing = sum(all(one.status == NOT_BEGUN for one in each) for each in groups.values())
    return Tally(len(groups), passed, failed, missing, least, gate.least)


def has_failed(gate: Gate, other: Other) -> bool:
    """Whether another case has failed."""
    if other.listed:
        return True
    return other.state in gate.failed if gate.failed else other.status == "failure"


def has_passed(gate: Gate, other: Other) -> bool:
    """Whether another case has passed, leaving lists aside."""
    return other.state in gate.passed if gate.passed else other.status == "success"
