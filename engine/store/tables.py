"""The tables of the engine, on a registry of our own: the host's metadata stays its own.

Instants are UTC text of one width (`2014-08-01T01:00:00.000000Z`), days are ISO text, bodies are
canonical JSON text and never a JSON column, which would not give back the bytes that were hashed.
The schema is written here and in `migrations/`; a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Text, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

mapper = registry()


class Base(SQLModel, registry=mapper):
    """The root of the engine's tables."""


def _body() -> Column[str]:
    return Column(Text, nullable=False)


class SettingRow(Base, table=True):
    """One setting of the database: time zone, rehearsal clock."""

    __tablename__ = "duban_setting"

    name: str = Field(primary_key=True, max_length=64)
    value: str = Field(max_length=255)


class DefinitionRow(Base, table=True):
    """A deployed version of a workflow: compiled, and its source as it was written."""

    __tablename__ = "duban_definition"

    workflow: str = Field(primary_key=True, max_length=100)
    version: int = Field(primary_key=True)
    digest: str = Field(index=True, max_length=64)
    deployed_at: str = Field(max_length=32)
    body: str = Field(sa_column=_body())
    source: str = Field(sa_column=_body())


class CaseRow(Base, table=True):
    """Where a case stands. `body` is the snapshot; the other columns are copies to search by."""

    __tablename__ = "duban_case"
    __table_args__ = (
        Index("duban_case_next", "next_at", postgresql_where=text("next_at IS NOT NULL"),
              sqlite_where=text("next_at IS NOT NULL")),
        # One index for to-do lists and overdue lists alike: every act has to write each of them.
        Index("duban_case_place", "status", "state", "due_at"),
        Index("duban_case_unit", "unit"),
        Index("duban_case_parent", "parent", postgresql_where=text("parent IS NOT NULL"),
              sqlite_where=text("parent IS NOT NULL")),
        Index("duban_case_person", "person", postgresql_where=text("person IS NOT NULL"),
              sqlite_where=text("person IS NOT NULL")),
    )  # fmt: skip

    id: str = Field(primary_key=True, max_length=200)
    workflow: str = Field(max_length=100)
    digest: str = Field(max_length=64)
    unit: str = Field(max_length=100)
    parent: str | None = Field(default=None, max_length=200)
    person: str | None = Field(default=None, max_length=100)
    """Who is named in the field that a role of the workflow is bound to."""
    status: str = Field(max_length=16)
    state: str = Field(max_length=100)
    seq: int
    head: str = Field(max_length=64)
    """The hash of the last event."""
    opened_at: str = Field(max_length=32)
    updated_at: str = Field(max_length=32)
    due_at: str | None = Field(default=None, max_length=32)
    next_at: str | None = Field(default=None, max_length=32)
    """When the clock next has something to do."""
    attempts: int = Field(default=0)
    fault: str | None = Field(default=None, sa_column=Column(Text))
    """Why the night could not do its part, when it could not."""
    body: str = Field(sa_column=_body())


class EventRow(Base, table=True):
    """One step of a case. `body` is hashed; `kind`, `action` and `at` are copies to search by."""

    __tablename__ = "duban_event"

    case_id: str = Field(primary_key=True, max_length=200)
    seq: int = Field(primary_key=True)
    kind: str = Field(max_length=32)
    action: str | None = Field(default=None, max_length=100)
    at: str = Field(max_length=32)
    alg: str = Field(max_length=16)
    prev: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    body: str = Field(sa_column=_body())


class OutboxRow(Base, table=True):
    """A message about an event, still to be delivered after the commit; its id is the event's place.

    In the order in which they are to be tried: the key is the only index, so that a message costs
    an act one page at the end of it.
    """

    __tablename__ = "duban_outbox"
    __table_args__ = {"sqlite_with_rowid": False}

    next_at: str = Field(primary_key=True, max_length=32)
    """When to try next."""
    case_id: str = Field(primary_key=True, max_length=200)
    seq: int = Field(primary_key=True)
    kind: str = Field(max_length=32)
    body: str = Field(sa_column=_body())
    attempts: int = Field(default=0)


class CommandRow(Base, table=True):
    """A command id with what was asked and how it was answered."""

    __tablename__ = "duban_command"
    __table_args__ = {"sqlite_with_rowid": False}

    key: str = Field(primary_key=True, max_length=200)
    request: str = Field(max_length=64)
    case_id: str = Field(max_length=200)
    seq: int
    at: str = Field(max_length=32)


class SweepRow(Base, table=True):
    """The report of one run of the nightly job."""

    __tablename__ = "duban_sweep"

    id: str = Field(primary_key=True, max_length=64)
    as_of: str = Field(index=True, max_length=32)
    body: str = Field(sa_column=_body())


class UnitRow(Base, table=True):
    """A unit of the built-in directory."""

    __tablename__ = "duban_unit"

    id: str = Field(primary_key=True, max_length=100)
    title: str = Field(max_length=255)
    level: str | None = Field(default=None, max_length=64)
    parent: str | None = Field(default=None, max_length=100)
    category: str = Field(default="[]", sa_column=_body())
    rank: str | None = Field(default=None, max_length=64)
    supervised_by: str | None = Field(default=None, max_length=100, index=True)


class PersonRow(Base, table=True):
    """A person of the built-in directory."""

    __tablename__ = "duban_person"

    id: str = Field(primary_key=True, max_length=100)
    name: str = Field(max_length=255)
    rank: str | None = Field(default=None, max_length=64)
    party_member: bool | None = None


class PostRow(Base, table=True):
    """Who holds what where; both days count."""

    __tablename__ = "duban_post"
    __table_args__ = (Index("duban_post_place", "unit", "post"),)

    person: str = Field(primary_key=True, max_length=100)
    post: str = Field(primary_key=True, max_length=100)
    unit: str = Field(primary_key=True, max_length=100)
    since: str = Field(default="0001-01-01", primary_key=True, max_length=10)
    until: str = Field(default="9999-12-31", max_length=10)


class DelegationRow(Base, table=True):
    """Who may act for whom, in what, how long; both days count. `*` stands for every workflow."""

    __tablename__ = "duban_delegation"

    from_person: str = Field(primary_key=True, max_length=100)
    to_person: str = Field(primary_key=True, max_length=100)
    workflow: str = Field(primary_key=True, max_length=100)
    since: str = Field(default="0001-01-01", primary_key=True, max_length=10)
    until: str = Field(default="9999-12-31", max_length=10)


class RollRow(Base, table=True):
    """Who may vote in a ballot, and whether they have; never what a secret ballot said."""

    __tablename__ = "duban_roll"

    case_id: str = Field(primary_key=True, max_length=200)
    poll: int = Field(primary_key=True)
    person: str = Field(primary_key=True, max_length=100)
    group_id: str = Field(max_length=100)
    voted: bool = Field(default=False)
    choice: str | None = Field(default=None, max_length=100)
    """The choice of an open ballot only."""


class BoxRow(Base, table=True):
    """How many papers of each choice lie in the box of a secret ballot: counters, no order, no time."""

    __tablename__ = "duban_box"

    case_id: str = Field(primary_key=True, max_length=200)
    poll: int = Field(primary_key=True)
    group_id: str = Field(primary_key=True, max_length=100)
    choice: str = Field(primary_key=True, max_length=100)
    papers: int = Field(default=0)
