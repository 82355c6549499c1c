"""Batches in the database: what was forwarded together under one number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from ..core import canonical
from .tables import BATCH

APART = 500_000_000
"""The numbers of batches of confidential cases begin behind it: the others so have no gap."""


def begin_batch(connection: Connection, at: str, *, secret: bool = False) -> int:
    """Take the next number. Of two who take it at once the later waits, and begins again with the one after."""
    first = APART if secret else 0
    kind = BATCH.c.number > APART if secret else BATCH.c.number <= APART
    newest = select(func.coalesce(func.max(BATCH.c.number), first)).where(kind)
    number = int(connection.execute(newest).scalar_one()) + 1
    connection.execute(insert(BATCH), [{"number": number, "at": at, "body": canonical.dumps({})}])
    return number


def keep_batch(connection: Connection, number: int, body: Mapping[str, Any]) -> None:
    """Write down what became of a batch."""
    connection.execute(update(BATCH).where(BATCH.c.number == number).values(body=canonical.dumps(dict(body))))


def read_batch(connection: Connection, number: int) -> tuple[str, dict[str, Any]] | None:
    """(stored instant, what was kept) of a batch."""
    row = connection.execute(select(BATCH.c.at, BATCH.c.body).where(BATCH.c.number == number)).first()
    return (row[0], canonical.loads(row[1])) if row is not None else None
