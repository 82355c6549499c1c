"""What a compiled workflow is: frozen values, named by the digest of their content.

The language that people write is compiled into these (`engine/dsl/`); the engine knows only these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Literal, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from .decisions import Answer, Countersign, Decides, Draw, Ranking
from .dues import Due, Extension, Milestone, Stage, Stay
from .fields import Enumeration, Field, Record
from .guards import Guard
from .laws import Law
from .linking import Branch, Children, Gate, Spawn
from .provenance import Provenance
from .registers import Adds, Register
from .secrecy import Confidential, Private
from .terms import Term
from .text import Text

Place = Literal[
    "unit",
    "unit.parent",
    "unit.supervised_by",
    "unit.parent.parent",
    "unit.parent.supervised_by",
    "unit.supervised_by.parent",
    "unit.supervised_by.supervised_by",
    "anywhere",
]
FinalStatus = Literal["success", "failure"]
_Made = TypeVar("_Made")


class Role(Struct, frozen=True):
    """Who may act: the holders of a post at a place, or the person named in a field of the case.

    `post: any` is everybody the directory knows. Exactly one of `post` and `person` is set.
    """

    id: str
    title: Text
    post: str | None = None
    of: Place = "anywhere"
    person: str | None = None
    place: str | None = None
    """The field of the case that names the unit where the post is held; `of` is then `unit`."""
    elsewhere: bool = False
    """Where there is no such unit, whoever holds the post anywhere."""

    @property
    def here(self) -> Role:
        """The same post at whatever unit it is asked about."""
        return replace(self, of="unit", place=None, elsewhere=False)


class Condition(Struct, frozen=True):
    """A guard that an action must pass, with the sentence it comes from."""

    that: Guard
    basis: str | None = None
    title: Text | None = None
    """What is asked, in words; shown when the condition refuses."""
    origin: Provenance | None = None
    """Whose the rule is."""


class Row(Struct, frozen=True):
    """A row of a decision table: when it applies, which outcomes it allows, what has to be there."""

    id: str
    title: Text
    allows: tuple[str, ...]
    """None: whatever the table knows."""
    when: tuple[Condition, ...] = ()
    basis: str | None = None
    needs: tuple[str, ...] = ()
    """Fields that must be filled in: the evidence."""
    cites: bool = False
    """Whether the decision must cite the rule it follows."""
    demands: tuple[str, ...] = ()
    """Outcomes that must be among what is decided."""
    origin: Provenance | None = None


class DecisionTable(Struct, frozen=True):
    """A decision table, kept as data. Its name is also an enumeration, of its rows."""

    name: str
    title: Text
    outcomes: str
    """The enumeration of what may be decided."""
    rows: tuple[Row, ...]
    basis: str | None = None
    origin: Provenance | None = None

    def row(self, row_id: str) -> Row | None:
        """The row of that id, if there is one."""
        return next((one for one in self.rows if one.id == row_id), None)


ParameterKind = Literal["term", "number", "integer", "text", "bool"]


class Parameter(Struct, frozen=True):
    """A figure that each place sets for itself; which it is stands in the database."""

    id: str
    title: Text
    kind: ParameterKind
    default: str | None = None
    """Ours, where nobody has set it; without one it is undetermined until somebody does."""
    basis: str | None = None
    origin: Provenance | None = None
    """Whose the figure is: that there is one to set, and the default."""
    by: tuple[str, ...] = ()
    """The posts, held anywhere, whose holders alone may set it; without any, whoever runs the database."""


class Ballot(Struct, frozen=True):
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
    origin: Provenance | None = None
    group_titles: tuple[tuple[str, Text], ...] = ()
    choice_titles: tuple[tuple[str, Text], ...] = ()


class Bound(Struct, frozen=True):
    """How often at most, and the state to go to instead when that is used up."""

    most: int
    then: str
    basis: str | None = None
    origin: Provenance | None = None


class Action(Struct, frozen=True):
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
    spawns: tuple[Spawn, ...] = ()
    sets: tuple[tuple[str, Guard], ...] = ()
    """(field, expression): what it fills in by itself."""
    requires: tuple[str, ...] = ()
    """Gates that must have been passed, where they apply."""
    origin: Provenance | None = None
    edition: bool = False
    """Each time it happens there is a new edition of the document."""
    batch: bool = False
    """It is done in a batch only, of one case or of many."""
    decides: Decides | None = None
    draws: Draw | None = None
    ranks: Ranking | None = None
    signs: Answer | None = None
    """In a state with a countersignature: what doing it signs."""

    adds: Adds | None = None
    """What it puts into a register."""

    @property
    def fills(self) -> tuple[str, ...]:
        """The fields that it fills in by itself: what it draws, ranks and sets, in this order."""
        drawn = (self.draws.into,) if self.draws is not None else ()
        ranked = (self.ranks.records,) if self.ranks is not None else ()
        return (*drawn, *ranked, *(name for name, _ in self.sets))


class State(Struct, frozen=True):
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
    branches: tuple[Branch, ...] = ()
    settled: bool = False
    """For its parent a case counts as done here, though it is still open."""
    origin: Provenance | None = None
    countersign: Countersign | None = None

    def action(self, action_id: str) -> Action | None:
        """The action of that id here, if there is one."""
        return next((one for one in self.actions if one.id == action_id), None)


class Definition(Struct, frozen=True, dict=True):
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
    gates: tuple[Gate, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    document: tuple[str, ...] = ()
    """The fields that editions are of; empty: all that the actions with an edition fill in."""
    correct_by: tuple[str, ...] = ()
    """Roles that may correct what was filled in; empty: whoever may start a case."""
    confidential: Confidential | None = None
    """Who may know of its cases at all; without it everybody."""
    private: Private | None = None
    tables: tuple[DecisionTable, ...] = ()
    """The decision tables that its actions decide by."""
    registers: tuple[Register, ...] = ()
    """The open catalogues that it reads or adds to."""

    @cached_property
    def _states(self) -> dict[str, State]:
        return {one.id: one for one in self.states}

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return {one.id: one for one in self.roles}

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {one.name: one for one in self.fields}

    @cached_property
    def _derived(self) -> dict[Any, Any]:
        return {}

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

    def register(self, name: str) -> Register:
        """The register of that name; `KeyError` when there is none."""
        return next(one for one in self.registers if one.name == name)

    def gate(self, gate_id: str) -> Gate:
        """The gate of that id; `KeyError` when there is none."""
        return next(one for one in self.gates if one.id == gate_id)

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
        kept = self._derived
        try:
            return cast(_Made, kept[make])
        except KeyError:
            made = kept[make] = make(self)
            return made

    def actions(self) -> Iterator[tuple[State, Action]]:
        """Every action with the state it is in, in the order of the file."""
        for state in self.states:
            for action in state.actions:
                yield state, action
