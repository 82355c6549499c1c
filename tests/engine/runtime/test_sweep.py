"""The night on dictionaries: batches, what is held, what fails, what is put aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from duban.engine.core.commands import SYSTEM, Start
from duban.engine.errors import Retryable
from duban.engine.ports import Stored, UnitOfWork
from duban.engine.runtime.sweep import run_once
from support.memory import SETTING, Memory, MemoryWork
from support.random_workflows import LEAF, compiled, directory
from support.world import BEGIN


@pytest.fixture
def memory() -> Memory:
    """Seven cases that fall due on seven days."""
    leaf = compiled(LEAF)
    assert leaf is not None
    made = Memory([leaf], directory(), BEGIN)

    def begin(number: int) -> None:
        def start(version: int, digest: str) -> Start:
            data = {"due": f"2014-08-{number + 1:02}"}
            return Start(made.origin("ann"), "leaf", f"c{number}", "unit", version, digest, data)

        made.ask(lambda handler: handler.start("leaf", start))

    for number in range(1, 8):
        begin(number)
    made.now += timedelta(days=30)
    return made


def run(memory: Memory, work: Callable[[], UnitOfWork], **more: Any) -> dict[str, Any]:
    """One night."""

    def transact(turn: Callable[[UnitOfWork], Any]) -> Any:
        before = memory.tables.copy()
        try:
            return turn(work())
        except Exception:
            memory.tables = before
            raise

    return run_once(transact, SETTING, memory.origin(SYSTEM), **more).json()


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 100])
def test_batches_of_any_size_do_the_same(memory: Memory, batch: int) -> None:
    """However many cases go into one transaction, each is flagged once."""
    told: list[int] = []
    report = run(memory, memory.work, batch=batch, progress=told.append)
    assert (report["checked"], report["overdue"], report["failed"]) == (7, 7, 0)
    assert told[-1] == 7
    assert run(memory, memory.work)["checked"] == 0


class Held(MemoryWork):
    """Somebody else holds one of the cases."""

    def load(self, cases: Any, lock: Any) -> dict[str, Stored]:
        return super().load([one for one in cases if one != "c3" or lock != "skip"], lock)


def test_a_case_that_somebody_holds_is_left_to_the_next_run(memory: Memory) -> None:
    """It is told as held, counted once, and flagged the next time."""
    report = run(memory, lambda: Held(memory.tables, memory.definitions, memory.directory))
    assert (report["checked"], report["overdue"], report["held"]) == (6, 6, 1)
    assert run(memory, memory.work)["overdue"] == 1


class Broken(MemoryWork):
    """One case cannot be read."""

    parked: dict[str, tuple[str, str]]

    def load(self, cases: Any, lock: Any) -> dict[str, Stored]:
        if "c3" in cases:
            raise KeyError("nonsense")
        return super().load(cases, lock)

    def park(self, case: str, fault: str, next_at: str) -> None:
        self.parked[case] = (fault, next_at)
        stored, head, _ = self._tables.cases[case]
        self._tables.cases[case] = (stored, head, next_at)

    def attempts(self, case: str) -> int:
        return 4


def test_one_broken_case_stops_nobody(memory: Memory) -> None:
    """The others are flagged, it is named with its fault and put aside, longer each time."""
    parked: dict[str, tuple[str, str]] = {}

    def work() -> Broken:
        made = Broken(memory.tables, memory.definitions, memory.directory)
        made.parked = parked
        return made

    report = run(memory, work)
    assert (report["overdue"], report["failed"]) == (6, 1)
    assert report["failures"] == {"c3": "KeyError: 'nonsense'"}
    assert parked["c3"][1] == "2014-08-31T03:40:00.000000Z"  # ten minutes, doubled four times


def test_a_database_that_is_away_ends_the_run_aloud(memory: Memory) -> None:
    """A storage fault is no fault of a case: it is raised, and no case is put aside for it."""

    class Away(MemoryWork):
        def due(self, now: str, limit: int, after: tuple[str, str]) -> list[tuple[str, str]]:
            raise Retryable(what="away")

    with pytest.raises(Retryable):
        run(memory, lambda: Away(memory.tables, memory.definitions, memory.directory))
