"""What a run of the night did, told while it goes on and kept when it is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from ..core.times import stamp

STANDING = ("parked", "provisional", "undetermined")
"""Put aside with a fault; with a deadline that hangs on days not announced; with one that has no date yet."""


class Batch(Struct):
    """What became of some cases."""

    last: tuple[str, str] | None = None
    """The place of the last case claimed; `None` when nothing was due."""
    fired: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The kinds of the events of each case done."""
    left: list[str] = field(default_factory=list)
    """Cases that take the long way, as they lay."""
    failed: dict[str, str] = field(default_factory=dict)
    """Cases put aside, with the fault of each."""
    secret: frozenset[str] = frozenset()
    """Those of all these that are confidential: they are done like the others, and nobody is told of it."""

    @property
    def is_told(self) -> bool:
        """Whether there is anything for the report."""
        return not self.secret.issuperset((*self.fired, *self.failed))


class Report(Struct):
    """What a run did. `overdue` counts what it flagged for the first time."""

    as_of: datetime
    checked: int = 0
    fired: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    held: int = 0
    """Cases that somebody else held and that are left to them or to the next run."""
    standing: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(STANDING, 0))
    """How many cases stood in each of the ways of `STANDING` after the run, whatever it did."""
    warnings: list[dict[str, Any]] = field(default_factory=list)
    """What somebody should see to, by code: `year-not-announced` with the `year`."""
    happened: int = 0
    """How many events there were, those of confidential cases with them; for the run itself, not for the report."""
    looked_at: int = 0
    """How many cases had their turn, confidential ones with them; for the run itself, not for the report."""
    finished: bool = False
    """The run came to its end; a node that died leaves the report of what it had done until then."""
    name: str | None = None
    """What it is kept under, once it is."""

    def take(self, batch: Batch) -> None:
        """Take what became of some cases into the report."""
        self.happened += sum(map(len, batch.fired.values()))
        self.looked_at += len(batch.fired) + len(batch.failed)
        told = [kinds for case, kinds in batch.fired.items() if case not in batch.secret]
        failed = {case: fault for case, fault in batch.failed.items() if case not in batch.secret}
        self.checked += len(told) + len(failed)
        self.fired.update(chain.from_iterable(told))
        self.failed |= failed

    def with_(self, batch: Batch) -> Report:
        """The report as it will be if these cases are stored."""
        grown = replace(self, fired=Counter(self.fired), failed=dict(self.failed))
        grown.take(batch)
        return grown

    def add(self, other: Report) -> None:
        """Take another run into this one."""
        self.as_of = max(self.as_of, other.as_of)
        self.checked += other.checked
        self.happened += other.happened
        self.looked_at += other.looked_at
        self.fired.update(other.fired)
        self.failed |= other.failed
        self.held = other.held

    def json(self) -> dict[str, Any]:
        """The figures, with the instant in UTC."""
        return {
            "as_of": stamp(self.as_of),
            "checked": self.checked,
            "overdue": self.fired["overdue"],
            "reminded": self.fired["reminded"],
            "escalated": self.fired["escalated"],
            "moved": self.fired["moved"],
            "recounted": self.fired["recounted"],
            "fired": sum(self.fired.values()),
            "held": self.held,
            **self.standing,
            "failed": len(self.failed),
            "failures": dict(sorted(self.failed.items())),
            "warnings": self.warnings,
            "finished": self.finished,
        }
