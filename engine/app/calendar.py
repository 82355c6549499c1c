"""The calendar of a database: shown, changed by a notice or a local layer, and what follows for open deadlines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from msgspec import Struct
from sqlalchemy import Connection

from ..calendars import Shelf, mainland, shipped_rows
from ..core.commands import SYSTEM, Origin
from ..core.days import Calendar, Day, DayStatus
from ..core.holidays.book import Changes, Source, VersionRow
from ..core.holidays.changes import changes_of, changes_of_shipped
from ..core.holidays.notice import MAINLAND, Notice
from ..core.text import Language, Text
from ..core.times import instant, local_day, stamp
from ..errors import InvalidInput
from ..ports import UnitOfWork
from ..runtime.recount import Recounted, recount_all
from ..runtime.sweep import Progress
from ..store import calendar as store
from .base import Base

_Result = TypeVar("_Result")
WARN_FROM = (11, 1)
"""Month and day from which it is told that the next year is not announced: notices came from late October on."""
_STRAGGLERS = timedelta(minutes=2)
"""Longer than any act may wait for a lock: after that no deadline can still be counted by an older version."""


class DayChange(Struct, frozen=True):
    """A day before and after."""

    before: Day
    after: Day


class CalendarDiff(Struct, frozen=True):
    """What a notice or layer changes."""

    days: tuple[DayChange, ...]
    """Days that are worked, known, named or numbered otherwise; of a year that becomes announced only those
    that are worked or named otherwise."""
    years: tuple[int, ...]
    """Years that become announced."""
    layer: str
    version: str
    """Of the calendar that holds now (after an import: the new one)."""
    changed: bool
    """Whether it changes anything at all."""


class CalendarImport(Struct, frozen=True):
    """What an import did."""

    diff: CalendarDiff
    recounted: Recounted


class Unannounced(Struct, frozen=True):
    """The next year is near and its notice has not been imported."""

    year: int
    status: DayStatus
    code: str = "year-not-announced"

    def message(self, language: Language) -> str:
        """What is missing, what follows, and the way out."""
        return unannounced_text(self.year).pick(language)


class Calendars(Base):
    """The calendar."""

    def calendar(self, layer: str | None = None) -> Calendar:
        """The working days as they now are, without any layer or with one over them.

        Raises:
            InvalidInput: there is no such layer.
        """
        if self._host_calendar is not None:
            return self._host_calendar
        shelf = self._door.read(self._shelf)
        if layer in (None, MAINLAND):
            return shelf.mainland()
        found = shelf.layer(layer or "")
        if found is None:
            raise InvalidInput(_NO_LAYER, layer=layer, layers=sorted(shelf.state.layers) or "—")
        return found

    def layers(self) -> list[str]:
        """The local layers, by name."""
        return sorted(self._door.read(self._shelf).state.layers)

    def unannounced(self) -> Unannounced | None:
        """The next year, from 1 November on while it is not announced; by the clock of the database."""
        day = local_day(self.now(), self.settings().zone)
        status = self.calendar().year_status(day.year + 1) if day.year < date.max.year else "announced"
        if status == "announced" or (day.month, day.day) < WARN_FROM:
            return None
        return Unannounced(day.year + 1, status)

    def seed_calendar(self) -> bool:
        """Write the shipped days into the tables, or what a newer file has that they do not; whether any."""
        rows, years = shipped_rows(mainland())

        def work(connection: Connection) -> bool:
            shelf = self._shelf(connection)
            changes = changes_of_shipped(rows, years, shelf.book)
            # A newer file may know more lunar dates, and so assume more years, with every row the same.
            newest = shelf.book.newest
            if (
                not changes
                and newest is not None
                and newest.digest == shelf.state.digest(mainland().regulation)
            ):
                return False
            self._write(connection, shelf, changes, "shipped", None)
            return True

        return self._door.act(work)

    def calendar_diff(self, notice: Notice) -> CalendarDiff:
        """What a notice or layer would change; nothing is stored."""
        self._own_calendar()

        def work(connection: Connection) -> CalendarDiff:
            shelf = self._shelf(connection)
            changes = changes_of(notice, shelf.book)
            return _diff(notice, shelf, _after(shelf, changes, "notice", notice, ""), changes)

        return self._door.read(work)

    def import_calendar(self, notice: Notice, *, progress: Progress | None = None) -> CalendarImport:
        """Store what a notice or layer says and count again every open deadline that this touches.

        The same again changes nothing, but finishes a counting that was interrupted.

        Raises:
            InvalidInput: a host's calendar is used, or a unit or workflow of a layer is not known.
            Retryable: the database was busy or away.
        """
        self._own_calendar()
        source: Source = "notice" if notice.layer == MAINLAND else "layer"

        def work(connection: Connection) -> CalendarDiff:
            self._check_scope(connection, notice)
            shelf = self._shelf(connection)
            changes = changes_of(notice, shelf.book)
            after = self._write(connection, shelf, changes, source, notice) if changes else shelf
            return _diff(notice, shelf, after, changes)

        diff = self._door.act(work)
        return CalendarImport(diff, self.recount(progress=progress))

    def recount(self, *, progress: Progress | None = None) -> Recounted:
        """Count again every open deadline that a change of the calendar touches; again changes nothing.

        The night does this too, until a run began so long after the import that no act can still be under way
        with the calendar before it.
        """
        if self._host_calendar is not None:
            return Recounted()
        pending = self._door.read(store.not_recounted)
        if pending is None:
            return Recounted()
        number, since = pending
        now = self.now()
        setting = self._door.read(self._setting)
        reason = self._door.read(lambda connection: _reason(self._shelf(connection), number))

        def transact(work: Callable[[UnitOfWork], _Result]) -> _Result:
            return self._door.act(lambda connection: work(self._work(connection)))

        def look(work: Callable[[UnitOfWork], _Result]) -> _Result:
            return self._door.read(lambda connection: work(self._work(connection)))

        origin = Origin(SYSTEM, now, now, channel=self._channel)
        report = recount_all(transact, look, setting, origin, reason, progress=progress)
        if not report.left and now - instant(since) >= _STRAGGLERS:
            self._door.act(partial(store.mark_recounted, number=number, at=stamp(now)))
        return report

    def _own_calendar(self) -> None:
        if self._host_calendar is not None:
            raise InvalidInput(_HOST_CALENDAR)

    def _shelf(self, connection: Connection) -> Shelf:
        return self._almanac.shelf(self._work(connection))

    def _write(
        self, connection: Connection, shelf: Shelf, changes: Changes, source: Source, notice: Notice | None
    ) -> Shelf:
        after = _after(shelf, changes, source, notice, stamp(self._now(connection)))
        version = after.book.newest
        if version is not None:
            store.write_version(connection, version, changes)
        return after

    def _check_scope(self, connection: Connection, notice: Notice) -> None:
        unknown = self._work(connection).directory.unknown((), notice.units)
        if unknown:
            raise InvalidInput(_NO_UNIT, layer=notice.layer, units=sorted(unknown))
        deployed = {one.workflow for one in self._definitions.versions(connection)}
        missing = [one for one in notice.workflows if one not in deployed]
        if missing:
            raise InvalidInput(_NO_WORKFLOW, layer=notice.layer, workflows=missing)


def unannounced_text(year: int) -> Text:
    """That the notice for a year is missing, what follows, and the way out."""
    values = {"year": year}
    return Text(_UNANNOUNCED.say("zh", values), _UNANNOUNCED.say("en", values))


def _after(shelf: Shelf, changes: Changes, source: Source, notice: Notice | None, at: str) -> Shelf:
    """The calendar with one version more."""
    number = shelf.number + 1
    draft = VersionRow(number, "", at, source)
    state = shelf.book.plus(draft, changes).at(number)
    version = VersionRow(
        number,
        state.digest(mainland().regulation),
        at,
        source,
        notice.number if notice else None,
        notice.year if notice else None,
        notice.layer if notice and notice.layer != MAINLAND else None,
    )
    return Shelf(shelf.book.plus(version, changes))


def _diff(notice: Notice, before: Shelf, after: Shelf, changes: Changes) -> CalendarDiff:
    layer = None if notice.layer == MAINLAND else notice.layer
    old = (before.layer(layer) if layer else None) or before.mainland()
    new = (after.layer(layer) if layer else None) or after.mainland()
    years = tuple(one.year for one in changes.years if old.year_status(one.year) != "announced")
    days = {one.day for one in changes.days}
    for year in years:
        first = date(year, 1, 1).toordinal()
        days |= {
            date.fromordinal(first + one) for one in range(366) if date.fromordinal(first + one).year == year
        }
    pairs = (DayChange(old.day(one), new.day(one)) for one in sorted(days))
    told = tuple(one for one in pairs if _differs(one))
    return CalendarDiff(
        told, years, notice.layer, (after if changes else before).mainland().version, bool(changes)
    )


def _differs(one: DayChange) -> bool:
    before, after = one.before, one.after
    return (before.workday, before.kind, before.notice, before.name) != (
        after.workday,
        after.kind,
        after.notice,
        after.name,
    )


def _reason(shelf: Shelf, number: int) -> str:
    """What made a version: the number of its notice, or the year, or the layer."""
    version = shelf.book.version(number)
    if version is None:
        return ""
    return version.notice or version.layer or (str(version.year) if version.year else version.source)


_NO_LAYER = Text(
    "没有名为 {layer} 的本地历；现有：{layers}", "there is no local layer {layer}; there are: {layers}"
)
_NO_UNIT = Text(
    "本地历 {layer} 所指的单位不在组织目录中：{units}；请先用 duban org import 导入，或改正",
    "layer {layer} names units that the directory does not know: {units}; import them with duban org import, or "
    "correct the file",
)
_NO_WORKFLOW = Text(
    "本地历 {layer} 所指的流程没有部署：{workflows}；用 duban workflows 查看已部署的流程",
    "layer {layer} names workflows that are not deployed: {workflows}; duban workflows shows what is",
)
_HOST_CALENDAR = Text(
    "宿主程序自带日历，数据库中的日历不起作用，不能导入；请在宿主程序中修改",
    "the host brings its own calendar, so that of the database is not used and nothing can be imported; change "
    "it there",
)
_UNANNOUNCED = Text(
    "{year} 年的放假通知还没有导入：该年按规定推定，涉及的期限为暂定；通知公布后请运行 duban calendar import",
    "the notice of holidays for {year} has not been imported: that year is assumed, and deadlines that reach into "
    "it are provisional; run duban calendar import when it is published",
)
