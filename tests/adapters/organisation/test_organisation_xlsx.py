"""Organisations from xlsx: typed cells, sheets, and workbooks that are not to be opened."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import numbers
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from duban.adapters.organisation import Read, read_organisation
from duban.adapters.organisation.archive import MOST_ENTRIES, MOST_UNPACKED
from duban.engine.core.organisation import Delegation, Known, Organisation, Person, Post, Unit

KNOWN = Known(frozenset({"u"}), frozenset({"a", "b"}))


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> openpyxl.Workbook:
    """A workbook with these rows in these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def read(path: Path, book: openpyxl.Workbook, known: Known | None = KNOWN) -> Read:
    """What the workbook tells once it is saved."""
    file = path / "org.xlsx"
    book.save(file)
    return read_organisation(file, known)


def told(answer: Read) -> list[tuple[str, str | None, int | None, int | None]]:
    """Code, sheet, row and column of each finding."""
    return [(one.code, one.place.sheet, one.place.line, one.place.column) for one in answer.findings]


def packed(path: Path, parts: Mapping[str, bytes]) -> Read:
    """What is said of an archive with these parts."""
    file = path / "org.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return read_organisation(file)


def test_four_sheets(tmp_path: Path) -> None:
    """Sheets called after the tables make one organisation; numbers that are ids are read as ids."""
    answer = read(
        tmp_path,
        workbook(
            {
                "units": [
                    ["id", "title", "category", "parent"],
                    [1.0, "市委", "K1，K2", None],
                    [2, "水务局", None, 1],
                ],
                "人员": [
                    ["编号", "姓名", "是否党员"],
                    ["zhang", "张一", True],
                    ["li", "李二", 0],
                    [],
                    [None, " "],
                ],
                "posts": [["person", "post", "unit", "from"], ["zhang", "principal", 2, date(2014, 1, 1)]],
                "delegations": [["from", "to", "until"], ["zhang", "li", datetime(2014, 8, 31)]],
            }
        ),
    )
    assert answer.findings == ()
    assert answer.organisation == Organisation(
        (Unit("1", "市委", category=("K1", "K2")), Unit("2", "水务局", parent="1")),
        (Person("zhang", "张一", None, True), Person("li", "李二", None, False)),
        (Post("zhang", "principal", "2", date(2014, 1, 1)),),
        (Delegation("zhang", "li", (), None, date(2014, 8, 31)),),
    )


def test_a_sheet_is_known_by_its_header(tmp_path: Path) -> None:
    """A sheet of any name is known by its header; one that tells nothing is left out with a warning."""
    book = workbook(
        {"说明": [["请按样表填写"]], "Sheet1": [["编号", "姓名"], ["a", "甲"]], "空": [], "选项": [["x"]]}
    )
    book["选项"].sheet_state = "hidden"
    answer = read(tmp_path, book)
    assert answer.organisation == Organisation(people=(Person("a", "甲"),))
    assert told(answer) == [("unknown-sheet", "说明", None, None)]


def test_a_title_above_the_header(tmp_path: Path) -> None:
    """A title row, merged over the table, is no header, and the finding says what is expected."""
    book = workbook({"people": [["全市人员名册", None], ["编号", "姓名"], ["a", "甲"]]})
    book["people"].merge_cells("A1:B1")
    assert told(read(tmp_path, book)) == [("no-header", "people", 1, None)]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (date(2014, 1, 31), date(2014, 1, 31)),
        (datetime(2014, 1, 31), date(2014, 1, 31)),
        ("2014年1月31日", date(2014, 1, 31)),
        (None, None),
        (datetime(2014, 1, 31, 9), "bad-date"),
        (41670, "day-number"),
        (41670.0, "day-number"),
        (0, "bad-date"),
        (True, "bad-date"),
        (date(1900, 1, 1), "doubtful-date"),
        (date(1900, 2, 28), "doubtful-date"),
        (time(0, 0), "doubtful-date"),
        ("=TODAY()", "formula-without-value"),
        ("#REF!", "cell-error"),
    ],
)
def test_dates(tmp_path: Path, cell: object, meant: date | str | None) -> None:
    """A date cell is its day; times of day, bare numbers and the first days of 1900 are refused."""
    answer = read(
        tmp_path, workbook({"posts": [["person", "post", "unit", "until"], ["a", "staff", "u", cell]]})
    )
    if isinstance(meant, str):
        assert told(answer) == [(meant, "posts", 2, 4)]
    else:
        assert answer.organisation == Organisation(posts=(Post("a", "staff", "u", None, meant),))


def test_days_counted_from_1904(tmp_path: Path) -> None:
    """A workbook that counts its days from 1904 gives the days it shows."""
    book = workbook({"posts": [["person", "post", "unit", "from"], ["a", "staff", "u", date(2014, 1, 31)]]})
    book.epoch = CALENDAR_MAC_1904
    assert read(tmp_path, book).organisation == Organisation(
        posts=(Post("a", "staff", "u", date(2014, 1, 31)),)
    )


def test_leading_zeros_of_a_format(tmp_path: Path) -> None:
    """A number shown with leading zeros by its format is the id that is shown."""
    book = workbook({"people": [["id", "name"], [12, "甲"]]})
    book["people"]["A2"].number_format = "00000"
    assert read(tmp_path, book).organisation == Organisation(people=(Person("00012", "甲"),))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (110101199001011234, "imprecise-number"),
        (1.5e17, "imprecise-number"),
        (date(2014, 1, 2), "not-text"),
        (True, "not-text"),
        ('=A1&"x"', "formula-without-value"),
        ("#N/A", "cell-error"),
    ],
)
def test_ids_that_are_none(tmp_path: Path, cell: object, code: str) -> None:
    """An id cut off at 15 digits, turned into a date, or never computed is refused and not called missing."""
    answer = read(tmp_path, workbook({"people": [["id", "name"], [cell, "甲"]]}))
    assert told(answer) == [(code, "people", 2, 1)]


def test_the_value_of_a_formula(tmp_path: Path) -> None:
    """A formula with a stored result is that result."""
    file = tmp_path / "org.xlsx"
    workbook({"people": [["id", "name"], ["a", "=1"]]}).save(file)
    parts = {}
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    sheet = "xl/worksheets/sheet1.xml"
    assert parts[sheet].count(b"<f>1</f><v") == 1
    parts[sheet] = re.sub(rb"<f>1</f><v( ?/>|></v>)", b"<f>1</f><v>7</v>", parts[sheet])
    assert packed(tmp_path, parts).organisation == Organisation(people=(Person("a", "7"),))


def test_a_sheet_that_lies_about_its_size(tmp_path: Path) -> None:
    """The size a sheet claims to have hides no row."""
    file = tmp_path / "org.xlsx"
    workbook({"people": [["id", "name"], ["a", "甲"], ["b", "乙"]]}).save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'ref="A1:B3"' in parts[sheet]
    parts[sheet] = parts[sheet].replace(b'ref="A1:B3"', b'ref="A1"')
    assert packed(tmp_path, parts).organisation == Organisation(people=(Person("a", "甲"), Person("b", "乙")))


def test_too_many_rows(tmp_path: Path) -> None:
    """A row far below ends the reading with a finding, at once."""
    book = workbook({"people": [["id", "name"], ["a", "甲"]]})
    book["people"]["A1048576"] = "z"
    assert told(read(tmp_path, book)) == [("too-many-rows", "people", 200_001, None)]


def test_ten_thousand_people(tmp_path: Path) -> None:
    """Ten thousand people are read from a workbook."""
    answer = read(
        tmp_path, workbook({"people": [["id", "name"], *([f"p{one}", "某人"] for one in range(10_000))]})
    )
    assert answer.organisation is not None
    assert len(answer.organisation.people) == 10_000


def test_without_openpyxl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the optional extra the finding names it."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (tmp_path / "org.xlsx").write_bytes(b"PK")
    (finding,) = read_organisation(tmp_path / "org.xlsx").findings
    assert finding.code == "no-openpyxl"
    assert "duban[xlsx]" in finding.hint("zh")


def test_an_archive_that_unpacks_to_too_much(tmp_path: Path) -> None:
    """An archive that grows more than a hundred times, or beyond the limit, is not opened."""
    answer = packed(tmp_path, {"xl/worksheets/sheet1.xml": b" " * 1_000_000})
    assert told(answer) == [("suspicious-xlsx", None, None, None)]
    answer = packed(tmp_path, {"xl/worksheets/sheet1.xml": b" " * (MOST_UNPACKED + 1)})
    assert told(answer) == [("suspicious-xlsx", None, None, None)]
    assert "50 MB" in answer.findings[0].message("en")


def test_an_archive_of_too_many_parts(tmp_path: Path) -> None:
    """An archive of very many parts is not opened."""
    answer = packed(tmp_path, {f"xl/{one}.xml": b"" for one in range(MOST_ENTRIES + 1)})
    assert told(answer) == [("suspicious-xlsx", None, None, None)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities(tmp_path: Path, encoding: str) -> None:
    """A part with a document type declaration, in whatever encoding, is not parsed."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'.encode(encoding)
    answer = packed(tmp_path, {"[Content_Types].xml": bomb})
    assert told(answer) == [("suspicious-xlsx", None, None, None)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not-xlsx"),
        (b"id,name\na,b\n", "not-xlsx"),
        (b"PK\x03\x04 torn", "damaged-xlsx"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, content: bytes, code: str) -> None:
    """Old or encrypted workbooks, other files under that name, and torn ones are told apart from workbooks."""
    (tmp_path / "org.xlsx").write_bytes(content)
    assert told(read_organisation(tmp_path / "org.xlsx")) == [(code, None, None, None)]


def test_workbooks_torn_anywhere(tmp_path: Path) -> None:
    """A workbook with any one of its parts missing or overwritten ends in an answer."""
    whole = io.BytesIO()
    book = workbook({"people": [["id", "name", "party_member"], ["a", "甲", True], ["b", 2, "=1"]]})
    book["people"]["A3"].number_format = numbers.FORMAT_DATE_YYYYMMDD2
    book.save(whole)
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, good in parts.items():
        for content in (None, b"", b"<x/>", good[: len(good) // 2], good.replace(b"1", b"x")):
            torn = {one: old for one, old in parts.items() if one != name}
            answer = packed(tmp_path, torn if content is None else torn | {name: content})
            assert (answer.organisation is None) is any(one.severity == "error" for one in answer.findings)
