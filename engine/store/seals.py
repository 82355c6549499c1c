"""One digest of a whole record, to hold two against each other or to keep elsewhere."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, func, select

from .tables import CASE, EVENT


def digest_of_record(connection: Connection, case: str | None = None) -> str:
    """SHA-256 over every event: a line `CASE SEQ HASH` of each, in the order of the ids' code points.

    The hash of an event seals its content and all events before it; whether it does, `verify` says.

    Args:
        connection: where the record lies.
        case: of this case only.
    """
    total = hashlib.sha256()
    for one in _ids(connection) if case is None else [case]:
        events = select(EVENT.c.seq, EVENT.c.hash).where(EVENT.c.case_id == one).order_by(EVENT.c.seq)
        for seq, seal in connection.execute(events):
            total.update(f"{one} {seq} {seal}\n".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def count_events(connection: Connection) -> int:
    """How many events there are."""
    return int(connection.execute(select(func.count()).select_from(EVENT)).scalar_one())


def _ids(connection: Connection) -> list[str]:
    """The ids of all that has a case or events, in an order that no setting of the database changes."""
    cases = connection.execute(select(CASE.c.id)).scalars()
    told = connection.execute(select(EVENT.c.case_id).distinct()).scalars()
    return sorted({*cases, *told})
