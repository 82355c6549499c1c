"""Whose turn it is: the places at which cases wait for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..core.definition import Definition, Role
from ..core.urging import handling
from ..ports import Directory, Waiting


def waiting_for(
    person: str, day: date, standing: Iterable[tuple[str, Definition, str]], directory: Directory
) -> Iterator[Waiting]:
    """Where cases wait for this person on a day, of the (digest, definition, state) at which cases stand."""
    units: dict[Role, frozenset[str] | None] = {}
    for digest, definition, state_id in standing:
        for role in handling(definition, definition.state(state_id)):
            if role.person is not None:
                yield Waiting(digest, state_id, person=person)
                continue
            if role not in units:
                units[role] = directory.units_of(person, role, day)
            here = units[role]
            if here is None or here:
                yield Waiting(digest, state_id, here)
