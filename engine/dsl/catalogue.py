"""The types a workflow finds beside it and behind it: the `*.yaml` of data folders, the nearest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..core.text import Text
from ..errors import system_reason
from .declarations import TypeNames, Types, declare_types, extend
from .diagnostics import Finding, Report, Span
from .registers import declare_registers
from .shapes import DATA_FILE
from .source import Mapping, read
from .structure import check

_HOLDS_TYPES = re.compile(r"^(enumerations|records|fields|ladders|laws|tables|registers)\s*:", re.MULTILINE)


class Catalogue(Struct, frozen=True):
    """Types by name, the folders they came from, and what was wrong with their files."""

    types: Types = Types()
    folders: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    """The text of every file with findings, to show the lines."""

    def file(self, name: str) -> Path | None:
        """A file beside the workflow or in a data folder, the nearest first; None when there is none of that name."""
        places = [place for folder in self.folders for place in (folder.parent, folder)]
        return next((place / name for place in places if (place / name).is_file()), None)

    def files(self) -> tuple[str, ...]:
        """The names of all files in the data folders."""
        return tuple(
            sorted({one.name for folder in self.folders if folder.is_dir() for one in folder.iterdir()})
        )


def load_catalogue(folders: Sequence[Path]) -> Catalogue:
    """Read the types of these data folders; the first folder that has a name wins.

    A folder that does not exist has no types. A file without enumerations, records, fields, ladders, laws, tables or
    registers is other data (an organisation, a plan, a calendar) and is passed over.
    """
    return _load(
        tuple(folders),
        tuple(tuple(map(_content, sorted(folder.glob("*.yaml")))) for folder in reversed(folders)),
    )


class _Content(Struct, frozen=True):
    """What lies in a file, or why it cannot be read."""

    path: Path
    content: bytes
    unreadable: Text | None = None


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...], contents: tuple[tuple[_Content, ...], ...]) -> Catalogue:
    """The catalogue of what lies there; the same again costs nothing: every report asks for it, and data seldom changes."""
    types = Types()
    findings: list[Finding] = []
    texts: list[tuple[str, str]] = []
    for of_folder in contents:
        read_files = [_read(one) for one in of_folder]
        roots = [one.root for one in read_files]
        known = TypeNames.of(types, *roots)
        for one in read_files:
            types = declare_types(one.root, known, one.report).over(types)
        for one in read_files:  # what is added to is there by now, whichever file it stands in
            types = extend(one.root, types, one.report)
        for one in read_files:
            types = replace(
                types, registers={**types.registers, **declare_registers(one.root, types, one.report)}
            )
            found = one.report.done()
            findings += found
            if found:
                texts.append((one.report.file, one.text))
    return Catalogue(types, folders, tuple(findings), tuple(texts))


class _File(Struct, frozen=True):
    report: Report
    text: str
    root: Mapping | None


def _content(path: Path) -> _Content:
    try:
        return _Content(path, path.read_bytes())
    except OSError as problem:
        return _Content(path, b"", system_reason(problem))


def _read(one: _Content) -> _File:
    report = Report(str(one.path))
    if one.unreadable is not None:
        report.error("file-unreadable", Span(1, 1, 1), reason=one.unreadable)
        return _File(report, "", None)
    if not _HOLDS_TYPES.search(one.content[:1_000_000].decode("utf-8", "replace")):
        return _File(report, "", None)
    source = read(one.content, str(one.path))
    report.findings.extend(source.findings)
    usable = check(source.root, DATA_FILE, report) if source.root is not None else None
    return _File(report, source.text, usable if isinstance(usable, Mapping) else None)
