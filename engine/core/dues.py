"""When something has to be done, and how long a case stays, as a definition declares it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from .guards import Guard
from .laws import CIVIL_CODE, Counting
from .provenance import Provenance
from .recurrence import Recurrence
from .terms import Term
from .text import Text

Nature = Literal["internal", "promised", "statutory"]
"""What a term is: a rule of the house, a promise made in public, or set by law."""


class Rung(Struct, frozen=True):
    """A step of a ladder: so long before or after the last day. Zero is the end of the term."""

    id: str
    offset: Term
    after: bool
    to: tuple[str, ...] = ()
    """Whom it tells: roles, or words of `reminding.WORDS`; empty: whom our default tells."""
    lamp: int | None = None
    """The level it lights, 1 to 3; which colour that is, a setting of the database says."""
    text: Text | None = None
    """What it says besides the facts."""
    urgent: bool = False
    """Told at any hour, not only in working hours."""


class Due(Struct, frozen=True):
    """When something has to be done.

    Exactly one of `within`, `date`, `field`, `milestone`, `every` and `parameter` says when.
    """

    within: Term | None = None
    date: date | None = None
    field: str | None = None
    remind: tuple[Term, ...] = ()
    """So long before the last day."""
    escalate: tuple[Rung, ...] = ()
    basis: str | None = None
    milestone: str | None = None
    """A named date of the whole campaign, kept in the database."""
    offset: Term | None = None
    """So long before (or after) the milestone."""
    after: bool = False
    every: Recurrence | None = None
    """A duty that comes back; `met` says what fulfils it."""
    counting: Counting = CIVIL_CODE
    stop: Guard | None = None
    """While this holds the clock stands."""
    nature: Nature = "internal"
    expires: str | None = None
    """The action that happens by itself when a statutory term passes."""
    met: tuple[str, ...] = ()
    """The actions that fulfil it while the case stays where it is."""
    met_when: Guard | None = None
    """It is fulfilled as soon as this holds."""
    parameter: str | None = None
    """The parameter that says how long; undetermined while it is not set."""
    again: bool = False
    """Fulfilled, it begins anew: the next is due so long after."""
    origin: Provenance | None = None
    """Whose the rule is."""


class Stage(Struct, frozen=True):
    """One of several dates of a state or a case, with a deadline of its own (启动, 阶段性目标, 完成)."""

    id: str
    title: Text
    due: Due


class Milestone(Struct, frozen=True):
    """A named date that a workflow hangs deadlines on; which date it is stands in the database."""

    id: str
    title: Text


class Extension(Struct, frozen=True):
    """How a deadline may be extended: by a term, or by what a field says, so often, so long at a time."""

    of: str
    """The name of the deadline."""
    by: Term | None = None
    field: str | None = None
    most: int = 1
    longest: Term | None = None
    """The longest extension at one time, where a field says how long."""


class Stay(Struct, frozen=True):
    """At least so long in a state, counted from an action done there (or from entering)."""

    least: Term
    since: str | None = None
    """The action that starts the count; without it, entering the state does."""
    stop: Guard | None = None
    """While this holds the clock stands."""
    basis: str | None = None
    counting: Counting = CIVIL_CODE
    origin: Provenance | None = None
