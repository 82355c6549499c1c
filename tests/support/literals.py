"""String literals of a program that name something of the campaign's files, found over the syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from duban.engine.core.definition import Definition
from duban.engine.dsl.catalogue import load_catalogue
from duban.workflows import CAMPAIGN

from .campaign import files

_WORD = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class Hit:
    """A literal that names something."""

    word: str
    line: int


def names_of_the_campaign() -> dict[str, str]:
    """Every id of a workflow, state, role, post, enumeration or value in the campaign's files, and what it is."""
    found: dict[str, str] = {}
    for one in files().values():
        if one.definition is not None:
            found |= _names_of(one.definition)
    enumerations = load_catalogue([CAMPAIGN / "data"]).types.enumerations
    for name, node in enumerations.items():
        found[name] = "an enumeration"
        found |= dict.fromkeys(_values(node), f"a value of {name}")
    return found


def names_in(source: str, names: Iterable[str]) -> Iterator[Hit]:
    """What of these names the literals of a program name, docstrings aside.

    A literal names what it is, word for word; and within a longer one a name of several words (`team-plan`) counts, in
    the parts of an f-string and in what `+` puts together from literals too.
    """
    known = set(names)
    several = {one for one in known if "-" in one or "_" in one}
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in prose or (text := _text(node)) is None:
            continue
        line = node.lineno if isinstance(node, ast.expr) else 0
        if text in known:
            yield Hit(text, line)
        else:
            inside = {one for one in _WORD.findall(text) if one in several}
            yield from (Hit(one, line) for one in sorted(inside))


def programs(root: Path, *tops: str) -> list[Path]:
    """The Python files of these folders and files."""
    return sorted(
        path
        for top in tops
        for path in ([root / top] if (root / top).is_file() else (root / top).rglob("*.py"))
    )


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return left + right if left is not None and right is not None else None
    return None


def _names_of(one: Definition) -> dict[str, str]:
    found = {one.id: "a workflow"}
    found |= {state.id: f"a state of {one.id}" for state in one.states}
    found |= {role.id: f"a role of {one.id}" for role in one.roles}
    found |= {role.post: f"a post in {one.id}" for role in one.roles if role.post}
    for enumeration in one.enumerations:
        found[enumeration.name] = "an enumeration"
        found |= {value.id: f"a value of {enumeration.name}" for value in enumeration.values}
    return found


def _values(node: object) -> list[str]:
    return [value.id for value in getattr(node, "values", ())]
