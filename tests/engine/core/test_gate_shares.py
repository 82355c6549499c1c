"""What a gate counts that opens at a share, and where it stands by it: exact, of units or of cases."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from duban.engine.core.facts import Other
from duban.engine.core.gate_shares import NOT_BEGUN, tally
from duban.engine.core.gates import standing_of
from duban.engine.core.linking import Gate
from duban.engine.core.text import Text

GATE = Gate(
    "checked", Text("验收", "checked"), "check-up", of="unit.below", passed=("passed",), failed=("failed",)
)
CASES = Gate("checked", Text("验收", "checked"), "check-up", of="anywhere")


def others(passed: int, failed: int, missing: int, running: int = 0) -> tuple[Other, ...]:
    """So many units, each with one case, or none."""
    kinds = ["passed"] * passed + ["failed"] * failed + ["looking"] * running
    there = [Other(f"case-{at}", one, "open", unit=f"unit-{at}") for at, one in enumerate(kinds)]
    return (*there, *(Other("", "", NOT_BEGUN, unit=f"none-{at}") for at in range(missing)))


@pytest.mark.parametrize("total", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("least", ["0", "0.3333333333333333333333333333", "0.34", "0.5", "0.8", "1"])
def test_as_many_are_needed_as_make_up_the_share_and_one_less_is_too_few(total: int, least: str) -> None:
    """By exact fractions: what is needed reaches the share, and one less does not; with one less it stays shut."""
    counted = tally(GATE, others(0, 0, total), Decimal(least))
    needed = counted.needed
    assert needed is not None
    assert Fraction(needed, total) >= Fraction(least)
    assert needed == 0 or Fraction(needed - 1, total) < Fraction(least)
    for passed in range(total + 1):
        found = others(passed, 0, 0, total - passed)
        standing = standing_of(GATE, found, tally(GATE, found, Decimal(least)))
        assert standing == ("passed" if passed >= needed else "open")


def test_it_is_lost_when_the_rest_are_too_few() -> None:
    """Of five 0.6 needs three: two failures leave three, three leave two."""
    for failed, standing in ((2, "open"), (3, "failed")):
        found = others(0, failed, 5 - failed)
        assert standing_of(GATE, found, tally(GATE, found, Decimal("0.6"))) == standing


def test_a_unit_counts_once_and_has_passed_when_all_its_cases_have() -> None:
    """Two cases of a unit are one unit; one of them under way is not enough, one failed is too much, listed has failed."""
    again = Other("case-9", "looking", "open", unit="unit-0")
    counted = tally(GATE, (*others(2, 0, 0), again), Decimal(1))
    assert (counted.total, counted.passed, counted.failed) == (2, 1, 0)
    listed = Other("case-9", "passed", "open", listed=True, unit="unit-0")
    counted = tally(GATE, (*others(2, 0, 0), listed), Decimal(1))
    assert (counted.total, counted.passed, counted.failed) == (2, 1, 1)


def test_elsewhere_cases_are_counted() -> None:
    """Without states of their own, those that ended in success have passed."""
    found = tuple(
        Other(f"c-{at}", "over", status) for at, status in enumerate(("success", "success", "failure"))
    )
    assert standing_of(CASES, found, tally(CASES, found, Decimal("0.6"))) == "passed"
    assert standing_of(CASES, found, tally(CASES, found, Decimal("0.7"))) == "failed"
    assert standing_of(CASES, (), tally(CASES, (), Decimal(0))) == "missing"


def test_undetermined_it_is_never_passed_and_never_lost() -> None:
    """While nobody has set the share, all passed is open, all failed is open, none begun is missing."""
    for found, standing in (
        (others(3, 0, 0), "open"),
        (others(0, 3, 0), "open"),
        (others(0, 0, 3), "missing"),
    ):
        assert standing_of(GATE, found, tally(GATE, found, None)) == standing


@pytest.mark.parametrize(
    ("least", "told"), [("0.6666", "66.66"), ("0.6", "60"), ("0.666666666666666666", "66.7"), ("1", "100")]
)
def test_the_share_is_told_as_everywhere_whatever_the_precision_of_the_host(least: str, told: str) -> None:
    """A host that reckons with two digits changes nothing of what has to have passed, nor of how it is told."""
    with localcontext(prec=2):
        said = tally(GATE, others(1, 0, 2), Decimal(least)).text()
    assert f"须通过 {told}%" in said.zh
    assert f"; {told}% have to have passed" in said.en
