"""Tables for a terminal, in which a Chinese character is two columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

_MARKS = str.maketrans(
    dict.fromkeys([*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "·")
)
"""Control characters, and those that turn the direction of writing."""


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def pad(text: str, columns: int) -> str:
    """The text with blanks behind it up to so many columns."""
    return text + " " * max(0, columns - width(text))


def shortened(text: str, columns: int) -> str:
    """The text cut to so many columns, with a dot where something was left out."""
    if width(text) <= columns:
        return text
    kept, used = "", 0
    for one in text:
        used += width(one)
        if used >= columns:
            break
        kept += one
    return kept + "…"


def clean(text: str) -> str:
    """The text without characters that would steer the terminal."""
    return text.translate(_MARKS)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under their heads, each column as wide as its widest cell."""
    cells = [[clean(str(cell)) for cell in row] for row in rows]
    columns = [max(map(width, column)) for column in zip(heads, *cells, strict=True)]
    lines = [list(heads), ["─" * one for one in columns], *cells]
    return "\n".join("  ".join(map(pad, line, columns)).rstrip() for line in lines)


def moment(iso: str) -> str:
    """An ISO date-time as people write it, to the minute."""
    return iso[:16].replace("T", " ")


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """Names and values, a line each."""
    listed = [(name, clean(str(value))) for name, value in pairs]
    longest = max((width(name) for name, _ in listed), default=0)
    return "\n".join(f"{pad(name, longest)}  {value}".rstrip() for name, value in listed)
