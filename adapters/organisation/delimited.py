"""CSV as offices export it: UTF-8 or GB18030, commas, semicolons or tabs, line breaks within quotes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath

from .columns import TABLES, Table, table_named
from .findings import Findings, Place
from .sheets import Line, Sheet, read_grid

_SEPARATORS = (",", ";", "\t")
_DECLARED = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_LINE_BREAK = re.compile(rb"\r\n|\n|\r")


def read_csv(content: bytes, file: str, findings: Findings) -> Sheet | None:
    """The one table of a CSV file; its name or its header tells which."""
    place = Place(file)
    text = decode(content, file, findings)
    if text is None:
        return None
    before = findings.count
    table = table_named(PurePath(file).stem)
    lines = _Lines(text, table)
    sheet = read_grid(lines, table, place, findings)
    if lines.broken is not None:
        findings.add("bad-csv", Place(file, line=lines.broken))
    elif sheet is None and findings.count == before:
        findings.add("which-table" if text.strip() else "nothing", place)
    return sheet


def decode(content: bytes, file: str, findings: Findings) -> str | None:
    """The text of a file: strictly UTF-8, else strictly GB18030 (which is noted), else a finding.

    UTF-16 is read when it says so by its byte order mark. Nearly any bytes are GB18030, so a file that is
    mostly well-formed UTF-8 is taken for damaged UTF-8 and refused rather than turned into wrong characters.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16", "bad-encoding", file, findings)
    if _is_utf8(content):
        return content.decode("utf-8-sig")
    guess = content.decode("utf-8", "replace")
    lost = guess.count("\ufffd")
    foreign = sum(char > "\x7f" for char in guess)
    if content.startswith(b"\xef\xbb\xbf") or lost * 4 < foreign:
        return _strictly(content, "utf-8", "bad-utf8", file, findings)
    text = _strictly(content, "gb18030", "bad-encoding", file, findings)
    if text is not None:
        findings.add("read-as-gb18030", Place(file))
    return text


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strictly(content: bytes, encoding: str, code: str, file: str, findings: Findings) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        line = len(_LINE_BREAK.findall(content, 0, problem.start)) + 1
        byte = f"{content[problem.start]:02X}"
        findings.add(code, Place(file, line=line), byte=byte)
        return None


class _Lines:
    """The lines of a CSV text; a line within quotes belongs to the one where the quotes open."""

    def __init__(self, text: str, table: Table | None) -> None:
        declared = _DECLARED.match(text)
        self._text = text[declared.end() :] if declared else text
        self._skipped = 1 if declared else 0
        self._separator = declared[1] if declared else _separator(text, table)
        self.broken: int | None = None
        """The line at which the text ceased to be CSV, if it did."""

    def __iter__(self) -> Iterator[Line]:
        lines = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator, strict=True)
        begin = self._skipped + 1
        try:
            for values in lines:
                yield Line(begin, list(values))
                begin = self._skipped + lines.line_num + 1
        except csv.Error:
            self.broken = begin


def _separator(text: str, table: Table | None) -> str:
    """The separator with which the first line that is not blank names the most columns."""
    start = next((line for line in islice(io.StringIO(text, newline=""), 100) if line.strip()), "")

    def named(separator: str) -> int:
        headings = [one.strip().strip('"') for one in start.split(separator)]
        tables = (table,) if table is not None else TABLES
        return max(sum(one.column(word) is not None for word in headings) for one in tables)

    return max(_SEPARATORS, key=named)
