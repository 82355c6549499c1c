"""Why a guard does not open: the fewest atomic conditions that would have to change.

A guard is a formula of `&&`, `||`, `!` and `?:` over atoms (comparisons, calls, yes-or-no data). Wanting it
true is wanting all parts of an `&&` and some part of an `||`; wanting it false is the opposite. Of the parts
that would do, the one with the fewest unmet atoms is explained (the first, when several have as few), and
the others are named as alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from msgspec import Struct

from .evaluate import Guard, Values, missing, names_in, path, result
from .nodes import (
    And,
    Call,
    Choose,
    Column,
    Compare,
    Comparison,
    Has,
    Literal,
    Name,
    Node,
    Not,
    Or,
    Select,
    parts_of,
)
from .printing import print_literal, print_node
from .reasons import Reason
from .values import Undecided

_Way: TypeAlias = tuple[tuple[Node, bool], ...]
"""Nodes, and what each would have to be, that together would do."""
_OPPOSITE: dict[Comparison, Comparison] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_HOPELESS = 1_000
"""The weight of an atom that no datum can change; more than a guard can have atoms."""


class _Unmet(Struct, frozen=True):
    """An atom that is not what is wanted, and what else would do."""

    reason: Reason
    weight: int
    alternatives: tuple[str, ...] = ()


def explain(guard: Guard, values: Values) -> tuple[Reason, ...]:
    """The unmet atoms in the order of the text; empty exactly when the guard holds. Never raises."""
    unmet = _Explanation(values).unmet(guard.tree, True)
    return tuple({one.reason.values["condition"]: _with_alternatives(one) for one in unmet}.values())


def _with_alternatives(unmet: _Unmet) -> Reason:
    if not unmet.alternatives:
        return unmet.reason
    values = {**unmet.reason.values, "alternatives": list(unmet.alternatives)}
    return Reason(f"{unmet.reason.code}-or", values)


class _Explanation:
    def __init__(self, values: Values) -> None:
        self._values = values
        self._known: dict[tuple[Node, bool], tuple[_Unmet, ...]] = {}

    def unmet(self, node: Node, want: bool) -> tuple[_Unmet, ...]:
        """What keeps the node from being `want`. Remembered: a `?:` asks its test both ways."""
        key = (node, want)
        if key not in self._known:
            self._known[key] = self._unmet(node, want)
        return self._known[key]

    def _unmet(self, node: Node, want: bool) -> tuple[_Unmet, ...]:
        match node:
            case Not(part):
                return self.unmet(part, not want)
            case And(parts) if want:
                return self._all((part, want) for part in parts)
            case Or(parts) if not want:
                return self._all((part, want) for part in parts)
            case And(parts) | Or(parts):
                return self._some([((part, want),) for part in parts])
            case Choose(test, then, other):
                return self._some([((test, True), (then, want)), ((test, False), (other, want))])
            case _:
                return _atom(node, want, self._values)

    def _all(self, wanted: Iterable[tuple[Node, bool]]) -> tuple[_Unmet, ...]:
        return tuple(one for node, want in wanted for one in self.unmet(node, want))

    def _some(self, ways: list[_Way]) -> tuple[_Unmet, ...]:
        found = [self._all(way) for way in ways]
        weights = [sum(one.weight for one in unmet) for unmet in found]
        best = weights.index(min(weights))
        others = tuple(
            _way_text(way) for at, way in enumerate(ways) if at != best and weights[at] < _HOPELESS
        )
        return tuple(_Unmet(one.reason, one.weight, (*one.alternatives, *others)) for one in found[best])


def _way_text(way: _Way) -> str:
    parts: list[Node] = []
    for node, want in way:
        wanted = _wanted(node, want)
        if not isinstance(node, Literal):
            parts += wanted.parts if isinstance(wanted, And) else (wanted,)
    return print_node(parts[0] if len(parts) == 1 else And(tuple(parts)))


def _wanted(node: Node, want: bool) -> Node:
    """The node as it would have to read to be true."""
    if want:
        return node
    if isinstance(node, Compare) and node.operator in _OPPOSITE:
        return Compare(_OPPOSITE[node.operator], node.left, node.right)
    return node.part if isinstance(node, Not) else Not(node)


def _atom(node: Node, want: bool, values: Values) -> tuple[_Unmet, ...]:
    try:
        if result(node, values) is want:
            return ()
    except Undecided:
        return (_Unmet(_undecided(node, want, values), 1),)
    code, found = _not_met(node, want, values)
    reason = Reason(code, _basis(node, want) | found)
    return (_Unmet(reason, _HOPELESS if code == "guard-never" else 1),)


def _basis(node: Node, want: bool) -> dict[str, object]:
    return {"condition": print_node(_wanted(node, want)), "names": list(dict.fromkeys(names_in(node)))}


def _undecided(node: Node, want: bool, values: Values) -> Reason:
    basis = _basis(node, want)
    needed = list(dict.fromkeys(missing(node, values)))
    absent = [name for name in needed if not _present(name, node, values)]
    if absent:
        return Reason("guard-absent", basis | {"absent": absent})
    return Reason("guard-unreadable", basis | {"unreadable": needed or basis["names"]})


def _present(name: str, node: Node, values: Values) -> bool:
    """Whether something is there under that path, though not of its type."""
    if isinstance(node, (Name, Select)) and path(node) == name:
        try:
            return bool(result(Has(node), values))
        except Undecided:
            return False
    if isinstance(node, Column) and path(node) == name:
        return True
    return any(_present(name, part, values) for part in parts_of(node))


def _not_met(node: Node, want: bool, values: Values) -> tuple[str, dict[str, object]]:
    match node:
        case Call("covers", (have, wanted)) if want:
            missed = [one for one in dict.fromkeys(result(wanted, values)) if one not in result(have, values)]
            return "guard-not-covered", {"name": _shown_name(have), "missing": _words(missed)}
        case Call("filled", (Column(records, field) as column,)) if want:
            rows = [at for at, row in enumerate(result(records, values), 1) if row.get(field) is None]
            return "guard-not-filled", {"name": path(column), "rows": _words(rows)}
        case Has(part) if want:
            return "guard-not-given", {"name": path(part)}
    shown = {print_node(one): _seen(one, values) for one in _references(node)}
    match list(shown.items()):
        case []:
            return "guard-never", {}
        case [(name, value)]:
            return "guard-not-met", {"name": name, "value": value}
        case several:
            return "guard-not-met-several", {"present": [f"{name} = {value}" for name, value in several]}


def _seen(node: Node, values: Values) -> str:
    """The present value in words; a dash when it is absent and did not matter, as behind `has`."""
    try:
        return _word(result(node, values))
    except Undecided:
        return "–"


def _shown_name(node: Node) -> str:
    return path(node) if isinstance(node, (Name, Select, Column)) else print_node(node)


def _references(node: Node) -> list[Node]:
    """The parts whose present value explains the node: data, and what is counted of them."""
    match node:
        case Name() | Select() | Call("size" | "count" | "days_between"):
            return [node]
        case Call(_, (Column(records), *rest)):
            return [records, *(one for part in rest for one in _references(part))]
        case _:
            return [one for part in parts_of(node) for one in _references(part)]


def _words(values: Iterable[Any]) -> list[str]:
    return [_word(value) for value in values]


def _word(value: Any) -> str:
    """A value as people read it; an empty text and a list still look like one."""
    match value:
        case str():
            return value or '""'
        case frozenset():
            return f"[{', '.join(_words(sorted(value)))}]"
        case tuple() | list():
            return f"[{', '.join(_words(value))}]"
        case bool() | int():
            return print_literal(value)
        case dict():
            return "{…}"
        case _:
            return print_literal(value).removeprefix('date("').removesuffix('")')
