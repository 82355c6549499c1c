"""The night: everything that has fallen due happens, once each, a batch a transaction.

What is due is in the database and is claimed by locking the case, so any number of nodes and any
downtime give each reminder and each flag once. A case that somebody holds just now is left to them
or to the next run. A case whose turn fails is put aside with its error and never stops the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from ..core.commands import Origin, Tick
from ..core.events import Event
from ..core.times import stamp
from ..errors import StorageFault
from ..ports import UnitOfWork
from .facts import Setting
from .handler import Handler

_Result = TypeVar("_Result")
Transact = Callable[[Callable[[UnitOfWork], _Result]], _Result]
"""Runs a function in one transaction."""
Progress = Callable[[int], None]
"""Told how many cases are done."""

BATCH = 100
"""Cases in one transaction: few enough that nobody waits long for one of them."""
_FIRST_RETRY = timedelta(minutes=10)
_LONGEST_RETRY = timedelta(days=1)


@dataclass
class Report:
    """What a run did. `overdue` counts what it flagged for the first time."""

    as_of: datetime
    checked: int = 0
    fired: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    held: int = 0
    """Cases that somebody else held and that are left to the next run."""
    warnings: list[dict[str, Any]] = field(default_factory=list)
    """What somebody should see to, by code: `year-not-announced` with the `year`."""

    def count(self, events: Iterable[Event]) -> None:
        """Take the events of one case into the report."""
        self.checked += 1
        self.fired.update(event.kind for event in events)

    def add(self, other: Report) -> None:
        """Take another run into this one."""
        self.as_of = max(self.as_of, other.as_of)
        self.checked += other.checked
        self.fired.update(other.fired)
        self.failed |= other.failed
        self.held += other.held

    def json(self) -> dict[str, Any]:
        """The figures, with the instant in UTC."""
        return {
            "as_of": stamp(self.as_of),
            "checked": self.checked,
            "overdue": self.fired["overdue"],
            "reminded": self.fired["reminded"],
            "escalated": self.fired["escalated"],
            "moved": self.fired["moved"],
            "recounted": self.fired["recounted"],
            "fired": sum(self.fired.values()),
            "held": self.held,
            "failed": len(self.failed),
            "failures": dict(sorted(self.failed.items())),
            "warnings": self.warnings,
        }


def run_once(
    transact: Transact[Any],
    setting: Setting,
    origin: Origin,
    *,
    batch: int = BATCH,
    progress: Progress | None = None,
) -> Report:
    """One run at the instant of the origin: batch after batch until nothing is due.

    Raises:
        StorageFault: the database failed; finished batches stay done, the rest waits for the next run.
    """
    report = Report(origin.at)
    fired = -1
    while sum(report.fired.values()) > fired:
        # What happens may make more fall due: an item is opened whose date has passed.
        fired, report.held = sum(report.fired.values()), 0
        _run_through(transact, setting, Tick(origin), batch, report, progress)
    return report


def _run_through(
    transact: Transact[Any],
    setting: Setting,
    tick: Tick,
    batch: int,
    report: Report,
    progress: Progress | None,
) -> None:
    now = stamp(tick.origin.at)
    place = ("", "")
    while True:
        due: list[tuple[str, str]] = transact(partial(_next_batch, now=now, limit=batch, after=place))
        if not due:
            return
        _do_batch(transact, setting, tick, [case for _, case in due], report)
        place = due[-1]
        if progress is not None:
            progress(report.checked)


def _next_batch(work: UnitOfWork, now: str, limit: int, after: tuple[str, str]) -> list[tuple[str, str]]:
    return work.due(now, limit, after)


def _do_batch(
    transact: Transact[Any], setting: Setting, tick: Tick, cases: list[str], report: Report
) -> None:
    def turn(work: UnitOfWork) -> list[tuple[Event, ...] | None]:
        handler = Handler(work, setting)
        return [handler.tick(case, tick) for case in sorted(cases)]

    try:
        done = transact(turn)
    except StorageFault:
        raise
    except Exception:  # noqa: BLE001 - one bad case in the batch: find it by taking each alone
        for case in cases:
            _do_alone(transact, setting, tick, case, report)
        return
    for events in done:
        _note(report, events)


def _do_alone(transact: Transact[Any], setting: Setting, tick: Tick, case: str, report: Report) -> None:
    try:
        _note(report, transact(lambda work: Handler(work, setting).tick(case, tick)))
    except StorageFault:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with this case must not stop the night
        fault = f"{type(error).__name__}: {error}"
        report.checked += 1
        report.failed[case] = fault
        transact(lambda work: _put_aside(work, case, fault, tick.origin.at))


def _put_aside(work: UnitOfWork, case: str, fault: str, now: datetime) -> None:
    wait = min(_FIRST_RETRY * 2 ** min(work.attempts(case), 12), _LONGEST_RETRY)
    work.park(case, fault, stamp(now + wait))


def _note(report: Report, events: tuple[Event, ...] | None) -> None:
    if events is None:
        report.held += 1
    else:
        report.count(events)
