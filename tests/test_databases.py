"""The databases that the tests stand on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from support.postgres import Cluster, DatabaseUnavailable, find_source
from support.processes import alive


def _count(url: str) -> int:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS mark (word TEXT)"))
            connection.execute(text("INSERT INTO mark VALUES ('督办')"))
            return len(connection.execute(text("SELECT word FROM mark WHERE word = '督办'")).all())
    finally:
        engine.dispose()


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_database_of_its_own(database_url: str, turn: int) -> None:
    """What one test stores, no other test sees, on either database."""
    assert _count(database_url) == 1, turn


def test_a_database_is_gone_after_its_test_even_if_somebody_is_connected(postgres_cluster: Cluster) -> None:
    """A test that forgets a connection leaves no database behind."""
    with postgres_cluster.database() as url:
        name = url.partition("?")[0].rpartition("/")[2]
        forgotten = psycopg.connect(url.replace("+psycopg", ""))
    with pytest.raises(psycopg.OperationalError):
        forgotten.execute("SELECT 1")
    forgotten.close()
    assert postgres_cluster.execute(f"SELECT 1 FROM pg_database WHERE datname = '{name}'") == []


def test_the_wheel_stands_in_where_no_postgresql_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a system PostgreSQL the programs in the wheel serve, as root too."""
    monkeypatch.delenv("DUBAN_TEST_PG_URL", raising=False)
    monkeypatch.setenv("DUBAN_TEST_PG", "wheel")
    with Cluster() as cluster, cluster.database() as url:
        assert cluster.source.kind == "wheel"
        assert _count(url) == 1


def test_no_postgresql_is_a_failure_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing database never passes for a skipped test."""
    monkeypatch.setenv("DUBAN_TEST_PG", "url")
    monkeypatch.delenv("DUBAN_TEST_PG_URL", raising=False)
    with pytest.raises(DatabaseUnavailable, match=r"apt-get install .* pip install "):
        find_source()


def test_a_killed_server_comes_back_with_what_was_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A durable server killed as a whole has every committed row when it is started again."""
    monkeypatch.delenv("DUBAN_TEST_PG_URL", raising=False)
    with Cluster(durable=True) as cluster, cluster.database() as url:
        assert _count(url) == 1
        cluster.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url.replace("+psycopg", "")).close()
        cluster.start()
        assert cluster.execute("SHOW fsync") == [("on",)]
        assert _count(url) == 2


def test_the_next_run_stops_the_server_of_a_killed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test run that was killed leaves a server; the next start stops it and removes its data."""
    monkeypatch.delenv("DUBAN_TEST_PG_URL", raising=False)
    program = (
        "import time; from support.postgres import Cluster\n"
        "cluster = Cluster(); cluster.start(); print(cluster.home(), flush=True); time.sleep(600)"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    with run, run.stdout:
        root = Path(run.stdout.readline().strip())
        postmaster = int((root / "data" / "postmaster.pid").read_text().split()[0])
        run.send_signal(signal.SIGKILL)
    assert alive(postmaster)
    with Cluster():
        assert not root.exists()
        assert not alive(postmaster)
