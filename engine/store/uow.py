"""The one transaction an act happens in: lock, read, write, all on one connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from ..core import canonical
from ..core.branching import workflows_opened
from ..core.case import Case
from ..core.chain import ALGORITHM, genesis, link
from ..core.data import storable
from ..core.definition import Definition
from ..core.events import Event
from ..core.facts import UnitFacts, VoterFacts
from ..core.holidays.book import Book
from ..core.orders import AddEntry, DropBallot
from ..core.registers import Entry as RegisterEntry
from ..core.text import Text
from ..ports import Answered, Claim, Deployed, Directory, Due, Fired, Lock, Stored, Units
from . import ballot_box, calendar, confidential, others, records
from .bulk import claim_due, write_rungs
from .definitions import Definitions
from .directory import SqlDirectory
from .milestones import milestones
from .parameters import parameters
from .prepared import Prepared
from .readable import read_case
from .registers import ADDED, Line, append, entries_of
from .settings import ANY, CONFIDENTIAL, DIRECTORY_NAME, read_confidential
from .tables import CASE, EVENT
from .writing import Entry, write

_ANSWERED = Prepared(
    select(EVENT.c.request, EVENT.c.case_id, func.coalesce(EVENT.c.answer, EVENT.c.seq)).where(
        EVENT.c.command == bindparam("key")
    )
)

_CONFIDENTIAL = Prepared(select(CONFIDENTIAL))
_WAKE = Prepared(update(CASE).where(CASE.c.id == bindparam("woken")).values(next_at=bindparam("at")))


@lru_cache(maxsize=64)
def _load_statement(count: int, lock: Lock) -> Prepared:
    ids: list[Any] = [bindparam(f"c{number}") for number in range(count)]
    told = (CASE.c.id, CASE.c.body, CASE.c.head, DIRECTORY_NAME, calendar.NEWEST, CONFIDENTIAL)
    statement = select(*told).order_by(CASE.c.id)
    statement = statement.where(CASE.c.id == ids[0] if count == 1 else CASE.c.id.in_(ids))
    if lock == "none":
        return Prepared(statement)
    return Prepared(statement.with_for_update(of=CASE, skip_locked=lock == "skip"))


class SqlUnitOfWork:
    """`ports.UnitOfWork` on one SQLAlchemy connection."""

    def __init__(
        self, connection: Connection, definitions: Definitions, directory: Callable[[Connection], Directory]
    ) -> None:
        self._connection = connection
        self._definitions = definitions
        self.directory: Directory = directory(connection)
        self._calendar_number: int | None = None
        self._confidential: frozenset[str] | None = None
        self._parameters: Mapping[tuple[str, str], str] | None = None
        self._milestones: Mapping[tuple[str, str], date] | None = None
        self._below: dict[str | None, list[UnitFacts]] | None = None

    def confidential(self) -> frozenset[str]:
        """See `ports.UnitOfWork`."""
        return self._definitions.confidential(self._connection, self._workflows_with_secrets())

    def _workflows_with_secrets(self) -> frozenset[str]:
        """The workflows of which any version is confidential. Loading a case has told it already."""
        if self._confidential is None:
            ((told,),) = _CONFIDENTIAL.rows(self._connection, {})
            self._confidential = read_confidential(told)
        return self._confidential

    def may_be_secret(self, workflow: str) -> bool:
        """See `ports.UnitOfWork`."""
        return not self._workflows_with_secrets().isdisjoint({workflow, ANY})

    def secret(self, cases: Iterable[str]) -> frozenset[str]:
        """See `ports.UnitOfWork`."""
        return confidential.secret(self._connection, self.confidential(), cases)

    def secret_children(self, case: Case) -> list[Case]:
        """See `ports.UnitOfWork`."""
        workflows = self._workflows_with_secrets()
        opened = workflows_opened(self.definition(case.body["digest"]))
        if opened.isdisjoint(workflows) and ANY not in workflows:
            return []
        told = [str(one["id"]) for one in case.children.values()]
        lost = set(told).difference(records.those_there(self._connection, told))
        found = confidential.children_of(self._connection, case.id, self.confidential())
        return found + [Case({"id": one}) for one in sorted(self.secret(lost) if lost else ())]

    def events_about(self, case: str, children: frozenset[str]) -> tuple[int, ...]:
        """See `ports.UnitOfWork`."""
        return confidential.events_about(self._connection, case, children)

    def answered(self, key: str) -> Answered | None:
        """See `ports.UnitOfWork`."""
        rows = _ANSWERED.rows(self._connection, {"key": key})
        return Answered(*rows[0]) if rows else None

    def load(self, cases: Sequence[str], lock: Lock) -> dict[str, Stored]:
        """See `ports.UnitOfWork`. Ids are made so that an ancestor sorts before its children."""
        cases = [case for case in cases if storable(case)]
        if not cases:
            return {}
        values = {f"c{number}": one for number, one in enumerate(cases)}
        # Who has to wait for a lock gets what was so before the waiting; so only what needs no waiting is believed
        # as to the directory, and a case that somebody holds is asked for a second time, to wait for.
        first: Lock = "skip" if lock == "wait" else lock
        try:
            rows = _load_statement(len(cases), first).rows(self._connection, values)
        except sqlite3.OperationalError as error:
            raise records.undecodable_of(self._connection, cases) or error from error
        if lock == "wait" and len(rows) < len(cases):
            rows = _load_statement(len(cases), lock).rows(self._connection, values)
        elif rows:
            self._calendar_number = rows[0][4] or 0
            self._confidential = read_confidential(rows[0][5])
            if isinstance(self.directory, SqlDirectory):
                self.directory.name = rows[0][3]
        return {case: Stored(read_case(case, body), head) for case, body, head, *_ in rows}

    def calendar_number(self) -> int:
        """See `ports.UnitOfWork`. Loading a case has told it already."""
        if self._calendar_number is None:
            self._calendar_number = calendar.newest_number(self._connection)
        return self._calendar_number

    def open_cases(self, after: str, limit: int) -> list[Case]:
        """See `ports.UnitOfWork`."""
        return records.open_cases(self._connection, after, limit)

    def calendar_book(self) -> Book:
        """See `ports.UnitOfWork`."""
        return calendar.read_book(self._connection)

    def definition(self, digest: str) -> Definition:
        """See `ports.UnitOfWork`."""
        return self._definitions.by_digest(self._connection, digest)

    def deployed(self, workflow: str) -> Deployed:
        """See `ports.UnitOfWork`."""
        return self._definitions.newest(self._connection, workflow)

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
        previous, rows, messages = _recorded(case, head, events)
        row = self._case_row(case, head is None, case.seq - len(events), previous, events[-1], next_at)
        if claim is not None:
            rows[-1] |= {"command": claim.key, "request": claim.request}
        entry = Entry(row, head is None, rows, messages)
        return previous if write(self._connection, entry, last=last) else None

    def claim(self, now: str, limit: int, after: tuple[str, str]) -> Iterator[Due]:
        """See `ports.UnitOfWork`."""
        for next_at, case, seq, head, body in claim_due(self._connection, now, limit, after):
            yield Due((next_at, case), _read(case, body, seq, head))

    def add_rungs(self, fired: Iterable[Fired]) -> None:
        """See `ports.UnitOfWork`."""
        cases, rows, messages = [], [], []
        for one in fired:
            case, last = one.case, one.events[-1]
            head, sealed, told = _recorded(case, one.head, one.events)
            cases.append(
                (
                    case.id,
                    case.seq - len(one.events),
                    case.seq,
                    head,
                    last.body["recorded_at"],
                    one.next_at,
                    canonical.dumps(case.body),
                )
            )
            rows += sealed
            messages += told
        if cases:
            # In the order of the keys, so that neighbours in an index are written one after the other.
            cases.sort(key=itemgetter(0))
            rows.sort(key=itemgetter("case_id", "seq"))
            messages.sort(key=itemgetter("case_id", "seq"))
            write_rungs(self._connection, cases, rows, messages)

    def due_count(self, now: str) -> int:
        """See `ports.UnitOfWork`."""
        return confidential.due_count(self._connection, now, self.confidential())

    def wake(self, case: str, next_at: str | None) -> None:
        """See `ports.UnitOfWork`."""
        _WAKE.change(self._connection, {"woken": case, "at": next_at})

    def _case_row(
        self, case: Case, new: bool, was: int, head: str, last: Event, next_at: str | None
    ) -> dict[str, Any]:
        body = case.body
        row: dict[str, Any] = {
            "status": case.status,
            "state": case.state,
            "seq": case.seq,
            "head": head,
            "updated_at": last.body["recorded_at"],
            "due_at": case.due_at(),
            "next_at": next_at,
            "person": self.person_of(case),
            "doubt": case.doubt(),
            "body": canonical.dumps(body),
        }
        if not new:
            return {**row, "case_id": case.id, "was": was}
        return row | {
            "id": case.id,
            "workflow": case.workflow,
            "digest": body["digest"],
            "unit": case.unit,
            "parent": case.parent,
            "opened_at": body["opened_at"],
            "attempts": 0,
            "fault": None,
        }

    def person_of(self, case: Case) -> str | None:
        """Who is named in the field that a role of the workflow is bound to: a copy to search by."""
        definition = self._definitions.by_digest(self._connection, case.body["digest"])
        named = (case.data.get(name) for name in definition.derived(_person_fields))
        return next((one for one in named if one is not None), None)

    def amend(self, key: str, seq: int) -> None:
        """See `ports.UnitOfWork`."""
        self._connection.execute(update(EVENT).where(EVENT.c.command == key).values(answer=seq))

    def parameters(self) -> Mapping[tuple[str, str], str]:
        """See `ports.UnitOfWork`. Read once a transaction, in which they do not change."""
        if self._parameters is None:
            self._parameters = parameters(self._connection)
        return self._parameters

    def register(self, name: str) -> tuple[RegisterEntry, ...]:
        """See `ports.UnitOfWork`."""
        return entries_of(self._connection, name)

    def add_entry(self, entry: AddEntry, case: str, at: str, recorded_at: str) -> None:
        """See `ports.UnitOfWork`."""
        title = Text(entry.title, entry.title)
        said = Line(
            ADDED,
            entry.key,
            at,
            entry.actor,
            title,
            entry.values,
            case=case,
            seq=entry.seq,
            recorded_at=None if recorded_at == at else recorded_at,
        )
        append(self._connection, entry.register, said)

    def others(self, workflow: str, units: Sequence[str] | None, *, filled: bool = True) -> Iterable[Case]:
        """See `ports.UnitOfWork`."""
        return others.cases_of_units(self._connection, workflow, units, filled=filled)

    def units_below(self, unit: str) -> Sequence[UnitFacts] | None:
        """See `ports.UnitOfWork`. All units are read once a transaction, which may look at hundreds of cases."""
        if self._below is None and isinstance(self.directory, Units):
            self._below = {}
            for one in self.directory.units():
                self._below.setdefault(one.parent, []).append(one)
        return None if self._below is None else self._below.get(unit, ())

    def milestones(self) -> Mapping[tuple[str, str], date]:
        """See `ports.UnitOfWork`. Read once a transaction, in which they do not change."""
        if self._milestones is None:
            self._milestones = milestones(self._connection)
        return self._milestones

    def voter(self, case: str, poll: int, person: str) -> VoterFacts:
        """See `ports.UnitOfWork`."""
        return ballot_box.voter(self._connection, case, poll, person)

    def counts(self, case: str, poll: int) -> Mapping[str, Mapping[str, int]]:
        """See `ports.UnitOfWork`."""
        return ballot_box.counts(self._connection, case, poll)

    def roll(self, case: str, poll: int) -> Mapping[str, tuple[int, int]]:
        """See `ports.UnitOfWork`."""
        return ballot_box.roll(self._connection, case, poll)

    def enter_roll(self, case: str, poll: int, groups: Mapping[str, Sequence[str]]) -> None:
        """See `ports.UnitOfWork`."""
        ballot_box.enter_roll(self._connection, case, poll, groups)

    def keep_roll(self, case: str, old: int, new: int) -> None:
        """See `ports.UnitOfWork`."""
        ballot_box.keep_roll(self._connection, case, old, new)

    def drop_ballot(
        self, case: str, ballot: DropBallot, groups: Sequence[str], choices: Sequence[str]
    ) -> None:
        """See `ports.UnitOfWork`."""
        ballot_box.drop_ballot(self._connection, case, ballot, groups, choices)

    def empty_box(self, case: str, poll: int) -> None:
        """See `ports.UnitOfWork`."""
        ballot_box.empty_box(self._connection, case, poll)

    def due(self, now: str, limit: int, after: tuple[str, str]) -> list[tuple[str, str]]:
        """See `ports.UnitOfWork`."""
        return records.due_cases(self._connection, now, limit, after)

    def keep_report(self, name: str | None, as_of: str, report: Mapping[str, Any]) -> str:
        """See `ports.UnitOfWork`."""
        return records.keep_report(self._connection, name, as_of, report)

    def park(self, case: str, fault: str, next_at: str) -> None:
        """See `ports.UnitOfWork`."""
        records.park(self._connection, case, fault, next_at)

    def attempts(self, case: str) -> int:
        """See `ports.UnitOfWork`."""
        return records.attempts_of(self._connection, case)


def _person_fields(definition: Definition) -> tuple[str, ...]:
    """The fields that roles of a workflow are bound to."""
    return tuple(role.person for role in definition.roles if role.person is not None)


def _recorded(
    case: Case, head: str | None, events: Sequence[Event]
) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    """The hash of the last event, the rows of the events sealed one to the other, and their messages."""
    previous = genesis(case.id) if head is None else head
    rows = []
    for event in events:
        body = canonical.dumps(event.body)
        sealed = link(case.id, event.seq, previous, body)
        rows.append(
            {
                "case_id": case.id,
                "seq": event.seq,
                "kind": event.kind,
                "action": event.body.get("action"),
                "at": event.body["at"],
                "alg": ALGORITHM,
                "prev": previous,
                "hash": sealed,
                "body": body,
                "occurrence": event.body.get("occurrence"),
                "command": None,
                "request": None,
                "answer": None,
            }
        )
        previous = sealed
    return previous, rows, [_message(case, event) for event in events if event.is_news]


def _read(case: str, body: str, seq: int, head: str) -> Stored | None:
    """A case as it lies; `None` of one that is not what its row says, which the long way will name."""
    try:
        found = canonical.loads(body)
        return Stored(Case(found), head) if (found["id"], found["seq"]) == (case, seq) else None
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _message(case: Case, event: Event) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "seq": event.seq,
        "kind": event.kind,
        "next_at": event.body["recorded_at"],
        "attempts": 0,
    }
