"""Cases and records as JSON values for readers: the keys are the command line's contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from ..core.case import Case
from ..core.deadlines import days_left
from ..core.definition import Definition, FieldType
from ..core.times import instant, local, local_day, stamp

_SECOND = timedelta(seconds=1)


def case_view(case: Case, definition: Definition, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """A case as `show` tells it."""
    body = case.body
    view: dict[str, Any] = {
        "case": case.id,
        "workflow": case.workflow,
        "version": body["version"],
        "unit": case.unit,
        "states": list(body["states"]),
        "status": case.status,
        "round": case.round,
        "digest": body["digest"],
        "data": data_view(definition, case.data),
        "deadlines": deadline_views(case, now, zone),
        "children": [one["id"] for one in case.children.values()],
        "parent": case.parent,
        "seq": case.seq,
        "opened_at": local(body["opened_at"], zone),
    }
    if "stay" in body:
        view["stay"] = stay_view(body["stay"], zone)
    if case.poll is not None:
        view["ballot"] = ballot_view(case.poll, zone)
    if body.get("open"):
        view["open"] = {kind: sorted(map(int, matters)) for kind, matters in body["open"].items() if matters}
    return view


def short_view(case: Case, definition: Definition, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """A case as lists tell it."""
    view = case_view(case, definition, now, zone)
    keys = ("case", "workflow", "version", "unit", "states", "status", "round", "deadlines", "parent", "seq")
    return {key: view[key] for key in keys}


def deadline_views(case: Case, now: datetime, zone: tzinfo) -> list[dict[str, Any]]:
    """The running deadlines, the earliest first."""
    running = sorted(case.deadlines.items(), key=lambda one: (one[1]["due"], one[0]))
    return [_deadline(name, one, now, zone) for name, one in running]


def _deadline(name: str, running: Mapping[str, Any], now: datetime, zone: tzinfo) -> dict[str, Any]:
    return {
        "name": name,
        "due": due_text(running, zone),
        "overdue": now >= instant(running["due"]),
        "provisional": bool(running.get("provisional")),
        "days_left": days_left(date.fromisoformat(running["last"]), local_day(now, zone)),
        "rule": running["rule"],
        "since": local(running["since"], zone),
    }


def due_text(running: Mapping[str, Any], zone: tzinfo) -> str:
    """The last moment that is in time: 23:59:59 of the last day, or the instant of a term in hours."""
    ends = instant(running["due"]).astimezone(zone)
    if ends.date() > date.fromisoformat(running["last"]):
        return (ends - _SECOND).replace(microsecond=0).isoformat()
    return ends.replace(microsecond=0).isoformat()


def stay_view(stay: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """A stay: since when, until when, whether its clock stands."""
    stops = stay["stops"]
    until = stay.get("until")
    view = {
        "since": local(stay["since"], zone),
        "until": None if until is None else local(stamp(instant(until) - _SECOND), zone),
        "over": bool(stay.get("over")),
        "stopped": bool(stops) and len(stops[-1]) == 1,
    }
    if stay.get("provisional"):
        view["provisional"] = True
    return view


def ballot_view(poll: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """A ballot: who was invited and has taken part; what was chosen only once it is closed."""
    view: dict[str, Any] = {
        "opened_at": local(poll["opened_at"], zone),
        "secret": poll["secret"],
        "roll": dict(poll["roll"]),
        "cast": dict(poll["cast"]),
        "counted": sorted(poll["tally"]),
        "closed": "result" in poll,
    }
    if "result" in poll:
        view["result"] = poll["result"]
    return view


def data_view(definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as JSON values; a number with a fraction, kept as text, reads as a number."""
    numeric = definition.derived(_numeric)
    return {
        name: _value(definition, numeric[name], value) if name in numeric else value
        for name, value in data.items()
    }


def _numeric(definition: Definition) -> dict[str, FieldType]:
    """The fields with a number in them, by name; all others are JSON values as they are."""

    def holds_number(kind: FieldType) -> bool:
        if kind.kind == "record":
            return any(holds_number(one.type) for one in definition.record(kind.name or "").fields)
        return kind.kind == "number" or (kind.of is not None and holds_number(kind.of))

    return {one.name: one.type for one in definition.fields if holds_number(one.type)}


def _value(definition: Definition, kind: FieldType, value: Any) -> Any:
    if kind.kind == "number":
        number = Decimal(value)
        return int(number) if number == number.to_integral_value() else float(number)
    if kind.kind == "record":
        fields = {field.name: field.type for field in definition.record(kind.name or "").fields}
        return {name: _value(definition, fields[name], one) for name, one in value.items()}
    if kind.kind in ("list", "set") and kind.of is not None:
        return [_value(definition, kind.of, one) for one in value]
    return value


def event_view(body: Mapping[str, Any], sealed: str, zone: tzinfo) -> dict[str, Any]:
    """An event as `history` tells it."""
    view: dict[str, Any] = {
        "seq": body["seq"],
        "kind": body["kind"],
        "action": body.get("action"),
        "from": body.get("from"),
        "to": body.get("to"),
        "actor": body["actor"],
        "on_behalf_of": body.get("on_behalf_of"),
        "at": local(body["at"], zone),
        "recorded_at": local(body["recorded_at"], zone),
        "data": body.get("data", {}),
        "hash": sealed,
        "channel": body.get("channel"),
        "user": body.get("user"),
        "role": body.get("role"),
    }
    for more in (
        "note", "deadline", "rung", "due", "before", "provisional", "calendar", "reason", "changed", "state",
        "child", "number", "status", "round",
    ):  # fmt: skip
        if more in body:
            view[more] = local(body[more], zone) if more in ("due", "before") else body[more]
    return view
