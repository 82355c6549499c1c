"""What a graph of imports cannot see: the core acts on nothing, and a module has one name.

The direction of imports is held by import-linter (`make lint`).
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOPS = ("adapters", "engine", "workflows")
CORE = sorted((ROOT / "engine" / "core").rglob("*.py"))
CODE = sorted(
    path
    for top in (*TOPS, "tests", "examples", "benchmarks", "tools")
    for path in (ROOT / top).rglob("*.py")
    if (ROOT / top).is_dir()
)

VALUE_MODULES = {
    "__future__", "abc", "bisect", "calendar", "collections", "contextlib", "copy", "datetime", "decimal",
    "difflib", "enum", "fractions", "functools", "graphlib", "hashlib", "hmac", "heapq", "itertools", "json", "math",
    "numbers", "operator", "re", "string", "textwrap", "types", "typing", "unicodedata", "zoneinfo",
}  # fmt: skip
"""The standard library's modules that only make values of values."""

ACTING_NAMES = {
    "__import__", "breakpoint", "eval", "exec", "exit", "globals", "hash", "id", "input", "open", "print", "quit",
}  # fmt: skip
"""Built-ins that act, or answer differently from one process to the next."""

CLOCKS = {"fromtimestamp", "now", "today", "utcfromtimestamp", "utcnow"}
"""Methods of `date` and `datetime` that read the clock or the machine's time zone."""


def acts(source: str) -> list[str]:
    """What in this source reads or does something beyond its arguments, as `line: what`."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                outside = [alias.name for alias in names if not _is_value_module(alias.name)]
                found += [(node.lineno, f"import {name}") for name in outside]
            case ast.ImportFrom(module=str(module), level=0) if not _is_value_module(module):
                found.append((node.lineno, f"import {module}"))
            case ast.Call(func=ast.Name(id=name)) if name in ACTING_NAMES:
                found.append((node.lineno, f"{name}()"))
            case ast.Attribute(value=ast.Name(id="date" | "datetime" as owner), attr=name) if name in CLOCKS:
                found.append((node.lineno, f"{owner}.{name}"))
            case ast.Global(names=names):
                found.append((node.lineno, f"global {', '.join(names)}"))
    return [f"{line}: {what}" for line, what in found]


def _is_value_module(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in VALUE_MODULES | {"msgspec", "transitions"}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_core_acts_on_nothing(path: Path) -> None:
    """A core module reads no clock, chance, file, environment or process, and changes no global."""
    assert acts(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "import os.path",
        "from uuid import uuid4",
        "from time import monotonic",
        "import sqlalchemy",
        "datetime.now(UTC)",
        "date.today()",
        "clock = datetime.utcnow",
        "open('x')",
        "print(1)",
        "x = hash('a')",
        "def f():\n    global x\n    x = 1",
    ],
)
def test_an_act_in_the_core_would_be_found(source: str) -> None:
    """The check above is no blind one: it names the line of each kind of act."""
    assert len(acts(source)) == 1


def test_a_value_is_no_act() -> None:
    """What the core does need passes the check."""
    assert acts("from datetime import date\nfrom transitions import Machine\nx = sorted({3: date.min})") == []


def _misnamed(path: Path) -> list[str]:
    """The imports of this file that would make a second copy of a module, or that leave its folder."""
    own, *inner = path.relative_to(ROOT).parts
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.ImportFrom) and node.level > len(inner):
            found.append((node.lineno, f"leaves {own}/ by a relative import"))
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        else:
            continue
        found += [
            (node.lineno, f"imports {name}: say duban.{name}")
            for name in names
            if name.split(".")[0] in {*TOPS, "cli"}
        ]
        found += [
            (node.lineno, f"imports {name}: say it relatively")
            for name in names
            if own in TOPS and f"{name}.".startswith(f"duban.{own}.")
        ]
    return [f"{path.relative_to(ROOT)}:{line}: {what}" for line, what in found]


def test_a_module_has_one_name() -> None:
    """Inside a top folder imports are relative, across folders they begin with `duban`; never `engine`."""
    assert [problem for path in CODE for problem in _misnamed(path)] == []


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("engine/a.py", "import engine.core"),
        ("engine/a.py", "from duban.engine.core import text"),
        ("engine/core/a.py", "from ...adapters import graph"),
        ("adapters/a.py", "from adapters import graph"),
    ],
)
def test_a_wrong_import_would_be_found(
    place: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check above sees each of the wrong ways to name a module."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(source, "utf-8")
    assert len(_misnamed(path)) == 1


def test_a_file_can_be_read_in_one_sitting() -> None:
    """No file grows past 500 lines; most stay under 400."""
    sizes = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in CODE}
    assert {path: size for path, size in sizes.items() if size > 500} == {}
