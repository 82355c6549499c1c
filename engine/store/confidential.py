"""Confidential cases as they lie: found by the digests of their definitions, so that no body need be read."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, func, or_, select

from ..core import canonical
from ..core.case import PROVISIONAL, UNDETERMINED, Case, lineage
from ..core.data import storable
from ..core.seeing import children_told
from . import records
from .tables import CASE, EVENT

_PAGE = 500


def secret(connection: Connection, digests: frozenset[str], cases: Iterable[str]) -> frozenset[str]:
    """Those of the cases that are of one of these digests, or belong to a case that is.

    One without a snapshot is what its first event says it is; if that does not say it either, it counts as one of them.
    """
    asked = {case: lineage(case) for case in cases if storable(case)} if digests else {}
    names = sorted({one for family in asked.values() for one in family})
    known: dict[str, str] = {}
    for start in range(0, len(names), _PAGE):
        here = CASE.c.id.in_(names[start : start + _PAGE])
        rows = connection.execute(select(CASE.c.id, CASE.c.digest).where(here))
        known |= {row.id: row.digest for row in rows}
    found = {case for case, digest in known.items() if digest in digests}
    above = {one for family in asked.values() for one in family[:-1]}
    for one in names:
        if one not in known and _was(connection, one, digests, believed=one in above):
            found.add(one)
    return frozenset(case for case, family in asked.items() if found.intersection(family))


def _was(connection: Connection, case: str, digests: frozenset[str], *, believed: bool) -> bool:
    """Whether a case without a snapshot was of one of these digests by what its events say; `believed` where there are none."""
    told = select(EVENT.c.body).where(EVENT.c.case_id == case).order_by(EVENT.c.seq).limit(1)
    body = connection.execute(told).scalar()
    if body is None:
        return believed
    try:
        return canonical.loads(body)["definition"] in digests
    except (ValueError, TypeError, KeyError, RecursionError):
        return True


def children_of(connection: Connection, case: str, digests: frozenset[str]) -> list[Case]:
    """The children of a case that are of one of these digests, by id; one that cannot be read has nothing but that."""
    found = select(CASE.c.id, CASE.c.body).where(CASE.c.parent == case, CASE.c.digest.in_(digests))
    return [records.case_or_its_id(*row) for row in connection.execute(found.order_by(CASE.c.id))]


def events_about(connection: Connection, case: str, children: frozenset[str]) -> tuple[int, ...]:
    """The numbers of the events of a case that tell of these children and of nothing else."""
    telling = select(EVENT.c.seq, EVENT.c.body).where(
        EVENT.c.case_id == case, or_(EVENT.c.body.like('%"child":%'), EVENT.c.kind == "opened")
    )
    rows = connection.execute(telling.order_by(EVENT.c.seq))
    told = ((seq, children_told(canonical.loads(body))) for seq, body in rows)
    return tuple(seq for seq, some in told if some and children.issuperset(some))


def roots(connection: Connection, digests: frozenset[str]) -> tuple[int, int]:
    """How many cases are nobody's child: those that everybody may know of, and those of these digests."""
    rows = connection.execute(
        select(CASE.c.digest, func.count()).where(CASE.c.parent.is_(None)).group_by(CASE.c.digest)
    )
    counted = {digest: int(count) for digest, count in rows}
    hidden = sum(count for digest, count in counted.items() if digest in digests)
    return sum(counted.values()) - hidden, hidden


def due_count(connection: Connection, now: str, digests: frozenset[str]) -> int:
    """How many cases the clock has something to do for by now, without the confidential ones."""
    return (
        _count(connection, digests, CASE.c.next_at <= now) if digests else records.due_count(connection, now)
    )


def standing(connection: Connection, digests: frozenset[str]) -> dict[str, int]:
    """As `records.standing` counts them, without the confidential ones."""
    if not digests:
        return records.standing(connection)
    doubts = {doubt: _count(connection, digests, CASE.c.doubt == doubt) for doubt in (1, 2, 3)}
    return {
        "parked": _count(connection, digests, CASE.c.attempts > 0),
        "provisional": sum(count for doubt, count in doubts.items() if doubt & PROVISIONAL),
        "undetermined": sum(count for doubt, count in doubts.items() if doubt & UNDETERMINED),
    }


def _count(connection: Connection, digests: frozenset[str], which: ColumnElement[bool]) -> int:
    ids = list(connection.execute(select(CASE.c.id).where(which)).scalars())
    return len(ids) - len(secret(connection, digests, ids))
