"""Core statements compiled once and run by their text.

Building and compiling a statement costs more than SQLite needs to run it. A statement here is
written with SQLAlchemy Core, compiled the first time a dialect needs it, and from then on handed to
the driver as text; the host's SQLAlchemy events still see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement


class Prepared:
    """One statement, ready for every dialect it has met."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._ready: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Run it once with these values."""
        text, order, fixed = self._text(connection.dialect)
        if order is None:
            return connection.exec_driver_sql(text, {**fixed, **values})
        return connection.exec_driver_sql(
            text, tuple(values[one] if one in values else fixed[one] for one in order)
        )

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for every row, in one call to the driver."""
        if len(rows) == 1:
            self.run(connection, rows[0])
        if len(rows) < 2:
            return
        text, order, fixed = self._text(connection.dialect)
        if order is None:
            connection.exec_driver_sql(text, [{**fixed, **row} for row in rows])
        else:
            filled = ({**fixed, **row} for row in rows)
            connection.exec_driver_sql(text, [tuple(row[one] for one in order) for row in filled])

    def _text(self, dialect: Dialect) -> tuple[str, tuple[str, ...] | None, dict[str, Any]]:
        ready = self._ready.get(dialect.name)
        if ready is None:
            keywords = {} if self._columns is None else {"column_keys": self._columns}
            compiled = self._statement.compile(dialect=dialect, **keywords)
            order = tuple(compiled.positiontup) if compiled.positional and compiled.positiontup else None
            ready = (str(compiled), order, dict(compiled.params))
            self._ready[dialect.name] = ready
        return ready
