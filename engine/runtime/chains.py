"""Roles at a unit further off: who supervises the group that supervises this unit, and who answers where there is nobody.

A directory knows the unit above and the one that supervises it. What lies beyond is asked step by step, of the directory
of a host as of our own, and only for roles that say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from ..core.definition import Definition, Place, Role
from ..core.facts import UnitFacts
from ..core.roles import is_far
from ..ports import Directory


def ends_of(directory: Directory, definition: Definition, unit: UnitFacts, day: date) -> Mapping[str, str]:
    """Where each chain of the roles of a workflow ends for a unit; empty where there is no such unit."""
    return {of: _end(directory, of, unit, day) for of in chains_of(definition)}


def chains_of(definition: Definition) -> tuple[Place, ...]:
    """The places further off at which roles of a workflow are held."""
    return definition.derived(_chains)


def holders(directory: Directory, role: Role, unit: UnitFacts, day: date) -> tuple[str, ...]:
    """Who holds the post of a role for a unit on a day, wherever that is."""
    if not is_far(role):
        return directory.holders(role, unit, day)
    place = _end(directory, role.of, unit, day)
    if place:
        return directory.holders(role.here, UnitFacts(place), day)
    return directory.holders(anywhere(role), unit, day) if role.elsewhere else ()


def anywhere(role: Role) -> Role:
    """The same post, whatever the unit."""
    return replace(role, of="anywhere", elsewhere=False)


def _chains(definition: Definition) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(one.of for one in definition.roles if is_far(one)))


def _end(directory: Directory, of: Place, unit: UnitFacts, day: date) -> str:
    here: UnitFacts | None = unit
    place = unit.id
    for hop in of.split(".")[1:]:
        if here is None:
            here = directory.standing(place, (), "", day).unit
        place = (getattr(here, hop) if here is not None else None) or ""
        if not place:
            return ""
        here = None
    return place
