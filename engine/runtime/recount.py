"""The calendar has changed: every open deadline that this touches is counted again, a batch a transaction.

All open cases with a running clock are read, without a lock and a page at a time; those whose count would
change are locked and counted again by `decide`. Run twice, on two nodes or after a crash, it changes nothing
more. A case that cannot be counted is named and never stops the rest.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct, field

from ..core.case import Case
from ..core.commands import Origin, Recount
from ..core.events import Event
from ..core.facts import Facts, UnitFacts
from ..core.recounting import counted_again, versions_of
from ..core.times import local_day, stamp
from ..errors import StorageFault
from ..ports import UnitOfWork
from .facts import Setting, earlier_of
from .handler import Handler
from .sweep import Progress, Transact

PAGE = 1_000
"""Cases read at once."""
BATCH = 200
"""Cases counted again in one transaction."""


class Recounted(Struct):
    """What a run did."""

    checked: int = 0
    """Open cases with a running clock."""
    counted: int = 0
    """Deadlines and stays that were counted again."""
    moved: int = 0
    """Those of them whose date changed."""
    settled: int = 0
    """Those that were provisional and are no longer."""
    failed: dict[str, str] = field(default_factory=dict)
    """Cases that could not be counted, with the fault."""

    left: bool = False
    """Whether any case could not be counted: a confidential one too, which is not named."""

    def count(self, events: tuple[Event, ...]) -> None:
        """Take what happened to one case."""
        for event in events:
            if event.kind == "recounted":
                self.counted += 1
                self.moved += event.is_news
                self.settled += bool(event.body.get("settled"))

    def json(self) -> dict[str, Any]:
        """The figures."""
        return {
            "checked": self.checked,
            "recounted": self.counted,
            "moved": self.moved,
            "settled": self.settled,
            "failed": len(self.failed),
            "failures": dict(sorted(self.failed.items())),
        }


def recount_all(
    transact: Transact[Any],
    look: Transact[Any],
    setting: Setting,
    origin: Origin,
    reason: str,
    *,
    progress: Progress | None = None,
) -> Recounted:
    """Count again whatever the newest version of the calendar touches.

    Args:
        transact: runs a function in one writing transaction.
        look: runs one that only reads.
        setting: zone and calendars.
        origin: the system, at this instant.
        reason: what changed the calendar, for the record.
        progress: told how many cases were looked at.

    Raises:
        StorageFault: the database failed; finished batches stay done.
    """
    report, command, after = Recounted(), Recount(origin, reason), ""
    units: dict[str, UnitFacts] = {}
    while True:
        page = partial(
            _touched_page, setting=setting, command=command, after=after, units=units, report=report
        )
        last, touched = look(page)
        if last is None:
            return report
        for start in range(0, len(touched), BATCH):
            _do_batch(transact, setting, command, touched[start : start + BATCH], report)
        after = last
        if progress is not None:
            progress(report.checked)


def _touched_page(
    work: UnitOfWork,
    setting: Setting,
    command: Recount,
    after: str,
    units: dict[str, UnitFacts],
    report: Recounted,
) -> tuple[str | None, list[str]]:
    """The last id of the page behind `after`, and those on it that the change touches."""
    cases = work.open_cases(after, PAGE)
    secret = work.secret(case.id for case in cases)
    day = local_day(command.origin.at, setting.zone)
    touched = []
    for case in cases:
        report.checked += case.id not in secret
        try:
            if _is_touched(work, setting, command, case, _unit_of(work, units, case, day), day):
                touched.append(case.id)
        except StorageFault:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with this case must not stop the rest
            report.left = True
            if case.id not in secret:
                report.failed[case.id] = f"{type(error).__name__}: {error}"
    return (cases[-1].id if cases else None), touched


def _unit_of(work: UnitOfWork, units: dict[str, UnitFacts], case: Case, day: date) -> UnitFacts:
    known = units.get(case.unit)
    if known is None:
        standing = work.directory.standing(case.unit, (), case.workflow, day)
        known = units[case.unit] = standing.unit or UnitFacts(case.unit)
    return known


def _is_touched(
    work: UnitOfWork, setting: Setting, command: Recount, case: Case, unit: UnitFacts, day: date
) -> bool:
    """Whether counting again would change anything; decided as it will be, without the clock's part."""
    if setting.calendars is None:
        return False
    definition = work.definition(case.body["digest"])
    calendar = setting.calendar_for(work, unit, case.workflow, day)
    if versions_of(case.body) == {calendar.version}:
        return False
    facts = Facts(setting.zone, calendar, unit, earlier=earlier_of(work, setting.calendars, case))
    return bool(counted_again(definition, case.body, stamp(command.origin.at), facts))


def _do_batch(
    transact: Transact[Any], setting: Setting, command: Recount, cases: list[str], report: Recounted
) -> None:
    """Count some cases again in one transaction; one bad case among them is found by taking each alone."""
    secret: frozenset[str] = frozenset()

    def turn(work: UnitOfWork) -> list[tuple[Event, ...]]:
        nonlocal secret
        secret = work.secret(cases)
        done = Handler(work, setting).recount(cases, command)
        return [events for case, events in done.items() if case not in secret]

    try:
        done = transact(turn)
    except StorageFault:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a case, it is named and the rest is counted
        report.left |= len(cases) == 1
        if len(cases) == 1 and cases[0] in secret:
            return
        if len(cases) == 1:
            report.failed[cases[0]] = f"{type(error).__name__}: {error}"
            return
        for case in cases:
            _do_batch(transact, setting, command, [case], report)
        return
    for events in done:
        report.count(events)
