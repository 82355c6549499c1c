"""kill -9 at random points: what was acknowledged is there, nothing is there by half, and work goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from duban.engine.app import Duban
from support.world import World, Worlds, make_rehearsal

KILLS = int(os.environ.get("DUBAN_KILLS", "20"))
"""How many processes are killed in the run of every day."""
TESTS = Path(__file__).resolve().parents[1]
PAUSE = 0.006
"""Seconds that the victim lingers at most before a statement."""


@dataclass
class Told:
    """What a killed process had said."""

    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Command id to the case and where it stood."""
    begun: str | None = None
    """The command id of the act it was in, if it was in one."""
    inside: bool = False
    """It was killed after the act's first statement and before its acknowledgement."""
    status: int = 0

    def hear(self, line: list[str]) -> None:
        """Take a line in."""
        match line:
            case ["begin", key]:
                self.begun, self.inside = key, False
            case ["inside", _]:
                self.inside = True
            case ["ack", key, case, seq]:
                self.acknowledged[key] = (case, int(seq))
                self.begun, self.inside = None, False


@pytest.fixture
def file(worlds: Worlds) -> Iterator[World]:
    """A rehearsal on SQLite, as durable as it always is."""
    with worlds.world("sqlite", make_rehearsal) as made:
        yield made


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """A nursery for one test."""
    made = Nursery()
    yield made
    made.close()


_COMMANDS = "SELECT command, case_id, COALESCE(answer, seq) FROM duban_event WHERE command IS NOT NULL"


@pytest.mark.timeout(3600)
def test_a_killed_process_loses_nothing_and_leaves_nothing_by_half(
    file: World, nursery: Nursery, record_property: Callable[[str, object], None]
) -> None:
    """Processes killed at random: everything acknowledged is there, nothing by half, and the next one carries on."""
    chance = random.Random(20140801)
    kept: dict[str, tuple[str, int]] = {}
    inside = 0
    for number in range(KILLS):
        told = nursery.run(file.url, number, 1000, chance.random() * 0.4)
        assert told.status == signal.SIGKILL
        kept |= told.acknowledged
        inside += told.inside
        _check(file.url, kept, told)
    record_property("kills", f"{KILLS}, {inside} of them inside an act, {len(kept)} acts acknowledged")
    assert inside * 2 >= KILLS, f"only {inside} of {KILLS} kills fell inside an act"
    assert nursery.run(file.url, 0, 1, None).status == 0
    world = World(file.url, Duban(file.url))
    assert {one["status"] for one in world.duban.list_cases()} == {"success"}
    world.sound()
    world.duban.close()


def _check(url: str, kept: dict[str, tuple[str, int]], told: Told) -> None:
    """Open the database anew, as the next process would, and hold it against what was said."""
    duban = Duban(url)
    world = World(url, duban)
    try:
        world.sound()
        commands = {row[0]: (row[1], row[2]) for row in world.sql(_COMMANDS)}
        assert kept.items() <= commands.items()
        unknown = set(commands) - set(kept)
        assert unknown <= {told.begun}
        for key in unknown:  # it was stored, and killed before it could say so
            kept[key] = commands[key]
        keyed = world.sql("SELECT DISTINCT case_id, seq, body FROM duban_event WHERE body LIKE '%\"key\":%'")
        assert {key for key in commands if not any(f'"{key}"' in row[2] for row in keyed)} == set()
        heads = world.sql("SELECT id, seq FROM duban_case")
        assert heads == world.sql(
            "SELECT case_id, MAX(seq) FROM duban_event GROUP BY case_id ORDER BY 1"
        ) or (
            sorted(heads) == sorted(world.sql("SELECT case_id, MAX(seq) FROM duban_event GROUP BY case_id"))
        )
        voted = world.sql("SELECT case_id, poll, COUNT(*) FROM duban_roll WHERE voted GROUP BY case_id, poll")
        papers = {row[:2]: row[2] for row in world.sql(
            "SELECT case_id, poll, SUM(papers) FROM duban_box GROUP BY case_id, poll")}  # fmt: skip
        for case, poll, count in voted:
            counted = "result" in duban.snapshot(case).body["polls"][str(poll)]
            assert papers.get((case, poll), 0) == (0 if counted else count)
    finally:
        duban.close()


class Nursery:
    """Makes the processes that are killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.victim"],
            env={**os.environ, "PYTHONPATH": str(TESTS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def run(self, url: str, seed: int, plans: int, kill_after: float | None) -> Told:
        """Let a process run; kill it so many seconds after it began its first act. What it said."""
        asked, said = self._process.stdin, self._process.stdout
        assert asked is not None
        assert said is not None
        pause = 0.0 if kill_after is None else PAUSE
        asked.write(f"{url} {seed} {pause} {plans}\n".encode())
        told = Told()
        pid = 0
        for raw in iter(said.readline, b""):
            line = raw.decode().split()
            if line[0] == "born":
                pid = int(line[1])
            elif line[0] == "gone":
                told.status = int(line[2])
                return told
            elif line[0] == "begin" and kill_after is not None:
                time.sleep(kill_after)
                os.kill(pid, signal.SIGKILL)
                kill_after = None
            told.hear(line)
        raise AssertionError("the nursery has ended")

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(30)
