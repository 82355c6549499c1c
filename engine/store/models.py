"""The rows of the engine's tables as SQLModel classes, on a registry of our own.

For reading and for hosts: `session.exec(select(CaseRow).where(CaseRow.unit == "water-bureau"))`.
What is written goes through the engine, or the record no longer verifies.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from . import tables

_mapper = registry(metadata=tables.METADATA)


class Base(SQLModel, registry=_mapper):
    """The root of the engine's rows."""


def _is(column: Column[Any], default: Any = ...) -> Any:
    return Field(default, sa_column=column)


class SettingRow(Base, table=True):
    """One setting of the database: time zone, rehearsal clock."""

    __table__ = tables.SETTING

    name: str = _is(tables.SETTING.c.name)
    value: str = _is(tables.SETTING.c.value)


class DefinitionRow(Base, table=True):
    """A deployed version of a workflow: compiled, and its source as it was written."""

    __table__ = tables.DEFINITION

    workflow: str = _is(tables.DEFINITION.c.workflow)
    version: int = _is(tables.DEFINITION.c.version)
    digest: str = _is(tables.DEFINITION.c.digest)
    deployed_at: str = _is(tables.DEFINITION.c.deployed_at)
    body: str = _is(tables.DEFINITION.c.body)
    source: str = _is(tables.DEFINITION.c.source)


class CaseRow(Base, table=True):
    """Where a case stands. `body` is the snapshot; the other columns are copies to search by."""

    __table__ = tables.CASE

    id: str = _is(tables.CASE.c.id)
    workflow: str = _is(tables.CASE.c.workflow)
    digest: str = _is(tables.CASE.c.digest)
    unit: str = _is(tables.CASE.c.unit)
    parent: str | None = _is(tables.CASE.c.parent, None)
    person: str | None = _is(tables.CASE.c.person, None)
    """Who is named in the field that a role of the workflow is bound to."""
    status: str = _is(tables.CASE.c.status)
    state: str = _is(tables.CASE.c.state)
    seq: int = _is(tables.CASE.c.seq)
    head: str = _is(tables.CASE.c.head)
    """The hash of the last event."""
    opened_at: str = _is(tables.CASE.c.opened_at)
    updated_at: str = _is(tables.CASE.c.updated_at)
    due_at: str | None = _is(tables.CASE.c.due_at, None)
    next_at: str | None = _is(tables.CASE.c.next_at, None)
    """When the clock next has something to do."""
    attempts: int = _is(tables.CASE.c.attempts, 0)
    fault: str | None = _is(tables.CASE.c.fault, None)
    """Why the night could not do its part, when it could not."""
    body: str = _is(tables.CASE.c.body)


class EventRow(Base, table=True):
    """One step of a case. `body` is hashed; `kind`, `action` and `at` are copies to search by."""

    __table__ = tables.EVENT

    case_id: str = _is(tables.EVENT.c.case_id)
    seq: int = _is(tables.EVENT.c.seq)
    kind: str = _is(tables.EVENT.c.kind)
    action: str | None = _is(tables.EVENT.c.action, None)
    at: str = _is(tables.EVENT.c.at)
    alg: str = _is(tables.EVENT.c.alg)
    prev: str = _is(tables.EVENT.c.prev)
    hash: str = _is(tables.EVENT.c.hash)
    body: str = _is(tables.EVENT.c.body)


class OutboxRow(Base, table=True):
    """A message about an event, still to be delivered after the commit; its id is the event's place.

    In the order in which they are to be tried: the key is the only index, so that a message costs
    an act one page at the end of it.
    """

    __table__ = tables.OUTBOX

    next_at: str = _is(tables.OUTBOX.c.next_at)
    """When to try next."""
    case_id: str = _is(tables.OUTBOX.c.case_id)
    seq: int = _is(tables.OUTBOX.c.seq)
    kind: str = _is(tables.OUTBOX.c.kind)
    body: str = _is(tables.OUTBOX.c.body)
    attempts: int = _is(tables.OUTBOX.c.attempts, 0)


class CommandRow(Base, table=True):
    """A command id with what was asked and how it was answered."""

    __table__ = tables.COMMAND

    key: str = _is(tables.COMMAND.c.key)
    request: str = _is(tables.COMMAND.c.request)
    case_id: str = _is(tables.COMMAND.c.case_id)
    seq: int = _is(tables.COMMAND.c.seq)
    at: str = _is(tables.COMMAND.c.at)


class SweepRow(Base, table=True):
    """The report of one run of the nightly job."""

    __table__ = tables.SWEEP

    id: str = _is(tables.SWEEP.c.id)
    as_of: str = _is(tables.SWEEP.c.as_of)
    body: str = _is(tables.SWEEP.c.body)


class MilestoneRow(Base, table=True):
    """A named date of the whole campaign, and why it is this one."""

    __table__ = tables.MILESTONE

    name: str = _is(tables.MILESTONE.c.name)
    day: str = _is(tables.MILESTONE.c.day)
    set_at: str = _is(tables.MILESTONE.c.set_at)
    reason: str = _is(tables.MILESTONE.c.reason, "")


class UnitRow(Base, table=True):
    """A unit of the built-in directory."""

    __table__ = tables.UNIT

    id: str = _is(tables.UNIT.c.id)
    title: str = _is(tables.UNIT.c.title)
    level: str | None = _is(tables.UNIT.c.level, None)
    parent: str | None = _is(tables.UNIT.c.parent, None)
    category: str = _is(tables.UNIT.c.category, "[]")
    rank: str | None = _is(tables.UNIT.c.rank, None)
    supervised_by: str | None = _is(tables.UNIT.c.supervised_by, None)


class PersonRow(Base, table=True):
    """A person of the built-in directory."""

    __table__ = tables.PERSON

    id: str = _is(tables.PERSON.c.id)
    name: str = _is(tables.PERSON.c.name)
    rank: str | None = _is(tables.PERSON.c.rank, None)
    party_member: bool | None = _is(tables.PERSON.c.party_member, None)


class PostRow(Base, table=True):
    """Who holds what where; both days count."""

    __table__ = tables.POST

    person: str = _is(tables.POST.c.person)
    post: str = _is(tables.POST.c.post)
    unit: str = _is(tables.POST.c.unit)
    since: str = _is(tables.POST.c.since, "0001-01-01")
    until: str = _is(tables.POST.c.until, "9999-12-31")


class DelegationRow(Base, table=True):
    """Who may act for whom, in what, how long; both days count. `*` stands for every workflow."""

    __table__ = tables.DELEGATION

    from_person: str = _is(tables.DELEGATION.c.from_person)
    to_person: str = _is(tables.DELEGATION.c.to_person)
    workflow: str = _is(tables.DELEGATION.c.workflow)
    since: str = _is(tables.DELEGATION.c.since, "0001-01-01")
    until: str = _is(tables.DELEGATION.c.until, "9999-12-31")


class RollRow(Base, table=True):
    """Who may vote in a ballot, and whether they have; never what a secret ballot said."""

    __table__ = tables.ROLL

    case_id: str = _is(tables.ROLL.c.case_id)
    poll: int = _is(tables.ROLL.c.poll)
    person: str = _is(tables.ROLL.c.person)
    group_id: str = _is(tables.ROLL.c.group_id)
    voted: bool = _is(tables.ROLL.c.voted, False)
    choice: str | None = _is(tables.ROLL.c.choice, None)
    """The choice of an open ballot only."""


class BoxRow(Base, table=True):
    """How many papers of each choice lie in the box of a secret ballot: counters, no order, no time."""

    __table__ = tables.BOX

    case_id: str = _is(tables.BOX.c.case_id)
    poll: int = _is(tables.BOX.c.poll)
    group_id: str = _is(tables.BOX.c.group_id)
    choice: str = _is(tables.BOX.c.choice)
    papers: int = _is(tables.BOX.c.papers, 0)
