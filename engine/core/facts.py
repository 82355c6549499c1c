"""What a decision may know beyond the case and the command, read under the lock and handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo

from .days import Calendar

PRINCIPAL = "principal"
"""The post whose holder is the head of a unit (`unit.principal` in guards)."""


@dataclass(frozen=True, slots=True)
class UnitFacts:
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


@dataclass(frozen=True, slots=True)
class VoterFacts:
    """What the roll of the running ballot says of the person voting."""

    group: str | None = None
    voted: bool = False
    choice: str | None = None
    """The choice of an open ballot; never known of a secret one."""


@dataclass(frozen=True, slots=True)
class Need:
    """What an open case needs of its children: so many of all must succeed, and so many still can without one."""

    case: str
    total: int
    needed: int
    possible: int


@dataclass(frozen=True, slots=True)
class Facts:
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
    """The named dates that are set, where the workflow hangs a deadline on one."""
    chance: str = ""
    """What a draw is decided by, where the workflow draws; drawn anew for every command."""
