"""Cells to values: text, ids, lists, yes and no, dates. What is wrong is noted, and nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from .columns import Column
from .findings import Findings
from .sheets import Cell, Unusable, Value, is_blank, shorten

_DATE = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"|\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日)"
    r"(?:[T ]+0?0:00(?::00(?:\.0+)?)?)?"
)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2,}")
_BETWEEN = re.compile(r"[\s,;|、，；]+")
_TRUE = frozenset(("是", "true", "yes", "1"))
_FALSE = frozenset(("否", "false", "no", "0"))

FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets count days from 1900 and believe in a 29 February of that year: earlier days are wrong or empty."""

_EXACT = 10**15
"""Numbers from here on have lost digits in a spreadsheet."""

_SERIALS = range(60, 2_958_466)
"""Day numbers of spreadsheets, up to 31 December 9999."""


def read_text(cell: Cell | None, column: Column, findings: Findings) -> str | None:
    """The words of a cell, without blanks round them; None when it is empty or was refused."""
    if cell is None or is_blank(cell.value):
        return None
    value = cell.value
    if isinstance(value, str):
        text = value.strip()
        if column.kind != "id" or not _SCIENTIFIC.fullmatch(text):
            return text
        code = "imprecise-number"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if abs(value) < _EXACT:
            return str(int(value)) if float(value).is_integer() else repr(value)
        code = "imprecise-number"
    else:
        code = "not-text"
    _refuse(code, cell, column, findings)
    return None


def read_list(cell: Cell | None, column: Column, findings: Findings) -> tuple[str, ...]:
    """The words of a cell, each once, in their order.

    A cell that holds only separators is refused: for a delegation, nothing would mean everything.
    """
    if cell is not None and isinstance(cell.value, tuple):
        words = [one.strip() for one in cell.value]
        if any(not one for one in words):
            _refuse("bad-list", cell, column, findings)
    else:
        text = read_text(cell, column, findings)
        words = [one for one in _BETWEEN.split(text or "") if one]
        if cell is not None and text is not None and not words:
            _refuse("bad-list", cell, column, findings)
    return tuple(dict.fromkeys(words))


def read_bool(cell: Cell | None, column: Column, findings: Findings) -> bool | None:
    """Yes or no; None when the cell is empty or was refused."""
    if cell is None or is_blank(cell.value):
        return None
    value = cell.value
    if isinstance(value, bool):
        return value
    word = unicodedata.normalize("NFKC", str(value)).strip().casefold()
    if isinstance(value, float) and value.is_integer():
        word = str(int(value))
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    _refuse("bad-bool", cell, column, findings)
    return None


def read_date(cell: Cell | None, column: Column, findings: Findings) -> date | None:
    """A day; None when the cell is empty or was refused."""
    if cell is None or is_blank(cell.value):
        return None
    day = _day(cell.value)
    if isinstance(day, date) and day >= FIRST_DAY:
        return day
    if isinstance(day, int):
        meant = (date(1899, 12, 30) + timedelta(days=day)).isoformat()
        findings.add("day-number", cell.place, column=column.shown, value=shorten(cell.value), day=meant)
    else:
        _refuse("bad-date" if day is None else "doubtful-date", cell, column, findings)
    return None


def _day(value: Value) -> date | time | int | None:
    """The day; a time of day, or a day number, where the value is only that; None for anything else."""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else None
    if isinstance(value, (date, time)):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value) if value in _SERIALS else None
    if not isinstance(value, str):
        return None
    return _written(unicodedata.normalize("NFKC", value).strip())


def _written(text: str) -> date | int | None:
    if re.fullmatch(r"\d{5}", text) and int(text) in _SERIALS:
        return int(text)
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = int(found["year"]), int(found["month"] or found["m"]), int(found["day"] or found["d"])
    if year == 1900 and month == 1 and day == 0:
        return date(1900, 1, 1)  # how spreadsheets show an empty day; refused as such
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _refuse(code: str, cell: Cell, column: Column, findings: Findings) -> None:
    if isinstance(cell.value, Unusable):
        code = cell.value.code
    findings.add(code, cell.place, column=column.shown, value=shorten(cell.value))
