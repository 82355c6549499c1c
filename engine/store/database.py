"""Opening a database: how SQLite and PostgreSQL are set up, and one transaction on them.

SQLite: write-ahead log, `synchronous=FULL` (what is acknowledged is on the disk), `BEGIN IMMEDIATE`
(a writer never finds at commit that it read too early), writers queued by a lock file because
SQLite's own waiting starves. PostgreSQL: read committed; a case is locked by its row.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from ..core.text import Text
from ..errors import InvalidInput
from .faults import fault_of, faults
from .journeys import BEGIN
from .prepared import begins_by_itself, order, save_journeys, watch
from .turns import Turns

_Result = TypeVar("_Result")

BUSY_SECONDS = 30
"""How long a writer waits for another on SQLite, and for a row lock on PostgreSQL."""
_CACHE_KIB = 16_384
"""Pages of an SQLite file that a connection keeps in memory."""
_CHECKPOINT_PAGES = 16_000
"""Pages (of 4 KiB) that SQLite's log may hold before they are copied into the file: an act writes a dozen, mostly the
same, and a batch of the night a few thousand, of which those of the indexes come again in the next."""
_POSTGRES_OPTIONS = (
    f"-c lock_timeout={BUSY_SECONDS}s -c idle_in_transaction_session_timeout=60s -c timezone=UTC "
    "-c client_encoding=UTF8 -c plan_cache_mode=force_generic_plan"
)


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """An SQLAlchemy engine set up for the record.

    Args:
        url: the database.
        durable: whether what is acknowledged is on the disk. Without it a loss of power may take the last of it, and of
            an SQLite file all: for what can be played again.

    Raises:
        InvalidInput: the URL cannot be read, or its driver is not installed.
    """
    try:
        target = make_url(url)
        if target.get_backend_name() == "sqlite":
            return _open_sqlite(target, durable)
        if target.get_backend_name() == "postgresql":
            return _open_postgres(target, durable)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        raise InvalidInput(_BAD_URL, url=_shown(url), why=_why(error)) from None
    raise InvalidInput(_NO_BACKEND, url=_shown(url))


def transact(
    engine: Engine, work: Callable[[Connection], _Result], turns: Turns, kept: list[Connection] | None = None
) -> _Result:
    """Run work in one write transaction of our own, committed at the end and rolled back on any error.

    Where there is a list for it, one connection stays open from act to act.

    Raises:
        Retryable: the database was busy or away; nothing was stored.
        UnusableDatabase: it is none, or may not be written; nothing was stored.
        StorageFault: it failed in another way; nothing was stored.
    """
    turn = turns.take()
    connection = None
    try:
        connection = _take(kept) or engine.connect()
        watch(connection)
        result = work(connection)
        connection.commit()
        connection = _keep(connection, kept)
        return result
    except DBAPIError as error:
        raise fault_of(error, engine) from error
    finally:
        if connection is not None:
            connection.close()  # which rolls back what was not committed
        turns.give(turn)


def _take(kept: list[Connection] | None) -> Connection | None:
    try:
        return kept.pop() if kept else None
    except IndexError:  # another thread was quicker
        return None


def _keep(connection: Connection, kept: list[Connection] | None) -> Connection | None:
    """Keep this connection; where none is kept, or another thread's is already, it is given back."""
    if kept is None or kept:
        return connection
    kept.append(connection)
    return None


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with: on SQLite one that takes no lock."""
    with faults(engine), engine.connect().execution_options(duban_reads=True) as connection:
        yield connection


def _open_sqlite(target: URL, durable: bool) -> Engine:
    memory = target.database in (None, "", ":memory:")
    shut = not memory and _is_shut(str(target.database))
    engine = create_engine(
        target,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_reset_on_return=None,  # every transaction here is ended before its connection goes back
        **({"poolclass": StaticPool} if memory else {"pool_size": 5, "max_overflow": 20}),
        **({"creator": partial(_connect_to_read, Path(str(target.database)).absolute())} if shut else {}),
    )

    @event.listens_for(engine, "connect")
    def _(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions are ours, not the driver's
        cursor = connection.cursor()
        if not shut:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
            cursor.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        reads = connection.get_execution_options().get("duban_reads")
        order(connection, "BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _is_shut(name: str) -> bool:
    """Whether a database file is there and we may not write it, or nothing beside it, as the write-ahead log needs."""
    path = Path(name)
    with contextlib.suppress(OSError):
        return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    return False


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that only reads, to a file that we may not write.

    Where no log lies beside it, nobody is writing and the file is all there is; SQLite then needs no
    file of its own beside it either. A log that does lie there is never passed over.
    """
    log = path.with_name(path.name + "-wal")
    alone = not (log.exists() and log.stat().st_size)
    how = "mode=ro&immutable=1" if alone else "mode=ro"
    uri = f"file:{quote(str(path))}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)


def _open_postgres(target: URL, durable: bool) -> Engine:
    if target.host and not target.host.startswith("/"):
        target.host.encode("idna")  # connecting to such a name would fail with the same UnicodeError
    if target.drivername == "postgresql":
        target = target.set(drivername="postgresql+psycopg")
    options = _POSTGRES_OPTIONS if durable else f"{_POSTGRES_OPTIONS} -c synchronous_commit=off"
    arguments = {"options": options} if target.get_driver_name() == "psycopg" else {}
    engine = create_engine(
        target,
        connect_args=arguments,
        isolation_level="READ COMMITTED",
        pool_size=5,
        max_overflow=20,
        pool_reset_on_return=None,  # as above: it would ask psycopg to roll back what is over
    )

    if target.get_driver_name() == "psycopg":

        @event.listens_for(engine, "connect")
        def _(connection: Any, record: Any) -> None:
            connection.autocommit = True  # transactions are ours, not the driver's
            save_journeys(record.info)

        @event.listens_for(engine, "begin")
        def _(connection: Connection) -> None:
            if not begins_by_itself(connection):
                order(connection, BEGIN)

    return engine


def sqlite_file(engine: Engine) -> Path | None:
    """The file of an SQLite database; `None` of any other."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name else None


def _why(error: Exception) -> Text:
    match error:
        case ModuleNotFoundError():
            return Text(f"没有安装 {error.name}", f"{error.name} is not installed")
        case NoSuchModuleError():
            return Text("没有这种数据库驱动", "there is no such driver")
        case _:
            return Text("这不是数据库地址", "this is no database URL")


def _shown(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return url


_BAD_URL = Text(
    "数据库地址 {url} 无法使用：{why}；例：sqlite:///duban.db 或 postgresql://user@host/name（需安装 duban[postgres]）",
    "database URL {url} cannot be used: {why}; use for example sqlite:///duban.db or "
    "postgresql://user@host/name (which needs duban[postgres])",
)
_NO_BACKEND = Text(
    "不支持数据库 {url}；支持 SQLite 与 PostgreSQL",
    "database {url} is not supported; SQLite and PostgreSQL are",
)
