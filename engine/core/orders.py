"""What an accepted decision asks the storage to do beside the case's own events, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class OpenChild(Struct, frozen=True):
    """Open a case for a record or another element of this one, or one that an act of it calls for."""

    case: str
    workflow: str
    key: str
    data: Mapping[str, Any]
    unit: str | None = None
    """Its unit, where it is another than that of this case."""


class ReopenChild(Struct, frozen=True):
    """Do an ended child again, with what its record now says."""

    case: str
    data: Mapping[str, Any]


class CancelChild(Struct, frozen=True):
    """End a child together with this case."""

    case: str
    note: str


class TellParent(Struct, frozen=True):
    """This case has ended, or counts as done, or no longer does; the case it belongs to goes by that."""

    case: str
    key: str
    status: str


class EnterRoll(Struct, frozen=True):
    """Write down who may vote."""

    poll: int
    groups: Mapping[str, tuple[str, ...]]


class KeepRoll(Struct, frozen=True):
    """Let the roll of one ballot serve for its repetition."""

    old: int
    new: int


class DropBallot(Struct, frozen=True):
    """Put a ballot into the box and tick the voter off, without saying whose it is when secret."""

    poll: int
    person: str
    group: str
    choice: str
    secret: bool


class EmptyBox(Struct, frozen=True):
    """The ballot is counted and closed: its result is in the record."""

    poll: int


class AddEntry(Struct, frozen=True):
    """Put an entry into a register; `seq` is the event that says so."""

    register: str
    key: str
    title: str
    values: Mapping[str, Any]
    actor: str
    seq: int


Order = (
    OpenChild
    | ReopenChild
    | CancelChild
    | TellParent
    | EnterRoll
    | KeepRoll
    | DropBallot
    | EmptyBox
    | AddEntry
)
