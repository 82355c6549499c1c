"""Milestones: named dates of a campaign, set and moved; whatever hangs on one moves with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from msgspec import Struct
from sqlalchemy import Connection

from ..core import clockwork
from ..core.commands import SYSTEM, Origin, Recount
from ..core.text import Text
from ..errors import InvalidInput
from ..runtime.handler import Handler
from ..store import milestones as store
from .base import Base, View

_BATCH = 100
"""Cases counted anew in one transaction."""


class Moved(Struct, frozen=True):
    """A milestone that was set: the date it had, and how many open cases hang on it and changed."""

    name: str
    day: date
    before: date | None
    cases: int
    changed: int
    held: int
    """Cases that somebody held just then; setting the same date again counts them too."""


class Milestones(Base):
    """Named dates."""

    def set_milestone(
        self, name: str, day: date, *, reason: str = "", progress: Callable[[int], None] | None = None
    ) -> Moved:
        """Name a date or move it, and count every deadline that hangs on it anew.

        Each case is counted in a transaction of its batch: with the old and new day and the reason in its
        record, nothing moved into the past, what was flagged left alone. Setting the same date again
        finishes what was interrupted and changes nothing else.

        Raises:
            InvalidInput: no deployed workflow knows a milestone of that name.
        """
        known = self._door.read(self._known_milestones)
        if name not in known:
            raise InvalidInput(_UNKNOWN, name=name, known=sorted(known) or [Text("无", "none")])
        before = self._door.act(
            lambda connection: store.set_milestone(connection, name, day, reason, self._now(connection))
        )
        told = f"{name}: {before or '-'} → {day}" + (f" ({reason})" if reason else "")
        digests = self._door.read(lambda connection: self._hanging_on(connection, name))
        return Moved(name, day, before, *self._count_again(digests, told, progress))

    def _count_again(
        self, digests: list[str], told: str, progress: Callable[[int], None] | None
    ) -> tuple[int, int, int]:
        """Count the deadlines of all open cases of these definitions anew: how many cases, changed, held by somebody."""
        seen = changed = held = 0
        for digest in digests:
            last = ""
            while batch := self._door.read(
                partial(store.open_cases_of, digest=digest, after=last, limit=_BATCH)
            ):
                done = self._door.act(partial(self._recount, cases=batch, reason=told))
                last = batch[-1]
                seen += len(done)
                changed += sum(one is True for one in done)
                held += sum(one is None for one in done)
                if progress is not None:
                    progress(seen)
        return seen, changed, held

    def milestones(self) -> list[View]:
        """Every milestone the deployed workflows know: `{name, title, date, set_at, reason}`, unset ones without a date."""

        def work(connection: Connection) -> list[View]:
            rows = {row["name"]: row for row in store.milestone_rows(connection)}
            known = self._known_milestones(connection)
            return [
                {
                    "name": name,
                    "title": known.get(name, Text(name, name)),
                    "date": rows[name]["day"] if name in rows else None,
                    "reason": rows[name]["reason"] if name in rows else None,
                }
                for name in sorted({*rows, *known}, key=lambda one: (rows.get(one, {}).get("day", "9"), one))
            ]

        return self._door.read(work)

    def _known_milestones(self, connection: Connection) -> dict[str, Text]:
        newest: dict[str, Text] = {}
        for version in self._definitions.versions(connection):
            definition = self._definitions.by_digest(connection, version.digest)
            newest |= {one.id: one.title for one in definition.milestones}
        return newest

    def _hanging_on(self, connection: Connection, name: str) -> list[str]:
        return [
            digest
            for digest in store.digests_in_use(connection)
            if name in clockwork.milestones_of(self._definitions.by_digest(connection, digest))
        ]

    def _recount(self, connection: Connection, cases: list[str], reason: str) -> list[bool | None]:
        """Whether each case changed; `None` where somebody holds it just now. Of confidential ones nothing is told."""
        now = self._now(connection)
        command = Recount(Origin(SYSTEM, now, now, channel=self._channel), reason)
        work = self._work(connection)
        handler = Handler(work, self._setting(connection))
        secret = work.secret(cases)
        done = {case: handler.tick(case, command) for case in sorted(cases)}
        events = [one for case, one in done.items() if case not in secret]
        return [None if one is None else any(event.kind == "recounted" for event in one) for one in events]


_UNKNOWN = Text(
    "已部署的流程里没有里程碑 {name}；有：{known}。请检查名称，或先部署用到它的流程",
    "no deployed workflow knows a milestone {name}; there are: {known}. Check the name, or deploy the workflow first",
)
