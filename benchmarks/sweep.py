"""The nightly job over many open cases of which some have just become late.

Against what a night costs at the least: set-based SQL that marks every late row and writes a flag
for each, a batch a transaction.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from duban.engine.clock import FixedClock
from duban.engine.store.database import open_engine

from .report import Figure
from .scene import database, drafted, opened

OPEN, LATE = 20_000, 2_000
BATCH = 500
_BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
_LATER = _BEGIN + timedelta(days=7)
_REMINDED = _BEGIN + timedelta(days=12)
"""After the reminder of the early plans, before their term of ten workdays ends."""
_NIGHT = _BEGIN + timedelta(days=15)
"""The night after it has ended; nothing else falls due then."""
_TABLES = (
    "create table raw_late (id integer primary key, due_at varchar(32) not null, overdue_at varchar(32))",
    "create index raw_late_due on raw_late (due_at) where overdue_at is null",
    "create table raw_flag (case_id integer not null, kind varchar(32) not null, at varchar(32) not null)",
)
_FLAG = (
    "insert into raw_flag select id, 'overdue', due_at from raw_late "
    "where overdue_at is null and due_at <= :now order by due_at, id limit :batch"
)
_MARK = (
    "update raw_late set overdue_at = :now where id in (select id from raw_late "
    "where overdue_at is null and due_at <= :now order by due_at, id limit :batch)"
)


def measure(databases: Sequence[str], quick: bool) -> list[Figure]:
    """The figure of each database; no target is set yet."""
    return [_measure(name, 10 if quick else 1) for name in databases]


def _measure(name: str, part: int) -> Figure:
    cases, late = OPEN // part, LATE // part
    clock = FixedClock(_BEGIN)
    with database(name) as url, opened(url, clock) as duban:
        drafted(duban, late)
        clock.set(_LATER)
        drafted(duban, cases - late)
        clock.set(_REMINDED)
        duban.sweep()
        clock.set(_NIGHT)
        began = time.perf_counter()
        report = duban.sweep()
        ours = time.perf_counter() - began
        again = duban.sweep()
        if (dict(report.fired), again.checked, report.failed) != ({"overdue": late}, 0, {}):
            raise RuntimeError(f"expected {late} flags, once: {report.json()}, {again.json()}")
        floor = _floor(url, cases, late)
    details = {
        "cases": f"{cases} open, {late} of them newly overdue", "ours": f"{ours:.2f} s",
        "each": f"{ours / late * 1e6:.0f} us", "set-based SQL": f"{floor:.4f} s, {BATCH} rows a transaction",
    }  # fmt: skip
    return Figure(f"sweep, {name}", [ours / floor], None, details)


def _floor(url: str, cases: int, late: int) -> float:
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            for table in _TABLES:
                connection.execute(text(table))
            connection.execute(
                text("insert into raw_late values (:id, :due, null)"),
                [{"id": one, "due": str(int(one >= late))} for one in range(cases)],
            )
        began = time.perf_counter()
        batches = 0
        while _mark(engine):
            batches += 1
        taken = time.perf_counter() - began
        if batches != -(-late // BATCH):
            raise RuntimeError(f"{batches} batches for {late} rows")
        return taken
    finally:
        engine.dispose()


def _mark(engine: Engine) -> int:
    values = {"now": "0", "batch": BATCH}
    with engine.begin() as connection:
        connection.execute(text(_FLAG), values)
        return connection.execute(text(_MARK), values).rowcount
