"""The engine without a database: the unit of work and the directory in dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from duban.engine.calendars import mainland
from duban.engine.core import canonical
from duban.engine.core.case import Case
from duban.engine.core.chain import genesis, link
from duban.engine.core.commands import SYSTEM, Command, Origin
from duban.engine.core.definition import Definition, Role
from duban.engine.core.definition_json import digest_of
from duban.engine.core.events import Event
from duban.engine.core.facts import UnitFacts, VoterFacts
from duban.engine.core.holidays.book import Book
from duban.engine.core.orders import AddEntry, DropBallot
from duban.engine.core.registers import Entry
from duban.engine.core.text import Text
from duban.engine.core.times import instant, stamp
from duban.engine.errors import UnknownWorkflow
from duban.engine.ports import (
    Answered,
    Claim,
    Deployed,
    Directory,
    Due,
    Fired,
    Lock,
    Standing,
    Stored,
    UnitOfWork,
    Units,
)
from duban.engine.runtime.facts import Setting
from duban.engine.runtime.handler import Again, Answer, Handler
from duban.engine.runtime.report import Report
from duban.engine.runtime.sweep import run_once

SETTING = Setting(ZoneInfo("Asia/Shanghai"), mainland(), rehearsal=True)
_Result = TypeVar("_Result")


@dataclass
class MemoryDirectory:
    """People with posts, units, and who may act for whom."""

    units: dict[str, UnitFacts]
    posts: dict[str, set[tuple[str, str]]]
    delegations: set[tuple[str, str]] = field(default_factory=set)

    def standing(self, unit: str, people: Sequence[str], workflow: str, day: date) -> Standing:
        """See `ports.Directory`."""
        held = {one: frozenset(self.posts[one]) for one in people if one in self.posts}
        return Standing(self.units.get(unit), held, tuple(people) in self.delegations)

    def unknown(self, people: Iterable[str], units: Iterable[str]) -> frozenset[str]:
        """See `ports.Directory`."""
        return frozenset({*people} - {*self.posts} | {*units} - {*self.units})

    def holders(self, role: Role, unit: UnitFacts, day: date) -> tuple[str, ...]:
        """See `ports.Directory`."""
        places = {"unit": unit.id, "unit.parent": unit.parent, "unit.supervised_by": unit.supervised_by}
        place = places.get(role.of)
        return tuple(
            person for person, held in sorted(self.posts.items())
            if any(post == role.post and (role.of == "anywhere" or where == place) for post, where in held)
        )  # fmt: skip

    def units_of(self, person: str, role: Role, day: date) -> frozenset[str] | None:
        """See `ports.Directory`."""
        return None


@dataclass
class Tables:
    """Everything that a database would hold."""

    cases: dict[str, tuple[Case, str, str | None]] = field(default_factory=dict)
    events: dict[str, list[tuple[Event, str]]] = field(default_factory=dict)
    commands: dict[str, Answered] = field(default_factory=dict)
    roll: dict[tuple[str, int, str], tuple[str, bool, str | None]] = field(default_factory=dict)
    box: dict[tuple[str, int], dict[tuple[str, str], int]] = field(default_factory=dict)
    milestones: dict[tuple[str, str], date] = field(default_factory=dict)
    registers: dict[str, tuple[Entry, ...]] = field(default_factory=dict)

    def copy(self) -> Tables:
        """What lies in them now; the values in them are never changed, only replaced."""
        return Tables(
            dict(self.cases), {one: list(record) for one, record in self.events.items()}, dict(self.commands),
            dict(self.roll), {one: dict(papers) for one, papers in self.box.items()}, dict(self.milestones),
            dict(self.registers),
        )  # fmt: skip


class MemoryWork:
    """`ports.UnitOfWork` on dictionaries."""

    def __init__(self, tables: Tables, definitions: Sequence[Definition], directory: Directory) -> None:
        self._tables = tables
        self._by_digest = {digest_of(one): one for one in definitions}
        self._newest = {one.id: Deployed(one, 1, digest) for digest, one in self._by_digest.items()}
        self._directory = directory

    @property
    def directory(self) -> Directory:
        """See `ports.UnitOfWork`."""
        return self._directory

    def confidential(self) -> frozenset[str]:
        """See `ports.UnitOfWork`."""
        return frozenset(digest for digest, one in self._by_digest.items() if one.confidential)

    def may_be_secret(self, workflow: str) -> bool:
        """See `ports.UnitOfWork`."""
        return any(one.confidential and one.id == workflow for one in self._by_digest.values())

    def secret(self, cases: Iterable[str]) -> frozenset[str]:
        """See `ports.UnitOfWork`."""
        return frozenset()

    def secret_children(self, case: Case) -> list[Case]:
        """See `ports.UnitOfWork`."""
        return []

    def events_about(self, case: str, children: frozenset[str]) -> tuple[int, ...]:
        """See `ports.UnitOfWork`."""
        return ()

    def answered(self, key: str) -> Answered | None:
        """See `ports.UnitOfWork`."""
        return self._tables.commands.get(key)

    def load(self, cases: Sequence[str], lock: Lock) -> dict[str, Stored]:
        """See `ports.UnitOfWork`."""
        found = {one: self._tables.cases[one] for one in cases if one in self._tables.cases}
        # What is read from a database shares nothing with what was written.
        return {
            one: Stored(Case(canonical.loads(canonical.dumps(case.body))), head)
            for one, (case, head, _) in found.items()
        }

    def definition(self, digest: str) -> Definition:
        """See `ports.UnitOfWork`."""
        return self._by_digest[digest]

    def deployed(self, workflow: str) -> Deployed:
        """See `ports.UnitOfWork`."""
        if workflow not in self._newest:
            raise UnknownWorkflow(workflow=workflow)
        return self._newest[workflow]

    def calendar_number(self) -> int:
        """See `ports.UnitOfWork`."""
        return 0

    def calendar_book(self) -> Book:
        """See `ports.UnitOfWork`."""
        return Book()

    def open_cases(self, after: str, limit: int) -> list[Case]:
        """See `ports.UnitOfWork`."""
        found = [
            case for case, _, next_at in self._tables.cases.values() if next_at and case.status == "open"
        ]
        return sorted((one for one in found if one.id > after), key=lambda one: one.id)[:limit]

    def parameters(self) -> Mapping[tuple[str, str], str]:
        """See `ports.UnitOfWork`."""
        return {}

    def register(self, name: str) -> tuple[Entry, ...]:
        """See `ports.UnitOfWork`."""
        return self._tables.registers.get(name, ())

    def add_entry(self, entry: AddEntry, case: str, at: str, recorded_at: str) -> None:
        """See `ports.UnitOfWork`."""
        title = Text(entry.title, entry.title)
        new = Entry(entry.key, title, entry.values, entry.actor, at)
        self._tables.registers[entry.register] = (*self.register(entry.register), new)

    def others(self, workflow: str, units: Sequence[str] | None, *, filled: bool = True) -> list[Case]:
        """See `ports.UnitOfWork`."""
        cases = (case for case, _, _ in self._tables.cases.values())
        return [one for one in cases if one.workflow == workflow and (units is None or one.unit in units)]

    def units_below(self, unit: str) -> Sequence[UnitFacts] | None:
        """See `ports.UnitOfWork`."""
        listed = self.directory.units() if isinstance(self.directory, Units) else None
        return None if listed is None else [one for one in listed if one.parent == unit]

    def milestones(self) -> Mapping[tuple[str, str], date]:
        return self._tables.milestones

    def voter(self, case: str, poll: int, person: str) -> VoterFacts:
        """See `ports.UnitOfWork`."""
        row = self._tables.roll.get((case, poll, person))
        return VoterFacts(*row) if row else VoterFacts()

    def counts(self, case: str, poll: int) -> Mapping[str, Mapping[str, int]]:
        """See `ports.UnitOfWork`."""
        found: dict[str, dict[str, int]] = {}
        papers = [
            (group, choice, number)
            for (group, choice), number in self._tables.box.get((case, poll), {}).items()
        ]
        papers += [
            (group, choice, 1)
            for (one, number, _), (group, _, choice) in self._tables.roll.items()
            if (one, number) == (case, poll) and choice is not None
        ]
        for group, choice, number in papers:
            found.setdefault(group, {})[choice] = found.get(group, {}).get(choice, 0) + number
        return found

    def roll(self, case: str, poll: int) -> Mapping[str, tuple[int, int]]:
        """See `ports.UnitOfWork`."""
        found: dict[str, tuple[int, int]] = {}
        for (one, number, _), (group, voted, _) in self._tables.roll.items():
            if (one, number) == (case, poll):
                listed, ticked = found.get(group, (0, 0))
                found[group] = (listed + 1, ticked + bool(voted))
        return found

    def add(
        self,
        case: Case,
        head: str | None,
        events: Sequence[Event],
        next_at: str | None,
        claim: Claim | None = None,
        *,
        last: bool = False,
    ) -> str | None:
        """See `ports.UnitOfWork`."""
        if claim is not None:
            if claim.key in self._tables.commands:
                return None
            self._tables.commands[claim.key] = Answered(claim.request, case.id, case.seq)
        before = self._tables.cases.get(case.id)
        assert (head is None) == (before is None), "a new case is new"
        previous = genesis(case.id) if before is None else before[1]
        record = self._tables.events.setdefault(case.id, [])
        for event in events:
            assert event.seq == len(record) + 1
            previous = link(case.id, event.seq, previous, canonical.dumps(event.body))
            record.append(
                (Event(event.seq, event.kind, canonical.loads(canonical.dumps(event.body))), previous)
            )
        self._tables.cases[case.id] = (Case(canonical.loads(canonical.dumps(case.body))), previous, next_at)
        return previous

    def amend(self, key: str, seq: int) -> None:
        """See `ports.UnitOfWork`."""
        old = self._tables.commands[key]
        self._tables.commands[key] = Answered(old.request, old.case, seq)

    def wake(self, case: str, next_at: str | None) -> None:
        """See `ports.UnitOfWork`."""
        stored, head, _ = self._tables.cases[case]
        self._tables.cases[case] = (stored, head, next_at)

    def enter_roll(self, case: str, poll: int, groups: Mapping[str, Sequence[str]]) -> None:
        """See `ports.UnitOfWork`."""
        for key in [key for key in self._tables.roll if key[:2] == (case, poll)]:
            del self._tables.roll[key]
        for group, people in groups.items():
            for person in people:
                self._tables.roll[case, poll, person] = (group, False, None)

    def keep_roll(self, case: str, old: int, new: int) -> None:
        """See `ports.UnitOfWork`."""
        for (one, poll, person), (group, _, _) in list(self._tables.roll.items()):
            if (one, poll) == (case, old):
                self._tables.roll[case, new, person] = (group, False, None)

    def drop_ballot(
        self, case: str, ballot: DropBallot, groups: Sequence[str], choices: Sequence[str]
    ) -> None:
        """See `ports.UnitOfWork`."""
        choice = None if ballot.secret else ballot.choice
        self._tables.roll[case, ballot.poll, ballot.person] = (ballot.group, True, choice)
        if ballot.secret:
            box = self._tables.box.setdefault((case, ballot.poll), {})
            box[ballot.group, ballot.choice] = box.get((ballot.group, ballot.choice), 0) + 1

    def empty_box(self, case: str, poll: int) -> None:
        """See `ports.UnitOfWork`."""
        self._tables.box.pop((case, poll), None)

    def due(self, now: str, limit: int, after: tuple[str, str]) -> list[tuple[str, str]]:
        """See `ports.UnitOfWork`."""
        waiting = [
            (next_at, one) for one, (_, _, next_at) in self._tables.cases.items() if next_at is not None
        ]
        return [place for place in sorted(waiting) if place[0] <= now and place > after][:limit]

    def claim(self, now: str, limit: int, after: tuple[str, str]) -> Iterable[Due]:
        """See `ports.UnitOfWork`."""
        due = self.due(now, limit, after)
        found = self.load([case for _, case in due], "skip")
        return [Due(place, found[place[1]]) for place in due if place[1] in found]

    def add_rungs(self, fired: Iterable[Fired]) -> None:
        """See `ports.UnitOfWork`."""
        for one in fired:
            self.add(one.case, one.head, one.events, one.next_at)

    def due_count(self, now: str) -> int:
        """See `ports.UnitOfWork`."""
        return len(self.due(now, len(self._tables.cases), ("", "")))

    def keep_report(self, name: str | None, as_of: str, report: Mapping[str, object]) -> str:
        """See `ports.UnitOfWork`."""
        raise AssertionError("no reports are kept here")

    def park(self, case: str, fault: str, next_at: str) -> None:
        """See `ports.UnitOfWork`."""
        raise AssertionError(f"the turn of case {case} failed: {fault}")

    def attempts(self, case: str) -> int:
        """See `ports.UnitOfWork`."""
        return 0


class Memory:
    """A small world without a database: definitions, people, a clock, and everything that happened."""

    def __init__(self, definitions: Sequence[Definition], directory: MemoryDirectory, now: datetime) -> None:
        self.definitions, self.directory, self.now = definitions, directory, now.astimezone(UTC)
        self.tables = Tables()

    def work(self) -> UnitOfWork:
        """The unit of work on what there is."""
        return MemoryWork(self.tables, self.definitions, self.directory)

    def origin(self, by: str, behalf: str | None = None, key: str | None = None) -> Origin:
        """Who asks, now."""
        return Origin(by, self.now, self.now, behalf, "test", None, key)

    def ask(self, request: Callable[[Handler], _Result]) -> _Result:
        """One transaction: wholly, or as if it had never been."""
        before = self.tables.copy()
        try:
            return request(Handler(self.work(), SETTING))
        except BaseException:
            self.tables = before
            raise

    def handle(self, case: str, command: Command) -> Answer | Again:
        """One request to a case."""
        return self.ask(lambda handler: handler.handle(case, command))

    def sweep(self) -> Report:
        """The night, now."""
        return run_once(lambda request: request(self.work()), SETTING, self.origin(SYSTEM))

    def advance(self, by: timedelta) -> None:
        """Let time pass; what falls due on the way happens at its own time."""
        end = self.now + by
        for _ in range(200):
            waiting = [next_at for _, _, next_at in self.tables.cases.values() if next_at is not None]
            due = min(waiting, default=None)
            if due is None or instant(due) > end:
                break
            self.now = max(self.now, instant(due))
            self.sweep()
        self.now = end

    def case(self, case: str) -> Case:
        """A case as it stands."""
        return self.tables.cases[case][0]

    def record(self, case: str) -> list[Event]:
        """Its events."""
        return [event for event, _ in self.tables.events[case]]

    def text(self) -> str:
        """Everything as canonical text: the same for the same past."""
        return canonical.dumps({
            case: [stamp(self.now), stored.body, head, next_at or "", [event.body for event in self.record(case)]]
            for case, (stored, head, next_at) in sorted(self.tables.cases.items())
        })  # fmt: skip
