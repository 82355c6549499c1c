"""How work comes to a connection: in transactions of our own, or inside one of the host's."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from ..errors import Retryable
from .database import reading, transact
from .faults import faults
from .turns import Turns

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_Result = TypeVar("_Result")
_TRIES = 6
PATIENCE = 90.0
"""Seconds that long work waits for a database that is away."""


class Door(Protocol):
    """Gives work a connection."""

    def act(self, work: Callable[[Connection], _Result]) -> _Result:
        """Run work that writes, wholly or not at all."""
        ...

    def read(self, work: Callable[[Connection], _Result]) -> _Result:
        """Run work that only reads."""
        ...

    def come_back(self) -> None:
        """Wait until a database that was away answers again.

        Raises:
            Retryable: it stays away.
        """
        ...


class OwnDoor:
    """Transactions of our own: committed at the end, tried again when the database was busy."""

    def __init__(self, engine: Engine, *, keep: bool = False) -> None:
        """Take an engine; `keep` one of its connections open from act to act, where nobody else needs it."""
        self.engine = engine
        self._turns = Turns(engine, keep=keep)
        self._kept: list[Connection] | None = [] if keep else None

    def close(self) -> None:
        """Let go of all connections."""
        while self._kept:
            self._kept.pop().close()
        self._turns.close()
        self.engine.dispose()

    def act(self, work: Callable[[Connection], _Result]) -> _Result:
        """See `Door`. A deadlock or a lost connection is tried again, from the beginning, a few times."""
        return _tried_again(lambda: transact(self.engine, work, self._turns, self._kept))

    def come_back(self) -> None:
        """See `Door`. Waits `PATIENCE` seconds at most."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                # Something has to be asked, or no transaction begins and a lock is not met.
                transact(self.engine, _ask, self._turns, self._kept)
                return
            except Retryable:
                if time.monotonic() > until:
                    raise
                time.sleep(1)

    def read(self, work: Callable[[Connection], _Result]) -> _Result:
        """See `Door`. Connections that were lost while nobody used them are found one by one; reading is tried again."""

        def once() -> _Result:
            with reading(self.engine) as connection:
                return work(connection)

        return _tried_again(once)


class HostDoor:
    """The host's transaction: never committed, never rolled back, nothing left behind on an error."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def act(self, work: Callable[[Connection], _Result]) -> _Result:
        """See `Door`. Inside a savepoint, so that an error undoes our part and leaves the host's usable."""
        with faults():
            connection = self._session.connection()
            _begin_for_real(connection)
            with connection.begin_nested():
                return work(connection)

    def come_back(self) -> None:
        """See `Door`. The host's transaction went with its connection: there is nothing to wait for."""

    def read(self, work: Callable[[Connection], _Result]) -> _Result:
        """See `Door`."""
        with faults():
            return work(self._session.connection())


def _begin_for_real(connection: Connection) -> None:
    """Begin the transaction that the host believes to be in.

    SQLite's driver begins it only with the first write. A savepoint before that would be a
    transaction of its own, and releasing it would commit.
    """
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _ask(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT 1")


def _tried_again(work: Callable[[], _Result]) -> _Result:
    for attempt in range(1, _TRIES + 1):
        try:
            return work()
        except Retryable:
            if attempt == _TRIES:
                raise
            time.sleep(random.uniform(0.5, 1.0) * 0.02 * 2**attempt)
    raise AssertionError("the last try returns or raises")
