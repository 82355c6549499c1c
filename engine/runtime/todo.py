"""Whose turn it is: the places at which cases wait for a person, and which of the cases there do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol, runtime_checkable

from ..core.case import Case
from ..core.decisions import Countersign
from ..core.definition import Action, Definition, Role
from ..core.facts import UnitFacts
from ..core.roles import is_far
from ..core.seeing import involved, is_hidden_from, sees
from ..core.urging import handling
from ..ports import Directory, Waiting
from . import chains
from .signing import has_no_turn, signers


@runtime_checkable
class Delegating(Protocol):
    """What a `Directory` may offer besides: to-do lists then show the cases that somebody handles for others."""

    def delegators(self, person: str, day: date) -> Mapping[str, frozenset[str] | None]:
        """Whom a person may act for on a day, and in which workflows; `None` stands for all."""
        ...


class Turn:
    """What cases wait for of one person on a day, by the posts they hold, or those of whoever they act for."""

    def __init__(
        self,
        person: str,
        day: date,
        directory: Directory,
        principal: str | None = None,
        workflows: frozenset[str] | None = None,
    ) -> None:
        """Begin.

        Args:
            person: who looks.
            day: the local day.
            directory: who holds what.
            principal: whom they act for, where they do.
            workflows: in which workflows they may; `None` stands for all.
        """
        self.principal = principal
        self._holder = principal or person
        self._people = (person,) if principal is None else (person, principal)
        self._day, self._directory, self._workflows = day, directory, workflows
        self._units: dict[tuple[str, Role], frozenset[str] | None] = {}
        self._far: dict[tuple[Role, str], tuple[str, ...]] = {}

    def places(self, standing: Iterable[tuple[str, Definition, str]]) -> Iterator[Waiting]:
        """Where cases may wait, of the (digest, definition, state) at which cases stand."""
        for digest, definition, state_id in standing:
            if not self._covers(definition):
                continue
            for role in handling(definition, definition.state(state_id)):
                if role.person is not None:
                    yield Waiting(digest, state_id, person=self._holder)
                    continue
                here = self._units_of(self._holder, role)
                if is_far(role):  # where they hold the post; which units that is for is asked of each case
                    here = None if here is None or here else here
                if here is None or here:
                    yield Waiting(digest, state_id, None if role.place is not None else here)

    def comes(self, definition: Definition, case: Case) -> bool:
        """Whether a case waits for them: for something they are not kept out of."""
        return self._covers(definition) and any(
            self._holds(self._holder, definition.role(role), case)
            for action in leading_on(definition, case)
            if not any(self._out(definition, case, action, person) for person in self._people)
            and not has_no_turn(definition, case, action, self._speaks(definition, case))
            for role in action.by
        )

    def sees(self, definition: Definition, case: Case) -> bool:
        """Whether a confidential case exists for them in this turn: for themselves, or for whom they act for."""
        return self._covers(definition) and sees(
            definition, case, self._holder, *self._means(definition, case)
        )

    def concerned(self, definition: Definition, case: Case) -> bool:
        """Whether they have acted in a case, are named in it, or may act in it now."""
        return (
            self._covers(definition)
            and not is_hidden_from(definition, case, self._holder)
            and involved(definition, case, self._holder, *self._means(definition, case))
        )

    def holds_one(self, roles: Iterable[str], definition: Definition, case: Case) -> bool:
        """Whether they hold one of these roles in a case."""
        held = (self._holds(self._holder, definition.role(one), case) for one in roles)
        return self._covers(definition) and any(held)

    def _means(
        self, definition: Definition, case: Case
    ) -> tuple[Callable[[Role], bool], Callable[[Action], bool]]:
        """What they hold in a case, and what nothing keeps them from."""
        return (
            lambda role: self._holds(self._holder, role, case),
            lambda action: (
                not any(self._out(definition, case, action, one) for one in self._people)
                and not has_no_turn(definition, case, action, self._speaks(definition, case))
            ),
        )

    def _covers(self, definition: Definition) -> bool:
        return self._workflows is None or definition.id in self._workflows

    def _out(self, definition: Definition, case: Case, action: Action, person: str) -> bool:
        return kept_out(
            definition, case, action, person, lambda role: self._holds(person, definition.role(role), case)
        )

    def _speaks(self, definition: Definition, case: Case) -> Callable[[Countersign, str], bool]:
        def holding(person: str, role: str) -> bool:
            return self._holds(person, definition.role(role), case)

        return signers(self._directory, self._day, holding)(self._holder)

    def _holds(self, person: str, role: Role, case: Case) -> bool:
        if role.person is not None:
            return bool(case.data.get(role.person) == person)
        if role.post == "any":
            return False
        if is_far(role):
            return person in self._far_holders(role, case.unit)
        units = self._units_of(person, role)
        unit = case.unit if role.place is None else case.data.get(role.place)
        return units is None or unit in units

    def _units_of(self, person: str, role: Role) -> frozenset[str] | None:
        if (person, role) not in self._units:
            asked = role.here if role.place is not None or is_far(role) else role
            self._units[person, role] = self._directory.units_of(person, asked, self._day)
        return self._units[person, role]

    def _far_holders(self, role: Role, unit: str) -> tuple[str, ...]:
        if (role, unit) not in self._far:
            known = self._directory.standing(unit, (), "", self._day).unit or UnitFacts(unit)
            self._far[role, unit] = chains.holders(self._directory, role, known, self._day)
        return self._far[role, unit]


def turns(person: str, day: date, directory: Directory) -> list[Turn]:
    """A person's own turn first, then those of everybody they may act for."""
    own = Turn(person, day, directory)
    if not isinstance(directory, Delegating):
        return [own]
    principals = sorted(directory.delegators(person, day).items())
    return [own, *(Turn(person, day, directory, one, workflows) for one, workflows in principals)]


def leading_on(definition: Definition, case: Case) -> list[Action]:
    """The actions that a case waits for: not those that raise a matter, settle none, or were done once for all."""
    state, done = definition.state(case.state), case.body.get("done", {})
    matters = {"ballot": True, **case.body.get("open", {})}
    return [
        action
        for action in state.actions
        if action.opens is None
        and (action.closes is None or matters.get(action.closes))
        and not (action.id in done and state.stay is not None and state.stay.since == action.id)
    ]


def kept_out(
    definition: Definition, case: Case, action: Action, person: str, holds: Callable[[str], bool]
) -> bool:
    """Whether separation, or a role that never does it (`holds` by its id), keeps a person from an action."""
    if any(holds(role) for role in action.never):
        return True
    acted = case.body.get("acted", {})
    apart = {other for group in definition.separate if case.state in group for other in group}
    return any(person in acted.get(other, ()) for other in apart - {case.state})
