"""A second evaluator of guards, slow and simple, in exact numbers or in machine numbers like CEL's.

It tells a difference that comes from exact arithmetic from any other: then it gives our outcome with the
one and CEL's with the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from duban.engine.core.guards import NUMBER, Type
from duban.engine.core.guards.nodes import (
    And,
    Arithmetic,
    Call,
    Choose,
    Column,
    Compare,
    Constant,
    Has,
    Listing,
    Literal,
    Name,
    Negate,
    Node,
    Not,
    Or,
    Select,
)


class _Undecided(Exception):
    pass


class _World(NamedTuple):
    """The values, and whether numbers are those of a machine: 64-bit integers and binary floating point."""

    values: Mapping[str, object]
    machine: bool


def plain_outcome(node: Node, values: Mapping[str, object], *, machine: bool) -> bool | None:
    """What the guard comes to in machine numbers, or in exact ones."""
    return _outcome(node, _World(values, machine))


def _outcome(node: Node, world: _World) -> bool | None:
    try:
        return bool(_plain(node, world))
    except _Undecided:
        return None


def _plain(node: Node, world: _World) -> Any:
    match node:
        case Literal(value):
            return _number(value, world) if isinstance(value, Decimal) else value
        case Constant(_, ids):
            return list(ids)
        case Listing(items):
            return [_plain(item, world) for item in items]
        case Name(name, type_):
            return _given(world.values.get(name), type_, world)
        case Select(record, field, type_):
            return _given(_plain(record, world).get(field), type_, world)
        case Column(records, field, type_):
            found = [row.get(field) for row in _plain(records, world)]
            return [_given(value, type_, world) for value in found if value is not None]
        case Not(part):
            return not _plain(part, world)
        case Negate(part):
            return _fitting(-_plain(part, world), world)
        case And(parts) | Or(parts):
            opens = isinstance(node, Or)
            outcomes = [_outcome(part, world) for part in parts]
            if opens in outcomes:
                return opens
            if None in outcomes:
                raise _Undecided
            return not opens
        case _:
            return _computed(node, world)


def _computed(node: Node, world: _World) -> Any:
    match node:
        case Choose(test, then, other):
            return _plain(then if _plain(test, world) else other, world)
        case Compare(sign, left, right):
            return _compared(sign, _plain(left, world), _plain(right, world))
        case Arithmetic(sign, left, right):
            one, two = _plain(left, world), _plain(right, world)
            return _fitting(one + two if sign == "+" else one - two if sign == "-" else one * two, world)
        case Has(Name(name)):
            return world.values.get(name) is not None
        case Has(Select(record, field)):
            return _plain(record, world).get(field) is not None
        case Call(function, arguments):
            return _called(function, [_plain(one, world) for one in arguments], node, world)
    raise AssertionError(node)


def _number(value: object, world: _World) -> Any:
    return float(str(value)) if world.machine else Fraction(str(value))


def _given(value: object, type_: Type, world: _World) -> Any:
    if value is None:
        raise _Undecided
    if isinstance(value, frozenset):
        return sorted(value)
    if type_.kind == "number":
        return _number(value, world)
    if type_.of == NUMBER and isinstance(value, list):
        return [_number(one, world) for one in value]
    return value


def _fitting(value: Any, world: _World) -> Any:
    if world.machine and isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise _Undecided
    return value


def _compared(sign: str, left: Any, right: Any) -> bool:
    match sign:
        case "==":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
        case _:
            return left in right


def _called(function: str, arguments: list[Any], node: Call, world: _World) -> Any:
    first, *rest = arguments
    match function:
        case "size":
            return len(first)
        case "startsWith":
            return first.startswith(rest[0])
        case "endsWith":
            return first.endswith(rest[0])
        case "contains":
            return rest[0] in first
        case "days_between":
            return (rest[0] - first).days
        case "covers":
            return all(one in first for one in rest[0])
        case "count":
            return first.count(rest[0])
        case "filled" if isinstance(node.arguments[0], Column):
            return len(first) == len(_plain(node.arguments[0].records, world))
    raise AssertionError(function)
