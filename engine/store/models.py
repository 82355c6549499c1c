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
    doubt: int = _is(tables.CASE.c.doubt, 0)
    """1 when a running deadline is provisional, 2 when one has no date yet, 3 when both hold; else 0."""
    body: str = _is(tables.CASE.c.body)


class EventRow(Base, table=True):
    """One step of a case. `body` is hashed; `kind`, `action`, `at`, `occurrence` and `command` are copies to search by."""

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
    occurrence: str | None = _is(tables.EVENT.c.occurrence, None)
    """Of the clock's events: deadline, the event it was armed by, its end, the rung. Once in a case."""
    command: str | None = _is(tables.EVENT.c.command, None)
    """The command id that was given, on the last event that came of it. Once in the record."""
    request: str | None = _is(tables.EVENT.c.request, None)
    """What was asked with it, as a digest."""
    answer: int | None = _is(tables.EVENT.c.answer, None)
    """The number of a later event, where what followed brought the case further before it was answered."""


class OutboxRow(Base, table=True):
    """A message about an event, still to be delivered after the commit: which event, and when to try; what it says is in the event.

    In the order in which they are to be tried: the key is the only index, so that a message costs
    an act one page at the end of it.
    """

    __table__ = tables.OUTBOX

    next_at: str = _is(tables.OUTBOX.c.next_at)
    """When to try next."""
    case_id: str = _is(tables.OUTBOX.c.case_id)
    seq: int = _is(tables.OUTBOX.c.seq)
    kind: str = _is(tables.OUTBOX.c.kind)
    attempts: int = _is(tables.OUTBOX.c.attempts, 0)


class NoticeRow(Base, table=True):
    """That a person is told of an event, once: in which delivery, and the line they read."""

    __table__ = tables.NOTICE

    case_id: str = _is(tables.NOTICE.c.case_id)
    seq: int = _is(tables.NOTICE.c.seq)
    person: str = _is(tables.NOTICE.c.person)
    kind: str = _is(tables.NOTICE.c.kind)
    delivery: str = _is(tables.NOTICE.c.delivery)
    body: str = _is(tables.NOTICE.c.body)


class DeliveryRow(Base, table=True):
    """One message to one person: the digest of a day, or a word of its own."""

    __table__ = tables.DELIVERY

    id: str = _is(tables.DELIVERY.c.id)
    person: str = _is(tables.DELIVERY.c.person)
    """Empty where a message could not be worked out for anybody and was parked."""
    day: str = _is(tables.DELIVERY.c.day)
    status: str = _is(tables.DELIVERY.c.status)
    """`waiting`, `sent` or `parked`."""
    made_at: str = _is(tables.DELIVERY.c.made_at)
    next_at: str | None = _is(tables.DELIVERY.c.next_at, None)
    """Not before this instant of the machine's clock: the next try, or the end of a relay's claim."""
    attempts: int = _is(tables.DELIVERY.c.attempts, 0)
    fault: str | None = _is(tables.DELIVERY.c.fault, None)
    sent_at: str | None = _is(tables.DELIVERY.c.sent_at, None)
    body: str = _is(tables.DELIVERY.c.body)
    """What is handed over, the same at every try; empty while it is being gathered."""


class SweepRow(Base, table=True):
    """The report of one run of the nightly job."""

    __table__ = tables.SWEEP

    id: str = _is(tables.SWEEP.c.id)
    as_of: str = _is(tables.SWEEP.c.as_of)
    body: str = _is(tables.SWEEP.c.body)


class MilestoneRow(Base, table=True):
    """A named date, and why it is this one; of an empty unit it is that of the whole campaign."""

    __table__ = tables.MILESTONE

    name: str = _is(tables.MILESTONE.c.name)
    unit: str = _is(tables.MILESTONE.c.unit)
    day: str = _is(tables.MILESTONE.c.day)
    set_at: str = _is(tables.MILESTONE.c.set_at)
    reason: str = _is(tables.MILESTONE.c.reason, "")


class ParameterRow(Base, table=True):
    """A figure that a place has set for itself; of an empty unit it holds for all."""

    __table__ = tables.PARAMETER

    name: str = _is(tables.PARAMETER.c.name)
    unit: str = _is(tables.PARAMETER.c.unit)
    value: str = _is(tables.PARAMETER.c.value)
    set_at: str = _is(tables.PARAMETER.c.set_at)
    reason: str = _is(tables.PARAMETER.c.reason, "")


class BatchRow(Base, table=True):
    """Cases that were forwarded together: the action, by whom, the note, and what became of each."""

    __table__ = tables.BATCH

    number: int = _is(tables.BATCH.c.number)
    at: str = _is(tables.BATCH.c.at)
    body: str = _is(tables.BATCH.c.body)


class RegisterRow(Base, table=True):
    """A line of a register: an entry added or retired, sealed to the line before."""

    __table__ = tables.REGISTER

    name: str = _is(tables.REGISTER.c.name)
    number: int = _is(tables.REGISTER.c.number)
    key: str = _is(tables.REGISTER.c.key)
    kind: str = _is(tables.REGISTER.c.kind)
    """`added` or `retired`."""
    at: str = _is(tables.REGISTER.c.at)
    case_id: str | None = _is(tables.REGISTER.c.case_id, None)
    """The case whose act it is, if any."""
    seq: int | None = _is(tables.REGISTER.c.seq, None)
    alg: str = _is(tables.REGISTER.c.alg)
    prev: str = _is(tables.REGISTER.c.prev)
    hash: str = _is(tables.REGISTER.c.hash)
    body: str = _is(tables.REGISTER.c.body)


class RegisterSeenRow(Base, table=True):
    """Up to which line the night has looked again at the cases that follow a register."""

    __table__ = tables.REGISTER_SEEN

    name: str = _is(tables.REGISTER_SEEN.c.name)
    number: int = _is(tables.REGISTER_SEEN.c.number)


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


class CalendarVersionRow(Base, table=True):
    """One version of the calendar: a number that only grows, and the digest of what then held."""

    __table__ = tables.CALENDAR_VERSION

    number: int = _is(tables.CALENDAR_VERSION.c.number)
    digest: str = _is(tables.CALENDAR_VERSION.c.digest)
    at: str = _is(tables.CALENDAR_VERSION.c.at)
    source: str = _is(tables.CALENDAR_VERSION.c.source)
    """`shipped`, `notice` or `layer`."""
    notice: str | None = _is(tables.CALENDAR_VERSION.c.notice, None)
    year: int | None = _is(tables.CALENDAR_VERSION.c.year, None)
    layer: str | None = _is(tables.CALENDAR_VERSION.c.layer, None)
    recounted_at: str | None = _is(tables.CALENDAR_VERSION.c.recounted_at, None)
    """When the night had counted all open deadlines by it; until then it does so again."""


class CalendarDayRow(Base, table=True):
    """What a version says of one day of a layer; the newest row of a day holds."""

    __table__ = tables.CALENDAR_DAY

    layer: str = _is(tables.CALENDAR_DAY.c.layer)
    day: str = _is(tables.CALENDAR_DAY.c.day)
    version: int = _is(tables.CALENDAR_DAY.c.version)
    mark: str = _is(tables.CALENDAR_DAY.c.mark)
    """`off`, `work`, or `plain`: taken back, the weekday decides."""
    notice: str | None = _is(tables.CALENDAR_DAY.c.notice, None)
    name: str | None = _is(tables.CALENDAR_DAY.c.name, None)


class CalendarYearRow(Base, table=True):
    """From this version on a year is announced; `missing` are festivals that its notice does not name."""

    __table__ = tables.CALENDAR_YEAR

    year: int = _is(tables.CALENDAR_YEAR.c.year)
    version: int = _is(tables.CALENDAR_YEAR.c.version)
    missing: str = _is(tables.CALENDAR_YEAR.c.missing, "[]")


class CalendarLayerRow(Base, table=True):
    """For whom a local layer is, from this version on: units with all below them, workflows."""

    __table__ = tables.CALENDAR_LAYER

    layer: str = _is(tables.CALENDAR_LAYER.c.layer)
    version: int = _is(tables.CALENDAR_LAYER.c.version)
    title: str = _is(tables.CALENDAR_LAYER.c.title)
    units: str = _is(tables.CALENDAR_LAYER.c.units, "[]")
    workflows: str = _is(tables.CALENDAR_LAYER.c.workflows, "[]")
