"""Definitions as JSON, to store them and to name them by the digest of what they say.

Each class is written as an object of its fields that differ from their defaults; the codec of a class is
worked out once from its type hints. Numbers with a fraction are text, and there are no floats, so the
canonical text of a definition is the same in every process.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT
from msgspec.structs import FieldInfo, fields

from . import guards
from .canonical import digest
from .definition import Definition
from .text import Text

Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How a value is written, and how it is read again."""


def dump_definition(definition: Definition) -> dict[str, Any]:
    """The definition as JSON values; `load_definition` gives an equal one again."""
    written: dict[str, Any] = _codec(Definition)[0](definition)
    return written


def load_definition(data: dict[str, Any]) -> Definition:
    """The definition that `dump_definition` wrote.

    Raises:
        ValueError: the data were not written by `dump_definition`.
    """
    try:
        loaded: Definition = _codec(Definition)[1](data)
    except (TypeError, KeyError, AttributeError, ArithmeticError) as wrong:
        raise ValueError(f"this is no stored definition: {wrong}") from wrong
    return loaded


def digest_of(definition: Definition) -> str:
    """The name of a definition's content: SHA-256 of its canonical JSON, as 64 hexadecimal digits."""
    return digest(dump_definition(definition))


# Private functions


@lru_cache(maxsize=256)
def _codec(kind: Any) -> Codec:
    """The codec of a type: a plain value, an optional one, a tuple, or a class of the definition."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal or kind in (str, int, bool):
        return _same, _same
    if kind is Decimal:
        return _decimal_text, Decimal
    if kind is date:
        return date.isoformat, date.fromisoformat
    if kind is guards.Guard:
        return guards.dump, guards.load
    if kind is Text:
        return list, _text
    if origin in (Union, types.UnionType):
        return _optional(next(one for one in arguments if one is not types.NoneType))
    if origin is tuple and arguments[1:] == (...,):
        return _sequence(arguments[0])
    if origin is tuple:
        return _fixed(arguments)
    return _object(kind)


def _optional(kind: Any) -> Codec:
    write, read = _codec(kind)
    if read is _same:
        return _same, _same
    return (
        lambda value: None if value is None else write(value),
        lambda data: None if data is None else read(data),
    )


def _fixed(kinds: tuple[Any, ...]) -> Codec:
    """The codec of a tuple whose members each have a type of their own."""
    codecs = [_codec(one) for one in kinds]
    return (
        lambda value: [write(one) for (write, _), one in zip(codecs, value, strict=True)],
        lambda value: tuple(read(one) for (_, read), one in zip(codecs, value, strict=True)),
    )


def _sequence(member: Any) -> Codec:
    write, read = _codec(member)
    if read is _same:
        return list, tuple
    return lambda values: [write(one) for one in values], lambda data: tuple(read(one) for one in data)


def _object(kind: type) -> Codec:
    hints = get_type_hints(kind)
    stored = fields(kind)
    # Looked up when first used: a class may hold itself (`FieldType.of`).
    codecs: dict[str, Codec] = {}

    def codec(name: str) -> Codec:
        if name not in codecs:
            codecs[name] = _codec(hints[name])
        return codecs[name]

    def write(value: Any) -> dict[str, Any]:
        given = ((one, getattr(value, one.name)) for one in stored)
        return {one.name: codec(one.name)[0](held) for one, held in given if not _is_default(one, held)}

    def read(data: dict[str, Any]) -> Any:
        unknown = data.keys() - hints.keys()
        if unknown:
            raise ValueError(f"{kind.__name__} has no {min(unknown)}")
        return kind(**{name: codec(name)[1](held) for name, held in data.items()})

    return write, read


def _is_default(field: FieldInfo, value: Any) -> bool:
    return field.default is not NODEFAULT and bool(field.default == value)


def _same(value: Any) -> Any:
    return value


def _decimal_text(value: Decimal) -> str:
    return format(value, "f")


def _text(pair: list[str]) -> Text:
    return Text(*pair)
