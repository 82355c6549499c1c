"""The clock of a long-running process: APScheduler ticks, the database knows what is due.

Memory store, one tick every 60 seconds on every node, and one at start to catch up. Which case is
due, and that each rung fires once, is the sweep's affair; a tick that is missed loses nothing.

APScheduler goes on calling itself running when its thread has died, and sleeps by the wall clock: set
back by a day, it sleeps a day. So every tick leaves a sign of life, told by a clock that nobody can
set, and `serve` looks at it: when ticks stay away it starts a new scheduler, and when that does not
help, or a run hangs, it ends the process, for the system to start it anew.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType
from typing import NoReturn, Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from msgspec import Struct, field

from .core.text import Text
from .errors import DubanError
from .logs import say
from .runtime.relay import Handed
from .runtime.report import Report

TICK_SECONDS = 60
MISSED = 3
"""So many ticks that stay away in a row are a dead scheduler."""
HANGING_SECONDS = 900.0
"""A run that has finished no batch for so long hangs: waiting for a database that is away ends long before."""
RESTARTS = 3
"""How often a new scheduler is tried, with no tick in between, before the process ends."""


class Sweeper(Protocol):
    """What is woken: a `Duban`."""

    def sweep(self, *, progress: Callable[[int], None] | None = None) -> Report:
        """Let everything happen that has fallen due."""
        ...


class Life(Struct):
    """The last sign of life of a scheduler, in seconds of a clock that is never set."""

    seen: float = field(default_factory=time.monotonic)
    sweeping: bool = False

    def sign(self, *, sweeping: bool) -> None:
        """There is life: a run begins, goes on, or is over."""
        self.seen, self.sweeping = time.monotonic(), sweeping

    @property
    def silence(self) -> float:
        """Seconds since then."""
        return time.monotonic() - self.seen


def tick(duban: Sweeper, life: Life | None = None) -> bool:
    """One run, which never raises: a database that is away is logged and met again at the next tick."""
    life = life or Life()
    life.sign(sweeping=True)
    try:
        report = duban.sweep(progress=lambda done: life.sign(sweeping=True))
    except DubanError as error:
        say("sweep.failed", level="error", reason=error.message("en"))
        return False
    except Exception as error:  # noqa: BLE001 - a fault of ours ends this run, not the nights to come
        say("sweep.failed", level="error", reason=f"{type(error).__name__}: {error}")
        return False
    finally:
        life.sign(sweeping=False)
    figures = {name: value for name, value in report.json().items() if name not in ("failures", "warnings")}
    say("sweep.done", **figures)
    for warning in report.warnings:
        say("sweep.warning", level="warning", **warning)
    for case, fault in report.failed.items():
        say("sweep.parked", level="error", case=case, fault=fault)
    return True


def tick_and_tell(duban: Sweeper, tell: Callable[[], Handed] | None, life: Life | None = None) -> bool:
    """One run, and what it made known is delivered; a channel that fails is met again at the next tick."""
    done = tick(duban, life)
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
    duban: Sweeper,
    *,
    every: int = TICK_SECONDS,
    tell: Callable[[], Handed] | None = None,
    life: Life | None = None,
) -> BackgroundScheduler:
    """A scheduler that is not started yet: the first tick at once, then every so many seconds.

    For hosts that run one themselves; start it after forking. `tell` delivers after each run
    (`lambda: duban.deliver(channels)`).
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        tick_and_tell,
        "interval",
        args=[duban, tell, life],
        seconds=every,
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    return scheduler


def serve(duban: Sweeper, *, every: int = TICK_SECONDS, tell: Callable[[], Handed] | None = None) -> None:
    """Run until SIGTERM or SIGINT; a run under way is finished first.

    Raises:
        DubanError: ticks stay away, and new schedulers do not help.
    """
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    guard = Guard(duban, every, tell)
    say("scheduler.started", every=every)
    notify("READY=1")
    while not stopping.wait(min(every, 10)):
        guard.look()
        notify("WATCHDOG=1")
    notify("STOPPING=1")
    guard.scheduler.shutdown(wait=True)
    say("scheduler.stopped")


class Guard:
    """Keeps a scheduler going: looks whether it lives, and starts another when it does not."""

    def __init__(self, duban: Sweeper, every: int, tell: Callable[[], Handed] | None = None) -> None:
        """Start a scheduler."""
        self._duban, self._every, self._tell = duban, every, tell
        self._restarts = 0
        self.life = Life()
        self.scheduler = self._start()

    def look(self) -> None:
        """Do what is needed now; a run that hangs ends the process, since nobody can end a thread.

        Raises:
            DubanError: ticks stay away, and new schedulers did not help.
        """
        life = self.life
        if life.sweeping:
            self._restarts = 0
            if life.silence > HANGING_SECONDS:
                _die("a run hangs", life.silence)
        elif life.silence > MISSED * self._every:
            say("scheduler.stalled", level="error", silence=round(life.silence), restarts=self._restarts)
            if self._restarts == RESTARTS:
                raise DubanError(what=_STALLED)
            self._restarts += 1
            with contextlib.suppress(Exception):  # what is dead may not be able to stop
                self.scheduler.shutdown(wait=False)
            self.life = Life()
            self.scheduler = self._start()
        elif life.seen > self._began:  # there was a tick
            self._restarts = 0

    def _start(self) -> BackgroundScheduler:
        self._began = self.life.seen
        scheduler = schedule(self._duban, every=self._every, tell=self._tell, life=self.life)
        scheduler.start()
        return scheduler


def notify(state: str) -> None:
    """Tell systemd, where it has started us and listens (`NotifyAccess`); elsewhere nothing happens."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if place:
        address = f"\0{place[1:]}" if place.startswith("@") else place
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(state.encode(), address)


def _die(why: str, silence: float) -> NoReturn:
    say("scheduler.died", level="error", reason=why, silence=round(silence))
    os._exit(1)


_STALLED = Text(
    "定时线程停了，重启也无效；本进程退出，请由 systemd 等重新启动",
    "the scheduler's thread has stopped, and starting another did not help; the process ends, to be started anew",
)
