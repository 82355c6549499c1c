"""Which types go together."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from ...core.guards.types import NUMBER, NUMERIC, TEXT, TEXTUAL, Type


def joined(left: Type, right: Type) -> Type | None:
    """The type that holds values of both, if there is one.

    Integers and numbers mix to number; texts, persons, units and enumerations to text.
    """
    if left == right:
        return left
    if left.kind in NUMERIC and right.kind in NUMERIC:
        return NUMBER
    if left.kind in TEXTUAL and right.kind in TEXTUAL:
        return left if left.kind == right.kind != "enum" else TEXT
    if left.kind != right.kind or left.kind not in ("list", "set"):
        return None
    if left.of is None or right.of is None:  # of the empty list literal
        return right if left.of is None else left
    member = joined(left.of, right.of)
    return Type(left.kind, of=member) if member is not None else None


def comparable(left: Type, right: Type) -> bool:
    """Whether `==` has a meaning for them: the same sort of value, and no record or evidence in it."""
    return joined(left, right) is not None and _plain(left) and _plain(right)


def _plain(type_: Type) -> bool:
    return type_.kind not in ("record", "evidence") and (type_.of is None or _plain(type_.of))


def orderable(left: Type, right: Type) -> bool:
    """Whether `<` has a meaning: numbers, dates and texts. The ids of an enumeration have no order."""
    ordered = ("integer", "number", "date", "text")
    return left.kind in ordered and right.kind in ordered


def unmatched(left: Type, right: Type) -> bool:
    """Whether both are values (or members) of enumerations that have no id in common."""
    while left.of is not None:
        left = left.of
    while right.of is not None:
        right = right.of
    return left.kind == right.kind == "enum" and not set(left.values) & set(right.values)


def nearest(got: str, known: Iterable[str]) -> str:
    """The known word most like this one, or `-` when nothing is known."""
    words = sorted(set(known))
    return max(words, key=lambda word: SequenceMatcher(None, got, word).ratio(), default="-")
