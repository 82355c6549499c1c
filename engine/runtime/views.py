"""Cases and records as JSON values for readers: the keys are the command line's contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..core import lamps
from ..core.case import Case, numbered
from ..core.countersigning import may_sign_now, standing
from ..core.deadlines import days_left
from ..core.decisions import Countersign
from ..core.definition import Definition
from ..core.editions import has_editions
from ..core.fields import FieldType
from ..core.reminding import due_of
from ..core.text import Language
from ..core.times import instant, local, local_day, stamp

if TYPE_CHECKING:
    from ..core.explaining import Step

_SECOND = timedelta(seconds=1)


def case_view(
    case: Case,
    definition: Definition,
    now: datetime,
    zone: tzinfo,
    colours: tuple[str, ...] = lamps.DEFAULT,
) -> dict[str, Any]:
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
        "data": _in_order(data_view(definition, case.data)),
        "deadlines": deadline_views(case, now, zone),
        "children": [one["id"] for _, one in numbered(case.children)],
        "parent": case.parent,
        "seq": case.seq,
        "opened_at": local(body["opened_at"], zone),
    }
    _light(view, case, definition, now, zone, colours)
    if has_editions(definition):
        view["edition"] = body.get("edition", 0)
    if "breaches" in body:
        view["breaches"] = [_breach(one, zone) for _, one in numbered(body["breaches"])]
    if case.urges:
        view["urges"] = [urge_view(int(number), one, now, zone) for number, one in numbered(case.urges)]
    if "stay" in body:
        view["stay"] = stay_view(body["stay"], zone)
    if case.poll is not None:
        view["ballot"] = _in_order(ballot_view(case.poll, zone))
    rule = definition.state(case.state).countersign
    if rule is not None and "countersign" in body:
        view["countersign"] = countersign_view(rule, body["countersign"], zone)
    if body.get("open"):
        view["open"] = {
            kind: sorted(map(int, matters)) for kind, matters in sorted(body["open"].items()) if matters
        }
    return view


def short_view(
    case: Case,
    definition: Definition,
    now: datetime,
    zone: tzinfo,
    colours: tuple[str, ...] = lamps.DEFAULT,
) -> dict[str, Any]:
    """A case as lists tell it."""
    view = case_view(case, definition, now, zone, colours)
    keys = (
        "case", "workflow", "version", "unit", "states", "status", "round", "deadlines", "lamp", "parent", "seq",
    )  # fmt: skip
    short = {key: view[key] for key in keys}
    unanswered = [one for one in view.get("urges", ()) if one["answer"] is None]
    return short | ({"urges": unanswered} if unanswered and case.status == "open" else {})


def _light(
    view: dict[str, Any],
    case: Case,
    definition: Definition,
    now: datetime,
    zone: tzinfo,
    colours: tuple[str, ...],
) -> None:
    """Put its lamp beside every deadline, and the most pressing of them beside the case."""
    found = {
        name: lamps.level(due_of(definition, name), running, now, zone)
        for name, running in case.deadlines.items()
    }
    for one in view["deadlines"]:
        one["lamp"] = lamps.colour(found.get(one["name"], 0), colours)
    view["lamp"] = lamps.colour(max(found.values(), default=0), colours)


def urge_view(number: int, urge: Mapping[str, Any], now: datetime, zone: tzinfo) -> dict[str, Any]:
    """An urge: who asked what of whom, until when, and the answer."""
    answer, until = urge.get("answer"), urge.get("until")
    return {
        "number": number,
        "by": urge["by"],
        "at": local(urge["at"], zone),
        "text": urge["text"],
        "to": list(urge.get("to", ())),
        "until": due_text({"due": until, "last": urge["last"]}, zone) if until is not None else None,
        "unanswered": answer is None and until is not None and now >= instant(until),
        "late": answer is not None and until is not None and answer["at"] >= until,
        "answer": {**answer, "at": local(answer["at"], zone)} if answer is not None else None,
    }


def _breach(breach: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    return {
        "deadline": breach["deadline"],
        "due": local(stamp(instant(breach["due"]) - _SECOND), zone),
        "state": breach["state"],
    }


def deadline_views(case: Case, now: datetime, zone: tzinfo) -> list[dict[str, Any]]:
    """The running deadlines, the earliest first."""
    running = sorted(case.deadlines.items(), key=lambda one: (one[1].get("due", "~"), one[0]))
    return [_deadline(name, one, now, zone) for name, one in running]


def _deadline(name: str, running: Mapping[str, Any], now: datetime, zone: tzinfo) -> dict[str, Any]:
    determined = "due" in running
    view: dict[str, Any] = {
        "name": name,
        "due": due_text(running, zone) if determined else None,
        "overdue": determined and now >= instant(running["due"]),
        "provisional": bool(running.get("provisional")),
        "days_left": days_left(date.fromisoformat(running["last"]), local_day(now, zone))
        if determined
        else None,
        "rule": running["rule"],
        "since": local(running["since"], zone),
        "nature": running.get("nature", "internal"),
        "undetermined": "undetermined" in running,
        "stopped": "left" in running,
    }
    if "undetermined" in running:
        view["milestone"] = running["undetermined"]
    if "left" in running:
        view["left"] = [{"amount": amount, "unit": unit} for amount, unit in running["left"]]
    if "original" in running:
        view["original"] = running["original"]
        view["extended"] = [
            {key: one[key] for key in ("by", "to", "from", "actor", "action") if key in one}
            | {"at": local(one["at"], zone)}
            for one in running["extended"]
        ]
    for name_ in ("law", "count", "until"):
        if name_ in running:
            view[name_] = running[name_]
    return view


def step_view(step: Step, language: Language) -> dict[str, Any]:
    """A step of a count: `{kind, from, to, days, counted, minutes, why, article}`."""
    first, last = step.first, step.last
    return {
        "kind": step.kind,
        "from": first.isoformat() if first is not None else None,
        "to": last.isoformat() if last is not None else None,
        "days": (last - first).days + 1 if first is not None and last is not None else 0,
        "counted": list(step.counted) if step.counted is not None else None,
        "minutes": step.minutes,
        "why": step.why.pick(language),
        "article": step.article.pick(language) if step.article is not None else None,
    }


def due_text(running: Mapping[str, Any], zone: tzinfo) -> str:
    """The last moment that is in time: 23:59:59 of the last day, or the instant of a term in hours."""
    ends = instant(running["due"]).astimezone(zone)
    if ends.date() > date.fromisoformat(running["last"]):
        return (ends - _SECOND).replace(microsecond=0).isoformat()
    return ends.replace(microsecond=0).isoformat()


def end_text(due: str, zone: tzinfo) -> str:
    """The same of an end of which nothing else is known any more: midnight is the end of the day before."""
    ends = instant(due).astimezone(zone).replace(microsecond=0)
    return (ends - _SECOND if ends.time() == time.min else ends).isoformat()


def stay_view(stay: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """A stay: since when, until when, whether its clock stands."""
    stops = stay["stops"]
    until = stay.get("until")
    return {
        "since": local(stay["since"], zone),
        "until": None if until is None else local(stamp(instant(until) - _SECOND), zone),
        "over": bool(stay.get("over")),
        "provisional": bool(stay.get("provisional")),
        "stopped": bool(stops) and len(stops[-1]) == 1,
    }


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


def countersign_view(rule: Countersign, kept: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """A countersignature: each party with what it signed, whose turn it is, and how it stands."""
    stands, turn = standing(rule, kept), may_sign_now(rule, kept)
    return {
        "parties": [
            {"party": party, "answer": None, "turn": party in turn}
            if (signed := kept["signed"].get(party)) is None
            else {"party": party, **signed, "at": local(signed["at"], zone), "turn": False}
            for party in kept["parties"]
        ],
        "needed": stands.needed,
        "agreed": stands.agreed,
        "refused": stands.refused,
        "waiting": stands.waiting,
        "complete": stands.complete,
        "impossible": stands.impossible,
    }


def data_view(definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as JSON values; a number with a fraction, kept as text, reads as a number."""
    numeric = definition.derived(_numeric)
    return {
        name: _value(definition, numeric[name], value) if name in numeric else value
        for name, value in data.items()
    }


def _in_order(value: Any) -> Any:
    """What was filled in, by name: an answer made when it happened reads, to the byte, as one made from the record."""
    if isinstance(value, Mapping):
        return {name: _in_order(one) for name, one in sorted(value.items())}
    return [_in_order(one) for one in value] if isinstance(value, list) else value


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
        "child", "number", "status", "round", "urge", "people", "met", "stopped", "resumed", "extended", "old", "new",
        "edition", "batch", "imported_by", "fields", "counted",
        "ruling", "draw", "ranking", "signed",
    ):  # fmt: skip
        if more in body:
            view[more] = local(body[more], zone) if more in ("due", "before") else body[more]
    return view
