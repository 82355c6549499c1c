"""Who signs for the parties of a countersignature, asked of the directory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ..core.case import Case
from ..core.countersigning import may_sign_now
from ..core.decisions import Countersign
from ..core.definition import Action, Definition, Role
from ..core.facts import UnitFacts
from ..core.text import Text
from ..ports import Directory


def post_of(rule: Countersign) -> Role:
    """The role by which units sign."""
    return Role("", Text("", ""), post=rule.post, of="unit")


def has_no_turn(
    definition: Definition, case: Case, action: Action, speaks: Callable[[Countersign, str], bool]
) -> bool:
    """Whether an action signs and no party whose turn it is would be signed for; `speaks` says for which one would."""
    rule, kept = definition.state(case.state).countersign, case.body.get("countersign")
    if action.signs is None or rule is None or kept is None:
        return False
    return not any(speaks(rule, party) for party in may_sign_now(rule, kept))


def signers(
    directory: Directory, day: date, holding: Callable[[str, str], bool]
) -> Callable[[str], Callable[[Countersign, str], bool]]:
    """For which parties each person may sign on a day; `holding` says whether somebody holds a role of the case.

    Of each unit the directory is asked once.
    """
    holders: dict[tuple[Countersign, str], tuple[str, ...]] = {}

    def of(person: str) -> Callable[[Countersign, str], bool]:
        def speaks(rule: Countersign, party: str) -> bool:
            if rule.field is None:
                return holding(person, party)
            if rule.post is None:
                return person == party
            if (rule, party) not in holders:
                holders[rule, party] = directory.holders(post_of(rule), UnitFacts(party), day)
            return person in holders[rule, party]

        return speaks

    return of
