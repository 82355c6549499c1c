"""Milestones in the database: named dates, which deadlines of many cases hang on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from ..core.times import stamp
from .prepared import Prepared
from .tables import CASE, MILESTONE

_ALL = Prepared(select(MILESTONE.c.name, MILESTONE.c.day))


def milestones(connection: Connection) -> dict[str, date]:
    """Every named date that is set."""
    return {name: date.fromisoformat(day) for name, day in _ALL.rows(connection, {})}


def milestone_rows(connection: Connection) -> list[dict[str, Any]]:
    """`{name, day, set_at, reason}` of each, by day."""
    rows = connection.execute(select(MILESTONE).order_by(MILESTONE.c.day, MILESTONE.c.name))
    return [dict(row._mapping) for row in rows]


def set_milestone(connection: Connection, name: str, day: date, reason: str, now: datetime) -> date | None:
    """Name a date, or move it; the date it had before."""
    before = milestones(connection).get(name)
    connection.execute(delete(MILESTONE).where(MILESTONE.c.name == name))
    row = {"name": name, "day": day.isoformat(), "set_at": stamp(now), "reason": reason}
    connection.execute(insert(MILESTONE), [row])
    return before


def digests_in_use(connection: Connection) -> list[str]:
    """The definitions that open cases go by."""
    rows = connection.execute(select(CASE.c.digest).where(CASE.c.status == "open").distinct())
    return [digest for (digest,) in rows]


def open_cases_of(connection: Connection, digest: str, after: str, limit: int) -> list[str]:
    """Open cases that go by a definition, after one of them, in order of their ids."""
    asked = select(CASE.c.id).where(CASE.c.status == "open", CASE.c.digest == digest, CASE.c.id > after)
    return [case for (case,) in connection.execute(asked.order_by(CASE.c.id).limit(limit))]
