"""A crowd of open cases, written past the engine in seconds, with a record as sound as any.

Every case is a copy of one that the engine itself has brought to where it stands: another id, and
every event sealed anew. `Duban.verify` finds nothing to say about them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy.engine import make_url

from duban import Duban
from duban.engine.core.chain import genesis, link
from duban.engine.runtime.family import new_id
from duban.engine.store.tables import CASE, EVENT

_CASE = [column.name for column in CASE.columns]
_EVENT = [column.name for column in EVENT.columns]
_PAGE = 20_000
_INSERT = "insert into {} ({}) values (:{})"

Row = dict[str, Any]
Maker = Callable[[], tuple[Row, list[Row]]]
"""Makes one more copy: the row of the case, and of its events."""


def copier(duban: Duban, case: str) -> Maker:
    """Makes copies of a case without family and with a made-up id, as it stands now."""
    with duban.engine.connect() as connection:
        row = dict(connection.execute(CASE.select().where(CASE.c.id == case)).one()._mapping)
        found = connection.execute(EVENT.select().where(EVENT.c.case_id == case).order_by(EVENT.c.seq))
        events = [dict(one._mapping) for one in found]

    def copy() -> tuple[Row, list[Row]]:
        name = new_id()
        head, copies = genesis(name), []
        for event in events:
            body = event["body"].replace(case, name)
            sealed = link(name, event["seq"], head, body)
            copies.append({**event, "case_id": name, "prev": head, "hash": sealed, "body": body})
            head = sealed
        return {**row, "id": name, "head": head, "body": row["body"].replace(case, name)}, copies

    return copy


def fill(url: str, makers: Iterable[Maker]) -> None:
    """Write a case of each maker, in this order; it is the order in which they lie on the disk."""
    made = (make() for make in makers)
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        _fill_sqlite(str(target.database), made)
    else:
        _fill_postgres(target.set(drivername="postgresql").render_as_string(hide_password=False), made)


def _pages(made: Iterator[tuple[Row, list[Row]]]) -> Iterator[tuple[list[Row], list[Row]]]:
    while page := list(islice(made, _PAGE)):
        yield [case for case, _ in page], [event for _, events in page for event in events]


def _fill_sqlite(path: str, made: Iterator[tuple[Row, list[Row]]]) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("pragma synchronous=off")
    database.execute("pragma cache_size=-1000000")
    for cases, events in _pages(made):
        database.execute("begin immediate")
        for table, names, rows in (("duban_case", _CASE, cases), ("duban_event", _EVENT, events)):
            database.executemany(_INSERT.format(table, ", ".join(names), ", :".join(names)), rows)
        database.execute("commit")
    database.execute("analyze")
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()


def _fill_postgres(url: str, made: Iterator[tuple[Row, list[Row]]]) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as database:
        for cases, events in _pages(made):
            with database.transaction(), database.cursor() as cursor:
                for table, names, rows in (("duban_case", _CASE, cases), ("duban_event", _EVENT, events)):
                    with cursor.copy(f"copy {table} ({', '.join(names)}) from stdin".encode()) as copy:
                        for row in rows:
                            copy.write_row([row[name] for name in names])
        database.execute("vacuum analyze duban_case")
        database.execute("vacuum analyze duban_event")
        database.execute("checkpoint")
