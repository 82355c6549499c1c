"""A guard as a sentence: its typed tree read out with the titles of what it reads, in Chinese and English.

Every node has words, so every guard has a sentence. Nothing here evaluates anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..definition import Definition
from ..fields import Enumeration
from ..gates import STANDINGS
from ..guards import BOOL, INTEGER, NUMBER, TEXT, Node, Type, list_of, print_node
from ..guards.nodes import (
    And,
    Arithmetic,
    Call,
    Choose,
    Column,
    Compare,
    Comparison,
    Constant,
    Has,
    Listing,
    Literal,
    Name,
    Negate,
    Not,
    Or,
    Select,
)
from ..shares import in_percent
from ..text import Text
from ..thresholds import SHARES, is_share, parameters_of_shares
from . import titles
from .titles import fill, quoted

_ORDER: Mapping[Comparison, Comparison] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED: Mapping[Comparison, Comparison] = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_NUMBERS: Mapping[str, Text] = {
    "==": Text("{a}等于{b}", "{a} is {b}"),
    "!=": Text("{a}不等于{b}", "{a} is not {b}"),
    "<": Text("{a}小于{b}", "{a} is less than {b}"),
    "<=": Text("{a}不超过{b}", "{a} is at most {b}"),
    ">": Text("{a}大于{b}", "{a} is more than {b}"),
    ">=": Text("{a}不低于{b}", "{a} is at least {b}"),
}
_DATES: Mapping[str, Text] = {
    "==": Text("{a}为{b}", "{a} is {b}"),
    "!=": Text("{a}不是{b}", "{a} is not {b}"),
    "<": Text("{a}早于{b}", "{a} is before {b}"),
    "<=": Text("{a}不晚于{b}", "{a} is not after {b}"),
    ">": Text("{a}晚于{b}", "{a} is after {b}"),
    ">=": Text("{a}不早于{b}", "{a} is not before {b}"),
}
_OTHERS: Mapping[str, Text] = {
    "==": Text("{a}为{b}", "{a} is {b}"),
    "!=": Text("{a}不是{b}", "{a} is not {b}"),
    "<": Text("{a}按编码排在{b}之前", "{a} sorts before {b}"),
    "<=": Text("{a}按编码不排在{b}之后", "{a} does not sort after {b}"),
    ">": Text("{a}按编码排在{b}之后", "{a} sorts after {b}"),
    ">=": Text("{a}按编码不排在{b}之前", "{a} does not sort before {b}"),
}
_SAME = (
    Text("（{a}）与（{b}）同时成立或同时不成立", "({a}) and ({b}) hold both or neither"),
    Text("（{a}）与（{b}）恰有一个成立", "exactly one of ({a}) and ({b}) holds"),
)
_YES = (Text("{a}为「是」", "{a} is yes"), Text("{a}为「否」", "{a} is no"))
_ONE_OF = (Text("{a}是{b}之一", "{a} is one of {b}"), Text("{a}不是{b}中的任何一个", "{a} is none of {b}"))
_AMONG = (Text("{b}中有{a}", "{a} is among {b}"), Text("{b}中没有{a}", "{a} is not among {b}"))
_GIVEN = (Text("{a}已填写", "{a} is filled in"), Text("{a}没有填写", "{a} is not filled in"))
_STARTS = (Text("{a}以{b}开头", "{a} begins with {b}"), Text("{a}不以{b}开头", "{a} does not begin with {b}"))
_ENDS = (Text("{a}以{b}结尾", "{a} ends with {b}"), Text("{a}不以{b}结尾", "{a} does not end with {b}"))
_CONTAINS = (Text("{a}含有{b}", "{a} contains {b}"), Text("{a}不含{b}", "{a} does not contain {b}"))
_COVERS = (
    Text("{a}包括全部{b}", "{a} has all of {b}"),
    Text("{a}没有包括全部{b}", "{a} does not have all of {b}"),
)
_NO_OTHER = (
    Text("{b}中没有{a}以外的", "{b} has nothing but {a}"),
    Text("{b}中有{a}以外的", "{b} has something besides {a}"),
)
_FILLED = (
    Text("{a}每一条都填写了{b}", "{b} is filled in in every row of {a}"),
    Text("{a}有的条没有填写{b}", "{b} is not filled in in every row of {a}"),
)
_IF = Text("{test}时，须{then}；否则，须{other}", "where {test}: {then}; otherwise: {other}")
_CHOSEN = Text("（{test}时为{then}，否则为{other}）", "({then} where {test}, else {other})")
_ALWAYS = (Text("总是成立", "always true"), Text("总不成立", "never true"))
_SIZE = Text("{a}的字数", "the number of characters of {a}")
_ROWS = Text("{a}的条数", "the number of entries of {a}")
_DAYS = Text("从{a}到{b}的天数", "the number of days from {a} to {b}")
_COUNT = Text("{a}中{b}为{c}的条数", "the number of rows of {a} where {b} is {c}")
_COUNT_PLAIN = Text("{a}中{b}的个数", "the number of {b} in {a}")
_OF = Text("{record}的{field}", "{field} of {record}")
_OF_EACH = Text("{record}各条的{field}", "{field} in the rows of {record}")
_MINUS = Text("负的（{a}）", "minus ({a})")
_SIGNS = {"+": "+", "-": "−", "*": "×"}
_EMPTY = Text("「」（空）", "nothing")
_NONE = Text("（空）", "nothing")


class Telling:
    """How guards of one definition are told."""

    def __init__(self, definition: Definition) -> None:
        """Words are looked up in this definition."""
        self.definition = definition

    # sentences

    def sentence(self, node: Node, *, want: bool = True) -> Text:
        """What a node says that is true or not; with `want` false, its opposite."""
        match node:
            case Not(part):
                return self.sentence(part, want=not want)
            case And(parts) | Or(parts):
                return self._joined(parts, want=want, every=isinstance(node, And) is want)
            case Choose(test, then, other):
                told = [self._inner(test), self._inner(then, want=want), self._inner(other, want=want)]
                return fill(_IF, test=told[0], then=told[1], other=told[2])
            case Compare():
                return self._compared(node, want=want)
            case Has(part):
                return fill(_pair(_GIVEN, want), a=self.subject(part))
            case Call():
                return self._called(node, want=want)
            case Literal(value):
                return _pair(_ALWAYS, bool(value) is want)
            case Name(name) if (said := titles.saying(self.definition, name, yes=want)) is not None:
                return said
            case _:
                return fill(_pair(_YES, want), a=self.subject(node))

    def _inner(self, node: Node, *, want: bool = True) -> Text:
        """A sentence within another: in brackets where it has parts of its own."""
        told, bare = self.sentence(node, want=want), node
        while isinstance(bare, Not):
            bare = bare.part
        return fill(_BRACKETS, a=told) if isinstance(bare, (And, Or, Choose)) else told

    def _joined(self, parts: Iterable[Node], *, want: bool, every: bool) -> Text:
        told = [self._inner(part, want=want) for part in parts]
        zh, en = ("，且", " and ") if every else ("，或者", " or ")
        return Text(zh.join(one.zh for one in told), en.join(one.en for one in told))

    def _compared(self, node: Compare, *, want: bool) -> Text:
        sign, left, right = node.operator, node.left, node.right
        if sign == "in":
            return self._member(left, right, want=want)
        if not want:
            sign = _ORDER[sign]
        if isinstance(left, (Literal, Constant, Listing)) and not isinstance(
            right, (Literal, Constant, Listing)
        ):
            left, right, sign = right, left, _TURNED.get(sign, sign)
        kind = type_of(left).kind
        if kind == "bool":
            return self._same(left, right, same=sign == "==")
        words = _DATES if kind == "date" else _NUMBERS if kind in ("integer", "number") else _OTHERS
        return fill(words[sign], a=self._value(left, right), b=spaced(self._value(right, left)))

    def _same(self, left: Node, right: Node, *, same: bool) -> Text:
        if isinstance(right, Literal):
            return self.sentence(left, want=bool(right.value) is same)
        return fill(_pair(_SAME, same), a=self.sentence(left), b=self.sentence(right))

    def _member(self, left: Node, right: Node, *, want: bool) -> Text:
        if isinstance(right, Listing) and len(right.items) == 1:
            return self._compared(Compare("==", left, right.items[0]), want=want)
        words = _ONE_OF if isinstance(right, (Listing, Constant)) else _AMONG
        return fill(_pair(words, want), a=self._value(left, right), b=self._value(right, left))

    def _called(self, node: Call, *, want: bool) -> Text:
        match node.function, node.arguments:
            case "startsWith", (of, part):
                words = _STARTS
            case "endsWith", (of, part):
                words = _ENDS
            case "contains", (of, part):
                words = _CONTAINS
            case "covers", (of, part):
                words = _NO_OTHER if isinstance(of, (Listing, Constant)) else _COVERS
            case "filled", (Column(records) as of, *_):
                return fill(_pair(_FILLED, want), a=self.subject(records), b=self.field(of))
            case _:
                return fill(_pair(_YES, want), a=_printed(node))
        return fill(_pair(words, want), a=self._value(of, part), b=self._value(part, of))

    # what is spoken of

    def subject(self, node: Node) -> Text:
        """What a node that is neither true nor false is called, or reads as."""
        match node:
            case Name(name):
                return titles.title_of(self.definition, name)
            case Select(record):
                return fill(_OF, record=self.subject(record), field=self.field(node))
            case Column(records):
                return fill(_OF_EACH, record=self.subject(records), field=self.field(node))
            case Literal() | Constant() | Listing():
                return self._value(node, node)
            case Negate(part):
                return fill(_MINUS, a=self._value(part, part))
            case Arithmetic(sign, left, right):
                return fill(_SUM, a=self._part(left, right), sign=_SIGNS[sign], b=self._part(right, left))
            case Choose(test, then, other):
                told = self._value(then, other), self._value(other, then)
                return fill(_CHOSEN, test=self._inner(test), then=told[0], other=told[1])
            case Call("size" | "days_between" | "count"):
                return self._measured(node)
            case _:
                return fill(_BRACKETS, a=self.sentence(node))

    def field(self, node: Select | Column) -> Text:
        """The title of a field of a record."""
        below = node.record if isinstance(node, Select) else node.records
        kind = type_of(below)
        record = (kind.of if kind.of is not None else kind).name
        fields = [one for found in self.definition.records if found.name == record for one in found.fields]
        if not fields:  # an entry of a register
            fields = [one for found in self.definition.registers for one in found.fields]
        known = dict.fromkeys(one.title for one in fields if one.name == node.field)
        title = next(iter(known)) if len(known) == 1 else Text("", "")
        return quoted(Text(title.zh or node.field, title.en or node.field))

    def _part(self, node: Node, other: Node) -> Text:
        told = self._value(node, other)
        return fill(_BRACKETS, a=told) if isinstance(node, (Arithmetic, Negate)) else told

    def _measured(self, node: Call) -> Text:
        match node.function, node.arguments:
            case "size", (of,):
                return fill(_SIZE if type_of(of).kind == "text" else _ROWS, a=self.subject(of))
            case "days_between", (first, last):
                return fill(_DAYS, a=self.subject(first), b=self.subject(last))
            case "count", (Column(records) as of, value):
                return fill(
                    _COUNT,
                    a=self.subject(records),
                    b=self.field(of),
                    c=spaced(self._value(value, of), after=True),
                )
            case "count", (of, value):
                return fill(_COUNT_PLAIN, a=self.subject(of), b=self._value(value, of))
            case _:
                return _printed(node)

    # values

    def _value(self, node: Node, beside: Node) -> Text:
        """A node held against another, by which a value that is written is understood."""
        match node:
            case Literal(value):
                return self.value(value, beside)
            case Constant(name):
                known = (one.title for one in self.definition.enumerations if one.name == name)
                return quoted(next(known, Text(name, name)))
            case Listing(items):
                return listed(self._value(one, beside) for one in items)
            case _:
                return self.subject(node)

    def value(self, value: object, of: Node) -> Text:
        """A value of what a node reads: a choice by its title, a share as a percentage, a date as a date."""
        match value:
            case bool():
                return _BOOLS[value]
            case str():
                return self._worded(value, of)
            case date():
                return Text(value.isoformat(), value.isoformat())
            case int() | Decimal():
                return self._number(value, of)
            case frozenset():
                return listed(sorted((self.value(one, of) for one in value), key=lambda one: one.zh))
            case tuple() | list():
                if any(isinstance(one, Mapping) for one in value):
                    return Text(f"{len(value)} 条", f"{len(value)} rows")
                return listed(self.value(one, of) for one in value)
            case _:
                return _THERE

    def _number(self, value: int | Decimal, of: Node) -> Text:
        share = isinstance(of, Name) and self._is_share(of.name) and is_share(value)
        plain = format(value, "f") if isinstance(value, Decimal) else str(value)
        told = f"{in_percent(Decimal(value))}%" if share else plain
        return Text(told, told)

    def _is_share(self, name: str) -> bool:
        """Whether a name reads a share, which people write as a percentage."""
        parameter = titles.parameter_of(self.definition, name)
        if parameter is None:
            return name in SHARES
        return parameter.id in parameters_of_shares(self.definition)

    def _worded(self, value: str, of: Node) -> Text:
        """A text, as the title of the choice it stands for where it is one."""
        found = self._enumeration(of)
        known = found.values if found is not None else self._of_unit(value, of)
        title = next((one.title for one in known if one.id == value), None)
        if isinstance(of, Name) and of.name.startswith("gate."):
            title = next((said for one, said in STANDINGS.items() if one == value), title)
        if title is None and type_of(of).kind in ("person", "unit"):
            return Text(value, value) if value else _EMPTY
        return quoted(title or Text(value, value)) if value else _EMPTY

    def _enumeration(self, node: Node) -> Enumeration | None:
        kind = type_of(node)
        while kind.of is not None:
            kind = kind.of
        known = (one for one in self.definition.enumerations if kind.kind == "enum" and one.name == kind.name)
        return next(known, None)

    def _of_unit(self, value: str, node: Node) -> tuple[Any, ...]:
        """The only enumeration that has the word, of what the directory says of a unit in words."""
        if not isinstance(node, Name) or node.name not in ("unit.category", "unit.level", "unit.rank"):
            return ()
        known = [one.values for one in self.definition.enumerations if any(v.id == value for v in one.values)]
        return known[0] if len(known) == 1 else ()


def telling(definition: Definition) -> Telling:
    """How guards of a definition are told; made once for each."""
    return definition.derived(Telling)


def type_of(node: Node) -> Type:
    """The type of what a node comes to."""
    match node:
        case Literal(_, kind):
            return Type(kind)
        case Constant(name):
            return list_of(Type("enum", name))
        case Listing(items):
            return list_of(type_of(items[0]) if items else TEXT)
        case Name(_, kind) | Select(_, _, kind):
            return kind
        case Column(_, _, kind):
            return list_of(kind)
        case Choose(_, then, other):
            return type_of(other if isinstance(then, Literal) else then)
        case Arithmetic(_, left, right):
            one, two = type_of(left), type_of(right)
            return NUMBER if "number" in (one.kind, two.kind) else one
        case Negate(part):
            return type_of(part)
        case Call("size" | "count" | "days_between"):
            return INTEGER
        case _:
            return BOOL


def listed(texts: Iterable[Text]) -> Text:
    """Several, with a mark between them; of none it is said."""
    texts = list(texts)
    if not texts:
        return _NONE
    return Text("、".join(one.zh for one in texts), ", ".join(one.en for one in texts))


def spaced(text: Text, *, after: bool = False) -> Text:
    """A text with a blank before it (and after it) in Chinese where it begins with a figure or a letter rather than a mark."""
    first, last = text.zh[:1], text.zh[-1:]
    return Text(" " * first.isascii() * bool(first) + text.zh + " " * (after and last.isascii()), text.en)


def _pair(pair: tuple[Text, Text], want: bool) -> Text:
    return pair[0] if want else pair[1]


def _printed(node: Node) -> Text:
    return Text(print_node(node), print_node(node))


_BRACKETS = Text("（{a}）", "({a})")
_SUM = Text("{a} {sign} {b}", "{a} {sign} {b}")
_BOOLS = {True: Text("「是」", "yes"), False: Text("「否」", "no")}
_THERE = Text("（已有内容）", "(something)")
