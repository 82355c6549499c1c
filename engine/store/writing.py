"""One act put on the disk: the case, its events with the command id, its messages.

SQLite takes a statement for each table. On PostgreSQL what one act mostly is (a case moved by one
event) is a single statement, since every statement there is a round trip during which the row of
the case stays locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Connection,
    Table,
    and_,
    bindparam,
    exists,
    insert,
    not_,
    select,
    true,
    update,
)
from sqlalchemy import case as sql_case
from sqlalchemy.exc import DataError

from ..errors import Retryable
from .prepared import Prepared
from .tables import CASE, EVENT, OUTBOX

Row = Mapping[str, Any]

CASE_COPIES = ("status", "state", "seq", "head", "updated_at", "due_at", "next_at", "person", "doubt", "body")
"""The columns of a case that change from act to act."""

_INSERT_CASE = Prepared(insert(CASE), [column.name for column in CASE.columns])
_UPDATE_CASE = Prepared(
    update(CASE)
    .where(CASE.c.id == bindparam("case_id"), CASE.c.seq == bindparam("was"))
    .values(**{name: bindparam(name) for name in CASE_COPIES}, attempts=0, fault=None)
)
_INSERT_EVENT = Prepared(insert(EVENT), [column.name for column in EVENT.columns])
_INSERT_OUTBOX = Prepared(insert(OUTBOX), [column.name for column in OUTBOX.columns])


class Entry(Struct, frozen=True):
    """The rows of one act."""

    case: Row
    """The case: all its columns when it is new, else `CASE_COPIES`, `case_id` and `was`, the `seq` it must have."""
    new: bool
    events: Sequence[Row]
    """The last of them claims the command id, where one was given."""
    messages: Sequence[Row]


def write(connection: Connection, entry: Entry, *, last: bool) -> bool:
    """Write all the rows; `False`, with nothing written, when the command id is taken.

    What is the `last` of a transaction of ours is committed with it where that saves a journey.

    Raises:
        Retryable: the case is no longer at the `seq` it was read at.
    """
    single = not entry.new and len(entry.events) == 1 and len(entry.messages) == 1
    if single and connection.dialect.name == "postgresql":
        return _at_once(connection, entry, last)
    events = entry.events
    if events[-1]["command"] is not None:
        if _claim(connection.dialect.name).change(connection, events[-1]) == 0:
            return False
        events = events[:-1]
    if entry.new:
        _INSERT_CASE.change(connection, entry.case)
    elif _UPDATE_CASE.change(connection, entry.case) != 1:
        raise _moved_on(entry)
    _INSERT_EVENT.change_all(connection, events)
    _INSERT_OUTBOX.change_all(connection, entry.messages)
    return True


def _at_once(connection: Connection, entry: Entry, last: bool) -> bool:
    event = entry.events[0]
    values = {
        **_prefixed("case", entry.case), **_prefixed("event", event), **_prefixed("message", entry.messages[0]),
    }  # fmt: skip
    statement = _single(event["command"] is not None)
    try:
        ((claimed, _),) = (statement.last_rows if last else statement.rows)(connection, values)
    except DataError as error:
        if getattr(error.orig, "sqlstate", None) == _NOT_MOVED:
            raise _moved_on(entry) from error
        raise
    return bool(claimed)


def _moved_on(entry: Entry) -> Retryable:
    return Retryable(what=f"case {entry.case['case_id']} was changed at the same time")


def _prefixed(prefix: str, row: Row) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in row.items()}


@cache
def _claim(dialect: str) -> Prepared:
    """Write an event if its command id was not used before."""
    inserting: Any
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as inserting
    else:
        from sqlalchemy.dialects.sqlite import insert as inserting
    return Prepared(inserting(EVENT).on_conflict_do_nothing(), [column.name for column in EVENT.columns])


@cache
def _single(claiming: bool) -> Prepared:
    """Move a case by one event, with its message.

    With a command id the event comes first, and the case moves if the id was free; without one the event is
    written if the case moved.
    """
    from sqlalchemy.dialects.postgresql import insert as inserting

    where = and_(CASE.c.id == _value("case_case_id", CASE.c.id), CASE.c.seq == _value("case_was", CASE.c.seq))
    claims: Any = true()
    event: Any = None
    if claiming:
        row = {column.name: _value(f"event_{column.name}", column) for column in EVENT.columns}
        event = inserting(EVENT).values(row).on_conflict_do_nothing().returning(EVENT.c.seq).cte("event")
        claims = exists(select(event.c.seq))
        where = and_(where, claims)
    copies = {name: _value(f"case_{name}", CASE.c[name]) for name in CASE_COPIES}
    moved = (
        update(CASE).where(where).values(**copies, attempts=0, fault=None).returning(CASE.c.id).cte("moved")
    )
    written = [_if_moved(OUTBOX, "message", moved)]
    if event is None:
        written.append(_if_moved(EVENT, "event", moved))
    # A claim without a move must not be committed: dividing by nothing ends the transaction there and then.
    sound = 1 / sql_case((and_(claims, not_(exists(select(moved.c.id)))), 0), else_=1)
    return Prepared(select(claims, sound).add_cte(*written))


_NOT_MOVED = "22012"
"""PostgreSQL's word for a division by zero."""


def _if_moved(table: Table, prefix: str, moved: Any) -> Any:
    names = [column.name for column in table.columns]
    row = select(*(_value(f"{prefix}_{name}", table.c[name]) for name in names)).where(
        exists(select(moved.c.id))
    )
    return insert(table).from_select(names, row).returning(table.c.seq).cte(prefix)


def _value(name: str, column: Any) -> Any:
    return bindparam(name, type_=column.type)
