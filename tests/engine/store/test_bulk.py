"""Columns as PostgreSQL reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.engine.store.bulk import array_text
from support.postgres import Cluster

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@pytest.fixture(scope="module")
def reader(postgres_cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a server."""
    with psycopg.connect(postgres_cluster.url(driver="postgresql")) as connection:
        yield connection


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(TEXTS, st.sampled_from(["NULL", "", "{}", 'a"b', "\\", "\\n", "逗，号", "a,b"]), st.none())
    )
)
def test_texts_come_back_as_they_were(
    reader: psycopg.Connection[tuple[list[str | None]]], values: list[str | None]
) -> None:
    """Whatever is in the texts, quotes, backslashes, the word NULL, PostgreSQL reads what was meant."""
    row = reader.execute("SELECT CAST(CAST(%s AS VARCHAR) AS TEXT[])", (array_text(values),)).fetchone()
    assert row == (values,)


@given(st.lists(st.one_of(st.integers(-(2**31), 2**31 - 1), st.none())))
def test_numbers_come_back_as_they_were(
    reader: psycopg.Connection[tuple[list[int | None]]], values: list[int | None]
) -> None:
    """Numbers and their absence too."""
    row = reader.execute("SELECT CAST(CAST(%s AS VARCHAR) AS INTEGER[])", (array_text(values),)).fetchone()
    assert row == (values,)
