"""What the runtime asks of the world: a clock, a directory, a calendar, and one transaction to work in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, Protocol, runtime_checkable

from msgspec import Struct

from .core.case import Case
from .core.days import Calendar
from .core.definition import Definition, Role
from .core.events import Event
from .core.facts import PersonFacts, UnitFacts, VoterFacts
from .core.holidays.book import Book
from .core.orders import AddEntry, DropBallot
from .core.registers import Entry

__all__ = [
    "Answered",
    "Calendar",
    "Calendars",
    "Claim",
    "Clock",
    "Deployed",
    "Directory",
    "Due",
    "Fired",
    "Lock",
    "Standing",
    "Stored",
    "UnitOfWork",
    "Waiting",
]


class Clock(Protocol):
    """Tells the time, as an aware UTC instant."""

    def now(self) -> datetime:
        """This instant."""
        ...


class Standing(Struct, frozen=True):
    """What the directory says of those who act, and of the unit of the case, on one day."""

    unit: UnitFacts | None
    """`None` when the directory does not know the unit."""
    posts: Mapping[str, frozenset[tuple[str, str]]]
    """(post, unit) held, for every person asked about whom the directory knows."""
    delegated: bool


class Directory(Protocol):
    """Units, people, posts and delegations. A host may put its own tables behind this."""

    def standing(self, unit: str, people: Sequence[str], workflow: str, day: date) -> Standing:
        """The unit, what the people hold, and whether people[0] may act for people[1] there on that day."""
        ...

    def unknown(self, people: Iterable[str], units: Iterable[str]) -> frozenset[str]:
        """Those of the ids that the directory does not know."""
        ...

    def holders(self, role: Role, unit: UnitFacts, day: date) -> tuple[str, ...]:
        """Who holds the post of a role for a unit on a day, by id; empty for `post: any`."""
        ...

    def units_of(self, person: str, role: Role, day: date) -> frozenset[str] | None:
        """The units whose cases a person handles in this role on a day; `None` stands for all."""
        ...


@runtime_checkable
class People(Protocol):
    """A directory that can say of what rank people are and which posts they hold. Without it guards that ask stay shut."""

    def people(self, ids: Sequence[str], day: date) -> Mapping[str, PersonFacts]:
        """Those of the people whom it knows."""
        ...


@runtime_checkable
class Units(Protocol):
    """A directory that can list its units. A host's own need not: reports then know the units that have cases."""

    def units(self) -> Iterable[UnitFacts]:
        """Every unit."""
        ...


class Stored(Struct, frozen=True):
    """A case as it lies in the database, with the hash of its last event."""

    case: Case
    head: str


class Deployed(Struct, frozen=True):
    """A deployed version of a workflow."""

    definition: Definition
    version: int
    digest: str


class Waiting(Struct, frozen=True):
    """Open cases at a state of a definition that wait for a person: in some units, in all, or named."""

    digest: str
    state: str
    units: frozenset[str] | None = None
    person: str | None = None


class Answered(Struct, frozen=True):
    """How a command id was answered: the request it belonged to, and where the case stood after it."""

    request: str
    case: str
    seq: int


class Claim(Struct, frozen=True):
    """A command id to be taken by an act, and what was asked with it, as a digest."""

    key: str
    request: str


class Due(Struct, frozen=True):
    """A case that the clock has claimed, locked until the end of the transaction."""

    place: tuple[str, str]
    """(instant, id): where it stands in the order of what is due."""
    stored: Stored | None
    """`None` when what lies there cannot be read."""


class Fired(Struct, frozen=True):
    """A case after rungs of its deadlines have fired, and nothing else: state, data and dates are as before."""

    case: Case
    head: str
    """The hash before the events."""
    events: tuple[Event, ...]
    next_at: str | None


class Calendars(Protocol):
    """Finds the calendar that a case is counted by."""

    def calendar(self, work: UnitOfWork, unit: UnitFacts, workflow: str, day: date) -> Calendar:
        """As it now is: the newest version, with the layers for this unit and workflow."""
        ...

    def earlier(self, work: UnitOfWork, version: str) -> Calendar | None:
        """As it was at a version; `None` when that is not known."""
        ...


Lock = Literal["wait", "skip", "none"]
"""Wait for whoever holds a case, leave out what somebody holds, or only read."""


class UnitOfWork(Protocol):
    """One transaction: everything in it is committed together or not at all."""

    @property
    def directory(self) -> Directory:
        """The directory, read inside this transaction."""
        ...

    def confidential(self) -> frozenset[str]:
        """The digests of all deployed definitions that are confidential."""
        ...

    def may_be_secret(self, workflow: str) -> bool:
        """Whether any version of a workflow is confidential; where a case was loaded, nothing is asked for it."""
        ...

    def secret(self, cases: Iterable[str]) -> frozenset[str]:
        """Those of the cases that are confidential, or belong to one that is."""
        ...

    def secret_children(self, case: Case) -> list[Case]:
        """The children of a case whose own definition is confidential."""
        ...

    def events_about(self, case: str, children: frozenset[str]) -> tuple[int, ...]:
        """The numbers of the events of a case that tell of these children and of nothing else."""
        ...

    def answered(self, key: str) -> Answered | None:
        """How a command id was answered before."""
        ...

    def load(self, cases: Sequence[str], lock: Lock) -> dict[str, Stored]:
        """These cases as they lie, locked ancestors first; those that are not there are left out."""
        ...

    def definition(self, digest: str) -> Definition:
        """The definition with this digest."""
        ...

    def deployed(self, workflow: str) -> Deployed:
        """The newest version of a workflow."""
        ...

    def calendar_number(self) -> int:
        """The number of the calendar's newest version; 0 where none is kept."""
        ...

    def calendar_book(self) -> Book:
        """All versions of the calendar."""
        ...

    def open_cases(self, after: str, limit: int) -> list[Case]:
        """Open cases for which the clock has something to do, behind an id, in the order of their ids."""
        ...

    def parameters(self) -> Mapping[tuple[str, str], str]:
        """What is set, by name and unit; the unit is empty where it is set for all."""
        ...

    def register(self, name: str) -> tuple[Entry, ...]:
        """The entries of a register in their order, the retired ones too."""
        ...

    def add_entry(self, entry: AddEntry, case: str, at: str, recorded_at: str) -> None:
        """Put an entry into a register, as a case says; a key that was taken meanwhile is tried again from the beginning.

        Args:
            entry: what is put in.
            case: the case.
            at: the stored instant at which it was.
            recorded_at: the stored instant at which it is written, later than `at` for a case of an earlier phase.
        """
        ...

    def others(self, workflow: str, units: Sequence[str] | None, *, filled: bool = True) -> Iterable[Case]:
        """The cases of a workflow for these units (all, where `None`), as they lie, in the order they were opened.

        Unless `filled`, what is asked is only which they are and where they stand; nothing else of them need be there.
        """
        ...

    def units_below(self, unit: str) -> Sequence[UnitFacts] | None:
        """The units right below a unit; `None` where the directory does not list its units."""
        ...

    def milestones(self) -> Mapping[tuple[str, str], date]:
        """The dates that are set, by name and unit; the unit is empty where one is set for all."""
        ...

    def voter(self, case: str, poll: int, person: str) -> VoterFacts:
        """What the roll says of a person."""
        ...

    def counts(self, case: str, poll: int) -> Mapping[str, Mapping[str, int]]:
        """What lies in the box, per group and choice."""
        ...

    def roll(self, case: str, poll: int) -> Mapping[str, tuple[int, int]]:
        """By group: how many are on the roll of a ballot, and how many of them are ticked off as having voted."""
        ...

    def add(
        self,
        case: Case,
        head: str | None,
        events: Sequence[Event],
        next_at: str | None,
        claim: Claim | None = None,
        *,
        last: bool = False,
    ) -> str | None:
        """Write a case and its new events; `head` is the hash before them, `None` for a new case.

        As the `last` thing that the transaction writes it may be committed with it, where the transaction is
        our own.

        Returns the hash of the last event; `None`, with nothing written, when the command id of
        `claim` is taken.
        """
        ...

    def wake(self, case: str, next_at: str | None) -> None:
        """Say when the clock next has something to do for a case to which nothing happened."""
        ...

    def amend(self, key: str, seq: int) -> None:
        """Say where the case of a claimed command id stood after all that followed from the act."""
        ...

    def enter_roll(self, case: str, poll: int, groups: Mapping[str, Sequence[str]]) -> None:
        """Write a roll, in place of the one before."""
        ...

    def keep_roll(self, case: str, old: int, new: int) -> None:
        """Copy a roll for the repetition of a ballot, with nobody ticked off."""
        ...

    def drop_ballot(
        self, case: str, ballot: DropBallot, groups: Sequence[str], choices: Sequence[str]
    ) -> None:
        """Tick a voter off and put the paper into the box."""
        ...

    def empty_box(self, case: str, poll: int) -> None:
        """Remove what lies in the box of a closed ballot."""
        ...

    def due(self, now: str, limit: int, after: tuple[str, str]) -> list[tuple[str, str]]:
        """(instant, id) of cases for which the clock has something to do by now, after a place in that order."""
        ...

    def claim(self, now: str, limit: int, after: tuple[str, str]) -> Iterable[Due]:
        """What `due` finds, read and locked in the same statement; what somebody else holds is left out.

        One is read when it is asked for. The cases only, without their ancestors: no act can be carried
        out on them, but rungs may fire.
        """
        ...

    def add_rungs(self, fired: Iterable[Fired]) -> None:
        """Write many cases of `claim` at once, with their events and messages."""
        ...

    def due_count(self, now: str) -> int:
        """How many cases are due by now, whoever holds them."""
        ...

    def keep_report(self, name: str | None, as_of: str, report: Mapping[str, Any]) -> str:
        """Keep the report of a run, in place of what is kept under its name; the name, new where none was given."""
        ...

    def park(self, case: str, fault: str, next_at: str) -> None:
        """Put a case aside whose turn failed, with the reason, until the next try."""
        ...

    def attempts(self, case: str) -> int:
        """How often the turn of a case has failed in a row."""
        ...
