"""Nodes that are killed and frozen while they sweep: nothing missing, nothing double, and the reports add up."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from duban.engine.app import Duban
from duban.engine.clock import FixedClock
from support.crowd import copier, fill
from support.sweeper import IDLE_SECONDS, NIGHT
from support.world import ITEM, World, Worlds, make_normal, problem

FULL = bool(os.environ.get("DUBAN_SOAK"))
"""`make soak`; the run of every day is a twentieth of it."""
ITEMS, KILLS, FREEZES, BATCH = (10_000, 50, 20, 20) if FULL else (500, 4, 2, 5)
OFFSETS = (-300, 0, 300)
"""Seconds by which the clocks of the nodes are off: ten minutes between the first and the last."""
PAUSE = 0.01
TESTS = Path(__file__).resolve().parents[1]
STARTS = (
    timedelta(days=50),
    timedelta(days=21),
    timedelta(days=14, hours=3),
    timedelta(hours=36, seconds=-150),
)
"""How long before the night items were opened: all rungs are due, several, one, and one that only a fast clock sees."""
TERMS = ("10 workdays", "10 workdays", "10 workdays", "36 hours")
FIRED = "('reminded', 'overdue', 'escalated')"


@pytest.fixture
def many(worlds: Worlds, backend: str) -> Iterator[World]:
    """A world with so many items, of four kinds."""
    with worlds.world(backend, make_normal) as made:
        makers = [copier(made.duban, _item(made, number)) for number in range(len(STARTS))]
        made.sql("DELETE FROM duban_case")
        made.sql("DELETE FROM duban_event")
        made.sql("DELETE FROM duban_outbox")
        fill(made.url, (makers[number % len(makers)] for number in range(ITEMS)))
        yield made


def _item(world: World, number: int) -> str:
    assert world.clock is not None
    world.clock.set(NIGHT - STARTS[number])
    data = problem(number + 1, due=TERMS[number])
    return world.duban.start(ITEM, unit="water-bureau", by="zhang", data=data).case


@dataclass
class Node:
    """One node, and what is to befall it."""

    url: str
    offset: int
    fates: list[str]
    seed: int
    inside: Counter[str] = field(default_factory=Counter)
    """How many of each fate befell it within a transaction."""
    said: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Let it sweep, be killed, frozen and born again, until there is nothing left to do."""
        chance = random.Random(self.seed)
        with subprocess.Popen(
            [sys.executable, "-m", "support.sweeper"],
            env={**os.environ, "PYTHONPATH": str(TESTS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        ) as nursery:
            while self._live(nursery, chance):
                pass
            assert nursery.stdin is not None
            nursery.stdin.close()

    def _live(self, nursery: subprocess.Popen[bytes], chance: random.Random) -> bool:
        """One life; whether another is to follow."""
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        words = (self.url, self.offset, BATCH, PAUSE, chance.randrange(10**6))
        nursery.stdin.write(f"{' '.join(map(str, words))}\n".encode())
        pid, patience, killed = 0, chance.randrange(2, 8), False
        for raw in iter(nursery.stdout.readline, b""):
            word = raw.decode().split(maxsplit=1)
            if word[0] == "born":
                pid = int(word[1])
            elif word[0] == "gone":
                return killed
            elif word[0] == "failed":
                self.said.append(raw.decode())
            elif word[0] == "idle" and not self.fates:
                os.kill(pid, signal.SIGTERM)
            elif word[0] in ("in", "idle") and self.fates and not killed:
                patience -= 1
                if patience <= 0 or word[0] == "idle":
                    fate = self.fates.pop()
                    self.inside[fate] += word[0] == "in"
                    killed = fate == "kill"
                    patience = chance.randrange(2, 8)
                    _befall(pid, fate, chance)
        raise AssertionError("the nursery has ended")


def _befall(pid: int, fate: str, chance: random.Random) -> None:
    time.sleep(chance.random() * 4 * PAUSE)
    if fate == "kill":
        os.kill(pid, signal.SIGKILL)
        return
    os.kill(pid, signal.SIGSTOP)
    # Half of them for longer than PostgreSQL lets anybody hold a lock without a word.
    time.sleep(IDLE_SECONDS * chance.choice((0.2, 1.5)))
    os.kill(pid, signal.SIGCONT)


@pytest.mark.timeout(1800)
@pytest.mark.slow
def test_nodes_that_die_or_freeze_leave_nothing_out_and_do_nothing_twice(
    many: World, record_property: Callable[[str, object], None]
) -> None:
    """Three nodes, clocks apart, killed and frozen at random: each rung once, sealed and told, and the reports say so."""
    fates = ["kill"] * KILLS + ["freeze"] * FREEZES
    random.Random(20140920).shuffle(fates)
    nodes = [Node(many.url, offset, fates[number::3], number) for number, offset in enumerate(OFFSETS)]
    threads = [threading.Thread(target=node.run) for node in nodes]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    inside = sum((node.inside for node in nodes), Counter[str]())
    assert [line for node in nodes for line in node.said] == []
    assert inside["kill"] * 2 >= KILLS, inside
    last = Duban(many.url, clock=FixedClock(NIGHT + timedelta(minutes=20)))
    report = last.sweep().json()
    last.close()
    assert (report["held"], report["failed"], report["parked"], report["finished"]) == (0, 0, 0, True)
    _check_rungs(many)
    reports = [json.loads(body) for (body,) in many.sql("SELECT body FROM duban_sweep")]
    fired = many.sql(f"SELECT COUNT(*) FROM duban_event WHERE kind IN {FIRED}")[0][0]
    assert sum(one["fired"] for one in reports) == fired
    died = sum(not one["finished"] for one in reports)
    record_property(
        "night",
        f"{ITEMS} items, {fired} rungs, {dict(inside)} inside a transaction, {died} runs cut short, {took:.0f} s",
    )


def _check_rungs(many: World) -> None:
    """Every case has the rungs of its kind, each once and in order, and the record is sound."""
    rows = many.sql(f"SELECT case_id, body FROM duban_event WHERE kind IN {FIRED} ORDER BY case_id, seq")
    kinds = dict(many.sql("SELECT id, body FROM duban_case"))
    found: dict[str, list[Any]] = {}
    for case, body in rows:
        event = json.loads(body)
        found.setdefault(case, []).append((event["kind"], event["rung"], event["at"]))
    ladders: dict[int, set[tuple[Any, ...]]] = {}
    for case, body in kinds.items():
        rungs = found.get(case, [])
        assert len({rung for _, rung, _ in rungs}) == len(rungs), case
        assert [at for _, _, at in rungs] == sorted(at for _, _, at in rungs), case
        ladders.setdefault(json.loads(body)["data"]["no"], set()).add(tuple(rungs))
    assert {number: len(ones) for number, ones in ladders.items()} == {1: 1, 2: 1, 3: 1, 4: 1}
    sizes = [len(next(iter(ladders[number]))) for number in (1, 2, 3, 4)]
    assert sizes[0] >= sizes[1] >= sizes[2] >= 1 <= sizes[3], sizes
    assert sizes[0] >= 4, sizes
    flaws = many.duban.verify()[1]
    assert flaws == []
    told = many.sql(f"SELECT case_id, seq FROM duban_outbox WHERE kind IN {FIRED} ORDER BY 1, 2")
    assert told == many.sql(f"SELECT case_id, seq FROM duban_event WHERE kind IN {FIRED} ORDER BY 1, 2")
