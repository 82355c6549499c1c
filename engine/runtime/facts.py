"""Gathering what a decision may know, inside the transaction and under the lock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import tzinfo

from ..core import clockwork
from ..core.case import Case
from ..core.commands import SYSTEM, Act, Cast, Command, Reopen, Roll, Start
from ..core.data import accept, references
from ..core.days import Calendar
from ..core.definition import Definition
from ..core.facts import Facts, UnitFacts
from ..core.times import local_day
from ..errors import UnknownPerson, UnknownUnit
from ..ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not change from act to act: where and by which calendar days are counted."""

    zone: tzinfo
    calendar: Calendar


def gather(
    work: UnitOfWork, setting: Setting, definition: Definition, case: Case | None, command: Command
) -> Facts:
    """The facts for deciding a command.

    Raises:
        UnknownPerson: the actor, or the person acted for, is not in the directory.
        UnknownUnit: a case is to be opened for a unit that is not in the directory.
    """
    origin = command.origin
    unit = command.unit if isinstance(command, Start) else (case.unit if case else "")
    people = () if origin.actor == SYSTEM else origin.people
    standing = work.directory.standing(unit, people, definition.id, local_day(origin.at, setting.zone))
    for person in people:
        if person not in standing.posts:
            raise UnknownPerson(person=person)
    if standing.unit is None and isinstance(command, Start) and command.parent is None:
        raise UnknownUnit(unit=unit)
    facts = Facts(
        zone=setting.zone,
        calendar=setting.calendar,
        unit=standing.unit or UnitFacts(unit),
        posts=standing.posts,
        delegated=standing.delegated,
        unknown=_unknown(work, definition, command),
        milestones=work.milestones() if clockwork.milestones_of(definition) else {},
    )
    return _with_ballot(work, definition, case, command, facts)


def _unknown(work: UnitOfWork, definition: Definition, command: Command) -> frozenset[str]:
    people: set[str] = set()
    units: set[str] = set()
    if isinstance(command, (Start, Act, Reopen)) and command.data:
        values, _ = accept(definition, command.data)
        for kind, _, one in references(definition, values):
            (people if kind == "person" else units).add(one)
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
    if action is not None and action.closes == "ballot":
        return replace(facts, counts=work.counts(case.id, poll))
    return facts
