"""Guards as JSON, to store compiled definitions, and back. Numbers are kept as decimal text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias, get_args

from .evaluate import Guard
from .nodes import (
    And,
    Arithmetic,
    Call,
    Choose,
    Column,
    Compare,
    Comparison,
    Constant,
    Function,
    Has,
    Listing,
    Literal,
    Name,
    Negate,
    Node,
    Not,
    Operator,
    Or,
    Select,
)
from .types import Kind, Type

Json: TypeAlias = "str | bool | int | list[Json] | dict[str, Json] | None"

_DEEPEST = 64
_COMPARISONS: dict[object, Comparison] = {one: one for one in get_args(Comparison)}
_OPERATORS: dict[object, Operator] = {one: one for one in get_args(Operator)}
_FUNCTIONS: dict[object, Function] = {one: one for one in get_args(Function)}
_ARGUMENTS: dict[Function, int] = dict.fromkeys(_FUNCTIONS.values(), 2) | {"size": 1, "filled": 1}
_KINDS: dict[object, Kind] = {one: one for one in get_args(Kind)}


def dump(guard: Guard) -> dict[str, Json]:
    """The guard as JSON values; `load` gives the same guard again."""
    return {"text": guard.text, "tree": _dump(guard.tree)}


def load(data: object) -> Guard:
    """The guard that `dump` wrote.

    Raises:
        ValueError: the data were not written by `dump`.
    """
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise ValueError("a stored guard is {text, tree}")
    return Guard(data["text"], _load(data.get("tree"), 0))


def _dump(node: Node) -> list[Json]:
    match node:
        case Literal(value, kind):
            return [kind, value if isinstance(value, bool) else _scalar(value)]
        case Constant(name, ids):
            return ["constant", name, list(ids)]
        case Listing(items):
            return ["list", *map(_dump, items)]
        case Name(name, type_):
            return ["name", name, _dump_type(type_)]
        case Select(record, name, type_):
            return ["select", _dump(record), name, _dump_type(type_)]
        case Column(records, name, type_):
            return ["column", _dump(records), name, _dump_type(type_)]
        case Not(part):
            return ["!", _dump(part)]
        case Negate(part):
            return ["negate", _dump(part)]
        case And(parts):
            return ["&&", *map(_dump, parts)]
        case Or(parts):
            return ["||", *map(_dump, parts)]
        case Choose(test, then, other):
            return ["?", _dump(test), _dump(then), _dump(other)]
        case Compare(sign, left, right) | Arithmetic(sign, left, right):
            return [sign, _dump(left), _dump(right)]
        case Has(part):
            return ["has", _dump(part)]
        case Call(function, arguments):
            return [function, *map(_dump, arguments)]


def _scalar(value: int | Decimal | str | date) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _dump_type(type_: Type) -> Json:
    if type_.of is not None:
        return [type_.kind, _dump_type(type_.of)]
    return [type_.kind, type_.name] if type_.name is not None else type_.kind


def _load(data: object, depth: int) -> Node:
    if depth > _DEEPEST:
        raise ValueError("a stored guard is not so deep")
    match data:
        case ["bool", bool() as yes]:
            return Literal(yes, "bool")
        case ["text", str() as text]:
            return Literal(text, "text")
        case ["integer", str() as text]:
            return Literal(int(text), "integer")
        case ["number", str() as text]:
            return Literal(_decimal(text), "number")
        case ["date", str() as text]:
            return Literal(date.fromisoformat(text), "date")
        case ["constant", str() as name, [*ids]]:
            return Constant(name, tuple(_text(one) for one in ids))
        case ["name", str() as name, type_]:
            return Name(name, _load_type(type_))
        case ["select", record, str() as name, type_]:
            return Select(_reference(record, depth), name, _load_type(type_))
        case ["column", records, str() as name, type_]:
            return Column(_load(records, depth + 1), name, _load_type(type_))
        case ["has", part]:
            return Has(_reference(part, depth))
        case [str() as word, *parts]:
            return _load_operation(word, tuple(_load(part, depth + 1) for part in parts))
    raise ValueError(f"no node of a guard: {str(data)[:80]}")


def _load_operation(word: str, parts: tuple[Node, ...]) -> Node:
    match word, parts:
        case "list", _:
            return Listing(parts)
        case "!", (part,):
            return Not(part)
        case "negate", (part,):
            return Negate(part)
        case "&&", (_, _, *_):
            return And(parts)
        case "||", (_, _, *_):
            return Or(parts)
        case "?", (test, then, other):
            return Choose(test, then, other)
        case _, (left, right) if word in _COMPARISONS:
            return Compare(_COMPARISONS[word], left, right)
        case _, (left, right) if word in _OPERATORS:
            return Arithmetic(_OPERATORS[word], left, right)
        case _ if word in _FUNCTIONS and len(parts) == _ARGUMENTS[_FUNCTIONS[word]]:
            return Call(_FUNCTIONS[word], parts)
    raise ValueError(f"no operation of a guard: {word} with {len(parts)} parts")


def _reference(data: object, depth: int) -> Name | Select:
    node = _load(data, depth + 1)
    if isinstance(node, (Name, Select)):
        return node
    raise ValueError("only a name or a field of it can be asked for")


def _load_type(data: object, depth: int = 0) -> Type:
    if depth > _DEEPEST:
        raise ValueError("a stored type is not so deep")
    match data:
        case str() if data in _KINDS:
            return Type(_KINDS[data])
        case [("list" | "set") as kind, member]:
            return Type(_KINDS[kind], of=_load_type(member, depth + 1))
        case [str() as kind, str() as name] if kind in _KINDS:
            return Type(_KINDS[kind], name)
    raise ValueError(f"no type of a guard: {str(data)[:80]}")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"no number: {text[:80]}") from None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("the ids of an enumeration are texts")
