"""How the gates of a case look to somebody who may not know of what they look at.

A gate that looks at confidential cases tells where it stands to those to whom such cases are open, and to those who see
one that it looks at; to everybody else it is not shown where it stands, whether there is any such case or none. Cases
that somebody may not know of do not count in what they are told. What an act may do is decided by the truth all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from msgspec import Struct

from ..core import gates
from ..core.case import Case
from ..core.definition import Definition
from ..core.facts import Other, UnitFacts
from ..core.gate_shares import counts, share_written, tally
from ..core.linking import Gate
from ..core.text import Named
from ..errors import UnknownWorkflow, UnreadableRecord
from ..ports import UnitOfWork
from .facts import others_of, parameters_at, units_of_gate


class Looker(Protocol):
    """The part of `sight.Sight` that is needed here."""

    def sees(self, case: Case) -> bool:
        """Whether the case exists for the viewer."""
        ...

    def is_open_to(self, definition: Definition, unit: str) -> bool:
        """Whether confidential cases of a workflow and unit are open to the viewer."""
        ...


class Veil(Struct, frozen=True):
    """A gate as the viewer may know it."""

    gate: Gate
    others: tuple[Other, ...]
    """The cases it looks at, without those that the viewer may not know of."""
    is_told: bool
    """Whether the viewer is told where it stands."""
    is_whole: bool
    """Whether nothing that it looks at is kept from the viewer."""
    least: Decimal | None = None
    """The share at which it opens, where it does."""

    @property
    def is_clear(self) -> bool:
        """Whether the viewer may know all there is."""
        return self.is_told and self.is_whole

    def shut(self) -> dict[str, Named]:
        """For the refusal of a gate that is shut: where it stands by what the viewer may know, and which cases hold it."""
        counted = tally(self.gate, self.others, self.least) if counts(self.gate) else None
        standing = gates.standing_of(self.gate, self.others, counted) if self.is_told else None
        told = None if standing in gates.OPEN else standing
        return gates.how_it_stands(self.gate, told, self.others, counted)


def veils(
    sight: Looker, work: UnitOfWork, definition: Definition, case: Case, day: date
) -> Mapping[str, Veil]:
    """The gates of a workflow as the viewer may know them, by id.

    Args:
        sight: the viewer.
        work: the transaction.
        definition: of the case.
        case: the case with the gates.
        day: the local day.
    """
    unit = work.directory.standing(case.unit, (), definition.id, day).unit or UnitFacts(case.unit)
    written = parameters_at(work, definition, unit) if any(map(counts, definition.gates)) else {}
    return {
        one.id: _veil(sight, work, one, unit, case, share_written(one, written)) for one in definition.gates
    }


def _veil(
    sight: Looker, work: UnitOfWork, gate: Gate, unit: UnitFacts, case: Case, least: Decimal | None
) -> Veil:
    try:
        everything = others_of(work, gate, unit, case)
        seen = others_of(work, gate, unit, case, sight.sees)
    except UnreadableRecord as error:
        if error.values["case"] != case.id or _is_open(sight, work, gate, unit):
            raise
        return Veil(gate, (), is_told=False, is_whole=False)
    told = any(one.case for one in seen) or _is_open(sight, work, gate, unit)
    return Veil(gate, seen, told, seen == everything, least)


def _is_open(sight: Looker, work: UnitOfWork, gate: Gate, unit: UnitFacts) -> bool:
    """Whether the viewer would know of any case that the gate might look at."""
    if not work.may_be_secret(gate.workflow):
        return True
    try:
        definition = work.deployed(gate.workflow).definition
    except UnknownWorkflow:
        return True
    units = units_of_gate(work, gate, unit) or (unit.id,)
    return all(sight.is_open_to(definition, one) for one in units)
