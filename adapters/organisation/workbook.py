"""xlsx workbooks, by openpyxl (the optional extra `xlsx`): cached values only, nothing is computed."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Protocol, cast

from .archive import DAMAGED, Suspicious, look_through
from .columns import table_named
from .findings import Findings, Place
from .sheets import MOST_ROWS, Line, Sheet, Unusable, Value, read_grid

MOST_COLUMNS = 100
"""Columns that are looked at; no table has nearly as many."""

_ZEROS = re.compile(r"0{2,}")
_BROKEN = (*DAMAGED, ValueError, KeyError, IndexError, TypeError, AttributeError, SyntaxError, OverflowError)
"""What openpyxl and the XML parser raise for workbooks whose parts do not fit together."""


class _BookCell(Protocol):
    """A cell as openpyxl reads it."""

    value: Value
    data_type: str
    number_format: str | None


class _BookSheet(Protocol):
    """A sheet as openpyxl reads it row by row; its published types know only sheets read whole."""

    title: str
    sheet_state: str

    def reset_dimensions(self) -> None:
        """Forget the size that the sheet claims to have."""

    def iter_rows(self, *, max_row: int, max_col: int) -> Iterator[tuple[_BookCell, ...]]:
        """The rows in order, missing ones as empty."""


class _Book(Protocol):
    """A workbook as openpyxl reads it."""

    worksheets: list[_BookSheet]


def read_xlsx(content: bytes, file: str, findings: Findings) -> list[Sheet]:
    """The tables of a workbook: each sheet whose name, or else whose header, says which table it is."""
    place = Place(file)
    try:
        import openpyxl
    except ImportError:
        findings.add("no-openpyxl", place)
        return []
    if not content.startswith(b"PK"):
        findings.add("not-xlsx", place)
        return []
    try:
        formulas = look_through(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that do not matter to values
            values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            written = openpyxl.load_workbook(io.BytesIO(content), read_only=True) if formulas else None
            return _sheets(cast("_Book", values), cast("_Book | None", written), file, findings)
    except Suspicious as problem:
        findings.add("suspicious-xlsx", place, why=problem.why)
    except _BROKEN as problem:
        findings.add("damaged-xlsx", place, why=f"{type(problem).__name__}: {problem}"[:200])
    return []


def _sheets(values: _Book, written: _Book | None, file: str, findings: Findings) -> list[Sheet]:
    sheets = []
    for number, worksheet in enumerate(values.worksheets):
        place = Place(file, worksheet.title)
        table = table_named(worksheet.title)
        formulas = _formulas(written.worksheets[number]) if written is not None else frozenset()
        lines = _Lines(worksheet, formulas)
        before = findings.count
        sheet = read_grid(lines, table, place, findings)
        if sheet is not None:
            sheets.append(sheet)
        elif findings.count == before and lines.any and worksheet.sheet_state == "visible":
            findings.add("unknown-sheet", place, sheet=worksheet.title)
    return sheets


def _formulas(worksheet: _BookSheet) -> frozenset[tuple[int, int]]:
    """Row and column of every formula."""
    return frozenset(
        (line, column)
        for line, cells in enumerate(_cells(worksheet), 1)
        for column, cell in enumerate(cells, 1)
        if cell.data_type == "f"
    )


class _Lines:
    """The rows of a sheet."""

    def __init__(self, worksheet: _BookSheet, formulas: frozenset[tuple[int, int]]) -> None:
        self._worksheet = worksheet
        self._formulas = formulas
        self.any = False
        """Whether a row with something in it was met."""

    def __iter__(self) -> Iterator[Line]:
        for number, cells in enumerate(_cells(self._worksheet), 1):
            if number <= MOST_ROWS and _left_out(cells):
                continue
            values = [self._value(number, column, cell) for column, cell in enumerate(cells, 1)]
            while values and values[-1] is None:
                values.pop()
            line = Line(number, values)
            self.any = self.any or not line.blank
            yield line

    def _value(self, line: int, column: int, cell: _BookCell) -> Value:
        value = cell.value
        if value is None:
            return Unusable("formula-without-value") if (line, column) in self._formulas else None
        if cell.data_type == "e":
            return Unusable("cell-error", str(value))
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and _ZEROS.fullmatch(cell.number_format or "")
        ):
            return str(value).zfill(
                len(cell.number_format or "")
            )  # shown as 0012: the zeros are part of an id
        return value


def _left_out(cells: tuple[_BookCell, ...]) -> bool:
    """Whether the file does not hold this row: openpyxl fills gaps with one empty cell, many times."""
    return cells[0].value is None and len(set(map(id, cells))) == 1


def _cells(worksheet: _BookSheet) -> Iterator[tuple[_BookCell, ...]]:
    """The rows as far as they may count, whatever size the sheet claims to have."""
    worksheet.reset_dimensions()
    return worksheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
