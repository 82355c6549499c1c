"""The grammar of guards: a Pratt parser from tokens to a syntax tree with places, before any types.

The grammar is CEL's, without what guards do not have: macros, indexing, maps, messages, division.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ...core.text import Text
from .lexer import Token, Unreadable, tokens_of
from .problems import MOST_DEPTH

_MOST_NESTED = 100
"""How deep the parser itself may go; parentheses that group nothing count here and not in the tree."""

_CHOOSE, _OR, _AND, _COMPARE, _ADD, _MULTIPLY, _UNARY = range(1, 8)
_TIGHTNESS = {
    "?": _CHOOSE, "||": _OR, "&&": _AND,
    "==": _COMPARE, "!=": _COMPARE, "<": _COMPARE, "<=": _COMPARE, ">": _COMPARE, ">=": _COMPARE, "in": _COMPARE,
    "+": _ADD, "-": _ADD, "*": _MULTIPLY,
}  # fmt: skip
_WORD_OPERATORS = {"and": "&&", "or": "||", "not": "!", "is": "==", "AND": "&&", "OR": "||", "NOT": "!"}


class Span(NamedTuple):
    """From the offset `start` up to `end`, counted from 0."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """Both, and what is between."""
        return Span(min(self.start, other.start), max(self.end, other.end))


class Written(NamedTuple):
    """A literal."""

    value: bool | int | Decimal | str
    span: Span


class Path(NamedTuple):
    """A dotted name. `spans` has the place of every part."""

    parts: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """The whole path."""
        return self.spans[0].to(self.spans[-1])


class Items(NamedTuple):
    """A list literal."""

    items: tuple[Syntax, ...]
    span: Span


class Unary(NamedTuple):
    """`!x` or `-x`."""

    sign: str
    part: Syntax
    span: Span


class Binary(NamedTuple):
    """Two parts and the sign between them."""

    sign: str
    left: Syntax
    right: Syntax
    span: Span
    sign_span: Span


class Several(NamedTuple):
    """A chain of `&&` or of `||`."""

    sign: str
    parts: tuple[Syntax, ...]
    span: Span


class Ternary(NamedTuple):
    """`test ? then : other`."""

    test: Syntax
    then: Syntax
    other: Syntax
    span: Span


class Invoke(NamedTuple):
    """`function(arguments)`, or `receiver.function(arguments)`."""

    function: str
    function_span: Span
    receiver: Syntax | None
    arguments: tuple[Syntax, ...]
    span: Span


Syntax: TypeAlias = Written | Path | Items | Unary | Binary | Several | Ternary | Invoke


def parse(text: str) -> Syntax:
    """The syntax tree of a guard.

    Raises:
        Unreadable: the text is not a guard.
    """
    tokens = tokens_of(text)
    if tokens[0].kind == "end":
        raise Unreadable("guard-empty", 0, len(text))
    parser = _Parser(tokens)
    syntax = parser.expression(0)
    if parser.now.kind != "end":
        raise parser.unexpected("运算符或结尾", "an operator or the end")
    return syntax


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._nested = 0

    @property
    def now(self) -> Token:
        return self._tokens[self._at]

    def expression(self, floor: int) -> Syntax:
        """What binds tighter than `floor`."""
        self._nested += 1
        if self._nested > _MOST_NESTED:
            raise Unreadable("guard-too-deep", self.now.start, self.now.end, most=MOST_DEPTH)
        left = self._prefix()
        while (tightness := self._tightness()) > floor:
            left = self._infix(left, tightness)
        self._nested -= 1
        return left

    def unexpected(self, wanted_zh: str, wanted_en: str) -> Unreadable:
        token = self.now
        got = token.text or Text("结尾", "the end")
        if token.kind == "name" and token.text in _WORD_OPERATORS:
            return Unreadable(
                "guard-operator", token.start, token.end, got=got, better=_WORD_OPERATORS[token.text]
            )
        return Unreadable("guard-syntax", token.start, token.end, got=got, wanted=Text(wanted_zh, wanted_en))

    def _tightness(self) -> int:
        token = self.now
        return _TIGHTNESS.get(token.text, 0) if token.kind == "sign" or token.text == "in" else 0

    def _take(self) -> Token:
        token = self.now
        self._at += token.kind != "end"
        return token

    def _is(self, sign: str) -> bool:
        return self.now.kind == "sign" and self.now.text == sign

    def _expect(self, sign: str) -> Token:
        if not self._is(sign):
            raise self.unexpected(f" {sign}", sign)
        return self._take()

    def _infix(self, left: Syntax, tightness: int) -> Syntax:
        sign = self._take()
        if sign.text == "?":
            then = self.expression(_CHOOSE)
            self._expect(":")
            other = self.expression(0)
            return Ternary(left, then, other, left.span.to(other.span))
        right = self.expression(tightness)
        span = left.span.to(right.span)
        if sign.text in ("&&", "||"):
            parts = tuple(
                part
                for side in (left, right)
                for part in (side.parts if isinstance(side, Several) and side.sign == sign.text else (side,))
            )
            return Several(sign.text, parts, span)
        return Binary(sign.text, left, right, span, _span(sign))

    def _prefix(self) -> Syntax:
        token = self.now
        if token.kind == "sign":
            return self._prefix_sign(token)
        if token.kind == "name" and token.text not in ("in", "null", *_WORD_OPERATORS):
            return self._members(self._name())
        if token.kind in ("integer", "number", "text"):
            self._take()
            return self._members(Written(token.value, _span(token)))
        if token.text == "null":
            raise Unreadable("guard-no-null", token.start, token.end)
        raise self.unexpected("名称、数字、文字或括号", "a name, a number, a text or a parenthesis")

    def _prefix_sign(self, token: Token) -> Syntax:
        if token.text in ("!", "-"):
            self._take()
            part = self.expression(_UNARY)
            return Unary(token.text, part, _span(token).to(part.span))
        if token.text == "(":
            self._take()
            inner = self.expression(0)
            self._expect(")")
            return self._members(inner)
        if token.text == "[":
            self._take()
            items, close = self._list_until("]")
            return Items(items, _span(token).to(_span(close)))
        raise self.unexpected("名称、数字、文字或括号", "a name, a number, a text or a parenthesis")

    def _name(self) -> Syntax:
        token = self._take()
        span = _span(token)
        if token.text in ("true", "false"):
            return Written(token.text == "true", span)
        if self._is("("):
            return self._invoke(token, None)
        return Path((token.text,), (span,))

    def _members(self, of: Syntax) -> Syntax:
        while self._is("."):
            self._take()
            if self.now.kind != "name":
                raise self.unexpected("字段名", "the name of a field")
            token = self._take()
            if self._is("("):
                of = self._invoke(token, of)
            elif isinstance(of, Path):
                of = Path((*of.parts, token.text), (*of.spans, _span(token)))
            else:
                wanted = Text("函数", "a function")
                raise Unreadable("guard-syntax", token.start, token.end, got=token.text, wanted=wanted)
        return of

    def _invoke(self, function: Token, receiver: Syntax | None) -> Syntax:
        self._take()
        arguments, close = self._list_until(")")
        span = _span(function).to(_span(close))
        return Invoke(
            function.text, _span(function), receiver, arguments, receiver.span.to(span) if receiver else span
        )

    def _list_until(self, close: str) -> tuple[tuple[Syntax, ...], Token]:
        items: list[Syntax] = []
        while not self._is(close):
            items.append(self.expression(0))
            if not self._is(","):
                break
            self._take()
            if close == ")" and self._is(close):
                raise self.unexpected("参数", "an argument")
        return tuple(items), self._expect(close)


def _span(token: Token) -> Span:
    return Span(token.start, token.end)
