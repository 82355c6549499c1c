"""The night: everything that has fallen due happens, once each, a batch a transaction.

What is due is in the database and is claimed by locking the case, so any number of nodes and any
downtime give each reminder and each flag once. A case that somebody holds just now is left to them
or to the next run. A case whose turn fails is put aside with its error and never stops the rest.

A batch is claimed, decided and written as a whole (`rungs.py`); what is more than a rung, or fails,
goes the way of every other act (`handler.py`), a few cases a transaction. Where reports are kept,
what the run has done so far is written in the same transactions: of a node that dies, the report
says what it did.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from ..core.commands import Origin, Tick
from ..core.times import stamp
from ..errors import Retryable
from ..ports import UnitOfWork
from .facts import Setting
from .handler import Handler
from .report import Batch, Report
from .rungs import fire_batch

_Result = TypeVar("_Result")
Transact = Callable[[Callable[[UnitOfWork], _Result]], _Result]
"""Runs a function in one transaction."""
Progress = Callable[[int], None]
"""Told how many cases are done."""

BATCH = 2_000
"""Cases in one transaction, as measured (docs/decisions/0011-night.md)."""
_SLOW_BATCH = 50
"""Of those that take the long way, each of which may open, end and move others."""
_FIRST_RETRY = timedelta(minutes=10)
_LONGEST_RETRY = timedelta(days=1)


def run_once(
    transact: Transact[Any],
    setting: Setting,
    origin: Origin,
    *,
    batch: int = BATCH,
    progress: Progress | None = None,
    keep: bool = False,
    come_back: Callable[[], None] = lambda: None,
) -> Report:
    """One run at the instant of the origin: batch after batch until nothing is due.

    Args:
        transact: runs a function in one transaction.
        setting: where, and by which calendar.
        origin: the system, now.
        batch: cases in one transaction.
        progress: told how many cases are done.
        keep: write what was done so far with every batch.
        come_back: returns when a database that was away answers again; raises when it stays away.

    Raises:
        StorageFault: the database failed; finished batches stay done, the rest waits for the next run.
    """
    night = _Night(transact, setting, Tick(origin), keep, come_back)
    fired = -1
    while night.report.happened > fired:
        # What happens may make more fall due: an item is opened whose date has passed.
        fired = night.report.happened
        night.run_through(batch, progress)
    night.report.held = transact(lambda work: work.due_count(night.now))
    return night.report


class _Night:
    """One run: where it works, and its report."""

    def __init__(
        self,
        transact: Transact[Any],
        setting: Setting,
        tick: Tick,
        keep: bool,
        come_back: Callable[[], None],
    ) -> None:
        self._transact, self._setting, self._tick = transact, setting, tick
        self._keep, self._come_back = keep, come_back
        self.now = stamp(tick.origin.at)
        self.report = Report(tick.origin.at)

    def run_through(self, limit: int, progress: Progress | None) -> None:
        """Everything that is due, once through in its order."""
        place = ("", "")
        while True:
            batch = self._next(limit, place)
            if batch.last is None:
                return
            place = batch.last
            for start in range(0, len(batch.left), _SLOW_BATCH):
                self._do_some(batch.left[start : start + _SLOW_BATCH])
            if progress is not None:
                progress(self.report.checked)

    def _turn(self, do: Callable[[UnitOfWork], Batch]) -> Batch:
        """One transaction, with what it does in the report."""

        def whole(work: UnitOfWork) -> tuple[Batch, str | None]:
            batch, name = do(work), self.report.name
            batch.secret = work.secret((*batch.fired, *batch.failed))
            if self._keep and batch.is_told:
                name = work.keep_report(name, self.now, self.report.with_(batch).json())
            return batch, name

        done: tuple[Batch, str | None] = self._transact(whole)
        self.report.take(done[0])
        self.report.name = done[1]
        return done[0]

    def _next(self, limit: int, after: tuple[str, str]) -> Batch:
        """A batch done the short way; when that fails as a whole, all its cases are left to the long way."""

        def turn(work: UnitOfWork) -> Batch:
            return fire_batch(work, self._setting, self._tick, limit, after)

        try:
            return self._turn(turn)
        except Retryable:  # the database was away, or busy for long
            self._come_back()
        except Exception:  # noqa: BLE001 - something in the batch cannot be written: see below
            pass
        try:
            return self._turn(turn)
        except Exception:  # noqa: BLE001 - it is not the database; each case then gets a turn of its own
            due = self._transact(lambda work: work.due(self.now, limit, after))
            return Batch(due[-1] if due else None, left=[case for _, case in due])

    def _do_some(self, cases: list[str]) -> None:
        """The long way for some cases; one bad case among them is found by taking each alone."""
        try:
            self._turn(lambda work: self._long_way(work, sorted(cases)))
        except Exception:  # noqa: BLE001 - see above
            for case in cases:
                self._do_alone(case)

    def _do_alone(self, case: str) -> None:
        """The turn of one case. Whatever is wrong with it must not stop the night.

        Raises:
            StorageFault: the database failed, which shows in that the case cannot be put aside either.
        """
        for last in (False, True):
            try:
                self._turn(lambda work: self._long_way(work, [case]))
                return
            except Exception as error:  # noqa: BLE001 - see above
                fault = f"{type(error).__name__}: {error}"
                if isinstance(error, Retryable):
                    self._come_back()
                    if not last:
                        continue
                break
        self._turn(lambda work: _put_aside(work, case, fault, self._tick.origin.at))

    def _long_way(self, work: UnitOfWork, cases: list[str]) -> Batch:
        handler, batch = Handler(work, self._setting), Batch()
        for case in cases:
            events = handler.tick(case, self._tick)
            if events is not None:  # else somebody holds it, which is counted at the end
                batch.fired[case] = tuple(event.kind for event in events)
        return batch


def _put_aside(work: UnitOfWork, case: str, fault: str, now: datetime) -> Batch:
    wait = min(_FIRST_RETRY * 2 ** min(work.attempts(case), 12), _LONGEST_RETRY)
    work.park(case, fault, stamp(now + wait))
    return Batch(failed={case: fault})
