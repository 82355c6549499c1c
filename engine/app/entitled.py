"""Who may set what is not a case's but everybody's, under their own name: as declared, else whoever may start what uses it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ..core.definition import Definition, Role
from ..core.facts import UnitFacts
from ..core.refusals import Refusal
from ..core.text import Named, Text, named
from ..ports import Directory
from ..runtime.chains import holds_for_any

_FEW = 10
"""More holders of a post than this are counted, not named."""


def judge_setting(
    directory: Directory,
    person: str | Named,
    posts: Sequence[str],
    users: Sequence[Definition],
    what: Named,
    day: date,
) -> list[Refusal]:
    """Why a person may not set something.

    Args:
        directory: who holds what.
        person: who asks; by other than an id, somebody who holds nothing.
        posts: those whose holders may, wherever they hold them; without any, whoever may start a case of a user.
        users: the workflows that use it.
        what: the thing, as people call it.
        day: the local day, on which posts are held.
    """
    roles = _holding(posts, users) if posts else _starting(users)
    if any(role.post == "any" or _holds(directory, person, role, day) for role in roles):
        return []
    holders = dict.fromkeys(
        one for role in roles for one in directory.holders(_anywhere(role), _NOWHERE, day)
    )
    told: object = list(holders) or Named([], Text("无人任职", "nobody"))
    if len(holders) > _FEW:
        told = Named(list(holders), Text(f"{len(holders)} 人", f"{len(holders)} people"))
    shown = list({role.title.zh: named(role) for role in roles}.values()) or Named([], Text("无人", "nobody"))
    return [Refusal("not-authorized", {"person": person, "action": what, "roles": shown, "holders": told})]


def _holding(posts: Iterable[str], users: Sequence[Definition]) -> list[Role]:
    """The posts as roles, each called as one of the workflows calls it."""
    called = {role.post: role.title for one in users for role in one.roles if role.post is not None}
    return [Role(post, called.get(post, Text(post, post)), post) for post in posts]


def _starting(users: Sequence[Definition]) -> list[Role]:
    """The roles that may start a case, as far as they are held without one."""
    roles = [one.role(name) for one in users for name in one.start_by]
    return [role for role in roles if role.post is not None and role.place is None]


def _holds(directory: Directory, person: str | Named, role: Role, day: date) -> bool:
    return isinstance(person, str) and holds_for_any(directory, person, role, day)


def _anywhere(role: Role) -> Role:
    return Role(role.id, role.title, role.post)


_NOWHERE = UnitFacts("")
