"""The watchdog: a scheduler whose thread has died, whose clock was set back, whose run hangs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from duban.engine import scheduler
from duban.engine.errors import DubanError, Retryable
from duban.engine.runtime.report import Report
from duban.engine.scheduler import Guard, Life, notify, serve, tick

TESTS = Path(__file__).resolve().parents[1]


class Nights:
    """Counts the runs instead of doing anything."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.runs = 0
        self.fault = fault

    def sweep(self, *, progress: Callable[[int], None] | None = None) -> Report:
        """One run."""
        self.runs += 1
        if self.fault is not None:
            raise self.fault
        return Report(datetime.now(UTC))


@pytest.fixture
def nights() -> Nights:
    """What is woken."""
    return Nights()


@pytest.fixture
def guard(nights: Nights) -> Iterator[Guard]:
    """A guard over a scheduler that has ticked once and will not again for an hour."""
    made = Guard(nights, 3600)
    until(lambda: nights.runs == 1 and not made.life.sweeping)
    yield made
    made.scheduler.shutdown(wait=True)


def until(true: Callable[[], Any]) -> None:
    """Wait for something that takes an instant."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_living_scheduler_is_left_alone(guard: Guard) -> None:
    """While ticks come, or are not yet to come, nothing is done."""
    before = guard.scheduler
    for _ in range(3):
        guard.look()
    assert guard.scheduler is before


def test_a_dead_scheduler_thread_is_replaced(guard: Guard, nights: Nights) -> None:
    """The thread of APScheduler dies while `running` stays true: ticks stay away, and a new scheduler takes over."""
    dead = guard.scheduler
    dead._process_jobs = lambda: 1 / 0  # as when the store of jobs raises
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading, "excepthook", lambda arguments: None)
        dead.wakeup()
        until(lambda: not dead._thread.is_alive())
    assert dead.running
    guard.life.seen -= scheduler.MISSED * 3600 + 1
    guard.look()
    until(lambda: nights.runs == 2)
    assert guard.scheduler is not dead


def test_a_clock_set_back_does_not_make_it_sleep(
    guard: Guard, nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set back by a day, APScheduler would sleep a day; three ticks later a new scheduler runs at once."""
    real = datetime

    class Yesterday(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real.now(tz) - timedelta(days=1)

    monkeypatch.setattr(scheduler, "datetime", Yesterday)
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Yesterday)
    guard.look()
    assert nights.runs == 1
    guard.life.seen -= scheduler.MISSED * 3600 + 1
    guard.look()
    until(lambda: nights.runs == 2)


def test_when_nothing_helps_the_process_ends(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three new schedulers without a tick: it gives up with an error, for the system to start the process anew."""
    monkeypatch.setattr(scheduler, "tick", lambda duban, life: None)
    for _ in range(scheduler.RESTARTS):
        guard.life.seen -= scheduler.MISSED * 3600 + 1
        guard.look()
    guard.life.seen -= scheduler.MISSED * 3600 + 1
    with pytest.raises(DubanError, match="started anew"):
        guard.look()


def _has_ticked(guard: Guard, nights: Nights, times: int) -> bool:
    return nights.runs == times and not guard.life.sweeping


def test_a_tick_makes_up_for_a_restart(guard: Guard, nights: Nights) -> None:
    """Restarts are counted in a row: one that was followed by a tick is forgotten."""
    for number in range(2, scheduler.RESTARTS + 4):
        guard.life.seen -= scheduler.MISSED * 3600 + 1
        guard.look()
        until(partial(_has_ticked, guard, nights, number))
        guard.look()


def test_a_long_run_is_no_dead_scheduler(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that goes on batch by batch may take as long as it takes; one that does nothing more ends the process."""
    died: list[str] = []
    monkeypatch.setattr(scheduler, "_die", lambda why, silence: died.append(why))
    guard.life.sign(sweeping=True)
    guard.life.seen -= scheduler.HANGING_SECONDS - 5
    guard.look()
    assert died == []
    guard.life.seen -= 10
    guard.look()
    assert died == ["a run hangs"]


def test_a_run_that_hangs_ends_the_process_with_1(tmp_path: Path) -> None:
    """Nobody can end a thread, so the process goes, whatever the thread is doing."""
    code = """
import time
from duban.engine import scheduler
scheduler.HANGING_SECONDS = 0.5
class Hung:
    def sweep(self, *, progress=None):
        time.sleep(3600)
scheduler.serve(Hung(), every=1)
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=30, check=False).returncode == 1


@pytest.mark.parametrize("fault", [Retryable(what="away"), ValueError("a fault of ours")])
def test_a_tick_never_raises(fault: Exception) -> None:
    """Whatever a run raises ends that run; the sign of life says that it is over."""
    life = Life()
    assert tick(Nights(fault), life) is False
    assert not life.sweeping


def test_systemd_is_told_of_readiness_life_and_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under systemd the process says when it is ready, that it lives, and that it stops; elsewhere nothing."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        threading.Timer(1.5, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
        before = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
        try:
            serve(Nights(), every=1)
        finally:
            for one, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
                signal.signal(one, handler)
        told = [listening.recv(100) for _ in range(3)]
    assert told == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify("READY=1")
