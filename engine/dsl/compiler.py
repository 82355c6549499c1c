"""A workflow file becomes a definition, or findings: source, shapes, names, guards, graph, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from ..core.definition import Definition
from ..errors import system_reason
from .across import check_across, wants_others
from .assembly import assemble
from .catalogue import Catalogue, load_catalogue
from .diagnostics import Finding, Report, Span, has_errors
from .reports import compile_reports
from .scenarios import Scenario, build_scenarios
from .shapes import DOCUMENT
from .source import Mapping, Source, read
from .structure import check


class Compiled(Struct, frozen=True):
    """What one file came to."""

    definition: Definition | None
    """None when there is an error among the findings."""
    scenarios: tuple[Scenario, ...]
    findings: tuple[Finding, ...]
    source: Source
    root: Mapping | None = None
    """The nodes that fit the shape, for checks that look at several files."""
    catalogue: Catalogue = Catalogue()

    @property
    def file(self) -> str:
        """The name of the file, as it was given."""
        return self.source.file

    def text_of(self, finding: Finding) -> str:
        """The text of the file that a finding is about (this one, or a data file beside it)."""
        return dict(self.catalogue.texts).get(finding.file, self.source.text)


def compile_text(content: bytes | str, file: str, catalogue: Catalogue) -> Compiled:
    """Compile the content of one file.

    Args:
        content: the file as it is stored, or its text.
        file: what findings call it.
        catalogue: the types it may name without declaring them.
    """
    source = read(content, file)
    report = Report(file)
    report.findings.extend(source.findings)
    usable = check(source.root, DOCUMENT, report) if source.root is not None else None
    if not isinstance(usable, Mapping):
        return Compiled(None, (), report.done(), source, None, catalogue)
    definition = assemble(usable, source, catalogue.types, report)
    scenarios = build_scenarios(usable, definition, catalogue, report)
    findings = report.done()
    if has_errors(findings) or has_errors(catalogue.findings):
        definition = None
    return Compiled(definition, scenarios, findings, source, usable, catalogue)


def compile_file(path: Path, shipped: Path) -> Compiled:
    """Compile one file with the types of `data/` beside it, and behind them the shipped ones.

    Args:
        path: the workflow file.
        shipped: the folder of the shipped workflows, which has a `data` folder too.

    The findings of faulty data files are among its own.
    """
    compiled = _compile(path, catalogue_for(path, shipped))
    if not compiled.catalogue.findings:
        return compiled
    return _with(compiled, (*compiled.catalogue.findings, *compiled.findings))


def catalogue_for(path: Path, shipped: Path) -> Catalogue:
    """The types that a workflow file at this place may name."""
    folder, behind = path.resolve().parent, shipped.resolve() / "data"
    beside = folder if folder.name == "data" else folder / "data"
    return load_catalogue([beside] if beside == behind else [beside, behind])


def check_paths(
    paths: Iterable[Path],
    shipped: Path,
    *,
    reports: bool = False,
    beside: bool = False,
    deployed: dict[str, Definition] | None = None,
) -> list[Compiled]:
    """Compile files and folders (their `*.yaml` with a `workflow` key, `data/` apart), and check across them.

    One entry for each workflow file in the order found; one more for each path that cannot be read. The
    findings of data files stand with the first workflow that uses them. With `reports` files of reports are
    checked too, against these workflows and the shipped ones: an entry without a definition each. With `beside` the
    workflows that they speak of may lie in the folders of the files too; whoever deploys has to name them, or have them
    `deployed` already.
    """
    looked_at: list[Path] = []
    compiled: list[Compiled] = []
    catalogues: dict[Path, Catalogue] = {}
    """Of each folder its data files are read once."""
    told: set[Finding] = set()
    for path in dict.fromkeys(paths):
        files = _workflow_files(path) if path.is_dir() else [path]
        kept = [
            one for one in (_report_files(path) if path.is_dir() else [path]) if reports and is_reports(one)
        ]
        looked_at += kept
        files = [one for one in files if one not in kept]
        if not files and not kept:
            report = Report(str(path))
            report.error("nothing-to-check", Span(1, 1, 1), path=str(path))
            compiled.append(Compiled(None, (), report.done(), Source(str(path), "", None, ())))
        for file in files:
            one = _compile(file, _once(file, shipped, catalogues))
            fresh = tuple(found for found in one.catalogue.findings if found not in told)
            told.update(fresh)
            compiled.append(_with(one, (*fresh, *one.findings)))
    behind, names = behind_them(compiled, shipped, beside=beside)
    across = check_across(_parties(compiled), _parties(behind), names, deployed)
    checked = [
        one if not found else _with(one, (*one.findings, *found))
        for one, found in zip(compiled, across, strict=True)
    ]
    if looked_at:
        given = {Path(one.file).resolve() for one in compiled}
        files = [file for file in _workflow_files(shipped) if file.resolve() not in given]
        behind = [_compile(file, _once(file, shipped, catalogues)) for file in files]
    known = {one.definition.id: one.definition for one in (*behind, *checked) if one.definition is not None}
    return checked + [_reports(path, known, _once(path, shipped, catalogues)) for path in looked_at]


def behind_them(
    compiled: Sequence[Compiled], shipped: Path, *, beside: bool = False
) -> tuple[list[Compiled], tuple[str, ...]]:
    """The shipped files that these speak of, and those that they speak of in turn; and the ids of all shipped ones.

    With `beside`, files that lie in the folders of these go before the shipped ones.
    """
    wanted = wants_others([one.root for one in compiled])
    if not wanted:
        return [], ()
    files = {name: file for file in _workflow_files(shipped) if (name := _workflow_id(file)) is not None}
    names = tuple(files)
    folders = dict.fromkeys(Path(one.file).resolve().parent for one in compiled if beside)
    near = (file for folder in folders for file in sorted(folder.glob("*.yaml")) if _is_workflow(file))
    files |= {name: file for file in near if (name := _workflow_id(file)) is not None}
    catalogues: dict[Path, Catalogue] = {
        one.catalogue.folders[0].parent: one.catalogue for one in compiled if one.catalogue.folders
    }
    behind: list[Compiled] = []
    while wanted := wanted & files.keys():
        named = (files[name] for name in sorted(wanted))
        behind += [_compile(file, _once(file, shipped, catalogues)) for file in named]
        wanted = wants_others([one.root for one in (*compiled, *behind)])
    return behind, names


# Private functions

_MOST_READ = 2**26
"""Bytes; far more than a definition may have (`source.Limits`), and an end to what has none, like a device."""


def _once(path: Path, shipped: Path, catalogues: dict[Path, Catalogue]) -> Catalogue:
    """The types that a file at this place may name, kept for the other files of its folder."""
    folder = path.resolve().parent
    if folder not in catalogues:
        catalogues[folder] = catalogue_for(path, shipped)
    return catalogues[folder]


def _parties(compiled: Sequence[Compiled]) -> list[tuple[str, Mapping | None, Definition | None]]:
    return [(one.file, one.root, one.definition) for one in compiled]


def _compile(path: Path, catalogue: Catalogue) -> Compiled:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_READ)
    except OSError as problem:
        report = Report(str(path))
        report.error("file-unreadable", Span(1, 1, 1), reason=system_reason(problem))
        return Compiled(None, (), report.done(), Source(str(path), "", None, ()), None, catalogue)
    return compile_text(content, str(path), catalogue)


def is_reports(path: Path) -> bool:
    """Whether a file has the key `reports` at the left margin."""
    return _has_key(path, b"reports:")


def _reports(path: Path, workflows: dict[str, Definition], catalogue: Catalogue) -> Compiled:
    found = compile_reports(path, workflows, catalogue)
    return Compiled(None, (), found.findings, Source(str(path), found.text, None, ()), None, catalogue)


def _report_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.yaml")) if path.is_file() and is_reports(path)]


def _with(compiled: Compiled, findings: tuple[Finding, ...]) -> Compiled:
    definition = None if has_errors(findings) else compiled.definition
    return Compiled(
        definition, compiled.scenarios, findings, compiled.source, compiled.root, compiled.catalogue
    )


def _workflow_files(folder: Path) -> list[Path]:
    """The workflow files of a folder and its folders, but for those called `data`."""
    found = (
        path for path in sorted(folder.rglob("*.yaml")) if "data" not in path.relative_to(folder).parts[:-1]
    )
    return [path for path in found if path.is_file() and _is_workflow(path)]


def _workflow_id(path: Path) -> str | None:
    """The id that the file gives its workflow, as far as one line tells; None when it cannot be read."""
    try:
        content = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return None
    found = re.search(r"^\ufeff?workflow:\s*([^\s#]+)", content, re.MULTILINE)
    return found[1].strip("'\"") if found is not None else None


def _is_workflow(path: Path) -> bool:
    """Whether the file has the key `workflow` or `states` at the left margin; one that cannot be read is checked too.

    A file with states whose `workflow` is misspelled is none that may be passed over in silence.
    """
    return any(
        _has_key(path, f"{key}:".encode(), unreadable=True) for key in ("workflow", "states", "流程", "步骤")
    )


def _has_key(path: Path, key: bytes, *, unreadable: bool = False) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return unreadable
    return any(line.startswith((key, b"\xef\xbb\xbf" + key)) for line in content.splitlines())
