"""Counting: turnout, shares, boundaries, and what an outcome is."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core import ballots
from duban.engine.core.definition import Ballot
from support.small import compiled

SOURCE = """
workflow: vote
title: vote
roles: {office: {title: office, post: campaign-office}}
states:
  voting:
    title: voting
    ballot: {groups: [a, b], choices: [satisfied, basically, unsatisfied, abstain],
             valid: ballot.turnout >= 0.60, pass: ballot.approving >= 0.80}
    actions:
      close:  {title: close, by: office}
      pass:   {auto: ballot.closed && ballot.passed, to: passed}
      fail:   {auto: ballot.closed && ballot.failed, to: failed}
      again:  {auto: ballot.closed && ballot.invalid, back: voting, repeats: {most: 1, then: failed}}
  passed: {title: passed, final: success}
  failed: {title: failed, final: failure}
"""


@pytest.fixture(scope="module")
def ballot() -> Ballot:
    """A ballot of two groups and four choices."""
    found = compiled(SOURCE).state("voting").ballot
    assert found is not None
    return found


def poll(**changes: Any) -> dict[str, Any]:
    """A poll as it opens, with these changes."""
    return {"opened_at": "", "roll": {}, "cast": {}, "tally": {}, "secret": True, **changes}


def test_approving_is_known_from_the_vocabulary(ballot: Ballot) -> None:
    """`satisfied` and `basically` approve; abstaining is a valid paper that does not."""
    assert ballot.approving == ("satisfied", "basically")


@given(
    invited=st.integers(1, 400), handed=st.integers(0, 400), yes=st.integers(0, 400), void=st.integers(0, 50)
)
def test_the_boundaries_are_those_of_whole_numbers(
    ballot: Ballot, invited: int, handed: int, yes: int, void: int
) -> None:
    """Valid is exactly `10 · papers ≥ 6 · invited`; passed is exactly `10 · yes ≥ 8 · valid papers`."""
    handed, void = min(handed, invited), min(void, handed, invited)
    yes = min(yes, handed - void)
    count = {"invited": invited, "satisfied": yes, "unsatisfied": handed - void - yes, "void": void}
    result = ballots.count(ballot, poll(tally={"a": count, "b": {**count}}), {})
    valid = 10 * handed >= 6 * invited
    passed = 10 * yes >= 8 * (handed - void) and handed > void
    assert result["outcome"] == ("invalid" if not valid else "passed" if passed else "failed")
    assert result["pooled"]["invited"] == 2 * invited


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["satisfied", "abstain"])), max_size=30))
def test_the_box_and_a_paper_count_give_the_same(ballot: Ballot, papers: list[tuple[str, str]]) -> None:
    """The same papers, cast one by one or counted on paper, give the same result."""
    box: dict[str, dict[str, int]] = {"a": {}, "b": {}}
    for group, choice in papers:
        box[group][choice] = box[group].get(choice, 0) + 1
    cast = ballots.count(ballot, poll(roll={"a": 30, "b": 30}), box)
    tally = {group: {"invited": 30, **counts} for group, counts in box.items()}
    assert ballots.count(ballot, poll(tally=tally), {}) == cast


def test_the_hosts_decimal_context_changes_nothing(ballot: Ballot) -> None:
    """A share does not depend on how precisely the host reckons elsewhere."""
    count = {"invited": 3, "satisfied": 2, "unsatisfied": 1}
    usual = ballots.count(ballot, poll(tally={"a": count, "b": count}), {})
    with localcontext() as context:
        context.prec = 2
        assert ballots.count(ballot, poll(tally={"a": count, "b": count}), {}) == usual
    assert Decimal(usual["approving"]) < Decimal("0.6667")


def test_nobody_voted_is_invalid_and_divides_by_nothing(ballot: Ballot) -> None:
    """No paper at all: turnout 0, share 0, invalid."""
    result = ballots.count(ballot, poll(roll={"a": 3, "b": 3}), {})
    assert (result["turnout"], result["approving"], result["outcome"]) == ("0", "0", "invalid")


def test_groups_are_also_shown_apart(ballot: Ballot) -> None:
    """Each group has its own figures beside the pooled ones."""
    result = ballots.count(
        ballot, poll(roll={"a": 4}, tally={"b": {"invited": 6, "void": 2}}), {"a": {"abstain": 3}}
    )
    assert result["groups"]["a"]["handed_in"] == 3
    assert result["groups"]["b"] == {
        "invited": 6, "handed_in": 2, "valid": 0, "void": 2,
        "choices": {"satisfied": 0, "basically": 0, "unsatisfied": 0, "abstain": 0},
    }  # fmt: skip
    assert result["pooled"]["invited"] == 10


def test_shares_are_absent_until_the_close() -> None:
    """Before it is closed a ballot is neither passed nor failed nor invalid, and has no shares."""
    assert ballots.names(poll()) == {"closed": False, "passed": False, "failed": False, "invalid": False}
