"""Holding the registers against themselves, and against the events that they come from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, select

from ..core import canonical
from ..core.chain import genesis, link
from ..core.registers import address
from .tables import EVENT, REGISTER, REGISTER_SEEN
from .verify import Flaw


def verify_registers(connection: Connection) -> Iterator[Flaw]:
    """Everything wrong with the lines of registers: their seals, their copies, and the events that they come from."""
    rows = connection.execute(select(REGISTER).order_by(REGISTER.c.name, REGISTER.c.number))
    last: dict[str, tuple[int, str]] = {}
    for row in rows:
        name = row.name
        number, prev = last.get(name, (0, genesis(address(name))))
        if row.number != number + 1:
            yield Flaw(address(name), "register-gap", number + 1, {})
        elif row.prev != prev or link(address(name), row.number, row.prev, row.body, row.alg) != row.hash:
            yield Flaw(address(name), "register-changed", row.number, {})
        else:
            said = canonical.loads(row.body)
            copies = {"key": row.key, "kind": row.kind, "at": row.at, "case": row.case_id, "seq": row.seq}
            wrong = [column for column, value in copies.items() if said.get(column) != value]
            yield from (Flaw(address(name), "register-copy", row.number, {"column": one}) for one in wrong)
        last[name] = (row.number, row.hash)
    for name, followed in connection.execute(select(REGISTER_SEEN.c.name, REGISTER_SEEN.c.number)):
        number, _ = last.get(name, (0, ""))
        if followed > number:
            yield Flaw(address(name), "register-gap", number + 1, {})
    yield from _without_event(connection)


def _without_event(connection: Connection) -> Iterator[Flaw]:
    """Lines that name an event which is not there."""
    joined = and_(EVENT.c.case_id == REGISTER.c.case_id, EVENT.c.seq == REGISTER.c.seq)
    asked = (
        select(REGISTER.c.name, REGISTER.c.number, REGISTER.c.case_id)
        .outerjoin(EVENT, joined)
        .where(REGISTER.c.case_id.is_not(None), EVENT.c.seq.is_(None))
    )
    for name, number, case in connection.execute(asked):
        yield Flaw(address(name), "register-event", number, {"case_id": case})
