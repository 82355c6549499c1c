"""Upkeep: what an administrator and the night do. Setting up, deploying, the organisation, the sweep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from sqlalchemy import Connection

from ..core import branching
from ..core.commands import SYSTEM, Origin
from ..core.days import Calendar
from ..core.deadlines import due_of
from ..core.definition import Definition
from ..core.refusals import Refusal
from ..core.registering import differences
from ..core.registers import address
from ..core.terms import Term
from ..core.text import Text
from ..core.times import instant, stamp
from ..errors import InvalidDefinition, InvalidInput, Refused, Retryable
from ..ports import UnitOfWork
from ..runtime.report import Report
from ..runtime.sweep import BATCH, Progress, run_once
from ..store import confidential, records, registers
from ..store.definitions import Version
from ..store.directory import SqlDirectory
from ..store.schema import upgrade
from ..store.settings import DEFAULT_ZONE, set_rehearsal, write_setting, zone_of
from .base import View
from .calendar import Calendars
from .gates import Gates
from .milestones import Milestones

if TYPE_CHECKING:
    from ..core.organisation import Organisation

_Result = TypeVar("_Result")


class Deployment(Struct, frozen=True):
    """A workflow that was deployed, and whether it is a new version."""

    version: Version
    new: bool
    stocked: tuple[str, ...] = ()
    """Registers into which it brought entries."""


class Upkeep(Calendars, Milestones, Gates):
    """Setting up and keeping going."""

    def initialise(self, *, rehearsal: datetime | None = None, zone: str | None = None) -> bool:
        """Create the tables or bring them up to date; says whether the database is new.

        Args:
            rehearsal: give a new database a clock of its own, which shows this instant.
            zone: the time zone people live in; `Asia/Shanghai` for a new database.

        Raises:
            InvalidInput: the zone is unknown, or an existing database is asked to become a rehearsal.
        """
        upgrade(self.engine)
        self._known_settings = None
        new = not self.settings().founded
        if not new and rehearsal is not None and not self.settings().rehearsal:
            raise InvalidInput(_NO_REHEARSAL)
        if new or zone is not None:
            self.found(rehearsal=rehearsal if new else None, zone=zone)
        else:
            self.seed_calendar()
        return new

    def found(self, *, rehearsal: datetime | None = None, zone: str | None = None) -> None:
        """Write the first settings into a database whose tables are there.

        Args:
            rehearsal: give the database a clock of its own, which shows this instant (local when it
                has no zone of its own).
            zone: the time zone people live in.

        Raises:
            InvalidInput: the zone is unknown.
        """
        known = zone_of(zone or DEFAULT_ZONE)

        def work(connection: Connection) -> None:
            write_setting(connection, "zone", known.key)
            if rehearsal is not None:
                local = rehearsal if rehearsal.tzinfo is not None else rehearsal.replace(tzinfo=known)
                set_rehearsal(connection, local)

        self._door.act(work)
        self.seed_calendar()
        self._known_settings = None

    def register(self, definition: Definition, source: str) -> Deployment:
        """Register one compiled definition; the same content again changes nothing."""

        def work(connection: Connection) -> Deployment:
            done = self._deploy(connection, definition, source, stamp(self._now(connection)))
            self._insist_on_one_register(connection, [definition] if done.new else [])
            return done

        done = self._door.act(work)
        self._follow_stock([done])
        return done

    def deploy(self, paths: Sequence[Path], *, shipped: Path) -> list[Deployment]:
        """Register the definitions of files and folders, all or none; what did not change is left alone.

        Args:
            paths: files or folders.
            shipped: the folder of the shipped workflows, whose catalogue of types stands behind them.

        Raises:
            InvalidDefinition: a file has errors.
            Refused: one declares a register otherwise than a workflow that is deployed.
        """
        from ..dsl.compiler import check_paths  # reading YAML is not what most calls are about

        compiled = check_paths(paths, shipped, deployed=self._door.read(self._newest))
        for one in compiled:
            errors = [finding for finding in one.findings if finding.severity == "error"]
            if errors or one.definition is None:
                raise InvalidDefinition(file=one.file, findings=errors)

        def work(connection: Connection) -> list[Deployment]:
            at = stamp(self._now(connection))
            given = [(one.definition, one.source.text) for one in compiled if one.definition is not None]
            done = [self._deploy(connection, definition, source, at) for definition, source in given]
            changed = [definition for (definition, _), one in zip(given, done, strict=True) if one.new]
            self._insist_on_one_register(connection, changed)
            return done

        done = self._door.act(work)
        self._follow_stock(done)
        return done

    def _newest(self, connection: Connection) -> dict[str, Definition]:
        """The newest definition of each workflow that is deployed."""
        names = {one.workflow for one in self._definitions.versions(connection)}
        return {name: self._definitions.newest(connection, name).definition for name in sorted(names)}

    def _deploy(self, connection: Connection, definition: Definition, source: str, at: str) -> Deployment:
        version, new = self._definitions.deploy(connection, definition, source, at)
        stocked = [one.name for one in definition.registers if registers.stock(connection, one, at)]
        return Deployment(version, new, tuple(stocked))

    def _insist_on_one_register(self, connection: Connection, changed: Sequence[Definition]) -> None:
        """What was changed declares its registers as the newest versions of all other workflows do; else nothing is deployed."""
        if not any(one.registers for one in changed):
            return
        others = self._definitions.with_registers(connection)
        refusals = [
            Refusal(
                "register-differs",
                {"workflow": one.id, "register": register, "other": other.id, "what": unlike},
            )
            for one in changed
            for other in others
            if other.id != one.id
            for register, unlike in differences(one, other)
        ]
        if refusals:
            raise Refused(refusals)

    def _follow_stock(self, done: Sequence[Deployment]) -> None:
        """Let cases that follow a register open what a deployment has brought into it."""
        if stocked := {(address(name), "") for one in done for name in one.stocked}:
            self._follow_on(stocked)

    def store_organisation(self, organisation: Organisation) -> int:
        """Write units, people, posts and delegations into the built-in directory, over what is there.

        Where a unit came under another one and some unit has a day of its own of a milestone, what hangs on that is
        counted anew; how many cases changed.
        """

        def work(connection: Connection) -> dict[str, tuple[str | None, str | None]]:
            directory = SqlDirectory(connection)
            before = {one.id: one.parent for one in directory.units()}
            directory.store(organisation)
            now = {one.id: one.parent for one in organisation.units if one.id in before}
            return {unit: (before[unit], parent) for unit, parent in now.items() if parent != before[unit]}

        changed = self._count_moved_units(self._door.act(work))
        self._follow_on({(branching.DIRECTORY, "")})
        return changed

    def known_organisation(self) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of all units and of all people of the built-in directory."""
        return self._door.read(lambda connection: SqlDirectory(connection).known())

    def names(self, people: Sequence[str], units: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Names of people and titles of units, by id."""

        def work(connection: Connection) -> tuple[dict[str, str], dict[str, str]]:
            directory = SqlDirectory(connection)
            return directory.names(people), directory.titles(units)

        return self._door.read(work)

    # ---- the night --------------------------------------------------------------------------

    def sweep(
        self, *, as_of: datetime | None = None, progress: Progress | None = None, batch: int = BATCH
    ) -> Report:
        """Let everything happen that has fallen due; run twice, late or on two nodes, each once.

        Args:
            as_of: later than now, it moves the clock of a rehearsal there, and what falls due on the
                way happens in order.
            progress: told how many cases are done.
            batch: cases in one transaction; the default is the one measured.

        Raises:
            Refused: `as_of` is later than now and the database has no clock of its own, or earlier.
        """
        recounted = self.recount(progress=progress)
        if as_of is not None and as_of != self.now():
            report = self.set_clock(as_of, progress=progress)
        else:
            report = self._run(self._door.read(self._night_now), progress, batch, keep=True)
            self._follow_gates()
        if recounted.counted:
            report.fired["recounted"] += recounted.counted
        report.failed |= recounted.failed
        if (missing := self.unannounced()) is not None:
            report.warnings.append({"code": missing.code, "year": missing.year, "status": missing.status})
        report.standing = self._door.read(self._standing)
        report.finished = True
        kept = report.json()
        report.name = self._door.act(
            lambda connection: records.keep_report(connection, report.name, stamp(report.as_of), kept)
        )
        return report

    def _follow_gates(self) -> None:
        """What follows from gates by itself; a database that was away in between is waited for."""
        try:
            self.look_at_gates()
        except Retryable:
            self._door.come_back()
            self.look_at_gates()

    def due_now(self) -> int:
        """For how many cases the clock has something to do now."""
        return self._door.read(
            lambda connection: self._work(connection).due_count(stamp(self._night_now(connection)))
        )

    def _standing(self, connection: Connection) -> dict[str, int]:
        return confidential.standing(connection, self._work(connection).confidential())

    def _night_now(self, connection: Connection) -> datetime:
        """What time the night goes by: that of the database server, where the nodes may disagree about it.

        A node whose clock is fast would otherwise flag before the term is over.
        """
        own = self._own_clock or self._settings(connection).rehearsal
        return (None if own else records.database_now(connection)) or self._now(connection)

    def last_sweep(self) -> View | None:
        """The report of the last run."""
        return self._door.read(records.last_report)

    def set_clock(self, to: datetime, *, progress: Progress | None = None) -> Report:
        """Move the clock of a rehearsal forward; everything that falls due on the way fires in order.

        Raises:
            Refused: the database has no clock of its own, or the instant is earlier than now.
        """
        settings, now = self.settings(), self.now()
        if not settings.rehearsal:
            raise Refused([Refusal("not-a-rehearsal")])
        if to < now:
            zone = settings.zone
            values = {"to": to.astimezone(zone).isoformat(), "now": now.astimezone(zone).isoformat()}
            raise Refused([Refusal("clock-goes-forward", values)])
        report = Report(now)
        while (due := self._due_by(to)) is not None:
            if due > now:
                self._door.act(partial(set_rehearsal, now=due))
                now = due
            found = self._run(now, progress)
            self._follow_gates()
            report.add(found)
            if not found.looked_at:  # what is due is in other hands
                break
        self._door.act(partial(set_rehearsal, now=to))
        report.as_of, report.finished = to, True
        return report

    def advance_clock(self, term: Term, *, progress: Progress | None = None) -> Report:
        """Move the clock of a rehearsal on by a term: the same time of day, so many (work)days later."""
        return self.set_clock(
            later(self.now(), term, self.settings().zone, self.calendar()), progress=progress
        )

    def _due_by(self, to: datetime) -> datetime | None:
        due = self._door.read(records.next_due)
        return None if due is None or instant(due) > to else instant(due)

    def _run(
        self, now: datetime, progress: Progress | None, batch: int = BATCH, *, keep: bool = False
    ) -> Report:
        setting = self._door.read(self._setting)
        origin = Origin(SYSTEM, now, now, channel=self._channel)

        def transact(work: Callable[[UnitOfWork], _Result]) -> _Result:
            return self._door.act(lambda connection: work(self._work(connection)))

        return run_once(
            transact,
            setting,
            origin,
            batch=batch,
            progress=progress,
            keep=keep,
            come_back=self._door.come_back,
        )


def later(now: datetime, term: Term, zone: tzinfo, calendar: Calendar) -> datetime:
    """The same local time of day so many (work)days, months or years on; hours are exact. UTC."""
    if term.unit == "hours":
        return now + timedelta(hours=term.amount)
    local = now.astimezone(zone)
    day = due_of(term, now, zone, calendar).last_day
    if term.unit == "days":
        day = local.date() + timedelta(days=term.amount)
    return local.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)


_NO_REHEARSAL = Text(
    "已有的数据库不能改为演练库；请换一个新的数据库",
    "an existing database cannot become a rehearsal; use a new one",
)
