"""Cases that stand beside or below this one: which there should be, and how those there are stand.

A child is known by its key: of a branch or a spawned case that is the name and the key of its element (`measures-li`,
`inquiry-2`), of the plain `children` of a state the key of the record alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .data import rows_by_key
from .definition import Branch, Definition, Spawn, State
from .facts import Facts

DONE = frozenset({"success", "settled"})
"""What counts as done with a parent."""
UNDER_WAY = frozenset({"open", "settled"})
"""What may still change."""


@dataclass(frozen=True, slots=True)
class Element:
    """What a case is opened for: its key, what it hands over, and the unit it belongs to where that is another."""

    key: str
    data: Mapping[str, Any]
    unit: str | None = None


def elements_of(
    branch: Branch, definition: Definition, data: Mapping[str, Any], facts: Facts
) -> Iterator[Element]:
    """The elements of a branch as things now stand, in their order."""
    given = {child: data[name] for child, name in branch.given if name in data}
    unit = data.get(branch.unit or "")
    match branch.elements:
        case "rows":
            for key, row in rows_by_key(definition, branch.each, data).items():
                handed = {child: row[name] for child, name in branch.fields if name in row}
                yield Element(
                    key, {**(handed if branch.fields else row), **given}, row.get(branch.unit or "", unit)
                )
        case "values":
            for value in dict.fromkeys(map(str, data.get(branch.each) or ())):
                yield _for(branch, value, given, value if branch.unit == "each" else unit)
        case "members":
            for person in facts.members:
                yield _for(branch, person, given, unit)
        case "below":
            for one in facts.below:
                if branch.level is None or one.level == branch.level:
                    yield _for(branch, one.id, given, one.id)


def _for(branch: Branch, value: str, given: Mapping[str, Any], unit: str | None) -> Element:
    return Element(value, {**given, **({branch.into: value} if branch.into is not None else {})}, unit)


def branches_of(definition: Definition) -> Mapping[str, Branch | Spawn]:
    """Every branch and every spawned case by its name."""
    return definition.derived(_named)


def _named(definition: Definition) -> dict[str, Branch | Spawn]:
    found: dict[str, Branch | Spawn] = {
        one.name: one for state in definition.states for one in state.branches
    }
    return found | {one.name: one for _, action in definition.actions() for one in action.spawns}


def workflows_opened(definition: Definition) -> frozenset[str]:
    """The workflows of which a case may open others."""
    return definition.derived(_opened)


def _opened(definition: Definition) -> frozenset[str]:
    plain = (state.children.workflow for state in definition.states if state.children is not None)
    return frozenset((*plain, *(one.workflow for one in branches_of(definition).values())))


def is_for_all(definition: Definition, child: Mapping[str, Any]) -> bool:
    """Whether a case has opened this child (`{id, status, branch}`) for everybody to know, though it is confidential itself."""
    name = child.get("branch")
    if name is not None:
        branch = branches_of(definition).get(name)
        return branch is not None and branch.is_open
    return any(state.children is not None and state.children.is_open for state in definition.states)


def posts_asked(definition: Definition) -> tuple[str, ...]:
    """The posts whose holders are elements of a branch; none where nobody has to be looked up."""
    return definition.derived(_posts)


def _posts(definition: Definition) -> tuple[str, ...]:
    branches = (one for state in definition.states for one in state.branches if one.elements == "members")
    return tuple(dict.fromkeys(post for one in branches for post in one.posts))


def asks_below(definition: Definition) -> bool:
    """Whether units below the case's are elements of a branch."""
    return definition.derived(_below)


def _below(definition: Definition) -> bool:
    return any(one.elements == "below" for state in definition.states for one in state.branches)


def looks_again(state: State) -> bool:
    """Whether a branch of the state opens cases for elements that are added."""
    return any(one.later for one in state.branches)


def follows_people(definition: Definition) -> frozenset[str]:
    """The states in which a branch opens cases for people or units that are added in the directory."""
    return definition.derived(_following)


def _following(definition: Definition) -> frozenset[str]:
    return frozenset(
        state.id
        for state in definition.states
        if any(one.later and one.elements in ("members", "below") for one in state.branches)
    )


def read(definition: Definition, children: Mapping[str, Mapping[str, Any]], name: str) -> object:
    """What a guard reads of a branch: `NAME.done`, `.open`, `.total`, `.succeeded`, `.failed`; `None` of anything else.

    A hyphen in the name is written `_`, as a guard reads it as minus.
    """
    written, _, what = name.partition(".")
    branch = definition.derived(_by_guard_name).get(written)
    if branch is None:
        return None
    mine = [one["status"] for one in children.values() if one.get("branch") == branch.name]
    succeeded = sum(one in DONE for one in mine)
    match what:
        case "done":
            share = branch.share if isinstance(branch, Branch) else 1
            return succeeded >= share * len(mine)
        case "open":
            return sum(one == "open" for one in mine)
        case "total":
            return len(mine)
        case "succeeded":
            return succeeded
        case "failed":
            return sum(one == "failure" for one in mine)
        case _:
            return None


def _by_guard_name(definition: Definition) -> dict[str, Branch | Spawn]:
    return {name.replace("-", "_"): one for name, one in branches_of(definition).items()}
