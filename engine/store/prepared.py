"""Core statements compiled once and run by their text.

Building and compiling a statement costs more than SQLite needs to run it, and so does the result
that SQLAlchemy wraps around a handful of values. A statement here is written with SQLAlchemy Core
and compiled the first time a dialect needs it. From then on its text goes to the driver: through
SQLAlchemy where anybody listens to its statements or reads them in its log, straight where nobody
would notice. Transactions, the pool and errors are SQLAlchemy's either way.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

_WATCHED: WeakKeyDictionary[Connection, bool] = WeakKeyDictionary()
_LOG = logging.getLogger("sqlalchemy.engine.Engine")

Parameters = tuple[Any, ...] | dict[str, Any]
_Ready = tuple[str, tuple[str, ...] | None, dict[str, Any]]
"""The text, the order of its parameters where they go by place, and those with a fixed value."""


class Prepared:
    """One statement, ready for every dialect it has met."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows it finds with these values."""
        text, parameters = self._filled(connection.dialect, values)
        if _watched(connection):
            return connection.exec_driver_sql(text, parameters).all()
        cursor = _run(connection, text, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        return found

    def change(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it with these values; how many rows it has changed."""
        text, parameters = self._filled(connection.dialect, values)
        if _watched(connection):
            return connection.exec_driver_sql(text, parameters).rowcount
        cursor = _run(connection, text, parameters)
        changed: int = cursor.rowcount
        cursor.close()
        return changed

    def change_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for every row, in one call to the driver."""
        if len(rows) == 1:
            self.change(connection, rows[0])
        elif rows:
            filled = [self._filled(connection.dialect, row) for row in rows]
            parameters: Any = [one for _, one in filled]
            connection.exec_driver_sql(filled[0][0], parameters)

    def _filled(self, dialect: Dialect, values: Mapping[str, Any]) -> tuple[str, Parameters]:
        text, order, fixed = self._ready.get(dialect.name) or self._compile(dialect)
        if order is None:
            return text, {**fixed, **values}
        return text, tuple([values[one] if one in values else fixed[one] for one in order])

    def _compile(self, dialect: Dialect) -> _Ready:
        keywords = {} if self._columns is None else {"column_keys": self._columns}
        compiled = self._statement.compile(dialect=dialect, **keywords)
        order = tuple(compiled.positiontup) if compiled.positional and compiled.positiontup else None
        ready = self._ready[dialect.name] = (str(compiled), order, dict(compiled.params))
        return ready


def _watched(connection: Connection) -> bool:
    """Whether anybody would notice; asked once a connection, which is once a transaction."""
    known = _WATCHED.get(connection)
    if known is None:
        events = connection.dispatch
        listeners = events.before_cursor_execute or events.after_cursor_execute
        logged = connection.engine.echo or _LOG.isEnabledFor(logging.INFO)
        known = _WATCHED[connection] = bool(listeners or logged)
    return known


def order(connection: Connection, text: str) -> None:
    """Tell the database something that has no result, such as `BEGIN IMMEDIATE`; begins no transaction itself."""
    _straight(connection, text, ()).close()


def _run(connection: Connection, text: str, parameters: Parameters) -> Any:
    if not connection.in_transaction():
        connection.begin()
    return _straight(connection, text, parameters)


def _straight(connection: Connection, text: str, parameters: Parameters) -> Any:
    """What SQLAlchemy does around the driver's call, less the listeners and the result."""
    dialect, driver = connection.dialect, connection.connection
    cursor = driver.cursor()
    try:
        cursor.execute(text, parameters)
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, driver, cursor)
        cursor.close()
        if lost:
            connection.invalidate(error)
        base = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(
            text, parameters, error, base, connection_invalidated=lost, dialect=dialect
        ) from error
    return cursor
