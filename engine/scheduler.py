"""The clock of a long-running process: APScheduler ticks, the database knows what is due.

Memory store, one tick every 60 seconds on every node, and one at start to catch up. Which case is
due, and that each rung fires once, is the sweep's affair; a tick that is missed loses nothing.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from .errors import DubanError
from .logs import say
from .runtime.relay import Handed
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


def tick_and_tell(duban: Sweeper, tell: Callable[[], Handed] | None) -> bool:
    """One run, and what it made known is delivered; a channel that fails is met again at the next tick."""
    done = tick(duban)
    if tell is None:
        return done
    try:
        handed = tell().json()
    except Exception as error:  # noqa: BLE001 - whatever a channel does, the clock goes on
        say("deliver.failed", level="error", reason=f"{type(error).__name__}: {error}")
        return False
    say("deliver.done", **{name: value for name, value in handed.items() if name != "faults"})
    for name, fault in handed["faults"].items():
        say("deliver.fault", level="error", message=name, fault=fault)
    return done


def schedule(
    duban: Sweeper, *, every: int = TICK_SECONDS, tell: Callable[[], Handed] | None = None
) -> BackgroundScheduler:
    """A scheduler that is not started yet: the first tick at once, then every so many seconds.

    For hosts that run one themselves; start it after forking. `tell` delivers after each run
    (`lambda: duban.deliver(channels)`).
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        tick_and_tell,
        "interval",
        args=[duban, tell],
        seconds=every,
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    return scheduler


def serve(duban: Sweeper, *, every: int = TICK_SECONDS, tell: Callable[[], Handed] | None = None) -> None:
    """Run until SIGTERM or SIGINT; a run under way is finished first."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    scheduler = schedule(duban, every=every, tell=tell)
    scheduler.start()
    say("scheduler.started", every=every)
    stopping.wait()
    scheduler.shutdown(wait=True)
    say("scheduler.stopped")
