"""The one door to files of an organisation: what can be read at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from duban.adapters.organisation import Place, read_organisation
from duban.engine.core.organisation import Organisation, Person


def codes(path: Path) -> list[str]:
    """The codes of all findings."""
    return [one.code for one in read_organisation(path).findings]


def test_no_such_file(tmp_path: Path) -> None:
    """A path that leads nowhere is a finding, not an exception."""
    assert codes(tmp_path / "none.yaml") == ["no-file"]
    assert codes(Path("a\0b.yaml")) == ["no-file"]
    (tmp_path / "people.csv").write_text("id,name\n", "utf-8")
    assert codes(tmp_path / "people.csv" / "units.csv") == ["unreadable"]


@pytest.mark.parametrize("name", ["org.xls", "org.ods", "org", "org.pdf"])
def test_unknown_formats(tmp_path: Path, name: str) -> None:
    """A format that is not known is refused, with the ones that are."""
    (tmp_path / name).write_bytes(b"x")
    (finding,) = read_organisation(tmp_path / name).findings
    assert finding.code == "unknown-format"
    assert ".xlsx" in finding.hint("en")


def test_a_large_file(tmp_path: Path) -> None:
    """A file beyond the limit is refused with its size, and not read whole."""
    with (tmp_path / "people.csv").open("wb") as stream:
        stream.truncate(300 * 2**20)
    (finding,) = read_organisation(tmp_path / "people.csv").findings
    assert finding.code == "file-too-large"
    assert "300 MB" in finding.message("en")


def test_what_is_no_file(tmp_path: Path) -> None:
    """A pipe is refused without waiting for somebody to write into it."""
    os.mkfifo(tmp_path / "people.csv")
    assert codes(tmp_path / "people.csv") == ["not-a-file"]


def test_a_folder_without_tables(tmp_path: Path) -> None:
    """A folder without a table is refused."""
    assert codes(tmp_path) == ["no-tables"]


def test_other_files_in_a_folder(tmp_path: Path) -> None:
    """A CSV file that is no table is left out with a warning; other files do not matter."""
    (tmp_path / "people.csv").write_text("id,name\na,甲\n", "utf-8")
    (tmp_path / "holidays.csv").write_text("x\n", "utf-8")
    (tmp_path / "readme.md").write_text("x\n", "utf-8")
    (tmp_path / ".people.csv").write_text("x\n", "utf-8")
    read = read_organisation(tmp_path)
    assert read.organisation == Organisation(people=(Person("a", "甲"),))
    assert [(one.code, Path(one.place.file).name) for one in read.findings] == [
        ("unknown-file", "holidays.csv")
    ]


def test_places_read_as_one_goes_there() -> None:
    """A place is written as editors take it, with the sheet where there is one."""
    assert str(Place("units.csv", line=3, column=2)) == "units.csv:3:2"
    assert str(Place("org.xlsx", "units", 3, 2)) == "org.xlsx[units]:3:2"
    assert str(Place("org.xlsx")) == "org.xlsx"
