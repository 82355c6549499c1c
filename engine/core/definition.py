"""What a compiled workflow is: frozen values, named by the digest of their content.

The language that people write is compiled into these (`engine/dsl/`); the engine knows only these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeVar, cast

from .decisions import Answer, Countersign, Decides, Draw, Ranking
from .dues import Due, Extension, Milestone, Stage, Stay
from .fields import Enumeration, Field, Record
from .guards import Guard
from .laws import Law
from .terms import Term
from .text import Text

Place = Literal["unit", "unit.parent", "unit.supervised_by", "anywhere"]
FinalStatus = Literal["success", "failure"]
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Role:
    """Who may act: the holders of a post at a place, or the person named in a field of the case.

    `post: any` is everybody the directory knows. Exactly one of `post` and `person` is set.
    """

    id: str
    title: Text
    post: str | None = None
    of: Place = "anywhere"
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A guard that an action must pass, with the sentence it comes from."""

    that: Guard
    basis: str | None = None
    title: Text | None = None
    """What is asked, in words; shown when the condition refuses."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a decision table: when it applies, which outcomes it allows, what has to be there."""

    id: str
    title: Text
    allows: tuple[str, ...]
    when: tuple[Condition, ...] = ()
    basis: str | None = None
    needs: tuple[str, ...] = ()
    """Fields that must be filled in: the evidence."""
    cites: bool = False
    """Whether the decision must cite the rule it follows."""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table, kept as data. Its name is also an enumeration, of its rows."""

    name: str
    title: Text
    outcomes: str
    """The enumeration of what may be decided."""
    rows: tuple[Row, ...]
    basis: str | None = None

    def row(self, row_id: str) -> Row | None:
        """The row of that id, if there is one."""
        return next((one for one in self.rows if one.id == row_id), None)


@dataclass(frozen=True, slots=True)
class Children:
    """One case per record of a list, opened on entering the state.

    `share` is how much of them must end in success for `children_done`, as a fraction (1 is all).
    """

    each: str
    workflow: str
    share: Decimal = Decimal(1)
    fields: tuple[tuple[str, str], ...] = ()
    """(field of the child, field of the record); empty: all fields of the same name."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote held in a state."""

    groups: tuple[str, ...]
    choices: tuple[str, ...]
    approving: tuple[str, ...]
    """The choices that count as approval."""
    open: Term | None
    """How long one may vote; its end flags, closing decides."""
    secret: bool
    valid: Guard
    passing: Guard
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """How often at most, and the state to go to instead when that is used up."""

    most: int
    then: str


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done in a state, by whom, with what, and where it leads.

    `to` leads forward, `back` sends back; with neither the case stays where it is. `auto` makes it
    happen by itself as soon as its guard holds; nobody can do it by hand.
    """

    id: str
    title: Text
    by: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    """Roles whose holders may not do it, even where `by` admits them, and not through a delegate."""
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    to: str | None = None
    back: str | None = None
    auto: Guard | None = None
    rounds: Bound | None = None
    """A redo: raises the round, at most so many rounds in all."""
    repeats: Bound | None = None
    """A repetition within the round, at most so many."""
    keep: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    opens: str | None = None
    closes: str | None = None
    """The kind of open matter it settles; `ballot` closes the ballot of the state."""
    reopens: str | None = None
    """The field with the keys of children to be done again (`redone` counts them)."""
    basis: str | None = None
    extends: Extension | None = None
    decides: Decides | None = None
    draws: Draw | None = None
    ranks: Ranking | None = None
    signs: Answer | None = None
    """In a state with a countersignature: what doing it signs."""


@dataclass(frozen=True, slots=True)
class State:
    """One step: what it is called, until when, what can be done next."""

    id: str
    title: Text
    actions: tuple[Action, ...] = ()
    due: Due | None = None
    stay: Stay | None = None
    children: Children | None = None
    ballot: Ballot | None = None
    final: FinalStatus | None = None
    basis: str | None = None
    stages: tuple[Stage, ...] = ()
    """Deadlines of its own beside or instead of `due`, named `state.stage`."""
    countersign: Countersign | None = None

    def action(self, action_id: str) -> Action | None:
        """The action of that id here, if there is one."""
        return next((one for one in self.actions if one.id == action_id), None)


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole workflow. The first state is where a case begins."""

    id: str
    title: Text
    roles: tuple[Role, ...]
    fields: tuple[Field, ...]
    states: tuple[State, ...]
    enumerations: tuple[Enumeration, ...] = ()
    records: tuple[Record, ...] = ()
    separate: tuple[tuple[str, ...], ...] = ()
    """Groups of states in which nobody acts in more than one, delegated or not."""
    start_by: tuple[str, ...] = ()
    """Roles that may start (and cancel) a case."""
    urge_by: tuple[str, ...] = ()
    """Roles that may urge a case; empty: whom our default lets (`urging.may_urge`)."""
    due: Due | None = None
    """A deadline of the whole case, from its start to its end; its name is `case`."""
    basis: str | None = None
    stages: tuple[Stage, ...] = ()
    """Deadlines of the whole case beside or instead of `due`, named `case.stage`."""
    milestones: tuple[Milestone, ...] = ()
    law: Law | None = None
    """What governs terms of the whole workflow; it decides what a bare 日 in a field means."""
    tables: tuple[DecisionTable, ...] = ()
    """The decision tables that its actions decide by."""
    _states: dict[str, State] = field(init=False, repr=False, compare=False, hash=False)
    _roles: dict[str, Role] = field(init=False, repr=False, compare=False, hash=False)
    _fields: dict[str, Field] = field(init=False, repr=False, compare=False, hash=False)
    _derived: dict[Any, Any] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {one.id: one for one in self.states})
        object.__setattr__(self, "_roles", {one.id: one for one in self.roles})
        object.__setattr__(self, "_fields", {one.name: one for one in self.fields})
        object.__setattr__(self, "_derived", {})

    @property
    def initial(self) -> State:
        """Where a case begins."""
        return self.states[0]

    def state(self, state_id: str) -> State:
        """The state of that id; `KeyError` when there is none."""
        return self._states[state_id]

    def role(self, role_id: str) -> Role:
        """The role of that id; `KeyError` when there is none."""
        return self._roles[role_id]

    def field(self, name: str) -> Field | None:
        """The datum of that name, if the workflow declares one."""
        return self._fields.get(name)

    def enumeration(self, name: str) -> Enumeration:
        """The enumeration of that name; `KeyError` when there is none."""
        return next(one for one in self.enumerations if one.name == name)

    def record(self, name: str) -> Record:
        """The record of that name; `KeyError` when there is none."""
        return next(one for one in self.records if one.name == name)

    def table(self, name: str) -> DecisionTable:
        """The decision table of that name; `KeyError` when there is none."""
        for one in self.tables:
            if one.name == name:
                return one
        raise KeyError(name)

    def derived(self, make: Callable[[Definition], _Made]) -> _Made:
        """What a pure function makes of this definition, made once and kept with it.

        Looking it up by the definition itself would hash the whole tree every time.
        """
        if make not in self._derived:
            self._derived[make] = make(self)
        return cast(_Made, self._derived[make])

    def actions(self) -> Iterator[tuple[State, Action]]:
        """Every action with the state it is in, in the order of the file."""
        for state in self.states:
            for action in state.actions:
                yield state, action
