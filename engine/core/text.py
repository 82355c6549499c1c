"""Words in the two languages every reader may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

from msgspec import Struct

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """A title or message in Chinese and English.

    A template holds `{name}` places, filled by `say`.
    """

    zh: str
    en: str

    def pick(self, language: Language) -> str:
        """The words for this reader."""
        return self.zh if language == "zh" else self.en

    def say(self, language: Language, values: Mapping[str, object]) -> str:
        """The words for this reader with the places filled; a list reads as `a, b` or 「a、b」.

        A place without a value stays visible as `{name}`: a message must never fail to be shown.
        """
        filled = _Places({name: _worded(value, language) for name, value in values.items()})
        return self.pick(language).format_map(filled)


class Named(Struct, frozen=True):
    """Something with an id, which machines read, and words for it, which people read."""

    id: object
    """A JSON value, the same in every language."""
    title: Text


class _Titled(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def title(self) -> Text: ...


def named(one: _Titled) -> Named:
    """A role, a state, an action or whatever else has an id and a title."""
    return Named(one.id, one.title)


class _Places(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _worded(value: object, language: Language) -> str:
    if isinstance(value, Text):
        return value.pick(language)
    if isinstance(value, Named):
        return value.title.pick(language)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ("、" if language == "zh" else ", ").join(_worded(one, language) for one in value)
    return str(value)


def many(number: int, noun: str) -> str:
    """`1 day`, `2 days`: a number of things in English."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
