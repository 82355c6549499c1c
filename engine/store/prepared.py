"""Core statements compiled once and run by their text.

Building and compiling a statement costs more than SQLite needs to run it, and so does the result
that SQLAlchemy wraps around a handful of values. A statement here is written with SQLAlchemy Core
and compiled the first time a dialect needs it. From then on its text goes to the driver: through
SQLAlchemy where anybody listens to its statements or reads them in its log, straight where nobody
would notice. Transactions, the pool and errors are SQLAlchemy's either way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any
from weakref import ref

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

from .journeys import BEGIN, LOST, Calls, is_pooled, note_pooled

_LOG = logging.getLogger("sqlalchemy.engine.Engine")
_KEPT, _CALLS = "duban", "duban.calls"

Parameters = tuple[Any, ...] | dict[str, Any]
_Ready = tuple[str, Callable[[Mapping[str, Any]], tuple[Any, ...]] | None, dict[str, Any]]
"""The text, what puts its parameters in order where they go by place, and those with a fixed value."""


class Prepared:
    """One statement, ready for every dialect it has met."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows it finds with these values."""
        text, parameters = self._filled(connection.dialect, values)
        line = _line(connection)
        if line.watched:
            return connection.exec_driver_sql(text, parameters).all()
        found: list[tuple[Any, ...]] = line.run(connection, text, parameters).fetchall()
        return found

    def last_rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows it gives as the last statement of a transaction of ours: where that saves a journey, it is committed with it."""
        line = _line(connection)
        if line.watched or line.calls is None or not line.whole:
            return self.rows(connection, values)
        text, parameters = self._filled(connection.dialect, values)
        found: list[tuple[Any, ...]] = line.end(connection, text, parameters).fetchall()
        return found

    def change(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it with these values; how many rows it has changed."""
        text, parameters = self._filled(connection.dialect, values)
        line = _line(connection)
        if line.watched:
            return connection.exec_driver_sql(text, parameters).rowcount
        changed: int = line.run(connection, text, parameters).rowcount
        return changed

    def change_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it for every row, in one call to the driver; how many rows it has changed in all."""
        if len(rows) <= 1:
            return self.change(connection, rows[0]) if rows else 0
        filled = [self._filled(connection.dialect, row) for row in rows]
        parameters: Any = [one for _, one in filled]
        return connection.exec_driver_sql(filled[0][0], parameters).rowcount

    def _filled(self, dialect: Dialect, values: Mapping[str, Any]) -> tuple[str, Parameters]:
        text, in_order, fixed = self._ready.get(dialect.name) or self._compile(dialect)
        if in_order is not None:
            return text, in_order({**fixed, **values} if fixed else values)
        return text, {**fixed, **values}

    def _compile(self, dialect: Dialect) -> _Ready:
        keywords: dict[str, Any] = {} if self._columns is None else {"column_keys": self._columns}
        compiled: Any = self._statement.compile(dialect=dialect, **keywords)
        places = compiled.positiontup if compiled.positional else None
        ready = self._ready[dialect.name] = (str(compiled), _in_order(places), dict(compiled.params))
        return ready


def _in_order(places: Sequence[str] | None) -> Callable[[Mapping[str, Any]], tuple[Any, ...]] | None:
    if not places:
        return None
    # Of a single name an itemgetter gives the value itself, of several their tuple.
    return itemgetter(*places) if len(places) > 1 else lambda named: (named[places[0]],)


def order(connection: Connection, text: str) -> None:
    """Tell the database something that has no result, such as `BEGIN IMMEDIATE`; begins no transaction itself."""
    _line(connection).execute(connection, text, ())


def watch(connection: Connection) -> None:
    """Look again whether anybody listens to the statements of a connection that was kept open.

    What follows on it is a whole transaction of our own.
    """
    line = _line(connection)
    line.watched = _watched(connection.engine.dispatch, connection.engine)
    line.whole = True


def save_journeys(info: dict[Any, Any]) -> None:
    """Let statements of a driver's connection travel with what begins and ends their transaction."""
    info[_CALLS] = Calls()


def begins_by_itself(connection: Connection) -> bool:
    """Whether the statement on its way brings the beginning of its transaction along."""
    return _line(connection).opening


def _watched(events: Any, engine: Engine) -> bool:
    listeners = events.before_cursor_execute or events.after_cursor_execute
    return bool(listeners or engine.echo or _LOG.isEnabledFor(logging.INFO))


class _Line:
    """The way to the driver of one transaction: the cursor stays with the driver's connection from one to the next."""

    __slots__ = ("calls", "cursor", "opening", "owner", "watched", "whole")

    def __init__(self, connection: Connection, cursor: Any) -> None:
        self.owner = ref(connection)
        self.watched = _watched(connection.dispatch, connection.engine)
        """Whether anybody would notice a statement."""
        self.cursor = cursor
        pooled = is_pooled(connection.engine)
        self.calls: Calls | None = None if pooled else connection.info.get(_CALLS)
        """Where statements may travel with the beginning and the end of their transaction."""
        self.whole = False
        """Whether the transaction is our own from beginning to end."""
        self.opening = False

    def run(self, connection: Connection, text: str, parameters: Parameters) -> Any:
        """The cursor after the statement, in a transaction that is begun if need be."""
        if connection.in_transaction():
            return self.execute(connection, text, parameters)
        call = self._call(connection, text, parameters) if self.whole else None
        self.opening = call is not None
        try:
            connection.begin()
        finally:
            self.opening = False
        if call is None:
            return self.execute(connection, text, parameters)
        cursor = self.execute(connection, f"{BEGIN};{call}")
        cursor.nextset()
        return cursor

    def end(self, connection: Connection, text: str, parameters: Parameters) -> Any:
        """The cursor after the last statement of a transaction of ours, which is committed with it where that can be."""
        call = self._call(connection, text, parameters) if connection.in_transaction() else None
        if call is None:
            return self.run(connection, text, parameters)
        return self.execute(connection, f"{call};COMMIT")

    def _call(self, connection: Connection, text: str, parameters: Parameters) -> str | None:
        if self.calls is None or not isinstance(parameters, dict):
            return None
        driver = connection.connection.driver_connection
        base = connection.dialect.loaded_dbapi.Error
        try:
            return self.calls.call(driver, text, parameters)
        except base as error:
            raise self._fault(connection, text, parameters, error) from error

    def execute(self, connection: Connection, text: str, parameters: Parameters | None = None) -> Any:
        """What SQLAlchemy does around the driver's call, less the listeners and the result."""
        cursor, base = self.cursor, connection.dialect.loaded_dbapi.Error
        try:
            if parameters is None:
                cursor.execute(text, prepare=False)
            else:
                cursor.execute(text, parameters)
        except base as error:
            raise self._fault(connection, text, parameters, error) from error
        return cursor

    def _fault(
        self, connection: Connection, text: str, parameters: Parameters | None, error: Exception
    ) -> Exception:
        """The driver's error as SQLAlchemy tells it; a connection that is lost is given up."""
        dialect, base = connection.dialect, connection.dialect.loaded_dbapi.Error
        if getattr(error, "sqlstate", None) == LOST:
            note_pooled(connection.engine)
        lost = dialect.is_disconnect(error, connection.connection, self.cursor)  # type: ignore[arg-type]
        if lost:
            connection.invalidate(error)
        return DBAPIError.instance(
            text, parameters, error, base, connection_invalidated=lost, dialect=dialect
        )


def _line(connection: Connection) -> _Line:
    kept = connection.info  # belongs to the driver's connection and goes with it
    line: _Line | None = kept.get(_KEPT)
    if line is None or line.owner() is not connection:
        cursor = connection.connection.cursor() if line is None else line.cursor
        line = kept[_KEPT] = _Line(connection, cursor)
    return line
