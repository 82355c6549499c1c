"""Guards evaluated: each tree becomes closures once, kept with its guard.

Total and linear: no loops but over the lists of a case, no recursion but the tree's own depth, which
the checker limits. Absent values are absorbed as CEL absorbs errors: `false && absent` is false,
`true || absent` is true, anything else that needs an absent value is undecided.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sized
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct

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
    parts_of,
)
from .printing import print_node
from .types import INTEGER, TEXTUAL, Type
from .values import LARGEST, Undecided, read

Values: TypeAlias = Mapping[str, object]
"""Present values by full name; an absent key, or `None`, is an absent value."""
Run: TypeAlias = Callable[[Values], Any]

_EXACT = Context(
    prec=20_000,  # more than 400 tokens of 200-digit numbers can ever need
    Emin=MIN_EMIN,
    Emax=MAX_EMAX,
    traps=[Inexact, InvalidOperation, DivisionByZero, Overflow],
)
_COMPARISONS: dict[str, Callable[[Any, Any], object]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda one, many: one in many,
}
_ARITHMETIC: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Decimal]]] = {
    "+": (operator.add, _EXACT.add),
    "-": (operator.sub, _EXACT.subtract),
    "*": (operator.mul, _EXACT.multiply),
}


class Outcome(NamedTuple):
    """What a guard came to. Only `True` opens it."""

    value: bool | None
    """`None` when undecided: something it needs is absent, or not of its type."""
    absent: tuple[str, ...] = ()
    """What was missing for a decision, by full name, in the order of the text; empty when decided."""


_TRUE, _FALSE = Outcome(True), Outcome(False)


class Guard(Struct, frozen=True, dict=True):
    """A condition over the data of a case: the words it was written in, and their typed tree."""

    text: str
    tree: Node

    @cached_property
    def run(self) -> Run:
        """What works it out: a closure made from the tree when it is first needed."""
        return runner(self.tree)

    def __reduce__(self) -> tuple[type[Guard], tuple[str, Node]]:
        """Copied and pickled by what it says; closures stay at home."""
        return (Guard, (self.text, self.tree))


def evaluate(guard: Guard, values: Values) -> Outcome:
    """Whether the guard holds for these values. The same in every process; never raises."""
    try:
        return _TRUE if guard.run(values) else _FALSE
    except Undecided:
        return Outcome(None, tuple(dict.fromkeys(missing(guard.tree, values))))


def value_of(guard: Guard, values: Values) -> object:
    """What an expression comes to for these values; `None` when something it needs is absent."""
    try:
        found: object = guard.run(values)
    except Undecided:
        return None
    return found


def names(guard: Guard) -> frozenset[str]:
    """The full names the guard reads, whether or not an evaluation gets that far."""
    return frozenset(names_in(guard.tree))


def names_in(node: Node) -> list[str]:
    """The full names below a node, in the order of the text."""
    if isinstance(node, Name):
        return [node.name]
    return [name for part in parts_of(node) for name in names_in(part)]


def result(node: Node, values: Values) -> Any:
    """The value of one node.

    Raises:
        Undecided: something it needs is absent.
    """
    return runner(node)(values)


def missing(node: Node, values: Values) -> list[str]:
    """The full names that keep an undecided node undecided, in the order of the text."""
    match node:
        case And(parts) | Or(parts):
            return [name for part in parts if _undecided(part, values) for name in missing(part, values)]
        case Choose(test, then, other):
            try:
                return missing(then if result(test, values) else other, values)
            except Undecided:
                return missing(test, values)
        case Has(Select(record)):
            return missing(record, values)
        case Has():
            return []
        case Select(below) | Column(below):
            return missing(below, values) or _unless_readable(node, values)
        case Name():
            return _unless_readable(node, values)
        case _:
            return [name for part in parts_of(node) for name in missing(part, values)]


def _unless_readable(node: Name | Select | Column, values: Values) -> list[str]:
    return [path(node)] if _undecided(node, values) else []


def _undecided(node: Node, values: Values) -> bool:
    try:
        result(node, values)
    except Undecided:
        return True
    return False


def path(node: Name | Select | Column) -> str:
    """The dotted path of a datum, or of a field of the records of a list (`problems.source`)."""
    if isinstance(node, Name):
        return node.name
    below = node.record if isinstance(node, Select) else node.records
    return f"{path(below) if isinstance(below, (Name, Select)) else print_node(below)}.{node.field}"


def runner(node: Node) -> Run:
    """The closure that gives the node's value, or raises `Undecided`."""
    match node:
        case Name(name, type_):
            return _name(name, type_)
        case Literal(value) | Constant(_, value):
            return _always(value)
        case Compare(sign, left, right):
            return _compare(_COMPARISONS[sign], left, right)
        case And(parts):
            return _gate([runner(part) for part in parts], opens=False)
        case Or(parts):
            return _gate([runner(part) for part in parts], opens=True)
        case Not(part):
            return _not(runner(part))
        case Has(part):
            return _has(part)
        case Select():
            return _select(node)
        case Column():
            return _column(node)
        case Listing(items):
            return _listing(items)
        case Choose(test, then, other):
            return _choose(runner(test), runner(then), runner(other))
        case Arithmetic(sign, left, right):
            return _arithmetic(sign, runner(left), runner(right))
        case Negate(part):
            return _negate(runner(part))
        case Call():
            return _call(node)


def _always(value: object) -> Run:
    return lambda _values: value


def _listing(items: tuple[Node, ...]) -> Run:
    if all(isinstance(item, Literal) for item in items):
        return _always(tuple(item.value for item in items if isinstance(item, Literal)))
    runs = [runner(item) for item in items]
    return lambda values: tuple(run(values) for run in runs)


def _name(name: str, type_: Type) -> Run:
    # The commonest stored forms are taken as they are; the others go through `read`.
    if type_.kind == "integer":
        return _integer_name(name)
    if type_.kind == "bool":
        return _plain_name(name, type_, bool)
    if type_.kind in TEXTUAL:
        return _plain_name(name, type_, str)
    return lambda values: read(values.get(name), type_)


def _integer_name(name: str) -> Run:
    def integer(values: Values) -> object:
        value = values.get(name)
        return value if type(value) is int and -LARGEST < value < LARGEST else read(value, INTEGER)

    return integer


def _plain_name(name: str, type_: Type, plain: type) -> Run:
    def simple(values: Values) -> object:
        value = values.get(name)
        return value if type(value) is plain else read(value, type_)

    return simple


def _not(of: Run) -> Run:
    return lambda values: not of(values)


def _choose(asked: Run, yes: Run, no: Run) -> Run:
    return lambda values: yes(values) if asked(values) else no(values)


def _select(node: Select) -> Run:
    of, name, type_ = runner(node.record), node.field, node.type
    return lambda values: read(of(values).get(name), type_)


def _column(node: Column) -> Run:
    of, name, type_ = runner(node.records), node.field, node.type

    def column(values: Values) -> tuple[object, ...]:
        found = (row.get(name) for row in of(values))
        return tuple(read(value, type_) for value in found if value is not None)

    return column


def _negate(of: Run) -> Run:
    def negate(values: Values) -> object:
        value = of(values)
        # `-value` would round to the precision of the thread's decimal context.
        return value.copy_negate() if isinstance(value, Decimal) else -value

    return negate


def _gate(runs: list[Run], *, opens: bool) -> Run:
    """`&&` (closed by the first false) or `||` (opened by the first true), deaf to absent values elsewhere."""

    def gate(values: Values) -> bool:
        undecided = False
        for run in runs:
            try:
                if run(values) == opens:
                    return opens
            except Undecided:
                undecided = True
        if undecided:
            raise Undecided
        return not opens

    return gate


def _compare(compare: Callable[[Any, Any], object], left: Node, right: Node) -> Run:
    one, two = runner(left), runner(right)
    if isinstance(right, (Literal, Constant)):
        fixed = two({})
        return lambda values: compare(one(values), fixed)
    return lambda values: compare(one(values), two(values))


def _arithmetic(sign: str, one: Run, two: Run) -> Run:
    plain, exact = _ARITHMETIC[sign]

    def compute(values: Values) -> object:
        left, right = one(values), two(values)
        if not (isinstance(left, Decimal) or isinstance(right, Decimal)):
            return plain(left, right)
        try:
            return exact(left, right)
        except ArithmeticError:
            raise Undecided from None

    return compute


def _has(node: Name | Select) -> Run:
    if isinstance(node, Name):
        name = node.name
        return lambda values: values.get(name) is not None
    of, field_ = runner(node.record), node.field
    return lambda values: of(values).get(field_) is not None


def _call(node: Call) -> Run:
    runs = [runner(argument) for argument in node.arguments]
    match node.function, runs:
        case "size", [of]:
            return lambda values: _size(of(values))
        case "startsWith", [of, part]:
            return lambda values: of(values).startswith(part(values))
        case "endsWith", [of, part]:
            return lambda values: of(values).endswith(part(values))
        case "contains", [of, part]:
            return lambda values: part(values) in of(values)
        case "days_between", [first, last]:
            return lambda values: (last(values) - first(values)).days
        case "covers", [have, want]:
            return lambda values: frozenset(want(values)).issubset(have(values))
        case "count", [have, value]:
            return lambda values: have(values).count(value(values))
        case "filled", [have]:
            rows = runner(parts_of(node.arguments[0])[0])
            return lambda values: len(have(values)) == len(rows(values))
    raise ValueError(f"{node.function} does not take {len(runs)} arguments")


def _size(value: Sized) -> int:
    return len(value)
