"""Registers in the database: what was added to each and what was retired, line after line, each sealed to the one before.

No line is ever changed or taken away; how an entry stands follows from its lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, func, insert, select, update

from ..core import canonical
from ..core.chain import ALGORITHM, genesis, link
from ..core.registers import Entry, Register, address
from ..core.text import Text
from .tables import REGISTER, REGISTER_SEEN

ADDED, RETIRED = "added", "retired"


class Line(Struct, frozen=True):
    """What is written down: of which entry, by whom, and in which event of which case, if by an act."""

    kind: str
    key: str
    at: str
    by: str = ""
    title: Text | None = None
    values: Mapping[str, Any] | None = None
    note: str | None = None
    case: str | None = None
    seq: int | None = None
    recorded_at: str | None = None
    """When it was written down, where that was later than it happened."""

    def body(self) -> str:
        """As it is sealed."""
        said: dict[str, Any] = {
            "kind": self.kind,
            "key": self.key,
            "at": self.at,
            "by": self.by,
            "note": self.note,
            "case": self.case,
            "seq": self.seq,
            "recorded_at": self.recorded_at,
            "values": dict(self.values) if self.values else None,
            "title": [self.title.zh, self.title.en] if self.title is not None else None,
        }
        return canonical.dumps({name: value for name, value in said.items() if value not in (None, "")})


def entries_of(connection: Connection, name: str) -> tuple[Entry, ...]:
    """The entries of a register in the order in which they were added, the retired ones too."""
    rows = connection.execute(
        select(REGISTER.c.body).where(REGISTER.c.name == name).order_by(REGISTER.c.number)
    )
    found: dict[str, Entry] = {}
    for said in (canonical.loads(body) for (body,) in rows):
        key = said["key"]
        if said["kind"] == ADDED:
            title = Text(*said.get("title", (key, key)))
            found[key] = Entry(
                key, title, said.get("values", {}), said.get("by", ""), said["at"], None, said.get("case")
            )
        else:
            found[key] = replace(found[key], retired=said["at"])
    return tuple(found.values())


def lines_of(connection: Connection, name: str, key: str) -> list[dict[str, Any]]:
    """What was written down of one entry, in order."""
    asked = select(REGISTER.c.number, REGISTER.c.body).where(REGISTER.c.name == name, REGISTER.c.key == key)
    rows = connection.execute(asked.order_by(REGISTER.c.number))
    return [{"number": number, **canonical.loads(body)} for number, body in rows]


def cases_of(connection: Connection, name: str) -> set[str]:
    """The cases that have put entries into a register."""
    asked = select(REGISTER.c.case_id).where(REGISTER.c.name == name, REGISTER.c.case_id.is_not(None))
    return set(connection.execute(asked.distinct()).scalars())


def append(connection: Connection, name: str, line: Line) -> int:
    """Write a line behind the last one; its number. Of two who write at once the later begins again."""
    last = connection.execute(
        select(REGISTER.c.number, REGISTER.c.hash)
        .where(REGISTER.c.name == name)
        .order_by(REGISTER.c.number.desc())
        .limit(1)
    ).first()
    number, prev = (last[0] + 1, last[1]) if last is not None else (1, genesis(address(name)))
    body = line.body()
    row = {
        "name": name,
        "number": number,
        "key": line.key,
        "kind": line.kind,
        "at": line.at,
        "case_id": line.case,
        "seq": line.seq,
        "alg": ALGORITHM,
        "prev": prev,
        "hash": link(address(name), number, prev, body),
        "body": body,
    }
    connection.execute(insert(REGISTER), [row])
    return number


def stock(connection: Connection, register: Register, at: str) -> list[str]:
    """Write the entries that a register has from the beginning and that are not there yet; their keys."""
    there = {one.key for one in entries_of(connection, register.name)}
    missing = [one for one in register.stock if one.key not in there]
    for one in missing:
        values = canonical.loads(one.values)
        append(connection, register.name, Line(ADDED, one.key, at, title=one.title, values=values))
    return [one.key for one in missing]


def waiting(connection: Connection) -> dict[str, int]:
    """The registers with lines that the night has not followed up yet, and the number of the last line."""
    last = func.max(REGISTER.c.number)
    rows = connection.execute(
        select(REGISTER.c.name, last)
        .outerjoin(REGISTER_SEEN, REGISTER_SEEN.c.name == REGISTER.c.name)
        .group_by(REGISTER.c.name, REGISTER_SEEN.c.number)
        .having(last > func.coalesce(REGISTER_SEEN.c.number, 0))
    )
    return {str(name): int(number) for name, number in rows}


def followed(connection: Connection, name: str, until: int, older_than: str) -> None:
    """The lines up to a number have been followed up by the night, as far as all of them were written long enough ago."""
    settled = None
    here = select(REGISTER.c.number, REGISTER.c.at, REGISTER.c.body).where(REGISTER.c.name == name)
    for number, at, body in connection.execute(
        here.where(REGISTER.c.number <= until).order_by(REGISTER.c.number)
    ):
        if canonical.loads(body).get("recorded_at", at) >= older_than:
            break
        settled = number
    if settled is None:
        return
    place = REGISTER_SEEN.c.name == name
    done = connection.execute(
        update(REGISTER_SEEN).where(place, REGISTER_SEEN.c.number < settled).values(number=settled)
    )
    if not done.rowcount and connection.execute(select(REGISTER_SEEN.c.name).where(place)).first() is None:
        connection.execute(insert(REGISTER_SEEN), [{"name": name, "number": settled}])


def added_by(connection: Connection, case: str) -> set[tuple[int, str, str]]:
    """(event, register, key) of what a case has put into registers."""
    asked = select(REGISTER.c.seq, REGISTER.c.name, REGISTER.c.key).where(REGISTER.c.case_id == case)
    return {(seq, name, key) for seq, name, key in connection.execute(asked)}
