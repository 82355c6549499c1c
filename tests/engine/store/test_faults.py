"""Databases that cannot be used: what is said, in both languages, and what can be read all the same."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from duban.engine.app import Duban
from duban.engine.errors import InvalidInput, StorageFault, UnusableDatabase
from support.world import World


def _file(world: World) -> Path:
    return Path(world.url.removeprefix("sqlite:///"))


def _shut(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the file and its folder be read and not written, also for those whom the system lets write anything."""
    allowed, opening = os.access, os.open

    def may(one: Any, mode: int, **more: Any) -> bool:
        return Path(one) not in (path, path.parent) and allowed(one, mode, **more)

    def refuse(one: Any, flags: int, *more: Any, **named: Any) -> int:
        if Path(one).parent == path.parent and flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied", str(one))
        return opening(one, flags, *more, **named)

    monkeypatch.setattr(os, "access", may)
    monkeypatch.setattr(os, "open", refuse)


def test_a_file_that_may_only_be_read_is_read(
    lite: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists, cases and the record's check work, nothing is left beside the file, and an act says why it cannot be."""
    case = lite.start()
    lite.duban.close()
    path = tmp_path / "copy.db"
    shutil.copy(_file(lite), path)
    _shut(path, monkeypatch)
    duban = Duban(f"sqlite:///{path}")
    assert [one["case"] for one in duban.list_cases()] == [case]
    assert duban.show(case)["states"] == ["drafting"]
    assert duban.verify() == (1, [])
    with pytest.raises(UnusableDatabase) as caught:
        duban.act(case, "submit", by="zhang")
    assert str(path) in caught.value.message("zh")
    assert "没有写入权限" in caught.value.message("zh")
    duban.close()
    assert [one.name for one in tmp_path.iterdir()] == ["copy.db"]


def test_a_log_beside_the_file_is_not_passed_over(
    lite: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was acknowledged and lies in the write-ahead log only is read too."""
    case = lite.start()
    for end in ("", "-wal"):
        shutil.copy(f"{_file(lite)}{end}", tmp_path / f"copy.db{end}")
    assert (tmp_path / "copy.db-wal").stat().st_size
    _shut(tmp_path / "copy.db", monkeypatch)
    duban = Duban(f"sqlite:///{tmp_path / 'copy.db'}")
    assert [one["case"] for one in duban.list_cases()] == [case]
    duban.close()


def test_a_damaged_file_is_named_with_the_way_out(lite: World, tmp_path: Path) -> None:
    """It is a fault, not the caller's mistake."""
    lite.start()
    lite.duban.close()
    whole = _file(lite).read_bytes()
    path = tmp_path / "damaged.db"
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StorageFault) as caught:
        Duban(f"sqlite:///{path}").list_cases()
    assert caught.value.kind == "fault"
    assert f"{path} 已损坏；请从备份恢复" in caught.value.message("zh")
    assert "restore it from a backup" in caught.value.message("en")


def test_a_folder_that_is_not_there_is_the_callers_mistake(tmp_path: Path) -> None:
    """Also where the file is opened without the command line."""
    with pytest.raises(UnusableDatabase) as caught:
        Duban(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}").initialise()
    assert caught.value.kind == "input"
    assert "nowhere" in caught.value.message("zh")


def test_a_server_without_the_database_or_the_user(postgres_url: str) -> None:
    """What the URL names and the server does not know is the caller's mistake, told without the password."""
    from sqlalchemy.engine import make_url

    url = make_url(postgres_url)
    for wrong, said in (
        (url.set(database="no_such_thing"), "服务器上没有这个数据库"),
        (url.set(username="no_such_user", password="geheim"), "服务器"),
    ):
        with pytest.raises((UnusableDatabase, InvalidInput)) as caught:
            Duban(wrong.render_as_string(hide_password=False)).list_cases()
        assert said in caught.value.message("zh")
        assert "geheim" not in caught.value.message("en")
