"""Who may know that a confidential case exists, and who may read its private fields. Pure rules.

A confidential case is seen by the holders of the roles it is open to, by whoever may do something in it
now or has done something in it, and by those named in the field of a role; never by somebody named in a
field it is hidden from. What anybody may do (`post: any`) lets nobody see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .case import Case
from .commands import Origin
from .data import references
from .definition import Action, Definition, Role
from .facts import Facts
from .roles import entitled, held


class Trusted:
    """Said, as it is, in place of a person by a host that decides itself who is shown what: nothing is kept from it."""


Viewer = str | type[Trusted] | None
"""Who looks: a person, a trusted host, or nobody in particular, who sees nothing confidential."""


def sees(
    definition: Definition,
    case: Case,
    person: str,
    holds: Callable[[Role], bool],
    may: Callable[[Action], bool],
) -> bool:
    """Whether a person may know of a confidential case.

    Args:
        definition: of the case; one that is not confidential lets everybody see.
        case: as it stands.
        person: who looks.
        holds: whether they hold a role of this case; of `post: any` it says no.
        may: whether nothing keeps them from an action whose role they hold (`never`, `separate`).
    """
    rule = definition.confidential
    if rule is None:
        return True
    if is_hidden_from(definition, case, person):
        return False
    return any(holds(definition.role(one)) for one in rule.to) or involved(
        definition, case, person, holds, may
    )


def involved(
    definition: Definition,
    case: Case,
    person: str,
    holds: Callable[[Role], bool],
    may: Callable[[Action], bool],
) -> bool:
    """Whether a person has acted in a case, is named in the field of a role, or may do something in it now."""
    if any(person in people for people in case.body.get("acted", {}).values()):
        return True
    if any(role.person is not None and case.data.get(role.person) == person for role in definition.roles):
        return True
    return case.status == "open" and any(
        any(holds(definition.role(role)) for role in action.by) and may(action)
        for action in definition.state(case.state).actions
    )


def is_hidden_from(
    definition: Definition, case: Case, person: str, unread: frozenset[str] = frozenset()
) -> bool:
    """Whether a person is named in a field that the case is hidden from, as it now stands; `unread` fields say nothing."""
    rule = definition.confidential
    if rule is None or (rule.hidden_in and case.state not in rule.hidden_in):
        return False
    return person in people_in(definition, case, [one for one in rule.hidden_from if one not in unread])


def withheld(definition: Definition, case: Case, origin: Origin, facts: Facts) -> frozenset[str]:
    """The private fields that are kept from whoever acts: what they may not read they neither correct nor hand over."""
    rule = definition.private
    if rule is None or any(held(rule.to, definition, one, case, facts) for one in entitled(origin, facts)):
        return frozenset()
    return frozenset(rule.fields)


def unnamed(definition: Definition, case: Case, fields: frozenset[str]) -> frozenset[str]:
    """Whom private fields name: not told as who acted. Records in which people are spoken of name nobody so."""
    kinds = {name: field.type for name in sorted(fields) if (field := definition.field(name)) is not None}
    named = [name for name, kind in kinds.items() if "person" in (kind.kind, kind.of.kind if kind.of else "")]
    return people_in(definition, case, named)


def people_in(definition: Definition, case: Case, fields: Iterable[str]) -> frozenset[str]:
    """Everybody whom these fields of a case name, in lists and records too."""
    values = {name: case.data[name] for name in fields if name in case.data}
    return frozenset(one for kind, _, one in references(definition, values) if kind == "person")


def children_told(body: Mapping[str, Any]) -> list[str]:
    """The ids of the children whose end or opening is all that an event tells of, by the body of the event."""
    if "child" in body:
        return [str(body["child"])]
    return [str(body["change"]["children"][key]["id"]) for key in body.get("opened", ())]
