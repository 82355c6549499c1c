"""What an action decides by, draws, ranks and signs: from checked nodes to the values of a definition."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from ..core.decisions import Countersign, Decides, Draw, Ranking
from ..core.drawing import share_of
from ..core.fields import Field, FieldType, Record
from .access import entries, prose, scalar, section, words
from .declarations import type_words
from .dues import Known
from .people import refer
from .source import Mapping, Scalar
from .sourcing import origin_of
from .structure import parse_quorum

_PLAIN = ("text", "integer", "number", "bool", "date", "person", "unit", "enum")


def mentions(root: Mapping) -> Iterator[str]:
    """The fields that these constructs name."""
    for _, state in entries(root, "states"):
        parties = words(section(state, "countersign"), "parties")
        roles = {name.text for name, _ in entries(root, "roles")}
        yield from (one.text for one in parties if len(parties) == 1 and one.text not in roles)
        for _, action in entries(state, "actions"):
            for part, keys in _FIELDS.items():
                found = (scalar(section(action, part), key) for key in keys)
                yield from (one.text for one in found if one is not None)


_FIELDS = {
    "decides": ("row", "outcome", "cites"),
    "draws": ("from", "into", "size", "exclude"),
    "ranks": ("records",),
}


def build_decides(node: Mapping | None, known: Known) -> Decides | None:
    """By which table an action decides, and the fields that say the row and the outcome."""
    table, row, outcome, cites = (scalar(node, key) for key in ("table", "row", "outcome", "cites"))
    if node is None or table is None or row is None or outcome is None:
        return None
    name = refer(table, known.types.tables, "unknown-table", known.report)
    by, said = known.field(row), known.field(outcome)
    cited = known.field(cites) if cites is not None else None
    if name is None or by is None or said is None or (cites is not None and cited is None):
        return None
    outcomes = scalar(known.types.tables[name], "outcomes")
    wanted = FieldType("enum", outcomes.text if outcomes is not None else "")
    _fits(row, by, by.type == FieldType("enum", name), name, known)
    if wanted.name in known.types.enumerations:
        _fits(outcome, said, wanted in (said.type, said.type.of), wanted.name or "", known)
    return Decides(name, by.name, said.name, cited.name if cited is not None else None)


def build_draw(node: Mapping | None, known: Known) -> Draw | None:
    """What an action draws."""
    source, into, size = (scalar(node, key) for key in ("from", "into", "size"))
    exclude, strata, least = (scalar(node, key) for key in ("exclude", "strata", "least"))
    if node is None or source is None or into is None or size is None:
        return None
    drawn, received = known.field(source), known.field(into)
    out = known.field(exclude) if exclude is not None else None
    if drawn is None or received is None or (exclude is not None and out is None):
        return None
    record, element = _record(drawn, known), _element(drawn, known)
    if element is None:
        _fits(source, drawn, False, "list", known)
        return None
    for word, field in (
        (into, received),
        *(((exclude, out),) if exclude is not None and out is not None else ()),
    ):
        same = field.type.of is not None and field.type.of == drawn.type.of
        _fits(word, field, same or _element(field, known) == element, f"set of {type_words(element)}", known)
    if received.name == drawn.name:
        known.report.error("draw-into-taken", into.span, field=into.text)
    stratum = None
    if strata is not None:
        stratum = _column(strata, record, known) if record is not None else None
        if record is None:
            _fits(source, drawn, False, "list of record", known)
    number, share, field_ = _size(size, known)
    if number is None and share is None and field_ is None:
        return None
    return Draw(
        drawn.name,
        received.name,
        number,
        share,
        field_,
        out.name if out is not None else None,
        stratum,
        int(least.text) if least is not None else 0,
    )


def build_ranking(node: Mapping | None, known: Known) -> Ranking | None:
    """What an action ranks."""
    records, by, into = (scalar(node, key) for key in ("records", "by", "into"))
    order, missing = (scalar(node, key) for key in ("order", "missing"))
    if node is None or records is None or by is None or into is None:
        return None
    field = known.field(records)
    if field is None:
        return None
    record = _record(field, known) if field.type.kind == "list" else None
    if record is None:
        _fits(records, field, False, "list of record", known)
        return None
    least = section(node, "least")
    sample, size = scalar(least, "field"), scalar(least, "size")
    columns = {
        "by": _column(by, record, known, ("number", "integer", "date")),
        "into": _column(into, record, known, ("integer",), optional=True),
        "sample": _column(sample, record, known, ("integer",)) if sample is not None else None,
    }
    group = (_column(one, record, known, _PLAIN) for one in words(node, "class"))
    return Ranking(
        field.name,
        columns["by"] or "",
        columns["into"] or "",
        tuple(dict.fromkeys(one for one in group if one is not None)),
        ascending=order is not None and order.text == "ascending",
        last=missing is not None and missing.text == "last",
        sample=columns["sample"],
        least=int(size.text) if size is not None else 0,
    )


def build_countersign(node: Mapping | None, known: Known) -> Countersign | None:
    """Whose signatures a state collects."""
    parties, need = words(node, "parties"), scalar(node, "need")
    post, order, refusal = (scalar(node, key) for key in ("post", "order", "refusal"))
    if node is None or not parties:
        return None
    field = _party_field(parties, post, known)
    roles: tuple[str, ...] = ()
    if field is None:
        found = (refer(one, known.roles, "unknown-role", known.report) for one in parties)
        roles = tuple(dict.fromkeys(one for one in found if one is not None))
    quorum = parse_quorum(need.text) if need is not None else None
    return Countersign(
        roles,
        field,
        post.text if post is not None else None,
        Decimal(1) if quorum is None else quorum,
        ordered=order is not None and order.text.lower() == "true",
        stops=refusal is None or refusal.text == "stops",
        basis=prose(node, "basis"),
        origin=origin_of(node, known.report),
    )


def build_signature(word: Scalar | None) -> Literal["agree", "refuse"] | None:
    """What doing an action signs."""
    if word is None:
        return None
    return "refuse" if word.text == "refuse" else "agree"


# Private functions


def _party_field(parties: tuple[Scalar, ...], post: Scalar | None, known: Known) -> str | None:
    """The field that lists the parties, where no roles do."""
    word = parties[0]
    if len(parties) > 1 or word.text in known.roles or word.text not in known.fields:
        if post is not None:
            known.report.error("countersign-post", post.span, parties=[one.text for one in parties])
        return None
    field = known.fields[word.text]
    member = field.type.of.kind if field.type.of is not None else field.type.kind
    if field.type.kind not in ("list", "set") or member not in ("unit", "person"):
        _fits(word, field, False, "set of unit", known)
    elif (member == "unit") != (post is not None):
        known.report.error("countersign-post", (post or word).span, parties=[word.text])
    return field.name


def _size(word: Scalar, known: Known) -> tuple[int | None, Decimal | None, str | None]:
    text = word.text.strip()
    if text[:1].isdigit():
        share = share_of(text)
        if share is None and not (text.isascii() and text.isdecimal() and 0 < int(text) <= 100_000):
            known.report.error("draw-size", word.span, size=text)
            return None, None, None
        return (int(text) if share is None else None), share, None
    field = known.field(word)
    if field is None:
        return None, None, None
    _fits(word, field, field.type.kind == "integer", "integer", known)
    return None, None, field.name


def _element(field: Field, known: Known) -> FieldType | None:
    """The type by which the members of a list or set are told apart: their own, or that of their key."""
    if field.type.of is None:
        return None
    record = _record(field, known)
    if record is None:
        return field.type.of if field.type.of.kind in _PLAIN else None
    return next((one.type for one in record.fields if one.name == record.key), None)


def _record(field: Field, known: Known) -> Record | None:
    of = field.type.of
    return known.types.records.get(of.name or "") if of is not None and of.kind == "record" else None


def _column(
    word: Scalar, record: Record, known: Known, kinds: tuple[str, ...] = _PLAIN, *, optional: bool = False
) -> str | None:
    """A field of a record, of one of these kinds."""
    names = [one.name for one in record.fields]
    name = refer(word, names, "unknown-record-field", known.report, record=record.name)
    if name is None:
        return None
    field = next(one for one in record.fields if one.name == name)
    wanted = kinds[0] + (", optional: true" if optional else "")
    _fits(word, field, field.type.kind in kinds and (field.optional or not optional), wanted, known)
    return name


def _fits(word: Scalar, field: Field, good: bool, expected: str, known: Known) -> None:
    if not good:
        found = type_words(field.type)
        known.report.error("field-type", word.span, field=field.name, expected=expected, found=found)
