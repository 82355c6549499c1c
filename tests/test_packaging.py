"""What the package promises to whoever installs and imports it."""

from __future__ import annotations

import ast
import importlib.metadata
import inspect
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import duban
import duban.engine.errors

ROOT = Path(__file__).resolve().parent.parent
TOPS = ("adapters", "engine", "workflows")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _imported_by(statement: str) -> dict[str, Any]:
    """What a fresh interpreter holds after this statement."""
    program = (
        "import json, logging, sys\n"
        f"{statement}\n"
        "print(json.dumps({'modules': sorted(sys.modules), 'handlers': len(logging.root.handlers),"
        " 'level': logging.root.level}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd="/"
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_every_folder_with_python_files_is_a_listed_package() -> None:
    """A sub-package that is not listed would be missing from the wheel without a word."""
    folders = {path.parent for top in TOPS for path in (ROOT / top).rglob("*.py")}
    # Alembic loads its revisions by path, but a folder that is no package cannot be shipped.
    found = sorted({"duban", *(f"duban.{'.'.join(folder.relative_to(ROOT).parts)}" for folder in folders)})
    listed = PROJECT["tool"]["setuptools"]["packages"]
    assert listed == found, "packages in pyproject.toml should be: " + json.dumps(found, indent=4)


@pytest.mark.parametrize("package", PROJECT["tool"]["setuptools"]["packages"])
def test_every_package_says_what_it_is(package: str) -> None:
    """Each package has an `__init__.py`, so that no tool passes over it, and a docstring."""
    home = ROOT.joinpath(*package.split(".")[1:], "__init__.py")
    assert home.is_file()
    assert ast.get_docstring(ast.parse(home.read_text("utf-8")))


def test_only_the_face_and_the_command_line_lie_at_the_root() -> None:
    """Every Python file at the root ships in the wheel, so there are just these two."""
    assert sorted(path.name for path in ROOT.glob("*.py")) == ["__init__.py", "cli.py"]


def test_every_data_file_ships() -> None:
    """Each file among the packages is Python or matches a pattern of package-data."""
    patterns = PROJECT["tool"]["setuptools"]["package-data"]
    for top in TOPS:
        files = [
            path for path in (ROOT / top).rglob("*") if path.is_file() and "__pycache__" not in path.parts
        ]
        shipped = {found for pattern in patterns[f"duban.{top}"] for found in (ROOT / top).glob(pattern)}
        stray = [path.relative_to(ROOT) for path in files if path.suffix != ".py" and path not in shipped]
        assert stray == []


def test_the_face_is_sorted_and_each_name_is_there() -> None:
    """`__all__` is in order, every name in it can be had, and `dir` shows it."""
    assert duban.__all__ == sorted(duban.__all__)
    for name in duban.__all__:
        assert getattr(duban, name) is not None
    assert set(duban.__all__) <= set(dir(duban))
    assert sorted(duban._HOMES) == [name for name in duban.__all__ if name != "__version__"]


def test_every_error_is_on_the_face() -> None:
    """A host can catch whatever the engine raises by a name it imports from `duban`."""
    raised = {
        name
        for name, value in vars(duban.engine.errors).items()
        if inspect.isclass(value) and issubclass(value, duban.DubanError)
    }
    assert raised <= set(duban.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error_naming_what_is() -> None:
    """A misspelt import answers like any module's, and says what could have been meant."""
    with pytest.raises(AttributeError, match=r"'Dubon'; it offers Answer, .*Duban"):
        _ = duban.Dubon
    assert not hasattr(duban, "Dubon")


def test_importing_duban_loads_nothing_heavy_and_configures_nothing() -> None:
    """`import duban` is free: no third-party module, no engine, no logging set-up."""
    before, after = _imported_by("pass"), _imported_by("import duban")
    new = set(after["modules"]) - set(before["modules"])
    assert {name for name in new if name.split(".")[0] == "duban"} == {"duban"}
    outside = {name.split(".")[0] for name in new} - {"duban"} - set(sys.stdlib_module_names)
    assert {name for name in outside if not name.startswith("__editable__")} == set()
    assert (after["handlers"], after["level"]) == (before["handlers"], before["level"])


def test_importing_the_engine_configures_no_logging_and_touches_no_foreign_metadata() -> None:
    """A host's logging and a host's `SQLModel.metadata` are the host's own."""
    after = _imported_by(
        "from duban import Duban\nimport sqlmodel, structlog\n"
        "assert not sqlmodel.SQLModel.metadata.tables, list(sqlmodel.SQLModel.metadata.tables)\n"
        "assert not structlog.is_configured()"
    )
    assert (after["handlers"], after["level"]) == (0, 30)


def test_the_installed_version_is_the_one_in_the_code_and_in_the_changelog() -> None:
    """One version, wherever it is read."""
    assert importlib.metadata.version("duban") == duban.__version__
    assert f"## [{duban.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def _distribution(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module)
    return {name.split(".")[0] for name in found} - set(sys.stdlib_module_names) - {"duban"}


def test_what_the_code_imports_is_what_the_package_declares() -> None:
    """No import leans on what another package happens to bring, and no requirement is dead weight."""
    optional = PROJECT["project"]["optional-dependencies"]
    declared = {_distribution(line) for line in PROJECT["project"]["dependencies"]}
    extras = {_distribution(line) for name in ("postgres", "xlsx") for line in optional[name]}
    owners = importlib.metadata.packages_distributions()
    files = [ROOT / "cli.py", *(path for top in TOPS for path in (ROOT / top).rglob("*.py"))]
    used = {
        _distribution(owner)
        for path in files
        for module in _imports(path)
        for owner in owners.get(module, [module])
    }
    assert used - declared - extras == set()
    # Time zones are read by the standard library, where the system has none.
    assert declared - used == {"tzdata"}


def test_every_requirement_is_explained() -> None:
    """The decision record on requirements names each of them."""
    record = (ROOT / "docs/decisions/0005-dependencies.md").read_text("utf-8")
    extras = PROJECT["project"]["optional-dependencies"]
    for line in [*PROJECT["project"]["dependencies"], *(one for lines in extras.values() for one in lines)]:
        name = line.split("[")[0].split(">")[0].split("<")[0].strip()
        assert f"`{name}`" in record or name == "duban", name


def test_every_decision_is_in_the_index() -> None:
    """`docs/decisions/README.md` lists each record there is, and none that is not."""
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
