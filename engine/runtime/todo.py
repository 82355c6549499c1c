"""Whose turn it is: the places at which cases wait for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..core.definition import Definition, Role, State
from ..ports import Directory, Waiting


def waiting_for(
    person: str, day: date, standing: Iterable[tuple[str, Definition, str]], directory: Directory
) -> Iterator[Waiting]:
    """Where cases wait for this person on a day, of the (digest, definition, state) at which cases stand."""
    units: dict[Role, frozenset[str] | None] = {}
    for digest, definition, state_id in standing:
        for role in _handling(definition, definition.state(state_id)):
            if role.person is not None:
                yield Waiting(digest, state_id, person=person)
                continue
            if role not in units:
                units[role] = directory.units_of(person, role, day)
            here = units[role]
            if here is None or here:
                yield Waiting(digest, state_id, here)


def _handling(definition: Definition, state: State) -> list[Role]:
    """The roles that have something to do in a state; what anybody may do is nobody's task."""
    ids = dict.fromkeys(role for action in state.actions for role in action.by)
    return [role for role in map(definition.role, ids) if role.post != "any"]
