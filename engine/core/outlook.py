"""What a case may still come to, by its children: how many must succeed, and whether they still can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import ceil

from .branching import DONE, UNDER_WAY, branches_of
from .case import Case
from .definition import Action, Definition
from .facts import Need
from .guards import evaluate
from .linking import Branch


def need_of(definition: Definition, case: Case, without: str) -> Need | None:
    """What a case needs of the children beside one of them, and what those can still give if that one is left out.

    `None` where it needs none of them: a linked case that an action called for.
    """
    child = next((one for one in case.children.values() if one["id"] == without), None)
    if child is None:
        return None
    return next(
        (need for name, need in _needs(definition, case, without) if name == child.get("branch")), None
    )


def dead_end(definition: Definition, case: Case) -> Need | None:
    """What an open case lacks that can go nowhere any more, because too few of its children can still succeed."""
    if case.status != "open":
        return None
    exits = [action for action in definition.state(case.state).actions if action.to or action.back]
    for name, need in _needs(definition, case, None):
        lost = {"children_done": False}
        if name is not None:
            lost[f"{name.replace('-', '_')}.done"] = False
        if need.possible < need.needed and exits and all(_hopeless(one, lost) for one in exits):
            return need
    return None


def _needs(definition: Definition, case: Case, without: str | None) -> Iterator[tuple[str | None, Need]]:
    """Of the plain children and of each branch: how many must succeed, and how many still can."""
    plain = (state.children.share for state in definition.states if state.children is not None)
    shares: dict[str | None, Decimal] = {None: next(plain, Decimal(1))}
    branches = branches_of(definition).items()
    shares |= {name: one.share for name, one in branches if isinstance(one, Branch)}
    for name, share in shares.items():
        mine = [one for one in case.children.values() if one.get("branch") == name]
        if mine:
            able = [one for one in mine if one["id"] != without and one["status"] in DONE | UNDER_WAY]
            yield name, Need(case.id, len(mine), ceil(share * len(mine)), len(able))


def _hopeless(action: Action, lost: Mapping[str, object]) -> bool:
    """Whether an action can never happen while this is so, whatever else may hold."""
    guards = [condition.that for condition in action.when]
    if action.auto is not None:
        guards.append(action.auto)
    return any(evaluate(guard, lost).value is False for guard in guards)
