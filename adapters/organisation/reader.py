"""The one door: a file or folder to an organisation, or to findings."""

from __future__ import annotations

import stat
from pathlib import Path

from msgspec import Struct

from duban.engine.core.organisation import Known, Organisation
from duban.engine.errors import system_reason

from .columns import table_named
from .findings import Findings, OrgFinding, Place
from .sheets import Sheet
from .tables import organise

MOST_BYTES = 20 * 1024 * 1024
"""Of one file."""

_YAML = (".yaml", ".yml", ".json")
_CSV = (".csv", ".tsv", ".txt")
_XLSX = (".xlsx", ".xlsm")


class Read(Struct, frozen=True):
    """What a file told: an organisation, unless one of the findings is an error."""

    organisation: Organisation | None
    findings: tuple[OrgFinding, ...] = ()


def read_organisation(path: Path, known: Known | None = None) -> Read:
    """Read units, people, posts and delegations from a file, or from a folder of CSV files.

    Args:
        path: a `.yaml`, `.csv` or `.xlsx` file, or a folder with `units.csv`, `people.csv` and so on.
        known: what the directory holds already and the file may refer to.

    Returns:
        The organisation when there is no error; and everything found, all at once. Nothing is raised for what a
        file may hold or be.
    """
    findings = Findings()
    sheets = _read(path, findings)
    organisation = organise(sheets, known, findings)
    if not findings.failed and organisation == Organisation():
        findings.add("nothing", Place(str(path)))
    return Read(None if findings.failed else organisation, findings.done())


def _read(path: Path, findings: Findings) -> list[Sheet]:
    if "\0" in str(path):
        findings.add("no-file", Place(repr(str(path))))
        return []
    try:
        return _folder(path, findings) if path.is_dir() else _file(path, findings)
    except FileNotFoundError:
        findings.add("no-file", Place(str(path)))
    except OSError as problem:
        findings.add("unreadable", Place(str(path)), why=system_reason(problem))
    return []


def _folder(path: Path, findings: Findings) -> list[Sheet]:
    sheets = []
    files = sorted(
        one for one in path.iterdir() if one.suffix.lower() in _CSV and not one.name.startswith(".")
    )
    named = [one for one in files if table_named(one.stem) is not None]
    for one in files:
        if one not in named:
            findings.add("unknown-file", Place(str(one)))
    if not named:
        findings.add("no-tables", Place(str(path)))
    for one in named:
        sheets += _file(one, findings)
    return sheets


def _file(path: Path, findings: Findings) -> list[Sheet]:
    place = Place(str(path))
    state = path.stat()
    suffix = path.suffix.lower()
    if not stat.S_ISREG(state.st_mode):
        findings.add("not-a-file", place)
    elif suffix not in _YAML + _CSV + _XLSX:
        findings.add("unknown-format", place, suffix=path.suffix or path.name)
    else:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            size, most = max(state.st_size, len(content)) // 2**20, MOST_BYTES // 2**20
            findings.add("file-too-large", place, size=size, most=most)
        else:
            return _content(content, str(path), suffix, findings)
    return []


def _content(content: bytes, file: str, suffix: str, findings: Findings) -> list[Sheet]:
    """The tables in a file; each format is imported when it is met, for a quick start."""
    if suffix in _YAML:
        from .documents import read_yaml

        return read_yaml(content, file, findings)
    if suffix in _XLSX:
        from .workbook import read_xlsx

        return read_xlsx(content, file, findings)
    from .delimited import read_csv

    sheet = read_csv(content, file, findings)
    return [sheet] if sheet is not None else []
