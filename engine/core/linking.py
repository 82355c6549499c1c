"""What of a definition hangs on other cases: children, branches, spawned cases, and gates."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from .guards import Guard
from .text import Text


class Children(Struct, frozen=True):
    """One case per record of a list, opened on entering the state.

    `share` is how much of them must end in success for `children_done`, as a fraction (1 is all).
    """

    each: str
    workflow: str
    share: Decimal = Decimal(1)
    fields: tuple[tuple[str, str], ...] = ()
    """(field of the child, field of the record); empty: all fields of the same name."""
    is_open: bool = False
    """They are everybody's to know, though this case is confidential."""


Elements = Literal["rows", "values", "members", "below", "entries"]
"""What a branch opens a case for: the records of a list, plain values, people of the unit, units below it, a register."""


class Branch(Struct, frozen=True):
    """Cases opened side by side on entering a state, one for each element, under a name of their own."""

    name: str
    workflow: str
    elements: Elements = "rows"
    each: str = ""
    """The field whose records or values are meant, or the name of the register."""
    share: Decimal = Decimal(1)
    """How much of them must succeed for `NAME.done`."""
    into: str | None = None
    """The field of the child that takes the value, the person or the unit."""
    fields: tuple[tuple[str, str], ...] = ()
    """(field of the child, field of the record); without any, all fields of the same name."""
    given: tuple[tuple[str, str], ...] = ()
    """(field of the child, field of this case)."""
    unit: str | None = None
    """The field of the record, or of this case, that names the unit of the child; `each`: the element itself does."""
    when: Guard | None = None
    """Opened only where this holds; asked of each element where `element` names it."""
    later: bool = False
    """Looked at again from the state on, until the case ends: an element that is added has its case opened then."""
    posts: tuple[str, ...] = ()
    """Of `members`: who counts, by post."""
    level: str | None = None
    """Of `below`: only units of this level."""
    element: str | None = None
    """What `when` calls the element, where it asks each of them."""
    during: Guard | None = None
    """Looked at again only while this holds."""
    is_open: bool = False
    """Its cases are everybody's to know, though this one is confidential."""


GatePlace = Literal["unit", "unit.parent", "unit.below", "anywhere"]


class Tells(Struct, frozen=True):
    """What of another case a refusal tells besides its number: some rows of one of its lists."""

    each: str
    """The list."""
    fields: tuple[str, ...]
    """What is told of a row: the first of these that is filled in."""
    only: tuple[tuple[str, str], ...] = ()
    """Fields of the row and what they have to hold, as written, for it to be told."""


class Gate(Struct, frozen=True):
    """What another case has to have come to before something may happen here."""

    id: str
    title: Text
    workflow: str
    """The workflow of the other case, or cases."""
    of: GatePlace = "unit"
    level: str | None = None
    """Of the units below: only those of this level."""
    element: str | None = None
    where: Guard | None = None
    """Of the units below: only those of which this holds; it calls a unit by `element`."""
    newest: bool = False
    """Of the cases of one unit only the one opened last counts: a new one takes the place of one that failed."""
    passed: tuple[str, ...] = ()
    """Its states that open the gate; without any, ending in success does."""
    failed: tuple[str, ...] = ()
    """Its states that say it has failed; without any, ending in failure does."""
    applies: Guard | None = None
    """Where this does not hold the gate is not applicable, which is not the same as passed."""
    names: str | None = None
    """The field of the other case that has to name the unit of this one."""
    listed: str | None = None
    """The field of the other case with units that have failed, though the case itself has come to its end."""
    tells: Tells | None = None
    """What a refusal tells of the cases that hold it."""
    way_out: Text | None = None
    """What opens it, once there is another case."""
    way_in: Text | None = None
    """What opens it while there is none: how it is begun. Without it the way out is told."""
    basis: str | None = None
    share: Decimal | None = None
    """The share of what it looks at that opens it; without it and `least` all of it."""
    least: str | None = None
    """The parameter that says this share."""

    def way(self, *, begun: bool) -> Text | None:
        """What opens it now."""
        return self.way_out if begun or self.way_in is None else self.way_in


class Spawn(Struct, frozen=True):
    """A linked case that an action opens each time it happens; its parent knows it by the name."""

    name: str
    workflow: str
    given: tuple[tuple[str, str], ...] = ()
    """(field of the child, field of this case)."""
    unit: str | None = None
    """The field of this case that names the unit of the child."""
    when: Guard | None = None
    is_open: bool = False
    """The case is everybody's to know, though this one is confidential."""
