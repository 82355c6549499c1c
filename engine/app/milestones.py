"""Milestones: named dates of a campaign, for all or earlier ones of a unit, set and moved; whatever hangs on one moves with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial

from msgspec import Struct
from sqlalchemy import Connection

from ..core import clockwork
from ..core.commands import SYSTEM, Origin, Recount
from ..core.facts import UnitFacts
from ..core.milestones import ALL, Days, standing
from ..core.refusals import Refusal
from ..core.text import Named, Text
from ..core.times import local_day
from ..errors import InvalidInput, Refused, UnknownUnit
from ..ports import UnitOfWork, Units
from ..runtime.handler import Handler
from ..runtime.places import above
from ..store import milestones as store
from .base import Base, View

_BATCH = 100
"""Cases counted anew in one transaction."""
_TOLD = 5
"""So many units that were moved are named in the record."""


class Moved(Struct, frozen=True):
    """A milestone that was set: the date it had, and how many open cases hang on it and changed."""

    name: str
    day: date
    before: date | None
    cases: int
    changed: int
    held: int
    """Cases that somebody held just then; setting the same date again counts them too."""
    unit: str | None = None
    """The unit whose own it is; `None` of one that stands for all."""
    overtaken: tuple[str, ...] = ()
    """Units below with a later day of their own, which does not count now that this one lies before it."""


class Milestones(Base):
    """Named dates."""

    def set_milestone(
        self,
        name: str,
        day: date,
        *,
        unit: str | None = None,
        reason: str = "",
        progress: Callable[[int], None] | None = None,
    ) -> Moved:
        """Name a date or move it, for all or for a unit and all below it, and count every deadline that hangs on it anew.

        A unit's own may not lie behind the one that stands above it. If that one is moved before it later, the earlier
        counts there too, until it is moved back.

        Each case is counted in a transaction of its batch: with the old and new day and the reason in its
        record, nothing moved into the past, what was flagged left alone. Setting the same date again
        finishes what was interrupted and changes nothing else.

        Raises:
            InvalidInput: no deployed workflow knows a milestone of that name.
            UnknownUnit: the directory does not know the unit.
            Refused: `milestone-later`: what stands above the unit is earlier.
        """
        known = self._door.read(self._known_milestones)
        if name not in known:
            raise InvalidInput(_UNKNOWN, name=name, known=sorted(known) or [Text("无", "none")])

        def write(connection: Connection) -> date | None:
            if unit is not None:
                self._judge_earlier(connection, name, known[name], unit, day)
            return store.set_milestone(connection, name, unit or ALL, day, reason, self._now(connection))

        before = self._door.act(write)
        told = name + (f" ({unit})" if unit else "") + f": {before or '-'} → {day}"
        told += f" ({reason})" if reason else ""
        digests = self._door.read(lambda connection: self._hanging_on(connection, name))
        within = self._door.read(lambda connection: self._within(connection, unit)) if unit else None
        counted = self._count_again(digests, told, progress, within)
        overtaken = self._door.read(lambda connection: self._overtaken(connection, name, within))
        return Moved(name, day, before, *counted, unit, overtaken)

    def _judge_earlier(self, connection: Connection, name: str, title: Text, unit: str, day: date) -> None:
        work = self._work(connection)
        place = self._place(connection, work, unit)
        if place is None:
            raise UnknownUnit(unit=unit)
        higher = above(work, place, self._day(connection))
        others = {key: when for key, when in work.milestones().items() if key[1] != unit}
        if name not in (counts := standing(others, higher, unit)) or day <= counts[name][0]:
            return
        limit, whose = counts[name]
        command = f"duban milestone set {name}" + (f" --unit {whose}" if whose else "")
        values = {
            "milestone": Named(name, title),
            "unit": _called(unit, place),
            "day": day.isoformat(),
            "set_by": _called(whose, self._place(connection, work, whose))
            if whose
            else Named(None, _EVERYBODY),
            "limit": limit.isoformat(),
            "command": Text(command, command),
        }
        raise Refused([Refusal("milestone-later", values)])

    def _place(self, connection: Connection, work: UnitOfWork, unit: str) -> UnitFacts | None:
        if work.directory.unknown([], [unit]):
            return None
        return work.directory.standing(unit, (), "", self._day(connection)).unit

    def _day(self, connection: Connection) -> date:
        return local_day(self._now(connection), self._setting(connection).zone)

    def _within(self, connection: Connection, unit: str) -> frozenset[str] | None:
        """A unit and all below it; `None` where the directory does not list its units."""
        directory = self._work(connection).directory
        if not isinstance(directory, Units):
            return None
        parents = {one.id: one.parent for one in directory.units()}
        found, more = {unit}, {unit}
        while more := {one for one, parent in parents.items() if parent in more} - found:
            found |= more
        return frozenset(found)

    def _overtaken(
        self, connection: Connection, name: str, within: Collection[str] | None
    ) -> tuple[str, ...]:
        """The units, of these or of all, whose own day lies behind what stands above them."""
        work = self._work(connection)
        found = work.milestones()
        mine = sorted(place for one, place in found if one == name and place != ALL)
        return tuple(
            one
            for one in mine
            if (within is None or one in within) and not self._counts(connection, work, found, name, one)
        )

    def _counts(self, connection: Connection, work: UnitOfWork, found: Days, name: str, unit: str) -> bool:
        place = self._place(connection, work, unit)
        higher = above(work, place, self._day(connection)) if place is not None else ()
        return standing(found, higher, unit)[name][0] == found[name, unit]

    def _count_again(
        self,
        digests: list[str],
        told: str,
        progress: Callable[[int], None] | None,
        within: Collection[str] | None = None,
    ) -> tuple[int, int, int]:
        """Count the deadlines of the open cases of these definitions anew: how many cases, changed, held by somebody.

        Of all units, or only of those `within`.
        """
        seen = changed = held = 0
        for digest in digests:
            last = ""
            while batch := self._door.read(
                partial(store.open_cases_of, digest=digest, after=last, limit=_BATCH)
            ):
                last = batch[-1][0]
                cases = [case for case, unit in batch if within is None or unit in within]
                if not cases:
                    continue
                done = self._door.act(partial(self._recount, cases=cases, reason=told))
                seen += len(done)
                changed += sum(one is True for one in done)
                held += sum(one is None for one in done)
                if progress is not None:
                    progress(seen)
        return seen, changed, held

    def _count_moved_units(self, moved: Mapping[str, tuple[str | None, str | None]]) -> int:
        """Count anew what hangs on milestones of which some unit has its own day, after units came under others; how many changed.

        Args:
            moved: by unit, the unit it was under before and the one it is under now.
        """
        own = sorted({name for name, unit in self._door.read(store.milestones) if unit != ALL})
        if not moved or not own:
            return 0
        digests = {one for name in own for one in self._door.read(partial(self._hanging_on, name=name))}
        units = [f"{unit} ({old or '-'} → {new or '-'})" for unit, (old, new) in sorted(moved.items())]
        told = f"{', '.join(own)}: {', '.join(units[:_TOLD])}" + (" …" if len(units) > _TOLD else "")
        return self._count_again(sorted(digests), told, None)[1]

    def milestones(self) -> list[View]:
        """Every milestone the deployed workflows know: `{name, title, date, reason, units}`, unset ones without a date.

        `units` lists those with a day of their own: `{unit, date, reason, counts}`; it does not count while what stands
        above is earlier.
        """

        def work(connection: Connection) -> list[View]:
            listed = store.milestone_rows(connection)
            rows = {row["name"]: row for row in listed if row["unit"] == ALL}
            known = self._known_milestones(connection)
            unit_of_work = self._work(connection)
            found = unit_of_work.milestones()
            own: dict[str, list[View]] = {}
            for row in listed:
                if row["unit"] != ALL:
                    counts = self._counts(connection, unit_of_work, found, row["name"], row["unit"])
                    told = {
                        "unit": row["unit"],
                        "date": row["day"],
                        "reason": row["reason"],
                        "counts": counts,
                    }
                    own.setdefault(row["name"], []).append(told)
            return [
                {
                    "name": name,
                    "title": known.get(name, Text(name, name)),
                    "date": rows[name]["day"] if name in rows else None,
                    "reason": rows[name]["reason"] if name in rows else None,
                    "units": own.get(name, []),
                }
                for name in sorted(
                    {*rows, *known, *own}, key=lambda one: (rows.get(one, {}).get("day", "9"), one)
                )
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


def _called(unit: str, known: UnitFacts | None) -> Named:
    title = (known.title if known is not None else None) or unit
    return Named(unit, Text(title, title))


_EVERYBODY = Text("全部单位", "all units")
_UNKNOWN = Text(
    "已部署的流程里没有里程碑 {name}；有：{known}。请检查名称，或先部署用到它的流程",
    "no deployed workflow knows a milestone {name}; there are: {known}. Check the name, or deploy the workflow first",
)
