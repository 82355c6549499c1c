"""Reading what is kept: records of cases, lists of them, reports of the night."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select, tuple_, update

from ..core import canonical
from ..core.case import PROVISIONAL, UNDETERMINED, Case
from ..core.data import storable
from ..core.text import Text
from ..errors import UnreadableRecord
from ..ports import Waiting
from .prepared import Prepared
from .readable import read_case
from .tables import BOX, CASE, DEFINITION, EVENT, ROLL, SWEEP

_ROOTS = Prepared(select(func.count()).select_from(CASE).where(CASE.c.parent.is_(None)))
_PAGE = 500
_IDLE = "idle"
Hushed = Callable[[str], bool]
"""Whether a case that cannot be read is left out rather than named: whom it concerns cannot be read either."""
NO_TEXT = Text("现状不是 UTF-8 文字", "its snapshot is no UTF-8 text")
_DIGITS = 12
"""Of the number that the id of a report begins with."""


class StoredEvent(Struct, frozen=True):
    """An event as it lies in the database: the sealed text, the seal, and the copies to search by."""

    seq: int
    kind: str
    action: str | None
    at: str
    alg: str
    prev: str
    hash: str
    body: str
    occurrence: str | None = None
    command: str | None = None


class StoredCase(Struct, frozen=True):
    """A case as it lies in the database: the snapshot, and the copies to search by."""

    id: str
    head: str
    body: str
    copies: dict[str, Any]


@contextmanager
def as_it_lies(connection: Connection) -> Iterator[None]:
    """Reads what is no UTF-8 too: SQLite keeps any bytes, and a damaged record must be named, not stop the reading."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    before = driver.text_factory
    driver.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before


def definition_is_sound(connection: Connection, digest: str) -> bool:
    """Whether the definition of that digest is there and is what its digest says."""
    bodies = connection.execute(select(DEFINITION.c.body).where(DEFINITION.c.digest == digest)).scalars()
    found = [hashlib.sha256(body.encode("utf-8", "surrogateescape")).hexdigest() == digest for body in bodies]
    return bool(found) and all(found)


def events_of(connection: Connection, case: str, *, until: int | None = None) -> Iterator[StoredEvent]:
    """The record of a case in order, as far as event `until`."""
    if not storable(case):
        return
    found = select(*(EVENT.c[name] for name in StoredEvent.__struct_fields__)).where(EVENT.c.case_id == case)
    if until is not None:
        found = found.where(EVENT.c.seq <= until)
    for row in connection.execute(found.order_by(EVENT.c.seq)):
        yield StoredEvent(*row)


def case_of(connection: Connection, case: str) -> StoredCase | None:
    """A case with its copies."""
    row = connection.execute(select(CASE).where(CASE.c.id == case)).first() if storable(case) else None
    return _stored(row) if row is not None else None


def those_there(connection: Connection, cases: Sequence[str]) -> set[str]:
    """Those of the ids that have a case."""
    found: set[str] = set()
    for start in range(0, len(cases), _PAGE):
        asked = select(CASE.c.id).where(CASE.c.id.in_(cases[start : start + _PAGE]))
        found.update(connection.execute(asked).scalars())
    return found


def roll_of(connection: Connection, case: str, poll: int) -> list[tuple[str, str, bool, str | None]]:
    """(group, person, ticked off, choice where it is open) of everybody on the roll of a ballot."""
    people = select(ROLL.c.group_id, ROLL.c.person, ROLL.c.voted, ROLL.c.choice)
    rows = connection.execute(people.where(ROLL.c.case_id == case, ROLL.c.poll == poll))
    return [(group, person, bool(voted), choice) for group, person, voted, choice in rows]


def papers_of(connection: Connection, case: str, poll: int) -> dict[str, int]:
    """How many papers lie in the box of a ballot, by group."""
    counters = select(BOX.c.group_id, func.sum(BOX.c.papers)).where(BOX.c.case_id == case, BOX.c.poll == poll)
    papers = {group: int(count) for group, count in connection.execute(counters.group_by(BOX.c.group_id))}
    return {group: count for group, count in papers.items() if count}


def _named(_: str) -> bool:
    return False


def _is_text(body: str) -> bool:
    try:
        body.encode()
    except UnicodeEncodeError:
        return False
    return True


def _readable(case: str, body: str, hushed: Hushed) -> Case | None:
    try:
        return read_case(case, body if body.isascii() or _is_text(body) else "")
    except UnreadableRecord:
        if hushed(case):
            return None
        raise


def _each(connection: Connection, found: Select[Any], hushed: Hushed) -> Iterator[Case]:
    """The cases of these rows, read a page at a time, so that a list of any length takes no more memory than a page.

    What is no text is fetched too: one such case must not be the end of a list, nor be named by it to everybody. Only
    while a page is fetched does the driver read otherwise than it does for everybody else.
    """
    with as_it_lies(connection):
        result = connection.execute(found)
    with result:
        while True:
            with as_it_lies(connection):
                page = result.fetchmany(_PAGE)
            if not page:
                return
            for case, body in page:
                if (read := _readable(case, body, hushed)) is not None:
                    yield read


def cases(
    connection: Connection,
    *,
    workflow: str | None = None,
    unit: str | None = None,
    state: str | None = None,
    status: str | None = None,
    late_at: str | None = None,
    hushed: Hushed = _named,
) -> Iterator[Case]:
    """Cases by what they are and where they stand, in the order they were opened."""
    found = select(CASE.c.id, CASE.c.body)
    for column, value in (("workflow", workflow), ("unit", unit), ("state", state), ("status", status)):
        if value is not None:
            found = found.where(CASE.c[column] == value)
    if late_at is not None:
        found = found.where(CASE.c.status == "open", CASE.c.due_at <= late_at)
    return _each(connection, found.order_by(CASE.c.opened_at, CASE.c.id), hushed)


def open_cases_naming(
    connection: Connection, person: str, *, unit: str | None = None, under: str | None = None
) -> list[str]:
    """Ids of open cases in whose snapshot an id stands as a value, in order: those looked at for a person.

    Args:
        connection: the database.
        person: the id.
        unit: only cases of this unit.
        under: only this case and those below it.
    """
    found = select(CASE.c.id).where(
        CASE.c.status == "open", CASE.c.body.contains(canonical.dumps(person), autoescape=True)
    )
    if unit is not None:
        found = found.where(CASE.c.unit == unit)
    if under is not None:
        found = found.where(or_(CASE.c.id == under, CASE.c.id.startswith(f"{under}.", autoescape=True)))
    return list(connection.execute(found.order_by(CASE.c.id)).scalars())


def cases_at(connection: Connection, places: Sequence[Waiting], hushed: Hushed = _named) -> Iterator[Case]:
    """Open cases that stand at one of these places, the most urgent first."""
    if not places:
        return iter(())
    found = select(CASE.c.id, CASE.c.body).where(CASE.c.status == "open", or_(*map(_at, places)))
    order = func.coalesce(CASE.c.due_at, "9"), CASE.c.opened_at, CASE.c.id
    return _each(connection, found.order_by(*order), hushed)


def cases_to_vote_in(
    connection: Connection, places: Sequence[Waiting], person: str, hushed: Hushed = _named
) -> Iterator[tuple[Case, str]]:
    """Open cases at these places, with the group in which a person on the roll may vote and has not."""
    if not places:
        return
    here = and_(ROLL.c.case_id == CASE.c.id, ROLL.c.person == person, ROLL.c.voted.is_(False))
    found = select(CASE.c.id, CASE.c.body, ROLL.c.poll, ROLL.c.group_id).join(ROLL, here)
    for case_id, body, number, group in connection.execute(
        found.where(CASE.c.status == "open", or_(*map(_at, places))).order_by(CASE.c.opened_at, CASE.c.id)
    ):
        if (case := _readable(case_id, body, hushed)) is None:
            continue
        poll = case.poll
        running = poll is not None and case.body["poll"] == number and "result" not in poll
        if poll is not None and running and group not in poll["tally"]:
            yield case, group


def undecodable(connection: Connection) -> str | None:
    """The first case whose snapshot is no UTF-8: SQLite keeps any bytes."""
    with as_it_lies(connection):
        for case, body in connection.execute(select(CASE.c.id, CASE.c.body).order_by(CASE.c.id)):
            if not storable(body):
                return str(case)
    return None


def undecodable_of(connection: Connection, cases: Sequence[str]) -> UnreadableRecord | None:
    """What is to be said where one of these could not even be fetched, being no text."""
    if connection.dialect.name != "sqlite":
        return None
    with as_it_lies(connection):
        for case in cases:
            body = connection.execute(select(CASE.c.body).where(CASE.c.id == case)).scalar()
            if body is not None and not _is_text(body):
                return UnreadableRecord(case=case, what=NO_TEXT)
    return None


def standing_at(connection: Connection) -> list[tuple[str, str]]:
    """Every (digest, state) at which some open case stands."""
    rows = connection.execute(select(CASE.c.digest, CASE.c.state).where(CASE.c.status == "open").distinct())
    return sorted((row.digest, row.state) for row in rows)


def case_ids(connection: Connection, *, after: str = "", limit: int = _PAGE) -> list[str]:
    """Ids of cases with a snapshot or with events, in order, a page at a time."""
    with_case = select(CASE.c.id.label("id")).where(CASE.c.id > after).order_by(CASE.c.id).limit(limit)
    with_event = (
        select(EVENT.c.case_id.label("id")).where(EVENT.c.case_id > after).distinct()
        .order_by(EVENT.c.case_id).limit(limit)
    )  # fmt: skip
    found = {row[0] for one in (with_case, with_event) for row in connection.execute(one)}
    return sorted(found)[:limit]


def due_cases(connection: Connection, now: str, limit: int, after: tuple[str, str]) -> list[tuple[str, str]]:
    """(instant, id) of cases for which the clock has something to do by now, the earliest first."""
    rows = connection.execute(
        select(CASE.c.next_at, CASE.c.id)
        .where(
            CASE.c.next_at.is_not(None),  # said, so that the index of those with something to do serves
            CASE.c.next_at <= now,
            tuple_(CASE.c.next_at, CASE.c.id) > tuple_(*after),
        )
        .order_by(CASE.c.next_at, CASE.c.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def due_count(connection: Connection, now: str) -> int:
    """How many cases the clock has something to do for by now."""
    return int(connection.execute(select(func.count()).where(CASE.c.next_at <= now)).scalar_one())


def standing(connection: Connection) -> dict[str, int]:
    """How many cases stand aside with a fault, have a provisional deadline, have one without a date.

    Each is counted over an index of just these.
    """
    doubts = select(CASE.c.doubt, func.count()).where(CASE.c.doubt > 0).group_by(CASE.c.doubt)
    found = {row[0]: int(row[1]) for row in connection.execute(doubts)}
    parked = connection.execute(select(func.count()).where(CASE.c.attempts > 0)).scalar_one()
    return {
        "parked": int(parked),
        "provisional": sum(count for doubt, count in found.items() if doubt & PROVISIONAL),
        "undetermined": sum(count for doubt, count in found.items() if doubt & UNDETERMINED),
    }


def open_cases(connection: Connection, after: str, limit: int) -> list[Case]:
    """Open cases for which the clock has something to do, behind an id, in the order of their ids."""
    rows = connection.execute(
        select(CASE.c.id, CASE.c.body)
        .where(CASE.c.status == "open", CASE.c.next_at.is_not(None), CASE.c.id > after)
        .order_by(CASE.c.id)
        .limit(limit)
    )
    return [case_or_its_id(*row) for row in rows]


def case_or_its_id(case: str, body: str) -> Case:
    """A damaged one has nothing but its id, so that whoever counts it fails on it alone, and names it."""
    try:
        return read_case(case, body)
    except UnreadableRecord:
        return Case({"id": case})


def next_due(connection: Connection) -> str | None:
    """The earliest instant at which the clock has something to do anywhere."""
    return connection.execute(select(func.min(CASE.c.next_at))).scalar()


def park(connection: Connection, case: str, fault: str, next_at: str) -> None:
    """Put a case aside whose turn failed, with the reason, until the next try."""
    connection.execute(
        update(CASE)
        .where(CASE.c.id == case)
        .values(fault=fault, next_at=next_at, attempts=CASE.c.attempts + 1)
    )


def attempts_of(connection: Connection, case: str) -> int:
    """How often the turn of a case has failed in a row."""
    return int(connection.execute(select(CASE.c.attempts).where(CASE.c.id == case)).scalar() or 0)


def keep_report(connection: Connection, name: str | None, as_of: str, report: Mapping[str, Any]) -> str:
    """Keep the report of a run under its name, a new one where it has none yet; that name.

    Of runs that found nothing to do only the last is kept.
    """
    row = {"as_of": as_of, "body": canonical.dumps(dict(report))}
    if name is not None:
        connection.execute(update(SWEEP).where(SWEEP.c.id == name).values(row))
        return name
    last = connection.execute(select(func.max(SWEEP.c.id))).scalar()
    end = secrets.token_hex(6) if report["checked"] else _IDLE
    if end == _IDLE:
        connection.execute(delete(SWEEP).where(SWEEP.c.id.endswith(_IDLE)))
    # The clock of a rehearsal stands still, so the order of runs cannot be told from their time.
    name = f"{int(last[:_DIGITS]) + 1 if last else 1:0{_DIGITS}}-{end}"
    connection.execute(insert(SWEEP), [{"id": name, **row}])
    return name


def database_now(connection: Connection) -> datetime | None:
    """What the clock of the database server shows; `None` where the database is a file on this machine."""
    if connection.dialect.name != "postgresql":
        return None
    found: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return found.astimezone(UTC)


def last_report(connection: Connection) -> dict[str, Any] | None:
    """The report of the last night."""
    found = select(SWEEP.c.body).order_by(SWEEP.c.as_of.desc(), SWEEP.c.id.desc()).limit(1)
    row = connection.execute(found).first()
    return canonical.loads(row[0]) if row is not None else None


def _at(place: Waiting) -> Any:
    here = and_(CASE.c.digest == place.digest, CASE.c.state == place.state)
    if place.person is not None:
        here = and_(here, CASE.c.person == place.person)
    if place.units is not None:
        here = and_(here, CASE.c.unit.in_(sorted(place.units)))
    return here


def _stored(row: Any) -> StoredCase:
    copies = {name: value for name, value in row._mapping.items() if name not in ("id", "head", "body")}
    return StoredCase(row.id, row.head, row.body, copies)
