"""Gathering what a decision may know, inside the transaction and under the lock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, tzinfo

from ..core import clockwork
from ..core.case import Case
from ..core.commands import SYSTEM, Act, Cancel, Cast, Command, Recount, Reopen, Roll, Start, Tick, Urge
from ..core.data import accept, references
from ..core.days import Calendar
from ..core.definition import Definition
from ..core.drawing import draws
from ..core.facts import Facts, Need, UnitFacts
from ..core.outlook import need_of
from ..core.recounting import versions_of
from ..core.times import local_day
from ..errors import UnknownPerson, UnknownUnit
from ..ports import Calendars, Standing, UnitOfWork
from .chance import chance


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not change from act to act: where and by which calendar days are counted."""

    zone: tzinfo
    calendar: Calendar
    """The working days of everybody, unless `calendars` says otherwise."""
    calendars: Calendars | None = None
    """Where the database keeps the calendar."""
    rehearsal: bool = False
    """Whether chance comes from the clock and the case, so that everything can be played again."""

    def calendar_for(self, work: UnitOfWork, unit: UnitFacts, workflow: str, day: date) -> Calendar:
        """The calendar that a case is counted by."""
        if self.calendars is None:
            return self.calendar
        return self.calendars.calendar(work, unit, workflow, day)


def gather(
    work: UnitOfWork,
    setting: Setting,
    definition: Definition,
    case: Case | None,
    command: Command,
    standing: Standing | None = None,
) -> Facts:
    """The facts for deciding a command; `standing` where the directory was asked in this transaction already.

    Raises:
        UnknownPerson: the actor, or the person acted for, is not in the directory.
        UnknownUnit: a case is to be opened for a unit that is not in the directory.
    """
    origin = command.origin
    unit = command.unit if isinstance(command, Start) else (case.unit if case else "")
    people = () if origin.actor == SYSTEM else origin.people
    if standing is None:
        standing = work.directory.standing(unit, people, definition.id, local_day(origin.at, setting.zone))
    for person in people:
        if person not in standing.posts:
            raise UnknownPerson(person=person)
    if standing.unit is None and isinstance(command, Start) and command.parent is None:
        raise UnknownUnit(unit=unit)
    known = standing.unit or UnitFacts(unit)
    facts = Facts(
        zone=setting.zone,
        calendar=setting.calendar_for(work, known, definition.id, local_day(origin.at, setting.zone)),
        unit=known,
        posts=standing.posts,
        delegated=standing.delegated,
        unknown=_unknown(work, definition, command),
        milestones=work.milestones() if clockwork.milestones_of(definition) else {},
    )
    if definition.derived(draws):
        facts = replace(facts, chance=chance(command, case, rehearsal=setting.rehearsal))
    if isinstance(command, Cancel) and case is not None and case.parent is not None:
        facts = replace(facts, parent=_need_of(work, case.parent, case))
    if isinstance(command, Recount) and case is not None and setting.calendars is not None:
        facts = replace(facts, earlier=earlier_of(work, setting.calendars, case))
    return _with_ballot(work, definition, case, command, facts)


def _need_of(work: UnitOfWork, parent: str, child: Case) -> Need | None:
    stored = work.load([parent], "none").get(parent)
    if stored is None or stored.case.status != "open":
        return None
    return need_of(work.definition(stored.case.body["digest"]), stored.case, child.id)


def earlier_of(work: UnitOfWork, calendars: Calendars, case: Case) -> dict[str, Calendar]:
    """The calendars that the running deadlines of a case were counted by, where still known."""
    found = {version: calendars.earlier(work, version) for version in versions_of(case.body)}
    return {version: calendar for version, calendar in found.items() if calendar is not None}


def _unknown(work: UnitOfWork, definition: Definition, command: Command) -> frozenset[str]:
    people: set[str] = set()
    units: set[str] = set()
    if isinstance(command, (Start, Act, Reopen)) and command.data:
        values, _ = accept(definition, command.data)
        for kind, _, one in references(definition, values):
            (people if kind == "person" else units).add(one)
    elif isinstance(command, Urge):
        people.update(command.to)
    elif isinstance(command, Roll):
        people.update(one for members in command.groups.values() for one in members)
    return work.directory.unknown(people, units) if people or units else frozenset()


def _with_ballot(
    work: UnitOfWork, definition: Definition, case: Case | None, command: Command, facts: Facts
) -> Facts:
    if case is None or case.status != "open" or "poll" not in case.body:
        return facts
    poll = case.body["poll"]
    if isinstance(command, Cast):
        return replace(facts, voter=work.voter(case.id, poll, command.origin.actor))
    action = definition.state(case.state).action(command.action) if isinstance(command, Act) else None
    # What `can` looks at, asked as the clock, has to know the box too.
    if isinstance(command, Tick) or (action is not None and action.closes == "ballot"):
        return replace(facts, counts=work.counts(case.id, poll), roll=work.roll(case.id, poll))
    return facts
