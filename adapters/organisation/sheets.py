"""What every format is read into first: tables of cells, each with its place; nothing is typed yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from msgspec import Struct

from duban.engine.core.organisation import TableName

from .columns import Column, Table, nearest, table_headed
from .findings import Findings, Place

MOST_ROWS = 200_000


class Unusable(Struct, frozen=True):
    """A cell without a value that could be read; the code says why."""

    code: str
    shown: str = ""


Value = str | bool | int | float | date | time | timedelta | Unusable | tuple[str, ...] | None
"""What a cell holds: text, except in workbooks, which know numbers and dates; a tuple is a YAML list."""


class Cell(Struct, frozen=True):
    """A value and where it stands."""

    value: Value
    place: Place


class Row(Struct, frozen=True):
    """The cells of one unit, person, post or delegation, by the attribute they fill."""

    place: Place
    cells: dict[str, Cell]


class Sheet(Struct, frozen=True):
    """The rows of one table in one file or sheet."""

    table: TableName
    rows: list[Row]


class Line(Struct, frozen=True):
    """A line of a CSV file or a row of a workbook."""

    number: int
    values: list[Value]

    @property
    def blank(self) -> bool:
        """Whether nothing is in it."""
        return all(is_blank(one) for one in self.values)


def is_blank(value: Value) -> bool:
    """Whether a cell is empty or holds only blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_grid(lines: Iterable[Line], table: Table | None, place: Place, findings: Findings) -> Sheet | None:
    """Lines with a header first, as the rows of a table.

    Args:
        lines: the lines in order; blank ones are passed over.
        table: which table it is, when its name told; otherwise the header must tell.
        place: the file and sheet.
        findings: where to put what is wrong.

    Returns:
        The rows, without those columns that could not be told apart; None when there is no usable header, or
        when no table was named and the header tells none (then nothing is noted: the caller knows what to say).
    """
    findings.reach(place)
    rest = iter(lines)
    header = next((line for line in rest if not line.blank), None)
    if header is None:
        return Sheet(table.name, []) if table is not None else None
    headings = [shorten(one).strip() for one in header.values]
    if table is None:
        table = table_headed(headings)
        if table is None:
            return None
    columns = _columns(headings, table, Place(place.file, place.sheet, header.number), findings)
    if columns is None:
        return None
    rows = _Rows(columns, [bool(one) for one in headings], place, findings)
    return Sheet(table.name, rows.read(rest))


def _columns(
    headings: list[str], table: Table, place: Place, findings: Findings
) -> list[Column | None] | None:
    columns = [table.column(one) if one else None for one in headings]
    shown = [one.shown for one in table.columns]
    if not any(columns):
        findings.add("no-header", place, columns=shown)
        return None
    seen: dict[str, str] = {}
    for number, (heading, column) in enumerate(zip(headings, columns, strict=True), 1):
        here = Place(place.file, place.sheet, place.line, number)
        if column is None and heading:
            unknown_column(heading, table, here, findings)
        elif column is not None and column.field in seen:
            findings.add("duplicate-column", here, column=heading, first=seen[column.field])
        elif column is not None:
            seen[column.field] = heading
    for column in table.columns:
        if column.required and column.field not in seen:
            findings.add("missing-column", place, column=column.shown, columns=shown)
    return columns if all(one.field in seen for one in table.columns if one.required) else None


def unknown_column(heading: str, table: Table, place: Place, findings: Findings) -> None:
    """Note a heading or key that the table does not know, with the nearest one it does."""
    near = nearest(heading, [name for one in table.columns for name in one.en + one.zh])
    findings.add(
        "unknown-column", place, column=heading, columns=[one.shown for one in table.columns], nearest=near
    )


class _Rows:
    """Puts the lines below a header under their columns."""

    def __init__(
        self, columns: list[Column | None], named: list[bool], place: Place, findings: Findings
    ) -> None:
        self._columns = columns
        self._named = named
        self._place = place
        self._findings = findings

    def read(self, lines: Iterable[Line]) -> list[Row]:
        rows: list[Row] = []
        for line in lines:
            if line.number > MOST_ROWS:
                self._findings.add("too-many-rows", self._at(line.number), most=MOST_ROWS)
                break
            if not line.blank:
                rows.append(self._row(line))
        return rows

    def _row(self, line: Line) -> Row:
        cells: dict[str, Cell] = {}
        for number, value in enumerate(line.values, 1):
            self._named.extend([False] * (number - len(self._named)))
            column = self._columns[number - 1] if number <= len(self._columns) else None
            if column is not None:
                cells.setdefault(column.field, Cell(value, self._at(line.number, number)))
            elif not self._named[number - 1] and not is_blank(value):
                self._named[number - 1] = True  # once is enough
                place = self._at(line.number, number)
                self._findings.add("nameless-column", place, column=number, value=shorten(value))
        return Row(self._at(line.number), cells)

    def _at(self, line: int, column: int | None = None) -> Place:
        return Place(self._place.file, self._place.sheet, line, column)


def shorten(value: Value) -> str:
    """A value as a message shows it; nothing for an empty cell."""
    if value is None:
        return ""
    text = value.shown if isinstance(value, Unusable) else str(value)
    return text if len(text) <= 60 else text[:60] + "…"
