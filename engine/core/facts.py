"""What a decision may know beyond the case and the command, read under the lock and handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo

from msgspec import Struct, field

from .days import Calendar
from .registers import Entry

PRINCIPAL = "principal"
"""The post whose holder is the head of a unit (`unit.principal` in guards)."""
ADMIN = "admin"
"""The post whose holders see to what is nobody's case work, such as succession."""


class UnitFacts(Struct, frozen=True):
    """The unit of the case, on the day of the act."""

    id: str
    title: str = ""
    level: str | None = None
    rank: str | None = None
    parent: str | None = None
    supervised_by: str | None = None
    category: tuple[str, ...] = ()
    principal: str | None = None
    """Who holds the post `principal` there on that day."""


class PersonFacts(Struct, frozen=True):
    """Somebody whom a guard asks about, on the day of the act."""

    rank: str | None = None
    party_member: bool | None = None
    posts: frozenset[str] = frozenset()
    unit: str | None = None
    """The unit of their first post, by the id of the unit."""


class VoterFacts(Struct, frozen=True):
    """What the roll of the running ballot says of the person voting."""

    group: str | None = None
    voted: bool = False
    choice: str | None = None
    """The choice of an open ballot; never known of a secret one."""


class Need(Struct, frozen=True):
    """What an open case needs of its children: so many of all must succeed, and so many still can without one."""

    case: str
    total: int
    needed: int
    possible: int


class Other(Struct, frozen=True):
    """Another case that a gate looks at."""

    case: str
    state: str
    status: str
    listed: bool = False
    """It lists the unit among those that have failed."""
    told: tuple[str, ...] = ()
    """What the gate tells of it, where it holds the gate; of one that is not there what the unit is called."""
    unit: str = ""
    """The unit it is of, or that has none."""


class Facts(Struct, frozen=True):
    """Everything a decision reads. The same facts, case and command give the same decision."""

    zone: tzinfo
    calendar: Calendar
    unit: UnitFacts
    posts: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """(post, unit) held on the day, per person who acts or is acted for."""
    delegated: bool = False
    """The actor holds a delegation of `on_behalf_of` for this workflow on the day."""
    unknown: frozenset[str] = frozenset()
    """People and units named in the data whom the directory does not know."""
    voter: VoterFacts = VoterFacts()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """What lies in the box of the running ballot: choices per group."""
    roll: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Of the running ballot, by group: how many are on the roll, and how many of them are ticked off."""
    earlier: Mapping[str, Calendar] = field(default_factory=dict)
    """By version: the calendars that running deadlines were counted by, where they are still known."""
    parent: Need | None = None
    """What the open parent of a case that is to be cancelled needs of its children."""
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Who holds a role now, where a refusal wants to say so."""
    milestones: Mapping[str, date] = field(default_factory=dict)
    """The named dates as they count for the unit, where the workflow hangs a deadline on one."""
    milestone_units: Mapping[str, str] = field(default_factory=dict)
    """Of those, the ones that a unit has set for itself and those below it, and which unit; for explaining only."""
    chains: Mapping[str, str] = field(default_factory=dict)
    """Where roles at a unit further off are held, by `of`; empty where there is no such unit."""
    members: tuple[str, ...] = ()
    """Who holds one of the posts at the unit of the case that a branch of the workflow asks for, by id."""
    below: tuple[UnitFacts, ...] = ()
    """The units right below that of the case, where a branch of the workflow asks for them."""
    people: Mapping[str, PersonFacts] = field(default_factory=dict)
    """Those whom guards of the workflow ask about: who acts, and who is named in a field."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """The parameters of the workflow that are set for the unit of the case, as they are written."""
    others: Mapping[str, tuple[Other, ...]] = field(default_factory=dict)
    """By gate of the workflow: the cases that it looks at."""
    above: tuple[str, ...] = ()
    """The units above that of the case, the nearest first, where somebody is to be succeeded."""
    handed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By list of the case: the columns from which child cases take who is in a role, where somebody is to be succeeded."""
    kept_away: frozenset[str] = frozenset()
    """Of those who would take a place in the case: from whom it is hidden, as far as whoever asks may be told."""
    chance: str = ""
    """What a draw is decided by, where the workflow draws; drawn anew for every command."""
    registers: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """By register that the workflow reads or adds to: its entries in their order, the retired ones too."""
