"""What every test may ask for: a database on either engine, and how hard Hypothesis tries."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from support.postgres import Cluster, DatabaseUnavailable, find_source

# How long examples take to make says how busy the machine is, and nothing of what is tested.
_PATIENT: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("local", **_PATIENT)
settings.register_profile("ci", **_PATIENT, derandomize=True, print_blob=True)
settings.register_profile("deep", **_PATIENT, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local"))


def pytest_report_header() -> list[str]:
    """Which databases this run is about: a green run must say on what."""
    try:
        postgres = str(find_source())
    except DatabaseUnavailable as fault:
        postgres = f"MISSING. {fault}"
    return [f"SQLite: {sqlite3.sqlite_version}", f"PostgreSQL: {postgres}"]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on what the person who runs it has set for duban."""
    for name in [name for name in os.environ if name.startswith("DUBAN_") and "_TEST_" not in name]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """The PostgreSQL server of this run, started when the first test asks for it."""
    with Cluster() as cluster:
        yield cluster


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The SQLAlchemy URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'duban.db'}"


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """The SQLAlchemy URL of a fresh, empty PostgreSQL database."""
    with postgres_cluster.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The behaviour suite runs once on each: the URL of a fresh, empty database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
