"""The words of a guard, one after the other, each with its place."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from ...core.text import Text
from ...core.thresholds import share_meant
from .problems import MOST_CHARACTERS, MOST_DIGITS, MOST_TOKENS, Problem

TokenKind = Literal["name", "integer", "number", "text", "sign", "end"]


class Token(NamedTuple):
    """A name, a literal or a sign. `value` is what a literal stands for."""

    kind: TokenKind
    text: str
    start: int
    """Offset of the first character, from 0."""
    end: int
    value: int | Decimal | str = ""


class Unreadable(Exception):
    """The guard cannot be read further; carries the problem."""

    def __init__(self, code: str, start: int, end: int, **values: object) -> None:
        """The characters from `start` up to `end` are to blame."""
        super().__init__(code)
        self.problem = Problem(code, start + 1, max(1, end - start), values)


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n\f]+)
      | (?P<name>[^\W\d]\w*)
      | (?P<number>[0-9][\w]*(?:\.[0-9][\w]*)?)
      | (?P<text>["'])
      | (?P<sign>&&|\|\||==|!=|<=|>=|[!<>?:+\-*().,\[\]])""",
    re.VERBOSE,
)
_PLAIN_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\\\"'nrt]))", re.ASCII)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
_FIGURE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,9})?) *$", re.ASCII)
"""What a percent sign follows where a share is meant."""
_NOT_OPERATORS = {"=": "==", "&": "&&", "|": "||", "/": "a * 100 >= b * 80", "%": "* + -", "<>": "!="}
_FULL_WIDTH = {
    "（": "(", "）": ")", "，": ",", "、": ",", "。": ".", "！": "!", "？": "?", "：": ":", "；": "&&",
    "＝": "==", "＜": "<", "＞": ">", "≤": "<=", "≥": ">=", "≠": "!=", "＋": "+", "－": "-", "＊": "*", "×": "*",
    "［": "[", "］": "]", "【": "[", "】": "]", "“": '"', "”": '"', "＂": '"', "‘": "'", "’": "'", "＇": "'",
}  # fmt: skip
"""Signs that a Chinese keyboard gives, and what is meant."""


def tokens_of(text: str) -> list[Token]:
    """The tokens of a guard, closed by an `end`.

    Raises:
        Unreadable: too long, or a character or literal that means nothing.
    """
    if len(text) > MOST_CHARACTERS:
        raise _too_long(MOST_CHARACTERS, len(text), len(text), MOST_CHARACTERS, Text("字符", "characters"))
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _strange(text, at)
        if found.lastgroup != "space":
            tokens.append(_token(text, found))
            at = tokens[-1].end
        else:
            at = found.end()
        if len(tokens) > MOST_TOKENS:
            raise _too_long(tokens[-1].start, len(text), len(tokens), MOST_TOKENS, Text("词", "tokens"))
    return [*tokens, Token("end", "", len(text.rstrip()), len(text.rstrip()))]


def _too_long(start: int, end: int, got: int, most: int, what: Text) -> Unreadable:
    return Unreadable("guard-too-long", start, end, got=got, most=most, what=what)


def _token(text: str, found: re.Match[str]) -> Token:
    start, end = found.span()
    words = found.group()
    match found.lastgroup:
        case "name":
            return Token("name", words, start, end)
        case "number":
            return _number(words, start, end)
        case "text":
            return _text(text, start)
        case _:
            return Token("sign", words, start, end)


def _number(words: str, start: int, end: int) -> Token:
    if not _PLAIN_NUMBER.fullmatch(words) or len(words) > MOST_DIGITS:
        raise Unreadable("guard-number", start, end, got=words[:40], most=MOST_DIGITS)
    if "." in words:
        return Token("number", words, start, end, Decimal(words))
    return Token("integer", words, start, end, int(words))


def _text(text: str, start: int) -> Token:
    quote = text[start]
    pieces: list[str] = []
    at = start + 1
    while at < len(text) and text[at] not in "\r\n":
        if text[at] == quote:
            return Token("text", text[start : at + 1], start, at + 1, "".join(pieces))
        if text[at] != "\\":
            pieces.append(text[at])
            at += 1
            continue
        escape = _ESCAPE.match(text, at)
        if escape is None or (escape[1] and 0xD800 <= int(escape[1], 16) <= 0xDFFF):
            raise Unreadable("guard-text", at, min(at + 2, len(text)), got=text[at : at + 6])
        pieces.append(chr(int(escape[1], 16)) if escape[1] else _ESCAPED[escape[2]])
        at = escape.end()
    raise Unreadable("guard-text", start, at, got=text[start : min(at, start + 40)])


def _strange(text: str, at: int) -> Unreadable:
    got = "<>" if text.startswith("<>", at) else text[at]
    if got == "%" and (figure := _FIGURE.search(text[:at])) is not None:
        return Unreadable("guard-operator", at, at + 1, got=got, better=share_meant(f"{figure[1]}%"))
    if got in _NOT_OPERATORS:
        return Unreadable("guard-operator", at, at + len(got), got=got, better=_NOT_OPERATORS[got])
    return Unreadable("guard-character", at, at + 1, got=got, better=_FULL_WIDTH.get(got, '"…"'))
