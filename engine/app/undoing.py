"""Taking back what a transaction has written, and still telling what came of it: a dry run, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from ..store.door import Door

_Result = TypeVar("_Result")


class UndoError(Exception):
    """Raised by work whose transaction is to leave nothing behind; carries what is to be told."""

    def __init__(self, result: Any) -> None:
        self.result = result
        super().__init__()


def act(door: Door, work: Callable[[Connection], _Result]) -> _Result:
    """Run work that writes, wholly or not at all; what it tells also where it took everything back."""
    try:
        return door.act(work)
    except UndoError as undone:
        told: _Result = undone.result
        return told
