"""The typed tree of a guard: frozen values, equal when they mean the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal as OneOf
from typing import TypeAlias

from msgspec import Struct

from .types import Type

Comparison = OneOf["==", "!=", "<", "<=", ">", ">=", "in"]
Operator = OneOf["+", "-", "*"]
LiteralKind = OneOf["bool", "integer", "number", "text", "date"]
Function = OneOf["size", "startsWith", "endsWith", "contains", "days_between", "covers", "count", "filled"]


class Literal(Struct, frozen=True):
    """A value written in the guard. `kind` keeps `1`, `1.0` and `true` apart, which Python calls equal."""

    value: bool | int | Decimal | str | date
    kind: LiteralKind


class Constant(Struct, frozen=True):
    """An enumeration named in the guard: a list of its ids, as they were when the guard was compiled."""

    name: str
    values: tuple[str, ...]


class Listing(Struct, frozen=True):
    """A list written in the guard; all its items are of one type."""

    items: tuple[Node, ...]


class Name(Struct, frozen=True):
    """A datum the guard reads, by its full name (`unit.principal`)."""

    name: str
    type: Type


class Select(Struct, frozen=True):
    """A field of a record."""

    record: Reference
    field: str
    type: Type


class Column(Struct, frozen=True):
    """One field of every record of a list that has it; only an argument of a function."""

    records: Node
    field: str
    type: Type
    """The type of the field."""


class Not(Struct, frozen=True):
    """`!part`."""

    part: Node


class Negate(Struct, frozen=True):
    """`-part`."""

    part: Node


class And(Struct, frozen=True):
    """All of at least two parts."""

    parts: tuple[Node, ...]


class Or(Struct, frozen=True):
    """One of at least two parts."""

    parts: tuple[Node, ...]


class Choose(Struct, frozen=True):
    """`test ? then : other`."""

    test: Node
    then: Node
    other: Node


class Compare(Struct, frozen=True):
    """Two values held against each other; `in` asks for membership."""

    operator: Comparison
    left: Node
    right: Node


class Arithmetic(Struct, frozen=True):
    """Exact arithmetic; `+` also joins texts."""

    operator: Operator
    left: Node
    right: Node


class Has(Struct, frozen=True):
    """`has(x)`: whether the datum is there. Never undecided, unless the record that should hold it is absent."""

    part: Reference


class Call(Struct, frozen=True):
    """A function of the fixed list."""

    function: Function
    arguments: tuple[Node, ...]


Reference: TypeAlias = Name | Select
Node: TypeAlias = (
    Literal
    | Constant
    | Listing
    | Name
    | Select
    | Column
    | Not
    | Negate
    | And
    | Or
    | Choose
    | Compare
    | Arithmetic
    | Has
    | Call
)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the text."""
    match node:
        case And(parts) | Or(parts) | Listing(parts) | Call(_, parts):
            return parts
        case Not(part) | Negate(part) | Has(part) | Select(part) | Column(part):
            return (part,)
        case Choose(test, then, other):
            return (test, then, other)
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return (left, right)
        case Literal() | Constant() | Name():
            return ()
