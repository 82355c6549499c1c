"""A prepared database for the hosts of `examples/`, and their modules as a host would import them."""

from __future__ import annotations

import importlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from duban import Duban
from duban.adapters.organisation.reader import read_organisation
from duban.engine.store.settings import set_rehearsal
from duban.workflows import FOLDER, sample, shipped

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MORNING = datetime(2014, 8, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Imports a module of an example as its own server would, with `examples` on the path."""
    monkeypatch.syspath_prepend(EXAMPLES)
    return importlib.import_module


@pytest.fixture
def prepared_url(database_url: str) -> str:
    """A rehearsal database with the shipped workflows and the sample organisation; waits are short."""
    duban = Duban(database_url)
    duban.initialise(rehearsal=MORNING)
    duban.deploy(shipped(), shipped=FOLDER)
    organisation = read_organisation(sample("sample-org.yaml")).organisation
    assert organisation is not None
    duban.store_organisation(organisation)
    duban.close()
    if database_url.startswith("sqlite"):
        return f"{database_url}?timeout=0.1"
    separator = "&" if "?" in database_url else "?"
    return f"{database_url}{separator}options={quote('-clock_timeout=100ms')}"


@pytest.fixture
def duban(prepared_url: str) -> Iterator[Duban]:
    """The engine on the prepared database, beside the host: what is committed, and nothing else."""
    opened = Duban(prepared_url)
    yield opened
    opened.close()


@pytest.fixture
def plan() -> dict[str, Any]:
    """The data of the sample plan."""
    data: dict[str, Any] = json.loads(sample("sample-plan.json").read_text("utf-8"))
    return data


@pytest.fixture
def holding(prepared_url: str) -> Callable[[str], AbstractContextManager[None]]:
    """Holds a case in another transaction, as a slow colleague would."""

    @contextmanager
    def hold(case: str) -> Iterator[None]:
        url = make_url(prepared_url)
        if url.get_backend_name() == "sqlite":
            connection = sqlite3.connect(str(url.database), isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.close()
            return
        libpq = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(libpq) as other:
            other.execute("SELECT 1 FROM duban_case WHERE id = %s FOR UPDATE", [case])
            yield

    return hold


@pytest.fixture
def unattended(prepared_url: str) -> Callable[[datetime], None]:
    """Lets time pass with nobody looking: the clock of the rehearsal shows another instant, nothing fires."""

    def pass_time(to: datetime) -> None:
        engine = create_engine(prepared_url, poolclass=NullPool)
        with engine.begin() as connection:
            set_rehearsal(connection, to)

    return pass_time
