"""The outbox and what comes of it: lines for people, gathered into deliveries, handed over, kept.

All changes are made by one relay at a time: whoever holds the row `relay` of the settings (`FOR UPDATE
SKIP LOCKED`; on SQLite a writer is alone anyway). Handing over happens outside, under a claim that runs out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from ..core import canonical
from ..delivery import Delivery, Message
from ..errors import UnreadableRecord
from .prepared import Prepared
from .readable import read_event
from .tables import CASE, DELIVERY, EVENT, NOTICE, OUTBOX, SETTING

_TURN = "relay"
_THIS = and_(
    OUTBOX.c.next_at == bindparam("at"),
    OUTBOX.c.case_id == bindparam("of_case"),
    OUTBOX.c.seq == bindparam("number"),
)
_DROP = Prepared(delete(OUTBOX).where(_THIS))
_PUT_OFF = Prepared(
    update(OUTBOX).where(_THIS).values(next_at=bindparam("later"), attempts=bindparam("tries"))
)
_TOLD = Prepared(
    select(NOTICE.c.seq).where(
        NOTICE.c.case_id == bindparam("case_id"),
        NOTICE.c.seq == bindparam("seq"),
        NOTICE.c.person == bindparam("person"),
    )
)
_TELL = Prepared(insert(NOTICE), [column.name for column in NOTICE.columns])
_GATHERING = Prepared(select(DELIVERY.c.body).where(DELIVERY.c.id == bindparam("delivery")))
_MAKE = Prepared(insert(DELIVERY), [column.name for column in DELIVERY.columns])


class SqlOutbox:
    """`ports.Outbox` on one SQLAlchemy connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lead(self) -> bool:
        """See `ports.Outbox`."""
        turn = select(SETTING.c.name).where(SETTING.c.name == _TURN).with_for_update(skip_locked=True)
        return self._connection.execute(turn).first() is not None

    def ready(self, now: str, limit: int) -> list[Message]:
        """See `ports.Outbox`."""
        rows = self._connection.execute(
            select(OUTBOX, EVENT.c.body, CASE.c.workflow, CASE.c.unit)
            .outerjoin(EVENT, and_(EVENT.c.case_id == OUTBOX.c.case_id, EVENT.c.seq == OUTBOX.c.seq))
            .outerjoin(CASE, CASE.c.id == OUTBOX.c.case_id)
            .where(OUTBOX.c.next_at <= now)
            .order_by(OUTBOX.c.next_at, OUTBOX.c.case_id, OUTBOX.c.seq)
            .limit(limit)
        )
        return [
            Message(row.next_at, row.case_id, row.seq, row.kind, _said(row), row.attempts) for row in rows
        ]

    def held_back(self, now: str) -> frozenset[str]:
        """See `ports.Outbox`."""
        failed = select(OUTBOX.c.case_id).where(OUTBOX.c.next_at > now, OUTBOX.c.attempts > 0).distinct()
        return frozenset(self._connection.execute(failed).scalars())

    def drop(self, messages: Sequence[Message]) -> None:
        """See `ports.Outbox`."""
        _DROP.change_all(self._connection, [_key_of(one) for one in messages])

    def put_off(self, message: Message, next_at: str, attempts: int) -> None:
        """See `ports.Outbox`."""
        _PUT_OFF.change(self._connection, _key_of(message) | {"later": next_at, "tries": attempts})

    def told(self, message: Message, person: str) -> bool:
        """See `ports.Outbox`."""
        told = {"case_id": message.case, "seq": message.seq, "person": person}
        return bool(_TOLD.rows(self._connection, told))

    def tell(self, message: Message, person: str, delivery: str, item: Mapping[str, Any]) -> None:
        """See `ports.Outbox`. A line that is there already is refused by its key."""
        row = {
            "case_id": message.case,
            "seq": message.seq,
            "person": person,
            "kind": message.kind,
            "delivery": delivery,
            "body": canonical.dumps(item),
        }
        _TELL.change(self._connection, row)

    def gathering(self, delivery: str) -> bool | None:
        """See `ports.Outbox`."""
        rows = _GATHERING.rows(self._connection, {"delivery": delivery})
        return not rows[0][0] if rows else None

    def make(self, delivery: str, person: str, day: str, at: str, body: Mapping[str, Any] | None) -> None:
        """See `ports.Outbox`. A second digest of a person's day is refused by its key."""
        row = {
            "id": delivery,
            "person": person,
            "day": day,
            "status": "waiting",
            "made_at": at,
            "next_at": None,
            "attempts": 0,
            "fault": None,
            "sent_at": None,
            "body": canonical.dumps(body) if body else "",
        }
        _MAKE.change(self._connection, row)

    def open_deliveries(self) -> list[tuple[str, str, str]]:
        """See `ports.Outbox`."""
        found = select(DELIVERY.c.id, DELIVERY.c.person, DELIVERY.c.day).where(
            DELIVERY.c.status == "waiting", DELIVERY.c.body == ""
        )
        return [(row.id, row.person, row.day) for row in self._connection.execute(found)]

    def items(self, delivery: str) -> list[Mapping[str, Any]]:
        """See `ports.Outbox`."""
        rows = self._connection.execute(select(NOTICE.c.body).where(NOTICE.c.delivery == delivery))
        return [canonical.loads(row.body) for row in rows]

    def close(self, delivery: str, body: Mapping[str, Any]) -> None:
        """See `ports.Outbox`."""
        self._connection.execute(
            update(DELIVERY).where(DELIVERY.c.id == delivery).values(body=canonical.dumps(body))
        )

    def claim(self, now: str, until: str, limit: int) -> list[Delivery]:
        """See `ports.Outbox`."""
        waiting = (
            select(DELIVERY.c.id, DELIVERY.c.person, DELIVERY.c.next_at, DELIVERY.c.attempts)
            .where(DELIVERY.c.status == "waiting", DELIVERY.c.body != "")
            .order_by(DELIVERY.c.made_at, DELIVERY.c.id)
        )
        claimed: dict[str, int] = {}
        seen: set[str] = set()
        for row in self._connection.execute(waiting):
            if row.person in seen:  # a person's messages go in order, one at a time
                continue
            seen.add(row.person)
            if row.next_at is None or row.next_at <= now:
                claimed[row.id] = row.attempts
            if len(claimed) == limit:
                break
        if not claimed:
            return []
        mine = DELIVERY.c.id.in_(list(claimed))
        self._connection.execute(update(DELIVERY).where(mine).values(next_at=until))
        found = select(DELIVERY.c.id, DELIVERY.c.person, DELIVERY.c.body).where(mine)
        rows = {row.id: row for row in self._connection.execute(found)}
        return [
            Delivery(one, rows[one].person, canonical.loads(rows[one].body), attempts)
            for one, attempts in claimed.items()
        ]

    def mark_sent(self, deliveries: Sequence[str], at: str) -> None:
        """See `ports.Outbox`."""
        done = update(DELIVERY).where(DELIVERY.c.id.in_(list(deliveries)))
        self._connection.execute(done.values(status="sent", sent_at=at, next_at=None, fault=None))

    def mark_failed(self, delivery: str, fault: str, next_at: str | None) -> None:
        """See `ports.Outbox`."""
        status = "waiting" if next_at is not None else "parked"
        self._connection.execute(
            update(DELIVERY)
            .where(DELIVERY.c.id == delivery, DELIVERY.c.status == "waiting")
            .values(status=status, fault=fault, next_at=next_at, attempts=DELIVERY.c.attempts + 1)
        )

    def park(self, message: Message, fault: str, at: str) -> None:
        """See `ports.Outbox`."""
        row = {
            "id": f"{message.case}:{message.seq}",
            "person": "",
            "day": at[:10],
            "status": "parked",
            "made_at": at,
            "next_at": None,
            "attempts": message.attempts + 1,
            "fault": fault,
            "sent_at": None,
            "body": canonical.dumps(message.body),
        }
        _MAKE.change(self._connection, row)
        self.drop([message])


def deliveries(
    connection: Connection, *, person: str | None = None, status: str | None = None
) -> list[dict[str, Any]]:
    """Deliveries as they lie, the oldest first."""
    found = select(DELIVERY)
    for column, value in ((DELIVERY.c.person, person), (DELIVERY.c.status, status)):
        if value is not None:
            found = found.where(column == value)
    rows = connection.execute(found.order_by(DELIVERY.c.made_at, DELIVERY.c.id))
    return [dict(row._mapping) for row in rows]


def cases_of(connection: Connection, delivery: Mapping[str, Any]) -> frozenset[str]:
    """The cases that a delivery, gathered or being gathered, tells of."""
    if delivery["body"]:
        told = canonical.loads(delivery["body"])
        return frozenset(one["case"] for one in told.get("items", [told]))
    lines = select(NOTICE.c.case_id).where(NOTICE.c.delivery == delivery["id"]).distinct()
    return frozenset(connection.execute(lines).scalars())


def without(delivery: dict[str, Any], cases: frozenset[str]) -> dict[str, Any]:
    """A delivery without its lines about some cases, and then without the words made of all of them."""
    told = canonical.loads(delivery["body"]) if delivery["body"] and cases else {}
    kept = [one for one in told.get("items", ()) if one["case"] not in cases]
    if len(kept) == len(told.get("items", ())):
        return delivery
    return {**delivery, "body": canonical.dumps({**told, "items": kept, "text": None})}


def try_again(connection: Connection, delivery: str) -> bool:
    """Take a parked delivery up again; whether there was one. One that was never worked out goes back to the outbox."""
    parked = and_(DELIVERY.c.id == delivery, DELIVERY.c.status == "parked")
    row = connection.execute(select(DELIVERY).where(parked)).first()
    if row is None:
        return False
    if row.person:
        connection.execute(
            update(DELIVERY).where(parked).values(status="waiting", attempts=0, next_at=None, fault=None)
        )
        return True
    case, _, seq = delivery.rpartition(":")
    kind = canonical.loads(row.body)["type"].rpartition(".")[2]
    message = {"next_at": row.made_at, "case_id": case, "seq": int(seq), "kind": kind, "attempts": 0}
    connection.execute(delete(DELIVERY).where(parked))
    connection.execute(insert(OUTBOX), [message])
    return True


def urged_by_name(connection: Connection, person: str) -> list[str]:
    """The cases in which somebody was told of an urge."""
    told = select(NOTICE.c.case_id).where(NOTICE.c.person == person, NOTICE.c.kind == "urged").distinct()
    return sorted(connection.execute(told).scalars())


def unsent(connection: Connection, person: str) -> list[dict[str, Any]]:
    """The lines for a person that have not been handed over yet."""
    lines = (
        select(NOTICE.c.body)
        .join(DELIVERY, DELIVERY.c.id == NOTICE.c.delivery)
        .where(NOTICE.c.person == person, or_(DELIVERY.c.status == "waiting", DELIVERY.c.status == "parked"))
        .order_by(NOTICE.c.case_id, NOTICE.c.seq)
    )
    return [canonical.loads(row.body) for row in connection.execute(lines)]


_OF_EVENT = (
    "action",
    "from",
    "to",
    "actor",
    "at",
    "deadline",
    "rung",
    "due",
    "before",
    "round",
    "status",
    "old",
    "new",
    "reason",
)
_OF_URGE = (*_OF_EVENT, "urge", "note", "people", "urgent")


def _said(row: Any) -> dict[str, Any]:
    """What a message says: the part of its event that concerns others. An event that is damaged says nothing else."""
    told = {
        "id": f"{row.case_id}:{row.seq}",
        "type": f"duban.case.{row.kind}",
        "case": row.case_id,
        "workflow": row.workflow,
        "unit": row.unit,
    }
    try:
        event = read_event(row.case_id, row.seq, row.body or "")
    except UnreadableRecord:
        return told
    names = _OF_URGE if "urge" in event or "people" in event else _OF_EVENT
    return told | {name: event[name] for name in names if name in event}


def _key_of(message: Message) -> dict[str, Any]:
    return {"at": message.next_at, "of_case": message.case, "number": message.seq}
