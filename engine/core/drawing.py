"""Samples drawn by an action: from the fields of a case, by a seed handed in with the facts, into the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, Decimal
from hashlib import sha256
from typing import Any

from msgspec import Struct

from .decisions import Draw
from .definition import Definition
from .fields import Field, Record
from .refusals import Refusal
from .sampling import METHOD, TOLD, quotas, sample
from .text import Named, Text


class Frame(Struct, frozen=True):
    """What a sample is drawn from, as it stands."""

    members: Mapping[str, Any]
    """Every element by its text, in the order of the field: a value, or a record by its key."""
    excluded: tuple[str, ...]
    """Those of them that are not to be drawn."""
    strata: Mapping[str, str] | None
    size: int
    """How many are to be drawn."""

    @property
    def left(self) -> int:
        """How many may be drawn."""
        return len(self.members) - len(self.excluded)


def draws(definition: Definition) -> bool:
    """Whether any action of a workflow draws: only then a seed is asked for."""
    return any(action.draws is not None for _, action in definition.actions())


def drawn_into(definition: Definition) -> frozenset[str]:
    """The fields that only a draw fills in."""
    return frozenset(action.draws.into for _, action in definition.actions() if action.draws is not None)


def frame_of(definition: Definition, draw: Draw, data: Mapping[str, Any]) -> Frame:
    """What the fields of a case say of a draw."""
    members = _members(definition, draw.source, data)
    out = frozenset(_members(definition, draw.exclude, data)) if draw.exclude is not None else frozenset()
    excluded = tuple(one for one in members if one in out)
    strata = None
    if draw.strata is not None:
        strata = {key: str(row.get(draw.strata, "")) for key, row in members.items()}
    return Frame(members, excluded, strata, _size(draw, data, len(members) - len(excluded)))


def judge_draw(definition: Definition, draw: Draw, data: Mapping[str, Any], title: Named) -> list[Refusal]:
    """A draw needs as many as it draws, and each stratum its minimum."""
    frame = frame_of(definition, draw, data)
    values: dict[str, Any] = {
        "action": title,
        "field": _titled(definition, draw.source),
        "size": frame.size,
        "left": frame.left,
        "total": len(frame.members),
        "excluded": len(frame.excluded),
    }
    if frame.size < 1 or frame.size > frame.left:
        return [Refusal("draw-too-few", values)]
    try:
        quotas(_sizes(frame), frame.size, draw.least)
    except ValueError:
        strata = sorted(set((frame.strata or {}).values()))
        return [Refusal("draw-least", {**values, "least": draw.least, "strata": strata})]
    return []


def carry_out(
    definition: Definition, draw: Draw, data: Mapping[str, Any], seed: str
) -> tuple[list[Any], dict[str, Any]]:
    """The value for the field that receives the sample, and all that the record keeps of the draw."""
    frame = frame_of(definition, draw, data)
    result = sample(
        list(frame.members),
        frame.size,
        seed,
        excluded=frame.excluded,
        strata=frame.strata,
        least=draw.least,
    )
    told: dict[str, Any] = {
        "method": METHOD,
        "from": draw.source,
        "into": draw.into,
        "frame": list(frame.members),
        "excluded": list(frame.excluded),
        "size": frame.size,
        "seed": seed,
        "result": result,
    }
    if frame.strata is not None:
        told |= {"strata": dict(frame.strata), "least": draw.least}
    return _received(definition, draw, [frame.members[one] for one in result]), told


def judge_told(definition: Definition, draw: Draw, data: Mapping[str, Any], title: Named) -> list[Refusal]:
    """A sample that was drawn before comes from what it was drawn from."""
    told, frame = _members(definition, draw.into, data), frame_of(definition, draw, data)
    strange = [one for one in told if one not in frame.members or one in frame.excluded]
    if not strange:
        return []
    values = {"action": title, "field": _titled(definition, draw.source), "strange": strange}
    return [Refusal("draw-strange", values)]


def as_told(definition: Definition, draw: Draw, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the record keeps of a sample that was drawn elsewhere before."""
    frame, result = frame_of(definition, draw, data), list(_members(definition, draw.into, data))
    return {
        "method": TOLD,
        "from": draw.source,
        "into": draw.into,
        "frame": list(frame.members),
        "excluded": list(frame.excluded),
        "size": len(result),
        "result": result,
    }


def seed_of(chance: str, case: str, seq: int, action: str) -> str:
    """The seed of one draw, from the chance handed in with the facts: two draws never share one."""
    return sha256(f"{chance}\n{case}\n{seq}\n{action}".encode()).hexdigest()[:32]


# Private functions


def _size(draw: Draw, data: Mapping[str, Any], left: int) -> int:
    if draw.share is not None:
        return int((draw.share * left).to_integral_value(ROUND_CEILING))
    if draw.size_field is not None:
        return int(data.get(draw.size_field, 0))
    return draw.size or 0


def _sizes(frame: Frame) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for one in frame.members.keys() - set(frame.excluded):
        stratum = frame.strata[one] if frame.strata is not None else ""
        sizes[stratum] = sizes.get(stratum, 0) + 1
    return sizes


def record_in(definition: Definition, name: str) -> Record | None:
    """The record that a list or set field holds, if it holds records."""
    field = definition.field(name)
    kind = field.type.of if field is not None else None
    return definition.record(kind.name or "") if kind is not None and kind.kind == "record" else None


def _members(definition: Definition, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    record, values = record_in(definition, name), data.get(name) or ()
    if record is None:
        return {_plain(one): one for one in values}
    return {str(row[record.key or ""]): row for row in values}


def _received(definition: Definition, draw: Draw, drawn: Iterable[Any]) -> list[Any]:
    """What goes into the receiving field: whole records where it holds them, else keys or values."""
    record, field = record_in(definition, draw.source), definition.field(draw.into)
    values = list(drawn)
    if record is not None and record_in(definition, draw.into) is None:
        values = [row[record.key or ""] for row in values]
    return sorted(values) if _is_set(field) else values


def _is_set(field: Field | None) -> bool:
    return field is not None and field.type.kind == "set"


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _titled(definition: Definition, name: str) -> Named:
    field = definition.field(name)
    return Named(name, field.title if field is not None else Text(name, name))


def share_of(text: str) -> Decimal | None:
    """`20%` as a fraction above 0 and at most 1, or `None`."""
    if not text.endswith("%"):
        return None
    try:
        share = Decimal(text[:-1].strip()) / 100
    except ArithmeticError:
        return None
    return share if 0 < share <= 1 else None
