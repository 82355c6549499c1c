"""Branches of a state and cases that an action spawns: from checked nodes to the values of a definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from ..core.branching import UNIT_ASKED, asks_each
from ..core.facts import PRINCIPAL
from ..core.fields import Field, FieldType, Record
from ..core.guards import BOOL, INTEGER, TEXT, UNIT, Guard, set_of
from ..core.guards.types import Type
from ..core.linking import Branch, Elements, Spawn
from ..core.text import Text
from .access import entries, flag, members, scalar, section, words
from .declarations import type_words
from .dues import GuardPlace, Known
from .people import refer
from .registers import entry_record, names_register, register_of
from .secrecy import is_open
from .source import Mapping, Scalar
from .structure import parse_share

_PEOPLE, _BELOW = "unit.members", "unit.below"
_MEMBERS = (PRINCIPAL, "member")
"""Who is a member of a unit where a branch does not say by which posts: whoever leads it, and its leading group."""
_FILLED = ("values", "members", "entries")
"""Where `as` names the field of the child that takes the element; elsewhere it is for the condition only."""
OF_PEOPLE: dict[str, Type] = {"rank": TEXT, "party_member": BOOL, "posts": set_of(TEXT), "unit": UNIT}
"""What a guard may ask of a person."""
_UNITS = ("parent", "supervised_by")
OF_UNITS: dict[str, Type] = {
    what: set_of(TEXT) if what == "category" else UNIT if what in _UNITS else TEXT for what in UNIT_ASKED
}
"""What a guard may ask of a unit below."""
_ASKED: dict[Elements, dict[str, Type]] = {
    "members": OF_PEOPLE,
    "below": OF_UNITS,
}
"""What the condition of a branch may ask of an element besides what it is."""
READ: dict[str, Type] = {
    "done": BOOL,
    "open": INTEGER,
    "total": INTEGER,
    "succeeded": INTEGER,
    "failed": INTEGER,
}
"""What a guard may ask of a branch."""


def names_of_branches(root: Mapping) -> Iterator[Scalar]:
    """The names of all branches and spawned cases of a file, where they are given."""
    for _, state in entries(root, "states"):
        yield from (name for name, _ in entries(state, "branches"))
        for _, action in entries(state, "actions"):
            named = (scalar(one, "name") for one in _spawns(action))
            yield from (name for name in named if name is not None)


def guard_names(names: Iterable[str]) -> dict[str, Type]:
    """What guards may read of branches of these names."""
    return {f"{name.replace('-', '_')}.{what}": kind for name in names for what, kind in READ.items()}


def build_branches(state: Mapping, place: GuardPlace, known: Known) -> tuple[Branch, ...]:
    """The branches of a state; one that cannot be understood is reported and left out."""
    found = (_branch(name, node, place, known) for name, node in entries(state, "branches"))
    return tuple(one for one in found if one is not None)


def build_spawns(action: Mapping, place: GuardPlace, known: Known) -> tuple[Spawn, ...]:
    """The linked cases that an action opens."""
    found = []
    for node in _spawns(action):
        name, workflow = scalar(node, "name"), scalar(node, "workflow")
        if name is not None and workflow is not None:
            unit = _unit_field(scalar(node, "unit"), known, None)
            found.append(
                Spawn(
                    name.text,
                    workflow.text,
                    _given(node, known),
                    unit,
                    _guard(node, place, known),
                    is_open(node),
                )
            )
    return tuple(found)


# Private functions


def _spawns(action: Mapping) -> list[Mapping]:
    return [one for one in members(action, "spawns") if isinstance(one, Mapping)]


def _branch(name: Scalar, node: Mapping, place: GuardPlace, known: Known) -> Branch | None:
    each, workflow = scalar(node, "each"), scalar(node, "workflow")
    if each is None or workflow is None:
        return None
    over = _over(each, known)
    if over is None:
        return None
    share, called = scalar(node, "done"), scalar(node, "as")
    when, element = _when(node, over, called, place, known)
    filled = over.kind in _FILLED
    idle = called is not None and element is None and (when is not None or node.key("when") is None)
    if called is None if filled else idle:
        key = node.key("as")
        span = key.span if key is not None else each.span
        known.report.error("branch-as", span, branch=name.text, each=each.text)
    later, level = flag(node, "later"), scalar(node, "level")
    bound = scalar(node, "while")
    if bound is not None and not later:
        known.report.error("branch-while", bound.span, branch=name.text)
    posts = tuple(one.text for one in words(node, "post"))
    return Branch(
        name=name.text,
        workflow=workflow.text,
        elements=over.kind,
        each=over.name,
        share=(parse_share(share.text) if share is not None else None) or Decimal(1),
        into=called.text if called is not None and filled else None,
        fields=tuple(_with(node, over.record, known)),
        given=_given(node, known),
        unit=_unit_field(scalar(node, "unit"), known, over),
        when=when,
        later=later,
        posts=posts or (_MEMBERS if over.kind == "members" else ()),
        level=level.text if level is not None else None,
        element=element,
        during=known.guard(bound, place) if bound is not None else None,
        is_open=is_open(node),
    )


class _Over(Struct, frozen=True):
    """What a branch runs over: the kind, the field or register, and what an element is."""

    kind: Elements
    name: str
    type: FieldType
    record: Record | None = None


def _over(each: Scalar, known: Known) -> _Over | None:
    if each.text == _PEOPLE:
        return _Over("members", "", FieldType("person"))
    if each.text == _BELOW:
        return _Over("below", "", FieldType("unit"))
    if names_register(each):
        register = register_of(each, known)
        if register is None:
            return None
        entry = entry_record(register)
        return _Over("entries", register.name, FieldType("record", entry.name), entry)
    field = known.field(each)
    if field is None:
        return None
    of = field.type.of if field.type.kind in ("list", "set") else None
    if of is not None and of.kind in ("text", "enum", "person", "unit"):
        return _Over("values", each.text, of)
    record = known.types.records.get(of.name or "") if of is not None and field.type.kind == "list" else None
    if of is None or record is None or record.key is None:
        known.report.error("branch-each", each.span, field=field.name, found=type_words(field.type))
        return None
    return _Over("rows", each.text, of, record)


def _when(
    node: Mapping, over: _Over, called: Scalar | None, place: GuardPlace, known: Known
) -> tuple[Guard | None, str | None]:
    """The condition, and what it calls the element where it asks each of them."""
    word = scalar(node, "when")
    if word is None or called is None:
        return _guard(node, place, known), None
    guard = _asked_of(over.kind, over.type, over.record, word, called, place, known)
    return guard, called.text if guard is not None and asks_each(guard, called.text) else None


def guard_of_unit(word: Scalar, called: Scalar, known: Known) -> Guard | None:
    """A condition that asks a unit below by that name."""
    return _asked_of("below", FieldType("unit"), None, word, called, "state", known)


def _asked_of(
    kind: Elements,
    what: FieldType,
    record: Record | None,
    word: Scalar,
    called: Scalar,
    place: GuardPlace,
    known: Known,
) -> Guard | None:
    element = Field(called.text, what, Text(called.text, called.text))
    asked = {f"{called.text}.{one}": of for one, of in _ASKED.get(kind, {}).items()}
    return known.guard_of_element(word, place, element, record, asked)


def _with(node: Mapping, record: Record | None, known: Known) -> Iterator[tuple[str, str]]:
    mapped = section(node, "with")
    for child, source in mapped.entries if mapped is not None else ():
        if record is None:
            known.report.error("branch-with", child.span)
            return
        if isinstance(source, Scalar):
            names = [one.name for one in record.fields]
            if refer(source, names, "unknown-record-field", known.report, record=record.name) is not None:
                yield child.text, source.text


def _given(node: Mapping, known: Known) -> tuple[tuple[str, str], ...]:
    mapped = section(node, "case")
    pairs = []
    for child, source in mapped.entries if mapped is not None else ():
        field = known.field(source) if isinstance(source, Scalar) else None
        if field is not None:
            pairs.append((child.text, field.name))
    return tuple(pairs)


def _unit_field(word: Scalar | None, known: Known, over: _Over | None) -> str | None:
    """The field that names the unit of a child: of the record, or of this case; `each` where the element is a unit."""
    if word is None:
        return None
    if over is not None and over.type.kind == "unit" and word.text == "each":
        return "each"
    record = over.record if over is not None else None
    field = (
        next((one for one in record.fields if one.name == word.text), None) if record is not None else None
    )
    if field is None:
        field = known.field(word)
    if field is not None and field.type.kind != "unit":
        known.report.error(
            "field-type", word.span, field=field.name, expected="unit", found=type_words(field.type)
        )
    return word.text if field is not None else None


def _guard(node: Mapping, place: GuardPlace, known: Known) -> Guard | None:
    word = scalar(node, "when")
    return known.guard(word, place) if word is not None else None
