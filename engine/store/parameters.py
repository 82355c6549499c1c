"""Parameters in the database: figures that each place sets for itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from ..core.times import stamp
from .prepared import Prepared
from .tables import PARAMETER

_ALL = Prepared(select(PARAMETER.c.name, PARAMETER.c.unit, PARAMETER.c.value))


def parameters(connection: Connection) -> dict[tuple[str, str], str]:
    """Every value that is set, by name and unit; the unit is empty where it is set for all."""
    return {(name, unit): value for name, unit, value in _ALL.rows(connection, {})}


def parameter_rows(connection: Connection) -> list[dict[str, Any]]:
    """`{name, unit, value, set_at, reason}` of each."""
    rows = connection.execute(select(PARAMETER).order_by(PARAMETER.c.name, PARAMETER.c.unit))
    return [dict(row._mapping) for row in rows]


def set_parameter(
    connection: Connection, name: str, unit: str, value: str, reason: str, now: datetime
) -> str | None:
    """Set a value for a unit, or for all; what it was before."""
    before = parameters(connection).get((name, unit))
    connection.execute(delete(PARAMETER).where(PARAMETER.c.name == name, PARAMETER.c.unit == unit))
    row = {"name": name, "unit": unit, "value": value, "set_at": stamp(now), "reason": reason}
    connection.execute(insert(PARAMETER), [row])
    return before
