"""Roles at a unit further off: who supervises the group that supervises this unit, and who answers where there is nobody.

A directory knows the unit above and the one that supervises it. What lies beyond is asked step by step, of the directory
of a host as of our own, and only for roles that say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from ..core.definition import Definition, Place, Role
from ..core.facts import UnitFacts
from ..core.roles import is_far
from ..ports import Directory, Units


def ends_of(directory: Directory, definition: Definition, unit: UnitFacts, day: date) -> Mapping[str, str]:
    """Where each chain of the roles of a workflow ends for a unit; empty where there is no such unit."""
    look = _asking(directory, day)
    return {of: _end(look, of, unit) for of in chains_of(definition)}


def chains_of(definition: Definition) -> tuple[Place, ...]:
    """The places further off at which roles of a workflow are held."""
    return definition.derived(_chains)


def holders(directory: Directory, role: Role, unit: UnitFacts, day: date) -> tuple[str, ...]:
    """Who holds the post of a role for a unit on a day, wherever that is."""
    if not is_far(role):
        return directory.holders(role, unit, day)
    place = _end(_asking(directory, day), role.of, unit)
    if place:
        return directory.holders(role.here, UnitFacts(place), day)
    return directory.holders(anywhere(role), unit, day) if role.elsewhere else ()


def holds_for_any(directory: Directory, person: str, role: Role, day: date) -> bool:
    """Whether a person holds the post of a role for any unit at all on a day.

    Of a role further off every unit is looked at; where a directory lists none, those near to where the post is held.
    """
    if not is_far(role):
        units = directory.units_of(person, role, day)
        return units is None or bool(units)
    held = directory.units_of(person, role.here, day)
    if not held:
        return held is None
    if isinstance(directory, Units):
        known = {one.id: one for one in directory.units()}
        look: _Look = known.get
        some: Iterable[UnitFacts] = known.values()
    else:
        look = _asking(directory, day)
        found = (directory.units_of(person, replace(role.here, of=of), day) or () for of in _NEAR)
        near = dict.fromkeys(unit for units in found for unit in sorted(units))
        some = (facts for one in near if (facts := look(one)) is not None)
    ends = (_end(look, role.of, unit) for unit in some)
    return any(end in held if end else role.elsewhere for end in ends)


def anywhere(role: Role) -> Role:
    """The same post, whatever the unit."""
    return replace(role, of="anywhere", elsewhere=False)


def _chains(definition: Definition) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(one.of for one in definition.roles if is_far(one)))


def _asking(directory: Directory, day: date) -> _Look:
    return lambda unit: directory.standing(unit, (), "", day).unit


def _end(look: _Look, of: Place, unit: UnitFacts) -> str:
    here: UnitFacts | None = unit
    place = unit.id
    for hop in of.split(".")[1:]:
        if here is None:
            here = look(place)
        place = (getattr(here, hop) if here is not None else None) or ""
        if not place:
            return ""
        here = None
    return place


_Look = Callable[[str], UnitFacts | None]
"""What is known of a unit."""
_NEAR: tuple[Place, ...] = ("unit", "unit.parent", "unit.supervised_by")
"""What every directory is asked for."""
