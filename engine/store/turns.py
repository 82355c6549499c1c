"""Whose turn it is to write on SQLite: first come, first served, across processes. SQLite's own waiting starves.

A file beside the database is locked for the length of a turn. It keeps order and nothing else: what two writers must
not do at once, SQLite itself keeps apart.
"""

from __future__ import annotations

import os
from io import FileIO

from sqlalchemy import Engine

from .faults import shut_out

try:
    import fcntl
except ImportError:  # pragma: no cover - only where the system has no such lock
    fcntl = None  # type: ignore[assignment]


class Turns:
    """The way to the lock file of a database; one descriptor stays open from turn to turn where it may."""

    def __init__(self, engine: Engine, *, keep: bool = False) -> None:
        path = engine.url.database
        waits = engine.dialect.name == "sqlite" and path not in (None, "", ":memory:")
        self._path = None if not waits or str(path).startswith("file:") or fcntl is None else str(path)
        self._keep = keep
        self._free: list[tuple[FileIO, int]] = []

    def take(self) -> FileIO | None:
        """Wait for a turn; `None` where there is nothing to wait for.

        Raises:
            UnusableDatabase: the file cannot be made or written beside the database.
        """
        if self._path is None:
            return None
        turn = self._kept() or self._opened(self._path)
        fcntl.flock(turn, fcntl.LOCK_EX)
        return turn

    def give(self, turn: FileIO | None) -> None:
        """A turn is over."""
        if turn is None:
            return
        if not self._keep or self._free:
            turn.close()
            return
        fcntl.flock(turn, fcntl.LOCK_UN)
        self._free.append((turn, os.getpid()))

    def close(self) -> None:
        """Let go of the file."""
        while self._free:
            self._free.pop()[0].close()

    def _kept(self) -> FileIO | None:
        """The descriptor kept: not one that a parent process also has, nor one whose file is gone."""
        try:
            turn, owner = self._free.pop()
        except IndexError:
            return None
        if owner == os.getpid() and os.fstat(turn.fileno()).st_nlink:
            return turn
        turn.close()
        return None

    def _opened(self, path: str) -> FileIO:
        try:
            return FileIO(f"{path}.queue", "r+", opener=_open)
        except OSError as error:
            raise shut_out(path, error) from error


def _open(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_CREAT, 0o666)
