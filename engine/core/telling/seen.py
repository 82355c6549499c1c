"""What of a guard is not so, and what is there instead: `「办理期限」没有填写`, `参评率现为 55%`.

The same atoms are looked at as in `guards/explain.py`, but of alternatives all are told: whoever is refused chooses among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..guards import Node
from ..guards.evaluate import missing, path, result
from ..guards.nodes import And, Call, Choose, Column, Has, Name, Not, Or, Select, parts_of
from ..guards.values import Undecided
from ..text import Text
from .sentences import Telling, listed, spaced
from .titles import fill, parameter_of, saying, title_of

_MOST = 6
"""So many things are told of one guard."""


def seen(
    telling: Telling, tree: Node, values: Mapping[str, object], unset: Collection[str] = ()
) -> list[Text]:
    """What keeps a guard from holding, each thing once, in the order of its text; empty when it holds. Never raises.

    `unset` are the names, as guards write them, of parameters that nobody has set and of which the caller tells that.
    """
    elsewhere = {fill(_UNSET, a=title_of(telling.definition, one)) for one in unset}
    told = [
        one for one in dict.fromkeys(_Seen(telling, values).unmet(tree, want=True)) if one not in elsewhere
    ]
    more = len(told) - _MOST
    return told if more <= 0 else [*told[:_MOST], fill(_MORE, number=str(more))]


class _Seen:
    def __init__(self, telling: Telling, values: Mapping[str, object]) -> None:
        self._telling, self._values = telling, values

    def unmet(self, node: Node, *, want: bool) -> Iterable[Text]:
        """What keeps a node from being what is wanted."""
        try:
            if result(node, self._values) is want:
                return ()
        except Undecided:
            pass
        match node:
            case Not(part):
                return self.unmet(part, want=not want)
            case And(parts) | Or(parts):
                return [one for part in parts for one in self.unmet(part, want=want)]
            case Choose(test, then, other):
                return self._chosen(test, then, other, want=want)
            case _:
                return self._atom(node, want=want)

    def _chosen(self, test: Node, then: Node, other: Node, *, want: bool) -> list[Text]:
        try:
            holds = bool(result(test, self._values))
        except Undecided:
            return self._lacking(test)
        return [*self._present(test), *self.unmet(then if holds else other, want=want)]

    def _atom(self, node: Node, *, want: bool) -> list[Text]:
        try:
            result(node, self._values)
        except Undecided:
            return self._lacking(node)
        match node:
            case Call("covers", (have, wanted)) if want:
                found = result(have, self._values)
                lacks = [one for one in dict.fromkeys(result(wanted, self._values)) if one not in found]
                told = listed(self._telling.value(one, have) for one in lacks)
                return [fill(_LACKS, a=self._telling.subject(have), b=told)]
            case Call("filled", (Column(records, field) as column,)) if want:
                rows = [
                    at for at, row in enumerate(result(records, self._values), 1) if row.get(field) is None
                ]
                told = listed(Text(str(one), str(one)) for one in rows)
                return [
                    fill(_ROWS, a=self._telling.subject(records), b=self._telling.field(column), rows=told)
                ]
            case Has(part) if want:
                return [self._absent(part)]
        return self._present(node) or [_NEVER]

    def _present(self, node: Node) -> list[Text]:
        """What is there now of everything that a node reads."""
        return [self._stands(one) for one in _read(node)]

    def _stands(self, node: Node) -> Text:
        try:
            value: Any = result(node, self._values)
        except Undecided:
            return self._absent(node)
        if isinstance(node, Name) and isinstance(value, bool):
            said = saying(self._telling.definition, node.name, yes=value)
            if said is not None:
                return said
        return fill(_IS, a=self._telling.subject(node), b=spaced(self._telling.value(value, node)))

    def _lacking(self, node: Node) -> list[Text]:
        """What an undecided node cannot do without."""
        known = {path(one): one for one in _paths(node)}
        return [self._lacks(known[name]) for name in missing(node, self._values) if name in known] or [
            _UNDECIDED
        ]

    def _lacks(self, node: Node) -> Text:
        if isinstance(node, (Name, Select)):
            try:
                if result(Has(node), self._values):
                    return fill(_UNREADABLE, a=self._telling.subject(node))
            except Undecided:
                pass
            return self._absent(node)
        return fill(_UNREADABLE, a=self._telling.subject(node))

    def _absent(self, node: Node) -> Text:
        subject = self._telling.subject(node)
        if isinstance(node, Name):
            definition = self._telling.definition
            if parameter_of(definition, node.name) is not None:
                return fill(_UNSET, a=subject)
            if saying(definition, node.name, yes=True) is not None:
                return fill(_UNKNOWN, a=subject)
            if definition.field(node.name) is None:
                return fill(_NOT_YET, a=subject)
        return fill(_ABSENT, a=subject)


def _read(node: Node) -> list[Node]:
    """The parts whose present value explains a node: data, and what is counted of them."""
    match node:
        case Name() | Select() | Call("size" | "count" | "days_between"):
            return [node]
        case Call(_, (Column(records), *rest)):
            return [records, *(one for part in rest for one in _read(part))]
        case _:
            return [one for part in parts_of(node) for one in _read(part)]


def _paths(node: Node) -> list[Name | Select | Column]:
    """Everything below a node that may be missing under its path."""
    own = [node] if isinstance(node, (Name, Select, Column)) else []
    return [*own, *(one for part in parts_of(node) for one in _paths(part))]


_IS = Text("{a}现为{b}", "{a} is now {b}")
_LACKS = Text("{a}还缺{b}", "{a} still lacks {b}")
_ROWS = Text("{a}第 {rows} 条没有填写{b}", "{b} is missing in rows {rows} of {a}")
_ABSENT = Text("{a}没有填写", "{a} is not filled in")
_NOT_YET = Text("{a}暂无", "{a} is not known yet")
_UNKNOWN = Text("{a}尚不能确定", "it is not known yet whether {a}")
_UNSET = Text("参数{a}尚未设定", "the parameter {a} is not set")
_UNREADABLE = Text("{a}的内容不合要求，请重新填写", "{a} is not what it should be; fill it in again")
_UNDECIDED = Text("尚无法判断", "it cannot be decided yet")
_NEVER = Text(
    "这一条件永不成立，请改正流程定义", "this can never hold; correct the definition of the workflow"
)
_MORE = Text("另有 {number} 项", "and {number} more")
