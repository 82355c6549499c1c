"""Lists of many cases: read a page at a time, whoever else reads on the same connection in between."""

from __future__ import annotations

import json
import tracemalloc

from sqlalchemy import Connection, insert, select

from duban.engine.store import records
from duban.engine.store.tables import CASE
from support.world import World

MANY = 3_000


def _many(world: World) -> None:
    """As many cases as that, each like one that was opened."""
    case = world.item()

    def write(connection: Connection) -> None:
        row = dict(connection.execute(select(CASE).where(CASE.c.id == case)).one()._mapping)
        body = json.loads(row["body"])
        rows = []
        for number in range(MANY):
            copy = json.dumps(body | {"id": f"{case}-{number}"}, ensure_ascii=False)
            rows.append(row | {"id": f"{case}-{number}", "body": copy})
        connection.execute(insert(CASE), rows)

    world.duban._door.act(write)


def test_a_list_takes_no_more_memory_the_longer_it_is(world: World) -> None:
    """Of thousands of cases a page lies in memory at a time, and not all of them before the first is looked at."""
    _many(world)

    def read(connection: Connection) -> tuple[int, int]:
        lengths = [len(body) for body in connection.execute(select(CASE.c.body)).scalars()]
        tracemalloc.start()
        found = sum(1 for _ in records.cases(connection, status="open"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == MANY + 1
        return peak, sum(lengths)

    peak, whole = world.duban._door.read(read)
    assert peak < whole


def test_whoever_reads_in_between_reads_as_ever(lite: World) -> None:
    """What is no text is fetched with a list, and the connection is for everybody else as it was, between any two cases."""
    _many(lite)
    lite.sql("UPDATE duban_case SET body = CAST(x'ff' AS TEXT) WHERE id LIKE '%-1500'")

    def read(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        before, found = driver.text_factory, 0
        for _ in records.cases(connection, hushed=lambda case: case.endswith("-1500")):
            assert driver.text_factory is before
            found += 1
        assert found == MANY

    lite.duban._door.read(read)
