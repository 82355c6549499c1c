"""Milestones in the database: named dates, which deadlines of many cases hang on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from ..core.times import stamp
from .prepared import Prepared
from .tables import CASE, MILESTONE

_ALL = Prepared(select(MILESTONE.c.name, MILESTONE.c.unit, MILESTONE.c.day))


def milestones(connection: Connection) -> dict[tuple[str, str], date]:
    """Every date that is set, by name and unit; the unit is empty where it is set for all."""
    return {(name, unit): date.fromisoformat(day) for name, unit, day in _ALL.rows(connection, {})}


def milestone_rows(connection: Connection) -> list[dict[str, Any]]:
    """`{name, unit, day, set_at, reason}` of each, by day; those set for all have an empty unit."""
    rows = connection.execute(select(MILESTONE).order_by(MILESTONE.c.day, MILESTONE.c.name, MILESTONE.c.unit))
    return [dict(row._mapping) for row in rows]


def set_milestone(
    connection: Connection, name: str, unit: str, day: date, reason: str, now: datetime
) -> date | None:
    """Name a date for a unit, or for all, or move it; the date it had there before."""
    before = milestones(connection).get((name, unit))
    connection.execute(delete(MILESTONE).where(MILESTONE.c.name == name, MILESTONE.c.unit == unit))
    row = {"name": name, "unit": unit, "day": day.isoformat(), "set_at": stamp(now), "reason": reason}
    connection.execute(insert(MILESTONE), [row])
    return before


def digests_in_use(connection: Connection) -> list[str]:
    """The definitions that open cases go by."""
    rows = connection.execute(select(CASE.c.digest).where(CASE.c.status == "open").distinct())
    return [digest for (digest,) in rows]


def open_cases_of(connection: Connection, digest: str, after: str, limit: int) -> list[tuple[str, str]]:
    """Open cases that go by a definition, each with its unit, after one of them, in order of their ids."""
    asked = select(CASE.c.id, CASE.c.unit).where(
        CASE.c.status == "open", CASE.c.digest == digest, CASE.c.id > after
    )
    return [(case, unit) for case, unit in connection.execute(asked.order_by(CASE.c.id).limit(limit))]
