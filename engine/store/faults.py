"""What a database driver reports, as our faults: what may be tried again, what the caller named wrongly, what broke."""

from __future__ import annotations

import contextlib
import errno
import re
import sqlite3
from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError

from ..core.text import Text
from ..errors import Retryable, StorageFault, UnusableDatabase, system_reason
from .journeys import LOST

_TAKEN = "23505"
"""Two transactions wrote the same key at once (PostgreSQL); asked again, the later one finds what is there."""
_RETRYABLE_STATES = frozenset({"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "25P03", LOST, _TAKEN})
_UNUSABLE = {
    sqlite3.SQLITE_NOTADB: Text(
        "这不是 SQLite 数据库文件；请核对 --db", "this is no SQLite database file; check --db"
    ),
    sqlite3.SQLITE_CANTOPEN: Text(
        "打不开：没有权限，或所在目录不可写（SQLite 要在旁边放 -wal 和 -shm 文件）；请核对路径与权限",
        "it cannot be opened: no permission, or a folder that may not be written (SQLite keeps -wal and -shm "
        "files there); check the path and the permissions",
    ),
    sqlite3.SQLITE_READONLY: Text(
        "只能读取，没有写入权限；请用有权限的用户，或改文件及所在目录的权限",
        "it may be read but not written; act as a user who may, or change the permissions of the file and its folder",
    ),
    sqlite3.SQLITE_PERM: Text(
        "没有权限；请核对文件的权限", "permission denied; check the permissions of the file"
    ),
}
"""SQLite: the caller named something else, or has no right to it."""
_BROKEN = {
    sqlite3.SQLITE_CORRUPT: Text(
        "数据库文件 {path} 已损坏；请从备份恢复，再运行 duban verify",
        "the database file {path} is damaged; restore it from a backup and run duban verify",
    ),
    sqlite3.SQLITE_FULL: Text(
        "{path} 所在的磁盘已满；请清理后重试", "the disk of {path} is full; make room and try again"
    ),
    sqlite3.SQLITE_IOERR: Text(
        "{path} 所在的磁盘读写出错；请检查磁盘", "the disk of {path} failed to read or write; see to the disk"
    ),
}
_BUSY = Text("{path} 正被占用", "{path} is in use")
_SERVER = (
    (
        'database "[^"]*" does not exist',
        Text("服务器上没有这个数据库；请先建库", "the server has no such database; create it first"),
    ),
    ('role "[^"]*" does not exist', Text("服务器上没有这个用户", "the server knows no such user")),
    (
        "authentication failed|no password supplied|no pg_hba.conf entry",
        Text("服务器不接受这个用户或密码", "the server does not accept this user or password"),
    ),
)
_AWAY = Text("连不上 {path}（{said}）", "{path} cannot be reached ({said})")
_OTHER = Text("{path}（{said}）", "{path}: {said}")


@contextlib.contextmanager
def faults(engine: Engine | None = None) -> Iterator[None]:
    """Driver errors as ours; the engine tells where, a host's session does not."""
    try:
        yield
    except DBAPIError as error:
        raise fault_of(error, engine) from error


def fault_of(error: DBAPIError, engine: Engine | None) -> StorageFault:
    """The fault behind a driver's error: where, why and the way out."""
    path = place_of(engine)
    said = str(error.orig).splitlines()[0] if error.orig and str(error.orig) else type(error).__name__
    code = getattr(error.orig, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary in _UNUSABLE:
        return UnusableDatabase(path=path, why=_UNUSABLE[primary])
    if primary in _BROKEN:
        return StorageFault(what=_filled(_BROKEN[primary], path, said))
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Retryable(what=_filled(_BUSY, path, said))
    if code is None and (_state(error) or "28")[:2] in ("28", "3D"):
        for pattern, why in _SERVER:
            if re.search(pattern, str(error.orig)):
                return UnusableDatabase(path=path, why=why)
    if not _retryable(error):
        return StorageFault(what=_filled(_OTHER, path, said) if path else said)
    return Retryable(what=_filled(_AWAY, path, said) if path else said)


def shut_out(path: str, error: OSError) -> UnusableDatabase:
    """Why no turn to write an SQLite file can be taken: the queue lies beside it."""
    denied = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    return UnusableDatabase(
        path=path, why=_UNUSABLE[sqlite3.SQLITE_READONLY] if denied else system_reason(error)
    )


def place_of(engine: Engine | None) -> str:
    """The file of an SQLite database, the URL of another without its password."""
    if engine is None:
        return ""
    if engine.dialect.name == "sqlite":
        return engine.url.database or ":memory:"
    return engine.url.render_as_string(hide_password=True)


def _filled(text: Text, path: str, said: str) -> Text:
    values = {"path": path, "said": said}
    return Text(text.say("zh", values), text.say("en", values))


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)


def _retryable(error: DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    state = _state(error)
    if state is not None:
        return state in _RETRYABLE_STATES or state.startswith("08")
    if isinstance(error, IntegrityError):
        return False
    message = str(error.orig)
    return "locked" in message or "busy" in message or "connection" in message
