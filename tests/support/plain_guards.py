"""A second evaluator of guards, slow and simple, in machine numbers like CEL's.

It tells a difference that comes from our exact arithmetic from any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

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


def plain_outcome(node: Node, values: Mapping[str, object]) -> bool | None:
    """What the guard comes to in 64-bit integers and binary floating point."""
    try:
        return bool(_plain(node, values))
    except _Undecided:
        return None


def _plain(node: Node, values: Mapping[str, object]) -> Any:
    match node:
        case Literal(value):
            return float(value) if isinstance(value, Decimal) else value
        case Constant(_, ids):
            return list(ids)
        case Listing(items):
            return [_plain(item, values) for item in items]
        case Name(name, type_):
            return _given(values.get(name), type_)
        case Select(record, field, type_):
            return _given(_plain(record, values).get(field), type_)
        case Column(records, field, type_):
            return [
                _given(row[field], type_) for row in _plain(records, values) if row.get(field) is not None
            ]
        case Not(part):
            return not _plain(part, values)
        case Negate(part):
            return _fitting(-_plain(part, values))
        case And(parts) | Or(parts):
            opens = isinstance(node, Or)
            outcomes = [plain_outcome(part, values) for part in parts]
            if opens in outcomes:
                return opens
            if None in outcomes:
                raise _Undecided
            return not opens
        case _:
            return _computed(node, values)


def _computed(node: Node, values: Mapping[str, object]) -> Any:
    match node:
        case Choose(test, then, other):
            return _plain(then if _plain(test, values) else other, values)
        case Compare(sign, left, right):
            return _compared(sign, _plain(left, values), _plain(right, values))
        case Arithmetic(sign, left, right):
            one, two = _plain(left, values), _plain(right, values)
            return _fitting(one + two if sign == "+" else one - two if sign == "-" else one * two)
        case Has(Name(name)):
            return values.get(name) is not None
        case Has(Select(record, field)):
            return _plain(record, values).get(field) is not None
        case Call(function, arguments):
            return _called(function, [_plain(one, values) for one in arguments], node, values)
    raise AssertionError(node)


def _given(value: object, type_: Type) -> Any:
    if value is None:
        raise _Undecided
    if isinstance(value, frozenset):
        return sorted(value)
    if type_.kind == "number":
        return float(str(value))
    return [float(one) for one in value] if type_.of == NUMBER and isinstance(value, list) else value


def _fitting(value: Any) -> Any:
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
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


def _called(function: str, arguments: list[Any], node: Call, values: Mapping[str, object]) -> Any:
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
            return len(first) == len(_plain(node.arguments[0].records, values))
    raise AssertionError(function)
