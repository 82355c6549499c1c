"""The clock of a long-running process: APScheduler ticks, the database knows what is due.

Memory store, one tick every 60 seconds on every node, and one at start to catch up. Which case is
due, and that each rung fires once, is the sweep's affair; a tick that is missed loses nothing.
"""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from types import FrameType
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from .errors import DubanError
from .logs import say
from .runtime.sweep import Report

TICK_SECONDS = 60


class Sweeper(Protocol):
    """What is woken: a `Duban`."""

    def sweep(self) -> Report:
        """Let everything happen that has fallen due."""
        ...


def tick(duban: Sweeper) -> bool:
    """One run, which never raises: a database that is away is logged and met again at the next tick."""
    try:
        report = duban.sweep()
    except DubanError as error:
        say("sweep.failed", level="error", reason=error.message("en"))
        return False
    figures = {name: value for name, value in report.json().items() if name not in ("failures", "warnings")}
    say("sweep.done", **figures)
    for warning in report.warnings:
        say("sweep.warning", level="warning", **warning)
    for case, fault in report.failed.items():
        say("sweep.parked", level="error", case=case, fault=fault)
    return True


def schedule(duban: Sweeper, *, every: int = TICK_SECONDS) -> BackgroundScheduler:
    """A scheduler that is not started yet: the first tick at once, then every so many seconds.

    For hosts that run one themselves; start it after forking.
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        tick,
        "interval",
        args=[duban],
        seconds=every,
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    return scheduler


def serve(duban: Sweeper, *, every: int = TICK_SECONDS) -> None:
    """Run until SIGTERM or SIGINT; a run under way is finished first."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    scheduler = schedule(duban, every=every)
    scheduler.start()
    say("scheduler.started", every=every)
    stopping.wait()
    scheduler.shutdown(wait=True)
    say("scheduler.stopped")
