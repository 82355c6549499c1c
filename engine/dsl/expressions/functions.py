"""The fixed list of functions, and how each is checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from ...core.guards.nodes import Call, Column, Constant, Literal, Node
from ...core.guards.nodes import Function as FunctionName
from ...core.guards.types import BOOL, DATE, INTEGER, TEXTUAL, Type
from ...core.guards.values import is_scalar
from .matching import comparable, nearest, unmatched
from .parser import Invoke, Span, Syntax, Written
from .problems import Problem


class Typed(NamedTuple):
    """A node with its full type."""

    node: Node
    type: Type


class Checker(Protocol):
    """What a function asks of the checker that met its call."""

    problems: list[Problem]

    def report(self, code: str, span: Span, **values: object) -> None:
        """A problem at this place."""
        ...

    def typed(self, syntax: Syntax) -> Typed | None:
        """The node and type of a part; `None` when it has a problem."""
        ...

    def typed_as(self, syntax: Syntax, kinds: Sequence[str], wanted: str, place: str) -> Typed | None:
        """The part, if it is of one of these kinds; else the problem is reported."""
        ...

    def literals_in(self, type_: Type, node: Node, written: Syntax) -> None:
        """Reports the text literals that are no id of this enumeration (or of the members' one)."""
        ...


FUNCTIONS: dict[str, str] = {
    "has": "has(name)",
    "size": "size(text | list | set)",
    "startsWith": "text.startsWith(text)",
    "endsWith": "text.endsWith(text)",
    "contains": "text.contains(text)",
    "date": 'date("2014-08-01")',
    "days_between": "days_between(first, last)",
    "covers": 'covers(records, "field", values)',
    "count": 'count(records, "field", value)',
    "filled": 'filled(records, "field")',
}
"""Every function and how it is written."""

_METHODS: dict[str, FunctionName] = {
    "startsWith": "startsWith",
    "endsWith": "endsWith",
    "contains": "contains",
}
_SEQUENCES = ("list", "set")


def call(checker: Checker, syntax: Invoke) -> Typed | None:
    """A call checked; `None` when it has a problem, which is reported."""
    name, got = syntax.function, len(syntax.arguments)
    is_method = syntax.receiver is not None
    if name not in FUNCTIONS or (name in _METHODS) is not is_method:
        near = FUNCTIONS[nearest(name, FUNCTIONS)]
        checker.report(
            "guard-unknown-function", syntax.function_span, got=name, nearest=near, known=list(FUNCTIONS)
        )
        return None
    check, fewest, most = _CHECKS[name]
    if not fewest <= got <= most:
        checker.report("guard-arguments", syntax.span, function=name, got=got, usage=FUNCTIONS[name])
        return None
    return check(checker, syntax)


def _size(checker: Checker, syntax: Invoke) -> Typed | None:
    of = checker.typed_as(syntax.arguments[0], (*TEXTUAL, *_SEQUENCES), "text | list | set", "size")
    return of and Typed(Call("size", (of.node,)), INTEGER)


def _method(checker: Checker, syntax: Invoke) -> Typed | None:
    name = _METHODS[syntax.function]
    if syntax.receiver is None:
        raise AssertionError("a method has a receiver")
    of = checker.typed_as(syntax.receiver, tuple(TEXTUAL), "text", name)
    part = checker.typed_as(syntax.arguments[0], tuple(TEXTUAL), "text", name)
    return of and part and Typed(Call(name, (of.node, part.node)), BOOL)


def _date(checker: Checker, syntax: Invoke) -> Typed | None:
    written = syntax.arguments[0]
    if (
        isinstance(written, Written)
        and isinstance(written.value, str)
        and len(written.value) == len("2014-08-01")
    ):
        try:
            return Typed(Literal(date.fromisoformat(written.value), "date"), DATE)
        except ValueError:
            pass  # reported below, with what was written
    got = str(written.value) if isinstance(written, Written) else "…"
    checker.report("guard-date", written.span, got=got)
    return None


def _days_between(checker: Checker, syntax: Invoke) -> Typed | None:
    first = checker.typed_as(syntax.arguments[0], ("date",), "date", "days_between")
    last = checker.typed_as(syntax.arguments[1], ("date",), "date", "days_between")
    return first and last and Typed(Call("days_between", (first.node, last.node)), INTEGER)


def _column(checker: Checker, syntax: Invoke) -> Typed | None:
    """The field of the records named by the first two arguments, with the type of the field."""
    function, (records, field) = syntax.function, syntax.arguments[:2]
    of = checker.typed_as(records, _SEQUENCES, "list of records", function)
    if of is None:
        return None
    record = of.type.of
    if record is None or record.kind != "record":
        checker.report("guard-type", records.span, place=function, wanted="list of records", got=str(of.type))
        return None
    if not isinstance(field, Written) or not isinstance(field.value, str):
        checker.report("guard-type", field.span, place=function, wanted='"field"', got="…")
        return None
    type_ = record.field(field.value)
    if type_ is None:
        near = nearest(field.value, [name for name, _ in record.fields])
        checker.report("guard-unknown-field", field.span, record=str(record), got=field.value, nearest=near)
        return None
    return Typed(Column(of.node, field.value, type_.bare()), type_)


def _scalar_column(checker: Checker, syntax: Invoke) -> Typed | None:
    column = _column(checker, syntax)
    if column is not None and not is_scalar(column.type):
        got = str(column.type)
        checker.report("guard-not-comparable", syntax.arguments[1].span, place=syntax.function, got=got)
        return None
    return column


def _covers(checker: Checker, syntax: Invoke) -> Typed | None:
    *first, wanted = syntax.arguments
    if len(first) == 2:
        have = _scalar_column(checker, syntax)
        member = have.type if have else None
    else:
        have = checker.typed_as(first[0], _SEQUENCES, "list | set", "covers")
        member = have.type.of if have else None
    want = checker.typed_as(wanted, _SEQUENCES, "list | set", "covers")
    if have is None or want is None:
        return None
    if member is not None and want.type.of is not None and not _may_cover(checker, syntax, member, want):
        return None
    return Typed(Call("covers", (have.node, want.node)), BOOL)


def _may_cover(checker: Checker, syntax: Invoke, member: Type, want: Typed) -> bool:
    of, written = want.type.of, syntax.arguments[-1]
    if of is None:
        return True
    if not (comparable(member, of) and is_scalar(member) and is_scalar(of)):
        checker.report("guard-types-differ", syntax.span, place="covers", left=str(member), right=str(of))
        return False
    before = len(checker.problems)
    checker.literals_in(member, want.node, written)
    if member.kind == "enum" and isinstance(want.node, Constant):
        missing = [one for one in want.node.values if one not in member.values]
        if missing:
            checker.report(
                "guard-cannot-cover", written.span,
                field=_field_name(syntax), left=str(member), missing=missing,
            )  # fmt: skip
    elif unmatched(member, of):
        checker.report(
            "guard-nothing-in-common", syntax.span, left=str(member), right=str(of), place="covers"
        )
    return len(checker.problems) == before


def _field_name(syntax: Invoke) -> str:
    first: Syntax = syntax.arguments[-2]
    return str(first.value) if isinstance(first, Written) else "covers"


def _count(checker: Checker, syntax: Invoke) -> Typed | None:
    have, written = _scalar_column(checker, syntax), syntax.arguments[2]
    value = checker.typed(written)
    if have is None or value is None:
        return None
    if not comparable(have.type, value.type):
        left, right = str(have.type), str(value.type)
        checker.report("guard-types-differ", syntax.span, place="count", left=left, right=right)
        return None
    before = len(checker.problems)
    checker.literals_in(have.type, value.node, written)
    if unmatched(have.type, value.type):
        left, right = str(have.type), str(value.type)
        checker.report("guard-nothing-in-common", syntax.span, left=left, right=right, place="count")
    if len(checker.problems) > before:
        return None
    return Typed(Call("count", (have.node, value.node)), INTEGER)


def _filled(checker: Checker, syntax: Invoke) -> Typed | None:
    have = _column(checker, syntax)
    return have and Typed(Call("filled", (have.node,)), BOOL)


_CHECKS: dict[str, tuple[Callable[[Checker, Invoke], Typed | None], int, int]] = {
    "size": (_size, 1, 1),
    "startsWith": (_method, 1, 1),
    "endsWith": (_method, 1, 1),
    "contains": (_method, 1, 1),
    "date": (_date, 1, 1),
    "days_between": (_days_between, 2, 2),
    "covers": (_covers, 2, 3),
    "count": (_count, 3, 3),
    "filled": (_filled, 2, 2),
}
