"""What shares, a ballot's or a gate's, are held against: a figure written in a rule, or a parameter; both lie between 0 and 1."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .definition import Definition
from .guards import Guard, Node
from .guards.nodes import Choose, Compare, Literal, Name, Negate, parts_of
from .parameters import by_guard_name, read_parameter

SHARES = frozenset({"ballot.turnout", "ballot.approving"})
"""What guards read as shares."""


def strange_shares(guard: Guard) -> list[Literal | Negate]:
    """The figures written in a guard that a share is held against though no share can be so small or so big."""
    found = (one for one in _against(guard.tree) if isinstance(one, (Literal, Negate)))
    return [one for one in found if not _figure_is_share(one)]


def parameters_of_shares(definition: Definition) -> frozenset[str]:
    """The parameters that shares are held against anywhere in a workflow, a ballot's or a gate's, by their ids."""
    return definition.derived(_parameters_of_shares)


def is_share(figure: Decimal | int) -> bool:
    """Whether a figure can be a share."""
    return 0 <= figure <= 1


def is_strange_share(text: str) -> bool:
    """Whether somebody wrote a number, or a percentage, where a share has to be a number between 0 and 1."""
    figure, percent = _read(text)
    return figure is not None and (percent or not is_share(figure))


def share_meant(text: str) -> str:
    """The share that somebody who wrote a percentage may have meant: `0.6` for `60`; of what is no percentage either an example."""
    figure, percent = _read(text)
    if figure is None or not (0 if percent else 1) < figure <= _HUNDRED:
        return _EXAMPLE
    return format(figure.scaleb(-2).normalize(), "f")


# Private functions


_EXAMPLE = "0.6"
_HUNDRED = 100


def _read(text: str) -> tuple[Decimal | None, bool]:
    """The figure, and whether it is written as a percentage."""
    bare = text.strip()
    digits = bare.rstrip("%％").rstrip()
    figure = read_parameter("number", digits)
    return (figure if isinstance(figure, Decimal) else None), digits != bare


def _parameters_of_shares(definition: Definition) -> frozenset[str]:
    known = definition.derived(by_guard_name)
    names = (
        one.name for guard in _guards(definition) for one in _against(guard.tree) if isinstance(one, Name)
    )
    read = (known[name[6:]].id for name in names if name.startswith("param.") and name[6:] in known)
    return frozenset(read) | {one.least for one in definition.gates if one.least is not None}


def _guards(definition: Definition) -> Iterator[Guard]:
    for state, action in definition.actions():
        yield from (one.that for one in action.when)
        if action.auto is not None:
            yield action.auto
        if state.ballot is not None:
            yield from (state.ballot.valid, state.ballot.passing)


def _against(node: Node) -> Iterator[Node]:
    """Everything that a share is held against below a node."""
    if isinstance(node, Compare):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Name) and one.name in SHARES:
                yield from _chosen(other)
    for part in parts_of(node):
        yield from _against(part)


def _chosen(node: Node) -> Iterator[Node]:
    if isinstance(node, Choose):
        yield from _chosen(node.then)
        yield from _chosen(node.other)
    else:
        yield node


def _figure_is_share(node: Literal | Negate) -> bool:
    if isinstance(node, Negate):
        return not isinstance(node.part, Literal)
    return not isinstance(node.value, (int, Decimal)) or is_share(node.value)
