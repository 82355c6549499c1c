"""Gathering what a decision may know, inside the transaction and under the lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from ..core import branching, clockwork, gates, persons
from ..core.case import Case
from ..core.commands import (
    SYSTEM,
    Act,
    Cancel,
    Cast,
    Command,
    Correct,
    HandOver,
    Recount,
    Reopen,
    Roll,
    Start,
    Tick,
    Urge,
)
from ..core.data import accept, references
from ..core.days import Calendar
from ..core.definition import Definition, Role
from ..core.drawing import draws
from ..core.facts import Facts, Need, Other, PersonFacts, UnitFacts
from ..core.linking import Gate
from ..core.looking import gates_asked
from ..core.outlook import need_of
from ..core.recounting import versions_of
from ..core.succession import handed_columns, lists_of_children
from ..core.text import Text
from ..core.times import local_day
from ..errors import UnknownPerson, UnknownUnit, UnknownWorkflow, UnreadableRecord
from ..ports import Calendars, People, Standing, UnitOfWork
from .chains import chains_of, ends_of
from .chance import chance
from .places import above, milestones_at


class Setting(Struct, frozen=True):
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
    *,
    whole: bool = True,
) -> Facts:
    """The facts for deciding a command.

    Args:
        work: the transaction.
        setting: where and by which calendar days are counted.
        definition: what the case goes by.
        case: the case as it stands; `None` of one that is to be opened.
        command: what is asked for.
        standing: what the directory says, where it was asked in this transaction already.
        whole: whether more is asked than this one decision: what else could be done, how every gate stands.

    Raises:
        UnknownPerson: the actor, or the person acted for, is not in the directory.
        UnknownUnit: a case is to be opened for a unit that is not in the directory.
    """
    origin = command.origin
    unit = command.unit if isinstance(command, Start) else (case.unit if case else "")
    people = () if origin.actor == SYSTEM else origin.people
    day = local_day(origin.at, setting.zone)
    if standing is None:
        standing = work.directory.standing(unit, people, definition.id, day)
    for person in people:
        if person not in standing.posts:
            raise UnknownPerson(person=person)
    if standing.unit is None and isinstance(command, Start) and command.parent is None:
        raise UnknownUnit(unit=unit)
    known = standing.unit or UnitFacts(unit)
    facts = Facts(
        zone=setting.zone,
        calendar=setting.calendar_for(work, known, definition.id, day),
        unit=known,
        posts=standing.posts,
        delegated=standing.delegated,
        unknown=_unknown(work, definition, command),
    )
    if definition.derived(_asks_more):
        facts = _more(work, setting, definition, case, command, facts, whole=whole)
    if isinstance(command, Cancel) and case is not None and case.parent is not None:
        facts = replace(facts, parent=_need_of(work, case.parent, case))
    if isinstance(command, HandOver):
        facts = replace(facts, above=above(work, known, day), handed=_handed(work, definition))
    if isinstance(command, Recount) and case is not None and setting.calendars is not None:
        facts = replace(facts, earlier=earlier_of(work, setting.calendars, case))
    return _with_ballot(work, definition, case, command, facts)


def _asks_more(definition: Definition) -> bool:
    """Whether a workflow asks for anything that not every workflow asks for."""
    asked = (
        chains_of,
        clockwork.milestones_of,
        branching.posts_asked,
        branching.asks_below,
        persons.asked_of,
        draws,
    )
    return any(asks(definition) for asks in asked) or any(
        (definition.parameters, definition.registers, definition.gates)
    )


def _more(
    work: UnitOfWork,
    setting: Setting,
    definition: Definition,
    case: Case | None,
    command: Command,
    facts: Facts,
    *,
    whole: bool,
) -> Facts:
    """The facts with what only some workflows ask for."""
    unit, day = facts.unit, local_day(command.origin.at, setting.zone)
    facts = replace(
        facts,
        chains=ends_of(work.directory, definition, unit, day),
        milestones=_milestones(work, definition, unit, day),
    )
    if posts := branching.posts_asked(definition):
        facts = replace(facts, members=_members(work, posts, unit, day))
        if branching.asks_of_members(definition) and isinstance(work.directory, People):
            facts = replace(facts, people=work.directory.people(sorted(facts.members), day))
    if branching.asks_below(definition):
        facts = replace(facts, below=tuple(work.units_below(unit.id) or ()))
    if heads := persons.asked_of(definition):
        facts = replace(facts, people={**facts.people, **_people(work, heads, case, command, setting)})
    if definition.parameters:
        facts = replace(facts, parameters=parameters_at(work, definition, unit))
    if definition.registers:
        kept = {one.name: work.register(one.name) for one in definition.registers}
        facts = replace(facts, registers=kept)
    if definition.gates:
        here = case.state if case is not None else None
        asked = None if whole else gates_asked(definition, here, command)
        facts = replace(facts, others=_others(work, definition, unit, case, asked))
    if definition.derived(draws):
        facts = replace(facts, chance=chance(command, case, rehearsal=setting.rehearsal))
    return facts


def _members(work: UnitOfWork, posts: tuple[str, ...], unit: UnitFacts, day: date) -> tuple[str, ...]:
    """Who holds one of these posts at a unit, the first post's holders first."""
    roles = (Role(post, Text(post, post), post=post, of="unit") for post in posts)
    return tuple(dict.fromkeys(one for role in roles for one in work.directory.holders(role, unit, day)))


def _people(
    work: UnitOfWork, heads: frozenset[str], case: Case | None, command: Command, setting: Setting
) -> Mapping[str, PersonFacts]:
    """Those of whom guards ask: the actor, and whoever is named in these fields now or by the command."""
    named = {command.origin.actor} if persons.ACTOR in heads else set()
    filled = [case.data if case is not None else {}, getattr(command, "data", {})]
    named |= {one for data in filled for head in heads if isinstance(one := data.get(head), str)}
    if not isinstance(work.directory, People):
        return {}
    return work.directory.people(sorted(named), local_day(command.origin.at, setting.zone))


def _milestones(work: UnitOfWork, definition: Definition, unit: UnitFacts, day: date) -> Mapping[str, date]:
    """The milestones as they count for a unit, where a deadline hangs on one."""
    return milestones_at(work, unit, day)[0] if clockwork.milestones_of(definition) else {}


def parameters_at(work: UnitOfWork, definition: Definition, unit: UnitFacts) -> dict[str, str]:
    """What is set for a unit: by itself, else by the unit above it, else for all; our defaults where nobody has set any."""
    defaults = {one.id: one.default for one in definition.parameters if one.default is not None}
    known = {one.id for one in definition.parameters}
    places = ("", unit.parent or "", unit.id)
    found = work.parameters()
    for place in places:
        defaults |= {name: found[name, place] for name in known if (name, place) in found}
    return defaults


def _others(
    work: UnitOfWork, definition: Definition, unit: UnitFacts, case: Case | None, asked: frozenset[str] | None
) -> dict[str, tuple[Other, ...]]:
    """What the gates of a workflow look at for a unit, as it stands in this transaction: of these gates, or of all."""
    return {
        one.id: others_of(work, one, unit, case)
        for one in definition.gates
        if asked is None or one.id in asked
    }


def _without_secrets(work: UnitOfWork, gate: Gate) -> Gate:
    """A gate tells nothing of a list that is private in the version of the other workflow that is in force."""
    if gate.tells is None:
        return gate
    try:
        private = work.deployed(gate.workflow).definition.private
    except UnknownWorkflow:
        return gate
    return gate if private is None or gate.tells.each not in private.fields else replace(gate, tells=None)


def others_of(
    work: UnitOfWork,
    gate: Gate,
    unit: UnitFacts,
    case: Case | None,
    counts: Callable[[Case], bool] | None = None,
) -> tuple[Other, ...]:
    """What a gate looks at for a unit: all there is of it, or only the cases that `counts`."""
    gate = _without_secrets(work, gate)
    below = _below(work, gate, unit) if gate.of == "unit.below" else ()
    units = _units_of_gate(gate, unit, below)
    reads = any(one is not None for one in (counts, gate.names, gate.listed, gate.tells))
    try:
        cases = [] if units == () else list(work.others(gate.workflow, units, filled=reads))
    except UnreadableRecord as error:
        if case is None or not work.secret([str(error.values["case"])]):
            raise
        # Which one it is, whoever asks for this case may not know.
        raise UnreadableRecord(case=case.id, what=_LOOKED_AT) from None
    if counts is not None:
        cases = [one for one in cases if counts(one)]
    me = case.id if case is not None else None
    return gates.others_of(gate, unit.id, cases, me=me, asked=below)


def _below(work: UnitOfWork, gate: Gate, unit: UnitFacts) -> Sequence[UnitFacts]:
    """The units right below that a gate asks for a case each; where nobody can list them one that has none and opens nothing."""
    listed = work.units_below(unit.id)
    return [UnitFacts("")] if listed is None else [one for one in listed if gates.looks_below(gate, one)]


def units_of_gate(work: UnitOfWork, gate: Gate, unit: UnitFacts) -> tuple[str, ...] | None:
    """The units whose cases a gate looks at; `None` stands for all."""
    return _units_of_gate(gate, unit, _below(work, gate, unit) if gate.of == "unit.below" else ())


def _units_of_gate(gate: Gate, unit: UnitFacts, below: Sequence[UnitFacts]) -> tuple[str, ...] | None:
    match gate.of:
        case "unit":
            return (unit.id,)
        case "unit.parent":
            return () if unit.parent is None else (unit.parent,)
        case "unit.below":
            return tuple(one.id for one in below if one.id)
        case _:
            return None


def _handed(work: UnitOfWork, definition: Definition) -> dict[str, frozenset[str]]:
    """The columns of lists from which child cases take who is in a role."""
    others = {}
    for _, workflow, _ in lists_of_children(definition):
        try:
            others[workflow] = work.deployed(workflow).definition
        except UnknownWorkflow:  # no child of it can have been opened
            continue
    return handed_columns(definition, others)


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
    if isinstance(command, (Start, Act, Reopen, Correct)) and command.data:
        values, _ = accept(definition, command.data)
        for kind, _, one in references(definition, values):
            (people if kind == "person" else units).add(one)
    elif isinstance(command, Urge):
        people.update(command.to)
    elif isinstance(command, HandOver):
        people.add(command.new)
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


_LOOKED_AT = Text("它的关口所看的一个事项已损坏", "a case that one of its gates looks at is damaged")
