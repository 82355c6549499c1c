"""The text of a notice as one stream of characters that remember their lines, cut into sentences.

People paste from web pages, PDF and chat: lines break anywhere, digits are full-width, blanks stand inside dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

_NUMERALS = {one: number for number, one in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "两": 2,
}
_NUMERAL = "".join(_NUMERALS) + "十"
_WRITTEN = re.compile(rf"(?<![星期周初腊冬正{_NUMERAL}])[{_NUMERAL}]+(?=[年月日天])")
_ITEM = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、)](?!\d))")
_SAID = re.compile(r"(?:[。;!]|放假|上班|补休|公休|\d天|休息)$")
_HEADING = re.compile(r"[^:,。\d()]{1,20}:")


class Stream(Struct, frozen=True):
    """Characters without blanks, each with the number of its line."""

    text: str
    lines: tuple[int, ...]

    def cut(self, start: int, end: int) -> Stream:
        """A part of it."""
        return Stream(self.text[start:end], self.lines[start:end])

    @property
    def line(self) -> int:
        """The line it begins on."""
        return self.lines[0] if self.lines else 1

    def line_at(self, place: int) -> int:
        """The line of the character at a place."""
        return self.lines[min(place, len(self.lines) - 1)] if self.lines else 1


def sentences(text: str) -> Iterator[Stream]:
    """The sentences of a text; a line that begins with `#` is a note of whoever pasted it."""
    for paragraph in _paragraphs(text):
        start = 0
        for place, letter in enumerate(paragraph.text):
            if letter in "。;!":
                yield paragraph.cut(start, place)
                start = place + 1
        if start < len(paragraph.text):
            yield paragraph.cut(start, len(paragraph.text))


def _paragraphs(text: str) -> Iterator[Stream]:
    """Lines joined where a sentence goes on; an item begins a new one."""
    letters: list[str] = []
    lines: list[int] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = plain(raw)
        if not line or line.startswith("#"):
            continue
        if letters and _begins(line, "".join(letters[-4:])):
            yield _numbered(letters, lines)
            letters, lines = [], []
        letters += line
        lines += [number] * len(line)
    if letters:
        yield _numbered(letters, lines)


def _begins(line: str, end: str) -> bool:
    return bool(_SAID.search(end) or _ITEM.match(line) or _HEADING.match(line))


def plain(text: str) -> str:
    """Half-width, without blanks, with one sign for each meaning."""
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"[\s\u200b\ufeff]", "", folded)
    # Old radicals and dashes that look alike on paper.
    folded = folded.translate(_ALIKE)
    return re.sub(r"([(\[〔])(\d{4})([)\]〕])(?=第?\d+号)", r"〔\2〕", folded)


_ALIKE = str.maketrans({
    **dict.fromkeys("—–－−─―~～〜", "-"), "：": ":", "，": ",", "；": ";", "（": "(", "）": ")", "！": "!",
    "∶": ":", "︰": ":", "﹣": "-", "‐": "-", "‑": "-", "“": "", "”": "", "「": "", "」": "", '"': "", "⽇": "日", "⽉": "月",
})  # fmt: skip


def _numbered(letters: list[str], lines: list[int]) -> Stream:
    """The stream with written numbers as digits: 二〇二七年一月十二日 is 2027年1月12日."""
    text = "".join(letters)
    told: list[str] = []
    where: list[int] = []
    last = 0
    for found in _WRITTEN.finditer(text):
        number = _number(found.group())
        told += text[last : found.start()]
        where += lines[last : found.start()]
        told += number
        where += [lines[found.start()]] * len(number)
        last = found.end()
    told += text[last:]
    where += lines[last:]
    return Stream("".join(told), tuple(where))


def _number(written: str) -> str:
    if "十" not in written:
        return "".join(str(_NUMERALS[one]) for one in written)
    tens, _, ones = written.partition("十")
    return str((_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0))
