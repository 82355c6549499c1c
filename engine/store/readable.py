"""What lies in the database read as what it should be, or named as what it is not."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from ..core import canonical
from ..core.case import STATUSES, Case
from ..core.text import Text
from ..errors import UnreadableRecord

_KINDS: dict[str, type] = {
    "workflow": str,
    "version": int,
    "digest": str,
    "unit": str,
    "status": str,
    "states": list,
    "round": int,
    "data": dict,
    "deadlines": dict,
    "seq": int,
    "opened_at": str,
}
"""What every snapshot has."""
_PARTS, _TYPES = itemgetter(*_KINDS), [*_KINDS.values()]


def read_case(case: str, body: str) -> Case:
    """The snapshot of a case.

    Raises:
        UnreadableRecord: it is damaged.
    """
    found = _read(case, body, _SNAPSHOT)
    if found.get("id") != case or not _is_snapshot(found):
        raise UnreadableRecord(case=case, what=_SNAPSHOT)
    if not found["states"] or found["status"] not in STATUSES:
        raise UnreadableRecord(case=case, what=_SNAPSHOT)
    return Case(found)


def _is_snapshot(found: dict[str, Any]) -> bool:
    try:
        return [*map(type, _PARTS(found))] == _TYPES
    except KeyError:
        return False


def read_event(case: str, seq: int, body: str) -> dict[str, Any]:
    """The body of an event.

    Raises:
        UnreadableRecord: it is damaged.
    """
    what = Text(f"第 {seq} 号事件已损坏", f"event {seq} is damaged")
    found = _read(case, body, what)
    if not isinstance(found.get("change"), dict) or not {"actor", "at", "recorded_at"} <= found.keys():
        raise UnreadableRecord(case=case, what=what)
    return found


def _read(case: str, body: str, what: Text) -> dict[str, Any]:
    try:
        found = canonical.loads(body)
    except (ValueError, TypeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UnreadableRecord(case=case, what=what)
    return found


_SNAPSHOT = Text("现状已损坏", "its snapshot is damaged")
