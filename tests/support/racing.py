"""Several real processes that do things to one database at the same instant."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from duban.engine.app import Answer, Duban
from duban.engine.app.batches import Batch
from duban.engine.clock import FixedClock
from duban.engine.errors import DubanError
from duban.engine.runtime.report import Report

Job = tuple[str, Sequence[Any], Mapping[str, Any]]
"""A method of `Duban`, its arguments, its named arguments."""
_SECONDS = 600.0
_MOST = 5


class Racers:
    """Processes that wait for jobs; made once, since starting one takes longer than most races."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._barriers = {size: self._context.Barrier(size) for size in range(1, _MOST + 1)}
        self._made: list[tuple[Any, Any]] = []

    def race(
        self, url: str, jobs: Sequence[Sequence[Job]], *, now: datetime | None = None
    ) -> list[list[Any]]:
        """Let each process do its list of jobs, all beginning each of them together.

        Returns for each process what each job came to: the view of an answer, the codes of a refusal as
        a tuple, or an error as its class's name and message.
        """
        while len(self._made) < len(jobs):
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=_work, args=(self._barriers, theirs), daemon=True)
            process.start()
            theirs.close()
            self._made.append((process, ours))
        racing = self._made[: len(jobs)]
        for (_, pipe), mine in zip(racing, jobs, strict=True):
            pipe.send((url, list(mine), now, len(jobs)))
        found: list[list[Any]] = []
        for _, pipe in racing:
            if not pipe.poll(_SECONDS):
                raise TimeoutError("a process does not answer")
            found.append(pipe.recv())
        return found

    def close(self) -> None:
        """End the processes."""
        for process, pipe in self._made:
            pipe.close()
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()


def _work(barriers: dict[int, Barrier], pipe: Connection) -> None:
    while True:
        try:
            url, jobs, now, size = pipe.recv()
        except EOFError:
            return
        duban = Duban(url, clock=FixedClock(now) if now is not None else None)
        try:
            duban.settings()
            told = []
            for method, arguments, named in jobs:
                barriers[size].wait(_SECONDS)
                told.append(_outcome(duban, method, arguments, named))
        finally:
            duban.close()
        pipe.send(told)


def _outcome(duban: Duban, method: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Any:
    try:
        result = getattr(duban, method)(*arguments, **named)
    except DubanError as error:
        return f"{type(error).__name__}: {error}"
    if isinstance(result, Answer):
        return result.view if result.ok else tuple(one.code for one in result.refusals)
    if isinstance(result, Batch):
        return {"number": result.number, "done": [case for case, one in result.results.items() if one.ok]}
    return result.json() if isinstance(result, Report) else None
