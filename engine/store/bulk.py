"""Many cases at once, for the night: a batch claimed by one statement, and written by one a table.

SQLite is handed the rows one after the other, in one call to the driver. PostgreSQL, where every
statement is a round trip, gets whole columns as arrays, written as PostgreSQL reads them: to go through
every value once more, as the driver would, takes longer than all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Table, Text, bindparam, cast, func, insert, select, tuple_, update

from ..errors import Retryable
from .prepared import Prepared
from .tables import CASE, EVENT, OUTBOX

RUNG_COPIES = ("case_id", "was", "seq", "head", "updated_at", "next_at", "body")
"""What a rung changes of a case: `was` is the `seq` it must have. No other column, so no other index."""

Row = Mapping[str, Any]

_CLAIM = Prepared(
    select(CASE.c.next_at, CASE.c.id, CASE.c.seq, CASE.c.head, CASE.c.body)
    .where(
        CASE.c.next_at.is_not(None),  # said, so that the index of those with something to do serves
        CASE.c.next_at <= bindparam("now"),
        tuple_(CASE.c.next_at, CASE.c.id) > tuple_(bindparam("instant"), bindparam("case")),
    )
    .order_by(CASE.c.next_at, CASE.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CHANGED = RUNG_COPIES[2:]
_EVENT, _OUTBOX = ([column.name for column in table.columns] for table in (EVENT, OUTBOX))
_UPDATE = Prepared(
    update(CASE)
    .where(CASE.c.id == bindparam("case_id"), CASE.c.seq == bindparam("was"))
    .values(**{name: bindparam(name) for name in _CHANGED}, attempts=0, fault=None)
)
_INSERT_EVENT, _INSERT_OUTBOX = Prepared(insert(EVENT), _EVENT), Prepared(insert(OUTBOX), _OUTBOX)


def claim_due(
    connection: Connection, now: str, limit: int, after: tuple[str, str]
) -> Sequence[Sequence[Any]]:
    """(instant, id, seq, head, body) of cases that are due, locked, the earliest first; held ones are left out."""
    return _CLAIM.rows(connection, {"now": now, "instant": after[0], "case": after[1], "most": limit})


def write_rungs(
    connection: Connection, cases: Sequence[Sequence[Any]], events: Sequence[Row], messages: Sequence[Row]
) -> None:
    """Write cases (`RUNG_COPIES`) with the rows of their events and messages.

    Raises:
        Retryable: a case is no longer at the `seq` it was read at.
    """
    if connection.dialect.name == "postgresql":
        moved = _update_all().change(connection, _columns(RUNG_COPIES, zip(*cases, strict=True)))
        for statement, names, rows in (
            (_insert_all(EVENT), _EVENT, events),
            (_insert_all(OUTBOX), _OUTBOX, messages),
        ):
            values = ([row[name] for row in rows] for name in names)
            statement.change(connection, _columns(names, values))
    else:
        moved = _UPDATE.change_all(connection, [dict(zip(RUNG_COPIES, case, strict=True)) for case in cases])
        _INSERT_EVENT.change_all(connection, events)
        _INSERT_OUTBOX.change_all(connection, messages)
    if moved != len(cases):
        raise Retryable(what=f"{len(cases) - moved} of {len(cases)} cases were changed at the same time")


def _columns(names: Sequence[str], columns: Iterable[Sequence[Any]]) -> dict[str, str]:
    return {f"all_{name}": array_text(column) for name, column in zip(names, columns, strict=True)}


def array_text(values: Sequence[Any]) -> str:
    """Texts without U+0000, numbers and `None` as PostgreSQL's text of an array."""
    if not values or not all(type(one) is str for one in values):
        return "{" + ",".join(map(_element, values)) + "}"
    # All at once: what stands between the values is no part of any of them.
    inside = "\0".join(values).replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
    return f'{{"{inside}"}}'


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    return array_text([value])[1:-1] if isinstance(value, str) else str(value)


@cache
def _update_all() -> Prepared:
    new = _unnest(
        {name: CASE.c.seq.type if name in ("was", "seq") else Text() for name in RUNG_COPIES}, "new"
    )
    values = {name: new.c[name] for name in _CHANGED}
    here = (CASE.c.id == new.c.case_id, CASE.c.seq == new.c.was)
    return Prepared(update(CASE).where(*here).values(**values, attempts=0, fault=None))


@cache
def _insert_all(table: Table) -> Prepared:
    new = _unnest({column.name: column.type for column in table.columns}, "new")
    return Prepared(insert(table).from_select(list(new.c.keys()), select(*new.c)))


def _unnest(columns: Mapping[str, Any], name: str) -> Any:
    """A table of these columns, each bound as an array called `all_` and its name."""
    from sqlalchemy.dialects.postgresql import ARRAY

    arrays = [
        cast(
            bindparam(f"all_{column}", type_=Text()),
            ARRAY(Integer() if isinstance(kind, Integer) else Text()),
        )
        for column, kind in columns.items()
    ]
    return func.unnest(*arrays).table_valued(*columns).render_derived(name=name)
