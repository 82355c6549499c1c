"""What a request asks for, as a digest: by it the same command id is told from a reused one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core import canonical
from ..core.case import Case
from ..core.commands import (
    Act,
    AnswerUrge,
    Cancel,
    Cast,
    Command,
    Correct,
    HandOver,
    Roll,
    Start,
    Tally,
    Urge,
)
from ..core.definition import Definition


def fingerprint(definition: Definition, case: Case | None, command: Command) -> str:
    """What a request asks for, as a digest, to tell the same command id from a reused one.

    Times and channel are left out: a retry comes later. So is the choice of a secret ballot: a
    digest of so few possibilities would tell it.
    """
    origin = command.origin
    asked: dict[str, Any] = {
        "kind": type(command).__name__,
        "case": case.id if case else None,
        "actor": origin.actor,
        "for": origin.on_behalf_of,
    }
    match command:
        case Start():
            asked |= {
                "case": None,
                "workflow": command.workflow,
                "unit": command.unit,
                "data": _plain(command.data),
                "note": command.note,
            }
        case Act():
            asked |= {"action": command.action, "data": _plain(command.data), "note": command.note}
        case Urge():
            within = command.within
            asked |= {
                "text": command.text,
                "to": list(command.to),
                "urgent": command.urgent,
                "within": None if within is None else f"{within.amount} {within.unit}",
            }
        case AnswerUrge():
            asked |= {"urge": command.urge, "text": command.text}
        case Cancel():
            asked |= {"note": command.note}
        case Correct():
            asked |= {"data": _plain(command.data), "note": command.note}
        case HandOver():
            asked |= {"old": command.old, "new": command.new, "note": command.note}
        case Roll() | Tally():
            asked |= {"groups": _plain(command.groups)}
        case Cast():
            asked |= {"group": command.group}
            if not any(state.ballot.secret for state in definition.states if state.ballot):
                asked |= {"choice": command.choice}
        case _:
            pass
    return canonical.digest(asked)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(one) for one in value)
    return value if isinstance(value, (str, int, bool)) or value is None else str(value)
