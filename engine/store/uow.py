"""The one transaction an act happens in: lock, read, write, all on one connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy import case as sql_case

from ..core import canonical
from ..core.case import Case
from ..core.chain import ALGORITHM, genesis, link
from ..core.definition import Definition
from ..core.events import Event
from ..core.facts import VoterFacts
from ..core.orders import DropBallot
from ..errors import Retryable
from ..ports import Answered, Deployed, Directory, Lock, Stored
from . import records
from .definitions import Definitions
from .prepared import Prepared
from .tables import Base

_TABLES = Base.metadata.tables
CASE, EVENT, OUTBOX = _TABLES["duban_case"], _TABLES["duban_event"], _TABLES["duban_outbox"]
_COMMAND, _ROLL, _BOX = _TABLES["duban_command"], _TABLES["duban_roll"], _TABLES["duban_box"]

_CASE_COPIES = (
    "digest",
    "status",
    "state",
    "seq",
    "head",
    "updated_at",
    "due_at",
    "next_at",
    "person",
    "body",
)

_INSERT_CASE = Prepared(
    insert(CASE), [*_CASE_COPIES, "id", "workflow", "unit", "parent", "opened_at", "attempts", "fault"]
)
_UPDATE_CASE = Prepared(
    update(CASE)
    .where(CASE.c.id == bindparam("case_id"), CASE.c.seq == bindparam("was"))
    .values(**{name: bindparam(name) for name in _CASE_COPIES}, attempts=0, fault=None)
)
_INSERT_EVENT = Prepared(insert(EVENT), [column.name for column in EVENT.columns])
_INSERT_OUTBOX = Prepared(insert(OUTBOX), [column.name for column in OUTBOX.columns])
_INSERT_COMMAND = Prepared(insert(_COMMAND), [column.name for column in _COMMAND.columns])
_ANSWERED = Prepared(
    select(_COMMAND.c.request, _COMMAND.c.case_id, _COMMAND.c.seq).where(_COMMAND.c.key == bindparam("key"))
)
_UNTOLD = frozenset({"cast"})
"""Kinds of events that send no message: a ballot is nobody's news, and its order must stay untold."""


@lru_cache(maxsize=64)
def _load_statement(count: int, lock: Lock) -> Prepared:
    ids = [bindparam(f"c{number}") for number in range(count)]
    statement = select(CASE.c.id, CASE.c.body, CASE.c.head).order_by(CASE.c.id)
    statement = statement.where(CASE.c.id == ids[0] if count == 1 else CASE.c.id.in_(ids))
    return Prepared(statement if lock == "none" else statement.with_for_update(skip_locked=lock == "skip"))


class SqlUnitOfWork:
    """`ports.UnitOfWork` on one SQLAlchemy connection."""

    def __init__(
        self, connection: Connection, definitions: Definitions, directory: Callable[[Connection], Directory]
    ) -> None:
        self._connection = connection
        self._definitions = definitions
        self.directory: Directory = directory(connection)

    def answered(self, key: str) -> Answered | None:
        """See `ports.UnitOfWork`."""
        row = _ANSWERED.run(self._connection, {"key": key}).first()
        return Answered(*row) if row is not None else None

    def load(self, cases: Sequence[str], lock: Lock) -> dict[str, Stored]:
        """See `ports.UnitOfWork`. Ids are made so that an ancestor sorts before its children."""
        statement = _load_statement(len(cases), lock)
        rows = statement.run(self._connection, {f"c{number}": one for number, one in enumerate(cases)})
        return {id: Stored(Case(canonical.loads(body)), head) for id, body, head in rows}

    def definition(self, digest: str) -> Definition:
        """See `ports.UnitOfWork`."""
        return self._definitions.by_digest(self._connection, digest)

    def deployed(self, workflow: str) -> Deployed:
        """See `ports.UnitOfWork`."""
        return self._definitions.newest(self._connection, workflow)

    def add(self, case: Case, head: str | None, events: Sequence[Event], next_at: str | None) -> str:
        """See `ports.UnitOfWork`."""
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
                }  # fmt: skip
            )
            previous = sealed
        self._write_case(case, head is None, case.seq - len(events), previous, events[-1], next_at)
        if len(rows) == 1:
            _INSERT_EVENT.run(self._connection, rows[0])
        else:
            _INSERT_EVENT.run_many(self._connection, rows)
        messages = [_message(case, event) for event in events if event.kind not in _UNTOLD]
        if len(messages) == 1:
            _INSERT_OUTBOX.run(self._connection, messages[0])
        else:
            _INSERT_OUTBOX.run_many(self._connection, messages)
        return previous

    def wake(self, case: str, next_at: str | None) -> None:
        """See `ports.UnitOfWork`."""
        self._connection.execute(update(CASE).where(CASE.c.id == case).values(next_at=next_at))

    def _write_case(
        self, case: Case, new: bool, was: int, head: str, last: Event, next_at: str | None
    ) -> None:
        body = case.body
        values: dict[str, Any] = {
            "digest": body["digest"], "status": case.status, "state": case.state, "seq": case.seq, "head": head,
            "updated_at": last.body["recorded_at"], "due_at": case.due_at(), "next_at": next_at,
            "person": self.person_of(case), "body": canonical.dumps(body),
        }  # fmt: skip
        if new:
            values |= {
                "id": case.id, "workflow": case.workflow, "unit": case.unit, "parent": case.parent,
                "opened_at": body["opened_at"], "attempts": 0, "fault": None,
            }  # fmt: skip
            _INSERT_CASE.run(self._connection, values)
            return
        done = _UPDATE_CASE.run(self._connection, {**values, "case_id": case.id, "was": was})
        if done.rowcount != 1:
            raise Retryable(what=f"case {case.id} was changed at the same time")

    def person_of(self, case: Case) -> str | None:
        """Who is named in the field that a role of the workflow is bound to: a copy to search by."""
        definition = self._definitions.by_digest(self._connection, case.body["digest"])
        named = (case.data.get(role.person) for role in definition.roles if role.person is not None)
        return next((one for one in named if one is not None), None)

    def remember(self, key: str, answered: Answered, at: str) -> None:
        """See `ports.UnitOfWork`."""
        values = {
            "key": key, "request": answered.request, "case_id": answered.case, "seq": answered.seq, "at": at,
        }  # fmt: skip
        _INSERT_COMMAND.run(self._connection, values)

    def voter(self, case: str, poll: int, person: str) -> VoterFacts:
        """See `ports.UnitOfWork`."""
        row = self._connection.execute(
            select(_ROLL.c.group_id, _ROLL.c.voted, _ROLL.c.choice).where(
                *_of(_ROLL, case, poll), _ROLL.c.person == person
            )
        ).first()
        return VoterFacts(row[0], bool(row[1]), row[2]) if row is not None else VoterFacts()

    def counts(self, case: str, poll: int) -> Mapping[str, Mapping[str, int]]:
        """See `ports.UnitOfWork`."""
        box: dict[str, dict[str, int]] = defaultdict(dict)
        for group, choice, papers in self._connection.execute(
            select(_BOX.c.group_id, _BOX.c.choice, _BOX.c.papers).where(*_of(_BOX, case, poll))
        ):
            box[group][choice] = papers
        for group, choice in self._connection.execute(
            select(_ROLL.c.group_id, _ROLL.c.choice).where(
                *_of(_ROLL, case, poll), _ROLL.c.choice.is_not(None)
            )
        ):
            box[group][choice] = box[group].get(choice, 0) + 1
        return box

    def enter_roll(self, case: str, poll: int, groups: Mapping[str, Sequence[str]]) -> None:
        """See `ports.UnitOfWork`."""
        self._connection.execute(delete(_ROLL).where(*_of(_ROLL, case, poll)))
        rows = [
            {
                "case_id": case,
                "poll": poll,
                "person": person,
                "group_id": group,
                "voted": False,
                "choice": None,
            }
            for group, people in groups.items()
            for person in people
        ]
        self._connection.execute(insert(_ROLL), rows)

    def keep_roll(self, case: str, old: int, new: int) -> None:
        """See `ports.UnitOfWork`."""
        rows = self._connection.execute(
            select(_ROLL.c.group_id, _ROLL.c.person).where(*_of(_ROLL, case, old))
        )
        groups: dict[str, list[str]] = defaultdict(list)
        for group, person in rows:
            groups[group].append(person)
        if groups:
            self.enter_roll(case, new, groups)

    def drop_ballot(
        self, case: str, ballot: DropBallot, groups: Sequence[str], choices: Sequence[str]
    ) -> None:
        """See `ports.UnitOfWork`.

        All counters of the box are written every time, so that no trace of the storage (the
        transaction that last wrote a row) ties one voter to one counter.
        """
        poll = ballot.poll
        self._connection.execute(
            update(_ROLL)
            .where(*_of(_ROLL, case, poll), _ROLL.c.person == ballot.person)
            .values(voted=True, choice=None if ballot.secret else ballot.choice)
        )
        if not ballot.secret:
            return
        mine = (_BOX.c.group_id == ballot.group) & (_BOX.c.choice == ballot.choice)
        counted = (
            update(_BOX)
            .where(*_of(_BOX, case, poll))
            .values(papers=_BOX.c.papers + sql_case((mine, 1), else_=0))
        )
        if self._connection.execute(counted).rowcount == 0:
            rows = [
                {"case_id": case, "poll": poll, "group_id": group, "choice": choice,
                 "papers": int((group, choice) == (ballot.group, ballot.choice))}
                for group in groups
                for choice in choices
            ]  # fmt: skip
            self._connection.execute(insert(_BOX), rows)

    def empty_box(self, case: str, poll: int) -> None:
        """See `ports.UnitOfWork`."""
        self._connection.execute(delete(_BOX).where(*_of(_BOX, case, poll)))

    def due(self, now: str, limit: int, after: tuple[str, str]) -> list[tuple[str, str]]:
        """See `ports.UnitOfWork`."""
        return records.due_cases(self._connection, now, limit, after)

    def park(self, case: str, fault: str, next_at: str) -> None:
        """See `ports.UnitOfWork`."""
        records.park(self._connection, case, fault, next_at)

    def attempts(self, case: str) -> int:
        """See `ports.UnitOfWork`."""
        return records.attempts_of(self._connection, case)


def _of(table: Any, case: str, poll: int) -> tuple[Any, Any]:
    return table.c.case_id == case, table.c.poll == poll


def _message(case: Case, event: Event) -> dict[str, Any]:
    told = {
        name: event.body[name]
        for name in ("action", "from", "to", "actor", "at", "deadline", "rung", "due", "round", "status")
        if name in event.body
    }
    body = {
        "id": f"{case.id}:{event.seq}", "type": f"duban.case.{event.kind}", "case": case.id,
        "workflow": case.workflow, "unit": case.unit, **told,
    }  # fmt: skip
    return {
        "case_id": case.id, "seq": event.seq, "kind": event.kind, "body": canonical.dumps(body),
        "next_at": event.body["recorded_at"], "attempts": 0,
    }  # fmt: skip
