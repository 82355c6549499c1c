"""Branches of a state and cases that an action spawns: from checked nodes to the values of a definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ..core.definition import Branch, Elements, Spawn
from ..core.facts import PRINCIPAL
from ..core.fields import FieldType
from ..core.guards import BOOL, INTEGER, Guard
from ..core.guards.types import Type
from .access import entries, members, scalar, section, words
from .declarations import type_words
from .dues import GuardPlace, Known
from .people import refer
from .secrecy import is_open
from .source import Mapping, Scalar
from .structure import parse_share

_PEOPLE, _BELOW = "unit.members", "unit.below"
_MEMBERS = (PRINCIPAL, "member")
"""Who is a member of a unit where a branch does not say by which posts: whoever leads it, and its leading group."""
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
    elements, kind = _elements(each, known)
    if elements is None:
        return None
    share = scalar(node, "done")
    into, later, level = scalar(node, "as"), scalar(node, "later"), scalar(node, "level")
    if (into is None) == (elements in ("values", "members")):
        key = node.key("as")
        span = key.span if key is not None else each.span
        known.report.error("branch-as", span, branch=name.text, each=each.text)
    posts = tuple(one.text for one in words(node, "post"))
    return Branch(
        name=name.text,
        workflow=workflow.text,
        elements=elements,
        each=each.text if elements in ("rows", "values") else "",
        share=(parse_share(share.text) if share is not None else None) or Decimal(1),
        into=into.text if into is not None else None,
        fields=tuple(_with(node, kind, known)),
        given=_given(node, known),
        unit=_unit_field(scalar(node, "unit"), known, kind),
        when=_guard(node, place, known),
        later=later is not None and later.text.lower() == "true",
        posts=posts or (_MEMBERS if elements == "members" else ()),
        level=level.text if level is not None else None,
        is_open=is_open(node),
    )


def _elements(each: Scalar, known: Known) -> tuple[Elements | None, FieldType | None]:
    """What a branch runs over, and the type of a record or value of it."""
    if each.text == _PEOPLE:
        return "members", None
    if each.text == _BELOW:
        return "below", None
    field = known.field(each)
    if field is None:
        return None, None
    of = field.type.of if field.type.kind in ("list", "set") else None
    if of is not None and of.kind in ("text", "enum", "person", "unit"):
        return "values", of
    record = known.types.records.get(of.name or "") if of is not None and field.type.kind == "list" else None
    if record is None or record.key is None:
        known.report.error("branch-each", each.span, field=field.name, found=type_words(field.type))
        return None, None
    return "rows", of


def _with(node: Mapping, kind: FieldType | None, known: Known) -> Iterator[tuple[str, str]]:
    mapped = section(node, "with")
    record = known.types.records.get(kind.name or "") if kind is not None else None
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


def _unit_field(word: Scalar | None, known: Known, kind: FieldType | None) -> str | None:
    """The field that names the unit of a child: of the record, or of this case; `each` where the element is a unit."""
    if word is None:
        return None
    if kind is not None and kind.kind == "unit" and word.text == "each":
        return "each"
    record = known.types.records.get(kind.name or "") if kind is not None else None
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
