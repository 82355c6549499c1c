"""Cases that stand beside or below this one: which there should be, and how those there are stand.

A child is known by its key: of a branch or a spawned case that is the name and the key of its element (`measures-li`,
`inquiry-2`), of the plain `children` of a state the key of the record alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from .data import rows_by_key
from .definition import Definition, State
from .facts import Facts, UnitFacts
from .guards import Guard, names
from .linking import Branch, Spawn
from .persons import ASKED
from .registers import standing

DONE = frozenset({"success", "settled"})
"""What counts as done with a parent."""
UNDER_WAY = frozenset({"open", "settled"})
"""What may still change."""
UNIT_ASKED = ("title", "level", "rank", "parent", "supervised_by", "category")
"""What the condition of a branch may ask of a unit below."""


class Element(Struct, frozen=True):
    """What a case is opened for: its key, what it hands over, and the unit it belongs to where that is another."""

    key: str
    data: Mapping[str, Any]
    unit: str | None = None
    reads: Mapping[str, object] = field(default_factory=dict)
    """What the condition of the branch reads of it, by full name."""


def elements_of(
    branch: Branch, definition: Definition, data: Mapping[str, Any], facts: Facts
) -> Iterator[Element]:
    """The elements of a branch as things now stand, in their order."""
    given = {child: data[name] for child, name in branch.given if name in data}
    unit = data.get(branch.unit or "")
    called = branch.element
    match branch.elements:
        case "rows":
            for key, row in rows_by_key(definition, branch.each, data).items():
                handed = {child: row[name] for child, name in branch.fields if name in row}
                yield Element(
                    key,
                    {**(handed if branch.fields else row), **given},
                    row.get(branch.unit or "", unit),
                    {called: row} if called is not None else {},
                )
        case "values":
            for value in dict.fromkeys(map(str, data.get(branch.each) or ())):
                yield _for(branch, value, given, value if branch.unit == "each" else unit)
        case "members":
            for person in facts.members:
                about = facts.people.get(person)
                yield _for(branch, person, given, unit, {one: getattr(about, one, None) for one in ASKED})
        case "below":
            for one in facts.below:
                if branch.level is None or one.level == branch.level:
                    yield _for(branch, one.id, given, one.id, _of_unit(one))
        case "entries":
            for entry in standing(facts.registers.get(branch.each, ())):
                row = entry.row()
                handed = {child: row[name] for child, name in branch.fields if name in row}
                data_of = {branch.into: entry.key} if branch.into is not None else {}
                yield Element(
                    entry.key,
                    {**handed, **given, **data_of},
                    row.get(branch.unit or "", unit),
                    {called: row} if called is not None else {},
                )


def _for(
    branch: Branch,
    value: str,
    given: Mapping[str, Any],
    unit: str | None,
    more: Mapping[str, object] | None = None,
) -> Element:
    data = {**given, **({branch.into: value} if branch.into is not None else {})}
    if branch.element is None:
        return Element(value, data, unit)
    about = {f"{branch.element}.{what}": said for what, said in (more or {}).items()}
    return Element(value, data, unit, {branch.element: value, **about})


def _of_unit(unit: UnitFacts) -> dict[str, object]:
    return {
        what: frozenset(said) if isinstance(said := getattr(unit, what), tuple) else said
        for what in UNIT_ASKED
    }


def asks_each(guard: Guard, element: str) -> bool:
    """Whether a condition reads the element of that name, so that it has to be asked of each."""
    return any(name.partition(".")[0] == element for name in names(guard))


def asks_of_unit(element: str, unit: UnitFacts) -> OfElement:
    """What a condition reads that asks a unit below, by this name, and nothing else."""
    about = {f"{element}.{what}": said for what, said in _of_unit(unit).items()}
    return OfElement(element, {element: unit.id, **about}, {})


class OfElement(Mapping[str, object]):
    """What the condition of a branch reads: the element under its name, and else what any guard does."""

    def __init__(self, element: str, reads: Mapping[str, object], behind: Mapping[str, object]) -> None:
        self._element, self._reads, self._behind = element, reads, behind

    def __getitem__(self, name: str) -> object:
        if name.partition(".")[0] != self._element:
            return self._behind[name]
        found = self._reads[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._reads
        yield from (name for name in self._behind if name.partition(".")[0] != self._element)

    def __len__(self) -> int:
        return sum(1 for _ in self)


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


DIRECTORY = "directory:"
"""What people and units are called among what may change and is followed; nothing else has such a name."""
Watch = tuple[str, Branch]
"""A branch that is looked at again, with the state that declares it."""


def watches(definition: Definition) -> Mapping[str, tuple[Watch, ...]]:
    """By state: the branches that are looked at again there, those of the state itself and of states before it.

    Before are the states from which it can be reached without being sent back.
    """
    return definition.derived(_watches)


def _watches(definition: Definition) -> dict[str, tuple[Watch, ...]]:
    found: dict[str, list[Watch]] = {}
    for state in definition.states:
        later = [(state.id, one) for one in state.branches if one.later]
        for one in _from(definition, state.id) if later else ():
            found.setdefault(one, []).extend(later)
    return {state: tuple(ours) for state, ours in found.items()}


def _from(definition: Definition, start: str) -> set[str]:
    """A state and all that can be reached from it forward."""
    reached, waiting = {start}, [start]
    while waiting:
        for action in definition.state(waiting.pop()).actions:
            bounds = (one.then for one in (action.rounds, action.repeats) if one is not None)
            onward = {one for one in (action.to, *bounds) if one is not None} - reached
            reached |= onward
            waiting += onward
    return reached


def watched(definition: Definition, body: Mapping[str, Any], state: str) -> tuple[Branch, ...]:
    """The branches that a case looks at again where it stands: of the state, and of those it has come through."""
    through = body.get("watch", ())
    ours = watches(definition).get(state, ())
    return tuple(branch for place, branch in ours if place == state or place in through)


def watch_after(definition: Definition, body: Mapping[str, Any], state: State) -> list[str]:
    """The states whose branches a case goes on looking at once it has entered a state."""
    ours = dict.fromkeys(place for place, _ in watches(definition).get(state.id, ()))
    through = body.get("watch", ())
    return [place for place in ours if place == state.id or place in through]


def follows_people(definition: Definition) -> frozenset[str]:
    """The states in which a branch opens cases for people or units that are added in the directory."""
    return definition.derived(_following)


def _following(definition: Definition) -> frozenset[str]:
    return frozenset(
        state
        for state, ours in watches(definition).items()
        if any(branch.elements in ("members", "below") for _, branch in ours)
    )


def follows_registers(definition: Definition) -> Mapping[str, frozenset[str]]:
    """By register: the states in which a branch opens cases for entries that are added to it."""
    return definition.derived(_following_registers)


def _following_registers(definition: Definition) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for state, ours in watches(definition).items():
        for _, branch in ours:
            if branch.elements == "entries":
                found.setdefault(branch.each, set()).add(state)
    return {register: frozenset(states) for register, states in found.items()}


def asks_of_members(definition: Definition) -> bool:
    """Whether a condition asks what kind of person each member is."""
    return definition.derived(_asking)


def _asking(definition: Definition) -> bool:
    branches = (one for state in definition.states for one in state.branches)
    return any(one.elements == "members" and one.element is not None for one in branches)


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
