"""Statements that travel with what begins and ends their transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

from duban.engine.store import journeys
from support.postgres import Cluster


@pytest.fixture
def drivers(postgres_cluster: Cluster) -> Iterator[list[psycopg.Connection[Any]]]:
    """Two connections of the driver to one server."""
    url = postgres_cluster.url(driver="postgresql")
    with psycopg.connect(url, autocommit=True) as one, psycopg.connect(url, autocommit=True) as other:
        yield [one, other]


def test_two_threads_prepare_at_once(
    drivers: list[psycopg.Connection[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each statement gets a name of its own, also where two threads are in the middle of giving one."""
    both, draw = Barrier(2, timeout=10), secrets.token_hex

    def together(size: int) -> str:
        both.wait()
        return draw(size)

    monkeypatch.setattr(secrets, "token_hex", together)
    with ThreadPoolExecutor(2) as pool:
        calls = pool.map(
            lambda driver: journeys.Calls().call(driver, "SELECT %(one)s::text", {"one": "一"}), drivers
        )
        made = list(calls)
    assert len(set(made)) == 2
    for driver, call in zip(drivers, made, strict=True):
        assert call is not None
        assert driver.execute(call, prepare=False).fetchall() == [("一",)]
