"""What a case may still come to, by its children: how many must succeed, and whether they still can."""

from __future__ import annotations

from math import ceil

from .case import Case
from .definition import Action, Definition
from .facts import Need
from .guards import evaluate


def need_of(definition: Definition, case: Case, without: str | None = None) -> Need | None:
    """What a case needs of its children, and what they can still give, if one of them is left out; if it has any."""
    rule = next((state.children for state in definition.states if state.children is not None), None)
    if rule is None or not case.children:
        return None
    others = [one["status"] for one in case.children.values() if one["id"] != without]
    total = len(case.children)
    return Need(case.id, total, ceil(rule.share * total), sum(one in ("open", "success") for one in others))


def dead_end(definition: Definition, case: Case) -> Need | None:
    """What an open case lacks that can go nowhere any more, because too few of its children can still succeed."""
    need = need_of(definition, case) if case.status == "open" else None
    if need is None or need.possible >= need.needed:
        return None
    exits = [action for action in definition.state(case.state).actions if action.to or action.back]
    return need if exits and all(map(_hopeless, exits)) else None


def _hopeless(action: Action) -> bool:
    """Whether an action can never happen while `children_done` is false, whatever else may hold."""
    guards = [condition.that for condition in action.when]
    if action.auto is not None:
        guards.append(action.auto)
    return any(evaluate(guard, {"children_done": False}).value is False for guard in guards)
