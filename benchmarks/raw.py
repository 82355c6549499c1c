"""The floor: driver code with nothing in between, doing BEGIN, UPDATE, INSERT, COMMIT.

Its rows are small (`SIZES`), much smaller than a snapshot and an event of ours, so a ratio to it is
the whole price of the engine, the bytes of the record included. Statements are prepared: SQLite's
driver keeps them, psycopg is told to.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy.engine import make_url

SIZES = (
    "case row: id 12, state 13, version, time 32 characters; event row: number, case id 12, action 7, "
    "two states 13 each, person 12, time 32 characters; one index on the event's case"
)
_TABLES = (
    "create table raw_case (id varchar(200) primary key, state varchar(100) not null, version integer not null, "
    "updated_at varchar(32) not null)",
    "create table raw_event (id {number} primary key{generated}, case_id varchar(200) not null, "
    "action varchar(100) not null, from_state varchar(100) not null, to_state varchar(100) not null, "
    "actor varchar(100) not null, at varchar(32) not null)",
    "create index raw_event_case on raw_event (case_id)",
)
_FROM, _TO = "team-review", "liaison-audit"


class Raw(Protocol):
    """Moves rows of its own from one state to the next, each in a durable transaction."""

    def step(self, case: str) -> None:
        """One transaction: the row moved, an event written."""
        ...

    def moved(self) -> tuple[int, int]:
        """How many cases have moved, and how many events there are."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


def open_raw(url: str, cases: list[str]) -> Raw:
    """Raw tables in the same database, with a row for each of these cases."""
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        return _Sqlite(target.database or "", cases)
    return _Postgres(target.set(drivername="postgresql").render_as_string(hide_password=False), cases)


class _Sqlite:
    _UPDATE = "update raw_case set state=?, version=version+1, updated_at=? where id=? and state=?"
    _INSERT = "insert into raw_event (case_id, action, from_state, to_state, actor, at) values (?,?,?,?,?,?)"

    def __init__(self, path: str, cases: list[str]) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=full")
        self._db.execute("pragma wal_autocheckpoint=16000")  # as ours, or it would do our checkpoints
        self._db.execute("begin immediate")
        for table in _TABLES:
            self._db.execute(table.format(number="integer", generated=""))
        self._db.executemany("insert into raw_case values (?,?,0,?)", _rows(cases))
        self._db.execute("commit")

    def step(self, case: str) -> None:
        """See `Raw`."""
        at, db = _now(), self._db
        db.execute("begin immediate")
        if db.execute(self._UPDATE, (_TO, at, case, _FROM)).rowcount != 1:
            raise RuntimeError(f"{case} was not moved")
        db.execute(self._INSERT, (case, "endorse", _FROM, _TO, "supervisor-3", at))
        db.execute("commit")

    def moved(self) -> tuple[int, int]:
        """See `Raw`."""
        return _counted(self._db)

    def close(self) -> None:
        """See `Raw`."""
        self._db.close()


class _Postgres:
    _UPDATE = "update raw_case set state=%s, version=version+1, updated_at=%s where id=%s and state=%s"
    _INSERT = (
        "insert into raw_event (case_id, action, from_state, to_state, actor, at) values (%s,%s,%s,%s,%s,%s)"
    )

    def __init__(self, url: str, cases: list[str]) -> None:
        import psycopg

        self._db = psycopg.connect(url, autocommit=True)
        for table in _TABLES:
            made = table.format(number="bigint", generated=" generated always as identity")
            self._db.execute(made.encode())
        with self._db.transaction():
            self._db.cursor().executemany("insert into raw_case values (%s,%s,0,%s)", _rows(cases))
        self._db.execute("analyze")

    def step(self, case: str) -> None:
        """See `Raw`."""
        at, db = _now(), self._db
        with db.transaction():
            if db.execute(self._UPDATE, (_TO, at, case, _FROM), prepare=True).rowcount != 1:
                raise RuntimeError(f"{case} was not moved")
            db.execute(self._INSERT, (case, "endorse", _FROM, _TO, "supervisor-3", at), prepare=True)

    def moved(self) -> tuple[int, int]:
        """See `Raw`."""
        return _counted(self._db)

    def close(self) -> None:
        """See `Raw`."""
        self._db.close()


def _rows(cases: list[str]) -> list[tuple[str, str, str]]:
    return [(one, _FROM, _now()) for one in cases]


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _counted(db: Any) -> tuple[int, int]:
    moved = db.execute("select count(*) from raw_case where state = 'liaison-audit'").fetchone()
    return int(moved[0]), int(db.execute("select count(*) from raw_event").fetchone()[0])


LATE_BATCH = 5_000
_LATE_TABLES = (
    "create table raw_late (id varchar(200) primary key, due_at varchar(32) not null, overdue_at varchar(32))",
    "create index raw_late_due on raw_late (due_at, id) where overdue_at is null",
    "create table raw_flag (case_id varchar(200) not null, kind varchar(32) not null, at varchar(32) not null)",
)
_LATE_FLAG = (
    "insert into raw_flag select id, 'overdue', due_at from raw_late "
    "where overdue_at is null and due_at <= '0' order by due_at, id limit 5000"
)
_LATE_MARK = (
    "update raw_late set overdue_at = '0' where id in (select id from raw_late "
    "where overdue_at is null and due_at <= '0' order by due_at, id limit 5000)"
)


class Late:
    """Rows of which some have become late, marked by set-based SQL: an INSERT and an UPDATE a batch."""

    def __init__(self, database: Any, begin: str, late: int) -> None:
        self._db, self._begin, self._late = database, begin, late

    def mark_all(self) -> None:
        """Mark every late row and write a flag for it, `LATE_BATCH` rows a transaction."""
        marked = 0
        while True:
            self._db.execute(self._begin)
            self._db.execute(_LATE_FLAG)
            done = self._db.execute(_LATE_MARK).rowcount
            self._db.execute("commit")
            marked += done
            if not done:
                break
        if marked != self._late:
            raise RuntimeError(f"{marked} of {self._late} rows were marked")

    def close(self) -> None:
        """Take the tables away."""
        for table in ("raw_late", "raw_flag"):
            self._db.execute(f"drop table {table}")
        self._db.close()


def open_late(url: str, cases: int, late: int) -> Late:
    """Raw tables in the same database with so many rows, some of them late, spread among the others."""
    target = make_url(url)
    step = cases // late
    rows = ((f"{one * 7919 % cases:012}", str(int(one % step != 0)), None) for one in range(cases))
    if target.get_backend_name() == "sqlite":
        db = sqlite3.connect(target.database or "", isolation_level=None, timeout=30)
        db.execute("pragma synchronous=full")
        db.execute("pragma wal_autocheckpoint=16000")
        db.execute("begin immediate")
        for table in _LATE_TABLES:
            db.execute(table)
        db.executemany("insert into raw_late values (?, ?, ?)", rows)
        db.execute("commit")
        db.execute("pragma wal_checkpoint(truncate)")
        return Late(db, "begin immediate", late)
    import psycopg

    connection = psycopg.connect(
        target.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    )
    for table in _LATE_TABLES:
        connection.execute(table.encode())
    with connection.transaction(), connection.cursor().copy("copy raw_late from stdin") as copy:
        for row in rows:
            copy.write_row(row)
    connection.execute("vacuum analyze raw_late")
    return Late(connection, "begin", late)
