"""The night: everything that has fallen due happens, once each, a batch a transaction.

What is due is in the database and is claimed by locking the case, so any number of nodes and any
downtime give each reminder and each flag once. A case that somebody holds just now is left to them
or to the next run. A case whose turn fails is put aside with its error and never stops the rest.

A batch is claimed, decided and written as a whole (`rungs.py`); what is more than a rung, or fails,
goes the way of every other act (`handler.py`), a few cases a transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, TypeVar

from ..core.commands import Origin, Tick
from ..core.events import Event
from ..core.times import stamp
from ..errors import Retryable
from ..ports import UnitOfWork
from .facts import Setting
from .handler import Handler
from .rungs import Batch, fire_batch

_Result = TypeVar("_Result")
Transact = Callable[[Callable[[UnitOfWork], _Result]], _Result]
"""Runs a function in one transaction."""
Progress = Callable[[int], None]
"""Told how many cases are done."""

BATCH = 500
"""Cases in one transaction, as measured (docs/decisions/0011-night.md)."""
_SLOW_BATCH = 50
"""Of those that take the long way, each of which may open, end and move others."""
_FIRST_RETRY = timedelta(minutes=10)
_LONGEST_RETRY = timedelta(days=1)


STANDING = ("parked", "provisional", "undetermined")
"""Put aside with a fault; with a deadline that hangs on days not announced; with one that has no date yet."""


@dataclass
class Report:
    """What a run did. `overdue` counts what it flagged for the first time."""

    as_of: datetime
    checked: int = 0
    fired: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    held: int = 0
    """Cases that somebody else held and that are left to them or to the next run."""
    standing: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(STANDING, 0))
    """How many cases stood in each of the ways of `STANDING` after the run, whatever it did."""
    warnings: list[dict[str, Any]] = field(default_factory=list)
    """What somebody should see to, by code: `year-not-announced` with the `year`."""

    def count(self, kinds: Iterable[str]) -> None:
        """Take the kinds of the events of one case into the report."""
        self.checked += 1
        self.fired.update(kinds)

    def add(self, other: Report) -> None:
        """Take another run into this one."""
        self.as_of = max(self.as_of, other.as_of)
        self.checked += other.checked
        self.fired.update(other.fired)
        self.failed |= other.failed
        self.held = other.held
        self.standing = other.standing

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
            **self.standing,
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
        fired = sum(report.fired.values())
        _run_through(transact, setting, Tick(origin), batch, report, progress)
    report.held = transact(lambda work: work.due_count(stamp(origin.at)))
    return report


def _run_through(
    transact: Transact[Any],
    setting: Setting,
    tick: Tick,
    limit: int,
    report: Report,
    progress: Progress | None,
) -> None:
    place = ("", "")
    while True:
        batch = _next_batch(transact, setting, tick, limit, place)
        if batch.last is None:
            return
        place = batch.last
        report.checked += len(batch.fired)
        report.fired.update(chain.from_iterable(batch.fired))
        for start in range(0, len(batch.left), _SLOW_BATCH):
            _do_some(transact, setting, tick, batch.left[start : start + _SLOW_BATCH], report)
        if progress is not None:
            progress(report.checked)


def _next_batch(
    transact: Transact[Any], setting: Setting, tick: Tick, limit: int, after: tuple[str, str]
) -> Batch:
    """A batch done the short way; when that fails as a whole, all its cases are left to the long way."""
    try:
        done: Batch = transact(lambda work: fire_batch(work, setting, tick, limit, after))
    except Retryable:
        raise
    except Exception:  # noqa: BLE001 - something in the batch cannot be written: each then gets its own turn
        due = transact(lambda work: work.due(stamp(tick.origin.at), limit, after))
        return Batch(due[-1] if due else None, left=[case for _, case in due])
    return done


def _do_some(transact: Transact[Any], setting: Setting, tick: Tick, cases: list[str], report: Report) -> None:
    def turn(work: UnitOfWork) -> list[tuple[Event, ...] | None]:
        handler = Handler(work, setting)
        return [handler.tick(case, tick) for case in sorted(cases)]

    try:
        done = transact(turn)
    except Exception:  # noqa: BLE001 - one bad case among them: find it by taking each alone
        for case in cases:
            _do_alone(transact, setting, tick, case, report)
        return
    for events in done:
        _note(report, events)


def _do_alone(transact: Transact[Any], setting: Setting, tick: Tick, case: str, report: Report) -> None:
    """The turn of one case. Whatever is wrong with it must not stop the night.

    Raises:
        StorageFault: the database failed, which shows in that the case cannot be put aside either.
    """
    try:
        events = transact(lambda work: Handler(work, setting).tick(case, tick))
    except Exception as error:  # noqa: BLE001 - see above
        fault = f"{type(error).__name__}: {error}"
        transact(lambda work: _put_aside(work, case, fault, tick.origin.at))
        report.checked += 1
        report.failed[case] = fault
    else:
        _note(report, events)


def _put_aside(work: UnitOfWork, case: str, fault: str, now: datetime) -> None:
    wait = min(_FIRST_RETRY * 2 ** min(work.attempts(case), 12), _LONGEST_RETRY)
    work.park(case, fault, stamp(now + wait))


def _note(report: Report, events: tuple[Event, ...] | None) -> None:
    if events is not None:  # else somebody holds it, which is counted at the end
        report.count(event.kind for event in events)
