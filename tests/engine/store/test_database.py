"""Opening a database: what cannot be opened says why, what is opened is durable."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from duban.engine.app import Duban
from duban.engine.errors import DubanError, InvalidInput, StorageFault
from support.world import SHANGHAI, World


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://x/y", "postgresql+nothing://x/y", "sqlite", "sqlite+nothing:///x", "http://x"],
)
def test_a_url_that_cannot_be_used_says_so(url: str) -> None:
    """The URL is named, with the reason and an example."""
    with pytest.raises(InvalidInput) as caught:
        Duban(url)
    for language in ("zh", "en"):
        assert "{" not in caught.value.message("zh" if language == "zh" else "en")


def test_a_password_is_not_told() -> None:
    """A URL that cannot be used is shown without its password."""
    with pytest.raises(InvalidInput) as caught:
        Duban("mysql://somebody:geheim@host/name")
    assert "geheim" not in caught.value.message("en")


def test_a_database_that_was_never_initialised_says_so(database_url: str) -> None:
    """Anything asked of an empty database names the way out."""
    duban = Duban(database_url)
    with pytest.raises(InvalidInput, match="duban init"):
        duban.list_cases()
    with pytest.raises(InvalidInput, match="duban init"):
        duban.act("x", "y", by="z")
    duban.close()


def test_a_password_is_not_told_by_an_empty_database(tmp_path: Path) -> None:
    """The database named in that message is named without its password."""
    duban = Duban(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(InvalidInput) as caught:
        duban.settings()
    assert "empty.db" in caught.value.message("zh")
    duban.close()


def test_a_file_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A path that cannot be written to is a storage fault with words, no traceback of a driver."""
    duban = Duban(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")
    with pytest.raises(StorageFault):
        duban.initialise()
    duban.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """A file of something else is named as such."""
    path = tmp_path / "x.db"
    path.write_text("这不是数据库" * 100, "utf-8")
    duban = Duban(f"sqlite:///{path}")
    for call in (duban.initialise, duban.list_cases):
        with pytest.raises(DubanError):
            call()
    duban.close()


def test_an_existing_database_becomes_no_rehearsal(database_url: str) -> None:
    """A database that people work with is never given a clock of its own."""
    duban = Duban(database_url)
    duban.initialise()
    with pytest.raises(InvalidInput):
        duban.initialise(rehearsal=datetime(2014, 8, 1, tzinfo=SHANGHAI))
    assert not duban.settings().rehearsal
    duban.close()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "\x00"])
def test_an_unknown_zone_says_so(database_url: str, zone: str) -> None:
    """A time zone that is not there is refused with an example."""
    duban = Duban(database_url)
    with pytest.raises(InvalidInput, match="Asia/Shanghai"):
        duban.initialise(zone=zone)
    duban.close()


def test_sqlite_is_durable(lite: World) -> None:
    """Every connection writes ahead and waits for the disk."""
    with lite.duban.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_in_memory_is_one_database() -> None:
    """An SQLite database in memory lasts as long as the object that opened it."""
    duban = Duban("sqlite://")
    duban.initialise(rehearsal=datetime(2014, 8, 1, tzinfo=SHANGHAI))
    assert duban.settings().rehearsal
    assert duban.list_cases() == []
    duban.close()
