"""Nodes that sweep and are killed or frozen: each tells, through a pipe, where it was.

A nursery (`victim.nursery`): for every line `url offset batch pause seed` it makes one node, whose clock is
`offset` seconds away from `NIGHT`. The node sweeps for ever and says `in` when a transaction has begun, `out`
when it is committed, `idle` when a whole run found nothing to do.
"""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event

from duban.engine.app import Duban
from duban.engine.store import database
from support.victim import nursery

NIGHT = datetime(2014, 9, 20, 16, 0, tzinfo=UTC)
"""What a clock that is right shows when the nodes begin."""
IDLE_SECONDS = 1
"""How long PostgreSQL lets a node hold its locks without a word; a minute where nobody is in a hurry."""


class Drifting:
    """A clock that goes as fast as any, but is so many seconds off."""

    def __init__(self, offset: float) -> None:
        self._base = NIGHT + timedelta(seconds=offset)
        self._began = time.monotonic()

    def now(self) -> datetime:
        """This instant, as far as this node knows."""
        return self._base + timedelta(seconds=time.monotonic() - self._began)


def live(url: str, offset: str, batch: str, pause: str, seed: str) -> None:
    """Be a node."""
    chance, inside = random.Random(int(seed)), False
    database._POSTGRES_OPTIONS = database._POSTGRES_OPTIONS.replace("=60s", f"={IDLE_SECONDS}s")
    duban = Duban(url, clock=Drifting(float(offset)))

    def say(word: str) -> None:
        os.write(1, f"{word}\n".encode())

    def linger(*given: Any) -> None:
        nonlocal inside
        if not inside:
            inside = True
            say("in")
        time.sleep(chance.random() * float(pause))

    def committed(*given: Any) -> None:
        nonlocal inside
        linger()
        inside = False

    event.listen(duban.engine, "before_cursor_execute", linger)
    event.listen(duban.engine, "commit", committed)
    while True:
        report = duban.sweep(batch=int(batch))
        say("out")
        if report.failed:
            say(f"failed {report.json()['failures']}")
        if not report.checked and not report.held:
            say("idle")
            time.sleep(0.05)


if __name__ == "__main__":
    nursery(live)
