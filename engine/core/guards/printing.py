"""A tree in words again: the shortest text that parses to the same tree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .nodes import (
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

_CHOOSE, _OR, _AND, _COMPARE, _ADD, _MULTIPLY, _UNARY, _MEMBER = range(1, 9)
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def print_node(node: Node) -> str:
    """The node as a guard is written."""
    return _print(node, 0)


def _print(node: Node, tightness: int) -> str:
    text, own = _worded(node)
    return f"({text})" if own < tightness else text


def _worded(node: Node) -> tuple[str, int]:
    """The text, and how tightly its outermost operator binds."""
    match node:
        case Literal(value):
            return print_literal(value), _MEMBER
        case Constant(name) | Name(name):
            return name, _MEMBER
        case Listing(items):
            return f"[{_listed(items)}]", _MEMBER
        case Select(record, name):
            return f"{_print(record, _MEMBER)}.{name}", _MEMBER
        case Column(records, name):
            return f"{_print(records, 0)}, {print_literal(name)}", 0
        case Not(part):
            return f"!{_print(part, _UNARY)}", _UNARY
        case Negate(part):
            return f"-{_print(part, _UNARY)}", _UNARY
        case And(parts):
            return " && ".join(_print(part, _COMPARE) for part in parts), _AND
        case Or(parts):
            return " || ".join(_print(part, _AND) for part in parts), _OR
        case Choose(test, then, other):
            return f"{_print(test, _OR)} ? {_print(then, _OR)} : {_print(other, _CHOOSE)}", _CHOOSE
        case Compare(sign, left, right):
            return f"{_print(left, _COMPARE)} {sign} {_print(right, _ADD)}", _COMPARE
        case Arithmetic(sign, left, right):
            own = _MULTIPLY if sign == "*" else _ADD
            return f"{_print(left, own)} {sign} {_print(right, own + 1)}", own
        case Has(part):
            return f"has({_print(part, 0)})", _MEMBER
        case Call(("startsWith" | "endsWith" | "contains") as function, (of, argument)):
            return f"{_print(of, _MEMBER)}.{function}({_print(argument, 0)})", _MEMBER
        case Call(function, arguments):
            return f"{function}({_listed(arguments)})", _MEMBER


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_print(node, 0) for node in nodes)


def print_literal(value: bool | int | Decimal | str | date) -> str:
    """A value as a guard writes it: `true`, `0.60`, `"text"`, `date("2014-08-01")`."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value.translate(_ESCAPES)}"'
        case date():
            return f'date("{value.isoformat()}")'
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)
