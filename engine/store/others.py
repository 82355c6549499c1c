"""What gates look at, and who looks: the cases of a workflow for some units, mostly no more than where they stand.

Reading a whole case costs ten times as much, and a gate is looked at again and again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, select

from ..core.case import Case
from .prepared import Prepared
from .readable import read_case
from .tables import CASE


@lru_cache(maxsize=64)
def _statement(units: int | None, *, filled: bool) -> Prepared:
    """The statement for so many units, or for all."""
    told: tuple[Any, ...] = (
        (CASE.c.id, CASE.c.body)
        if filled
        else (CASE.c.id, CASE.c.workflow, CASE.c.unit, CASE.c.status, CASE.c.state)
    )
    found = select(*told).where(CASE.c.workflow == bindparam("workflow"))
    if units == 1:
        found = found.where(CASE.c.unit == bindparam("u0"))
    elif units is not None:
        found = found.where(CASE.c.unit.in_([bindparam(f"u{number}") for number in range(units)]))
    return Prepared(found.order_by(CASE.c.opened_at, CASE.c.id))


def cases_of_units(
    connection: Connection, workflow: str, units: Sequence[str] | None, *, filled: bool
) -> Iterator[Case]:
    """The cases of a workflow for these units (all, where `None`), in the order they were opened.

    Unless `filled` they say which they are and where they stand, and nothing else.
    """
    if units is not None and not units:
        return
    values = {"workflow": workflow} | {f"u{number}": one for number, one in enumerate(units or ())}
    rows = _statement(None if units is None else len(units), filled=filled).rows(connection, values)
    if filled:
        yield from (read_case(case, body) for case, body in rows)
        return
    for case, of, unit, status, state in rows:
        yield Case(
            {"id": case, "workflow": of, "unit": unit, "status": status, "states": [state], "data": {}}
        )


@lru_cache(maxsize=64)
def _standing(states: int, *, of_unit: bool) -> Prepared:
    found = select(CASE.c.id, CASE.c.body).where(
        CASE.c.status == bindparam("status"),
        CASE.c.state.in_([bindparam(f"s{number}") for number in range(states)]),
        CASE.c.digest == bindparam("digest"),
    )
    if of_unit:
        found = found.where(CASE.c.unit == bindparam("of_unit"))
    return Prepared(found.order_by(CASE.c.opened_at, CASE.c.id))


def standing_in(connection: Connection, digest: str, states: Sequence[str], unit: str | None) -> list[Case]:
    """Open cases of a definition at one of these states, of one unit or of all, in the order they were opened."""
    values = {"status": "open", "digest": digest} | {f"s{number}": one for number, one in enumerate(states)}
    values |= {} if unit is None else {"of_unit": unit}
    rows = _standing(len(states), of_unit=unit is not None).rows(connection, values)
    return [read_case(case, body) for case, body in rows]
