"""How wide letters are, and where a line of them breaks, without asking any font.

The widths are those of common sans-serif faces, rounded up a little: a box may be a trifle too wide,
text never runs over its edge. Chinese characters are one em wide in every font.
"""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("ijlI.,:;'|!()[]{}`/\\ ftr-·")
_WIDE = frozenset("mwMW@%—…")
_NEVER_FIRST = frozenset("，。、；：？！）」』》〉】”’…·,.;:?!)]}")
_NEVER_LAST = frozenset("（「『《〈【“‘([{")


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text in pixels, at a size in pixels."""
    return size * sum(_em(one) for one in text) * (1.07 if bold else 1.0)


def _em(one: str) -> float:
    if unicodedata.east_asian_width(one) in ("W", "F"):
        return 1.0
    if unicodedata.combining(one):
        return 0.0
    if one in _NARROW:
        return 0.36
    if one in _WIDE:
        return 0.95
    if one in "“”‘’":
        return 1.0  # a Chinese font draws them a full em wide
    if one.isupper() or ord(one) > 0x2FF:
        return 0.7
    return 0.57


def wrap(text: str, size: float, most: float, lines: int) -> list[str]:
    """The text in at most so many lines of at most that width; what does not fit ends in `…`.

    It breaks between words and between Chinese characters, not before a closing mark nor after an
    opening one; a word that is too wide for a line is broken anywhere.
    """
    rows: list[str] = []
    rest = text.strip()
    while rest and len(rows) < lines:
        cut = _fit(rest, size, most)
        rows.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        last = rows[-1]
        while last and width(last + "…", size) > most:
            last = last[:-1]
        rows[-1] = last.rstrip() + "…"
    return rows


def _fit(text: str, size: float, most: float) -> int:
    """How many characters go on the first line, at least one."""
    total, end = 0.0, 0
    while end < len(text):
        total += size * _em(text[end])
        if total > most:
            break
        end += 1
    if end == len(text):
        return end
    end = max(end, 1)
    return next((cut for cut in range(end, 0, -1) if _breaks(text, cut)), end)


def _breaks(text: str, cut: int) -> bool:
    before, after = text[cut - 1], text[cut]
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before == " " or after == " ":
        return True
    return unicodedata.east_asian_width(before) in ("W", "F") or unicodedata.east_asian_width(after) in (
        "W",
        "F",
    )
