"""Who may: roles resolved against the posts people hold, and the exclusions."""

from __future__ import annotations

from collections.abc import Iterable

from .case import Case
from .commands import Origin
from .definition import Action, Definition, Role
from .facts import Facts
from .refusals import Refusal
from .text import Named, Text, named


def place_of(role: Role, case: Case | None, facts: Facts) -> str | None:
    """The unit at which a role's post must be held; `None` where anywhere will do, empty where there is none."""
    if role.place is not None:
        return str(case.data.get(role.place) or "") if case is not None else ""
    if is_far(role):
        return facts.chains.get(role.of) or (None if role.elsewhere else "")
    match role.of:
        case "unit":
            return facts.unit.id
        case "unit.parent":
            return facts.unit.parent or ""
        case "unit.supervised_by":
            return facts.unit.supervised_by or ""
        case _:
            return None


def is_far(role: Role) -> bool:
    """Whether the unit of a role has to be looked for beyond the one above and the one that supervises, or may be missing."""
    return role.elsewhere or role.of.count(".") > 1


def holds(role: Role, person: str, case: Case | None, facts: Facts) -> bool:
    """Whether a person holds a role of this case on the day of the facts."""
    if role.person is not None:
        return case is not None and case.data.get(role.person) == person
    if role.post == "any":
        return True
    place = place_of(role, case, facts)
    if place == "":  # there is no such unit, so nobody holds a post at it
        return False
    return any(
        post == role.post and (place is None or unit == place)
        for post, unit in facts.posts.get(person, frozenset())
    )


def held(
    roles: Iterable[str], definition: Definition, person: str, case: Case | None, facts: Facts
) -> str | None:
    """The first of these roles that the person holds."""
    return next((one for one in roles if holds(definition.role(one), person, case, facts)), None)


def judge_delegation(definition: Definition, origin: Origin, facts: Facts) -> Refusal | None:
    """Acting for somebody needs a delegation that covers the workflow and the day."""
    if origin.on_behalf_of is None or facts.delegated:
        return None
    day = origin.at.astimezone(facts.zone).date().isoformat()
    return Refusal(
        "no-delegation",
        {"person": origin.actor, "principal": origin.on_behalf_of, "day": day, "workflow": named(definition)},
    )


def entitled(origin: Origin, facts: Facts) -> tuple[str, ...]:
    """By whose rights somebody is told things: their own, and those of whoever they act for where they may."""
    return tuple(origin.people) if facts.delegated else (origin.actor,)


def judge_roles(
    roles: tuple[str, ...],
    title: Named,
    definition: Definition,
    case: Case | None,
    origin: Origin,
    facts: Facts,
) -> tuple[str | None, list[Refusal]]:
    """The role the act is done in, or why the person may not do it."""
    refusals = [one for one in [judge_delegation(definition, origin, facts)] if one]
    person = origin.on_behalf_of or origin.actor
    role = held(roles, definition, person, case, facts)
    if role is None:
        refusals.append(unauthorized(roles, title, definition, person, facts))
    return role, refusals


def unauthorized(
    roles: Iterable[str],
    title: Named,
    definition: Definition,
    person: str,
    facts: Facts,
    more: tuple[Named, ...] = (),
) -> Refusal:
    """Why a person may not do something: the roles it takes (and whoever else may), and who holds them."""
    roles = tuple(roles)
    values = {
        "person": person,
        "action": title,
        "roles": [*(named(definition.role(one)) for one in roles), *more],
        "holders": _holders(roles, facts),
    }
    return Refusal("not-authorized", values)


def _holders(roles: tuple[str, ...], facts: Facts) -> list[str] | Named:
    people = [person for role in roles for person in facts.holders.get(role, ())]
    return list(dict.fromkeys(people)) or Named([], Text("无人任职", "nobody"))


def judge_exclusions(
    action: Action, definition: Definition, case: Case, origin: Origin, facts: Facts
) -> list[Refusal]:
    """`never` and `separate`: looked at through a delegation, both the actor and the person acted for."""
    refusals = []
    for role in action.never:
        for person in origin.people:
            if holds(definition.role(role), person, case, facts):
                values = {"person": person, "role": named(definition.role(role)), "action": named(action)}
                refusals.append(Refusal("excluded", values))
    acted, here = case.body.get("acted", {}), case.state
    for group in definition.separate:
        if here not in group:
            continue
        for other in group:
            for person in origin.people:
                if other != here and person in acted.get(other, ()):
                    values = {
                        "person": person,
                        "other": named(definition.state(other)),
                        "state": named(definition.state(here)),
                    }
                    refusals.append(Refusal("separation", values))
    return list({(one.code, str(one.values)): one for one in refusals}.values()) if refusals else []
