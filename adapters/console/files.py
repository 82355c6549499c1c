"""`check`, `fmt`, `test`: definition files, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput, system_reason

from .coverage import coverage, coverage_lines
from .desk import Desk, command
from .grammar import argument, option
from .language import language, words
from .reading import read_path

if TYPE_CHECKING:
    from duban.engine.core.organisation import Organisation
    from duban.engine.dsl.compiler import Compiled
    from duban.engine.dsl.diagnostics import Finding


_PATHS = argument(
    "paths", "定义文件或目录", "definition files or folders", metavar="PATH", nargs=-1, required=True
)


@command("check", "检查流程定义文件，列出全部问题", "check definition files; every finding with its place")
@_PATHS
def check(desk: Desk, paths: tuple[str, ...]) -> int:
    """Check files."""
    return check_files(desk, paths)


def check_files(desk: Desk, paths: Sequence[str], *, beside: bool = True) -> int:
    """Print every finding of the files; 1 when one is an error, 2 when a file cannot be read at all.

    Args:
        desk: the command line.
        paths: files and folders.
        beside: whether what they speak of may lie beside them, or has to be among them.
    """
    from duban.engine.dsl.diagnostics import render

    compiled = _compile(paths, reports=True, beside=beside)
    found = [(one, finding) for one in compiled for finding in one.findings]

    def text() -> str:
        lines = [render(finding, one.text_of(finding), language()) for one, finding in found]
        errors = sum(finding.severity == "error" for _, finding in found)
        lines.append(
            words(
                f"检查 {len(compiled)} 个文件：{errors} 处错误，{len(found) - errors} 处提醒",
                f"{len(compiled)} file(s) checked: {errors} error(s), {len(found) - errors} warning(s)",
            )
        )
        return "\n\n".join(lines)

    desk.print({"findings": [finding.json(language()) for _, finding in found]}, text)
    return _code([finding for _, finding in found])


@command(
    "fmt",
    "整理流程定义文件的格式，保留注释与顺序",
    "put definition files into canonical form, comments and order kept",
)
@_PATHS
@option("--check", "only_check", is_flag=True, zh="只检查，不改写", en="only check, write nothing")
def fmt(desk: Desk, paths: tuple[str, ...], only_check: bool) -> int:
    """Format files."""
    from duban.engine.dsl.diagnostics import render
    from duban.engine.dsl.format import format_source

    changed: list[str] = []
    findings = []
    for path in _yaml_files(paths):
        formatted = format_source(_read(path), str(path))
        findings += [(formatted.text, finding) for finding in formatted.findings]
        if formatted.changed:
            changed.append(str(path))
            if not only_check:
                _write(path, formatted.text)
    value = {"changed": changed, "findings": [finding.json(language()) for _, finding in findings]}

    def text() -> str:
        lines = [render(finding, source, language()) for source, finding in findings]
        verb = words("须整理", "would change") if only_check else words("已整理", "changed")
        lines += [f"{path}  {verb}" for path in changed]
        return "\n".join(lines) if lines else words("格式均已规范", "everything is in canonical form")

    desk.print(value, text)
    return _code([finding for _, finding in findings]) or int(only_check and bool(changed))


@command("test", "运行流程定义文件中的情景", "run the scenarios in definition files")
@_PATHS
def test(desk: Desk, paths: tuple[str, ...]) -> int:
    """Run scenarios."""
    from duban.engine.dsl.compiler import behind_them, check_paths
    from duban.engine.testing import run_scenarios
    from duban.workflows import FOLDER, shipped

    compiled = _compile(paths)
    if any(finding.severity == "error" for one in compiled for finding in one.findings):
        return check_files(desk, paths)
    behind = [*check_paths(shipped(), FOLDER), *behind_them(compiled, FOLDER, beside=True)[0], *compiled]
    outcomes = [outcome for one in compiled for outcome in run_scenarios(one, behind, read_organisation_file)]
    failed = [one for one in outcomes if one.failure is not None]
    value = {
        "passed": len(outcomes) - len(failed),
        "failed": len(failed),
        "scenarios": [_outcome(one) for one in outcomes],
        "coverage": coverage(compiled, outcomes),
    }

    def text() -> str:
        lines = []
        for one in outcomes:
            mark = words("未过", "FAILED") if one.failure else words("通过", "passed")
            lines.append(f"{mark}  {one.file}: {one.name}")
            if one.failure:
                lines.append(f"    {one.file}:{one.failure.line}: {one.failure.message(language())}")
        for name, covered in value["coverage"].items():  # type: ignore[attr-defined]
            lines += coverage_lines(name, covered)
        lines.append(
            words(
                f"{len(outcomes)} 个情景，{len(failed)} 个未过",
                f"{len(outcomes)} scenario(s), {len(failed)} failed",
            )
        )
        return "\n".join(lines)

    desk.print(value, text)
    return int(bool(failed))


def read_organisation_file(path: Path) -> Organisation:
    """The organisation of a file.

    Raises:
        InvalidInput: it has errors; the first is told.
    """
    from ..organisation import read_organisation

    read = read_organisation(path)
    if read.organisation is None:
        first = next(one for one in read.findings if one.severity == "error")
        why = Text(first.message("zh"), first.message("en"))
        raise InvalidInput(_BAD_ORG, file=str(path), place=str(first.place), why=why)
    return read.organisation


def _code(findings: Sequence[Finding]) -> int:
    """How a run over files ends: what cannot be read is wrong input, what is wrong in it a failed check."""
    if any(one.code in _NOT_READ for one in findings):
        return 2
    return int(any(one.severity == "error" for one in findings))


def _outcome(one: Any) -> dict[str, Any]:
    failure = None
    if one.failure is not None:
        failure = {"line": one.failure.line, "message": one.failure.message(language())}
    return {
        "file": one.file,
        "name": one.name,
        "passed": one.failure is None,
        "steps": one.steps,
        "failure": failure,
    }


def _compile(paths: Sequence[str], *, reports: bool = False, beside: bool = True) -> list[Compiled]:
    from duban.engine.dsl.compiler import check_paths
    from duban.workflows import FOLDER

    return check_paths([read_path(one) for one in paths], FOLDER, reports=reports, beside=beside)


def _yaml_files(paths: Sequence[str]) -> list[Path]:
    found: list[Path] = []
    for one in map(read_path, paths):
        found += sorted(one.rglob("*.yaml")) if one.is_dir() else [one]
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_READ)
    except OSError as error:
        raise InvalidInput(_UNREADABLE, file=str(path), why=system_reason(error)) from None


def _write(path: Path, text: str) -> None:
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise InvalidInput(_UNWRITABLE, file=str(path), why=system_reason(error)) from None


_NOT_READ = frozenset(["file-unreadable", "not-utf8"])
"""Findings about a file of which nothing could be read."""
_MOST_READ = 2**26  # bytes; far more than a definition may have, and an end to what has none
_UNREADABLE = Text("文件 {file} 无法读取：{why}", "file {file} cannot be read: {why}")
_UNWRITABLE = Text("无法写入 {file}：{why}", "{file} cannot be written: {why}")
_BAD_ORG = Text("组织文件 {file} 有错误：{place} {why}", "organisation file {file} has errors: {place} {why}")
COMMANDS = {"check": check, "fmt": fmt, "test": test}
