"""What people, hosts and the clock may ask of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from .terms import Term

SYSTEM = "system"
"""The actor of everything that happens by itself."""


class Origin(Struct, frozen=True):
    """Who asks, for whom, when, and through which door."""

    actor: str
    at: datetime
    """When it happened, an aware instant."""
    recorded_at: datetime
    """When the engine was told, an aware instant."""
    on_behalf_of: str | None = None
    channel: str = "api"
    user: str | None = None
    """The operating system's user, where the channel knows one."""
    key: str | None = None
    """The command id: the same one asked twice acts once."""
    batch: int | None = None
    """The number of the batch it is part of."""
    imported_by: str | None = None
    """Who entered it long after it happened; then nobody is told of it as news."""

    @property
    def people(self) -> tuple[str, ...]:
        """The person acting and the person acted for."""
        return (self.actor,) if self.on_behalf_of is None else (self.actor, self.on_behalf_of)


class Start(Struct, frozen=True):
    """Open a case of a workflow for a unit."""

    origin: Origin
    workflow: str
    case: str
    """The id of the case to be."""
    unit: str
    version: int
    digest: str
    data: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None
    parent: str | None = None
    parent_key: str | None = None
    """The number of the record in the parent that this case is for."""


class Act(Struct, frozen=True):
    """Do an action."""

    origin: Origin
    action: str
    data: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None


class Cancel(Struct, frozen=True):
    """End a case without success or failure."""

    origin: Origin
    note: str


class Tick(Struct, frozen=True):
    """Let everything happen that has fallen due."""

    origin: Origin


class ChildEnded(Struct, frozen=True):
    """A child case has ended."""

    origin: Origin
    key: str
    status: str


class Reopen(Struct, frozen=True):
    """Do an ended child case again, with what its parent now says of it."""

    origin: Origin
    data: Mapping[str, Any] = field(default_factory=dict)


class Roll(Struct, frozen=True):
    """Say who may vote, per group."""

    origin: Origin
    groups: Mapping[str, tuple[str, ...]]


class Cast(Struct, frozen=True):
    """Hand in one ballot."""

    origin: Origin
    group: str
    choice: str


class Tally(Struct, frozen=True):
    """Enter a paper count, per group."""

    origin: Origin
    groups: Mapping[str, Mapping[str, int]]


class Urge(Struct, frozen=True):
    """Urge those who have to act (催办), with a word, and a term for the answer if one is wanted."""

    origin: Origin
    text: str
    within: Term | None = None
    """How long they have to answer, counted from now."""
    to: tuple[str, ...] = ()
    """People urged; empty: whoever has to act when they are told."""
    urgent: bool = False
    """Told at any hour, not only in working hours."""


class AnswerUrge(Struct, frozen=True):
    """Answer an urge."""

    origin: Origin
    urge: int
    """Its number within the case, from 1."""
    text: str


class Recount(Struct, frozen=True):
    """Count running deadlines and stays again, by calendar and milestones as they now are."""

    origin: Origin
    reason: str = ""
    """What changed: the number of a notice, the name of a layer, a milestone with its old and new day."""


class Correct(Struct, frozen=True):
    """Correct what was filled in."""

    origin: Origin
    data: Mapping[str, Any]
    note: str


class HandOver(Struct, frozen=True):
    """Put a successor into the place of somebody who is named in a role."""

    origin: Origin
    old: str
    new: str
    note: str


Command = (
    Start
    | Act
    | Cancel
    | Tick
    | ChildEnded
    | Reopen
    | Roll
    | Cast
    | Tally
    | Urge
    | AnswerUrge
    | Recount
    | Correct
    | HandOver
)
