"""The nightly job over a million open cases, of which a tenth has just become late.

Against what a night costs at the least: set-based SQL with one UPDATE and one INSERT per case, in
batches of 5,000, on a copy of the same number of rows in the same database.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from duban import Duban
from duban.engine.clock import FixedClock
from duban.engine.runtime.sweep import BATCH
from duban.engine.store.tables import CASE, EVENT, OUTBOX

from .raw import LATE_BATCH, open_late
from .report import Figure
from .scene import database, opened

OPEN, LATE = 1_000_000, 100_000
TARGET = 20.0
SIZES = (20, 100, 500, 1_000, 2_000, 5_000)
"""Batches that are compared."""
RATES = {"sqlite": 8_000, "postgresql": 5_000}
"""Newly flagged cases a second, at least."""
MEMORY = 300
"""MiB, at most."""
_BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
_LATER = _BEGIN + timedelta(days=7)
_REMINDED = _BEGIN + timedelta(days=12)
"""After the reminder of the early items, before their term of ten workdays ends."""
_NIGHT = _BEGIN + timedelta(days=15)
"""The night after it has ended; nothing else falls due then."""
_ITEM = {
    "no": 1,
    "problem": "会议记录不全，整改台账未及时更新",
    "source": "opinions",
    "measure": "逐条落实，按月核对",
    "due": "10 workdays",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one process measured of its sweep."""

    seconds: float
    overdue: int
    checked: int
    memory: int
    """The most it ever held, in MiB."""
    longest: float
    """Seconds that its longest batch took: so long a writer of one of its cases, on SQLite any writer, waits at most."""


def measure(databases: Sequence[str], quick: bool) -> list[Figure]:
    """The figure of each database."""
    return [_measure(name, 20 if quick else 1) for name in databases]


def _measure(name: str, part: int) -> Figure:
    cases, late = OPEN // part, LATE // part
    with crowd(name, cases) as url:
        floor = open_late(url, cases, late)
        began = time.perf_counter()
        floor.mark_all()
        raw = time.perf_counter() - began
        floor.close()
        (run,) = sweep_in(url, 1)
        (again,) = sweep_in(url, 1)
        _check(url, late, run.overdue, again.checked)
    rate = run.overdue / run.seconds
    details = {
        "cases": f"{cases:,} open, {late:,} of them newly overdue",
        "ours": f"{run.seconds:.2f} s, {rate:,.0f} flagged a second {_verdict(rate >= RATES[name])} {RATES[name]:,}",
        "memory": f"{run.memory} MiB {_verdict(run.memory < MEMORY)} {MEMORY}",
        "set-based SQL": f"{raw:.3f} s, {LATE_BATCH:,} rows a transaction",
    }
    if name == "postgresql":
        with crowd(name, cases) as url:
            began = time.perf_counter()
            nodes = sweep_in(url, 2)
            _check(url, late, sum(one.overdue for one in nodes), 0)
        both = max(one.seconds for one in nodes)
        shares = ", ".join(f"{one.overdue:,}" for one in nodes)
        details["two nodes"] = f"{both:.2f} s ({shares}) {_verdict(both < run.seconds)} one alone"
    return Figure(f"sweep, {name}", [run.seconds / raw], TARGET, details)


def measure_batches(databases: Sequence[str], quick: bool) -> list[Figure]:
    """How many cases a transaction should take: how fast the night is, and how long others wait for a batch."""
    return [_measure_batches(name, (OPEN // 5) // (10 if quick else 1)) for name in databases]


def _measure_batches(name: str, cases: int) -> Figure:
    runs = {}
    for size in SIZES:
        with crowd(name, cases) as url:
            (runs[size],) = sweep_in(url, 1, size)
    details = {
        f"{size:>5} a batch": f"{one.overdue / one.seconds:7,.0f} a second, longest {one.longest * 1e3:6.1f} ms"
        for size, one in runs.items()
    }
    fastest = min(one.seconds for one in runs.values())
    return Figure(f"batches of {BATCH:,}, {name}", [runs[BATCH].seconds / fastest], None, details)


def _verdict(reached: bool) -> str:
    return "(reached)" if reached else "(MISSED)"


@contextmanager
def crowd(name: str, cases: int, *, scattered: bool = False) -> Iterator[str]:
    """A database with so many open items, a tenth of which becomes late at `_NIGHT`, and nothing else.

    They lie on the disk in the order in which they were opened, so that those that become late
    together lie together; `scattered`, every tenth becomes late, so that no two share a page.
    """
    clock = FixedClock(_BEGIN)
    from support.crowd import copier, fill  # the tests' folder is in the path by then

    with database(name) as url, opened(url, clock) as duban:
        early = _item(duban)
        clock.set(_LATER)
        late = _item(duban)
        clock.set(_REMINDED)
        duban.sweep()
        first, other = copier(duban, early), copier(duban, late)
        with duban.engine.begin() as connection:
            for table in (CASE, EVENT, OUTBOX):
                connection.execute(table.delete())
        fill(
            url,
            (first if (one % 10 == 0 if scattered else one < cases // 10) else other for one in range(cases)),
        )
        yield url


def _item(duban: Duban) -> str:
    data = {**_ITEM, "responsible": "member-1"}
    return duban.start("rectification-item", unit="unit-1", by="head-1", data=data).case


def sweep_in(url: str, nodes: int, batch: int | None = None) -> list[Run]:
    """Sweep in so many processes that begin at the same instant."""
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "benchmarks.sweep", url, str(batch or "")]
    running = [
        subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(nodes)
    ]
    for one in running:
        assert one.stdout is not None
        if one.stdout.readline() != "ready\n":
            raise RuntimeError("a node did not start")
    told = []
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in running:
        out, _ = one.communicate()
        seconds, overdue, checked, memory, longest = out.split()
        told.append(Run(float(seconds), int(overdue), int(checked), int(memory), float(longest)))
    return told


def _node() -> None:
    """One node: says when it is ready, sweeps when told, says what it measured."""
    url, batch = sys.argv[1:]
    duban = Duban(url, clock=FixedClock(_NIGHT))
    duban.settings()
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    ends = [began]
    report = duban.sweep(batch=int(batch or BATCH), progress=lambda done: ends.append(time.perf_counter()))
    seconds = time.perf_counter() - began
    longest = max(after - before for before, after in pairwise(ends)) if len(ends) > 1 else 0.0
    if report.failed:
        raise RuntimeError(f"{report.json()}")
    print(seconds, report.fired["overdue"], report.checked, _most_memory(), longest, flush=True)
    duban.close()


def _most_memory() -> int:
    """The most memory this process ever held, in MiB; what getrusage tells is its parent's where that held more."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _check(url: str, late: int, flagged: int, again: int) -> None:
    """Every late case is flagged once, with its event and its message, and a second night finds nothing."""
    duban = Duban(url)
    try:
        with duban.engine.connect() as connection:
            found = [
                connection.exec_driver_sql(query).scalar_one()
                for query in (
                    "SELECT COUNT(*) FROM duban_event WHERE kind = 'overdue'",
                    "SELECT COUNT(DISTINCT case_id) FROM duban_event WHERE kind = 'overdue'",
                    "SELECT COUNT(*) FROM duban_outbox WHERE kind = 'overdue'",
                )
            ]
    finally:
        duban.close()
    if (found, flagged, again) != ([late] * 3, late, 0):
        raise RuntimeError(f"expected {late} flags, once: {found}, {flagged}, {again}")


if __name__ == "__main__":
    _node()
