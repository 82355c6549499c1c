"""What is said about a file of an organisation: where, what, and the way out."""

from __future__ import annotations

from msgspec import Struct

from duban.engine.core.organisation_words import Severity
from duban.engine.core.text import Language, Text

from .words import MORE, NEAREST, WORDS

MOST = 1000
"""More findings than this are counted, not told."""


class Place(Struct, frozen=True):
    """A place in a file; lines, rows and columns count from 1. A CSV or xlsx column is that of the table."""

    file: str
    sheet: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """`units.csv:3:2`, or `org.xlsx[units]:3:2` in a workbook."""
        sheet = f"[{self.sheet}]" if self.sheet is not None else ""
        numbers = [str(one) for one in (self.line, self.column) if one is not None]
        return ":".join([self.file + sheet, *numbers])


class OrgFinding(Struct, frozen=True):
    """One thing to know about a file: `error` (nothing can be imported), `warning` or `note`."""

    code: str
    severity: Severity
    place: Place
    wording: Text
    """What is wrong, with places for `values`."""
    advice: Text
    """The way out, with places for `values`."""
    values: tuple[tuple[str, object], ...] = ()

    def message(self, language: Language) -> str:
        """What is wrong, in a sentence."""
        return self.wording.say(language, dict(self.values))

    def hint(self, language: Language) -> str:
        """What to do about it."""
        return self.advice.say(language, dict(self.values))

    def json(self, language: Language) -> dict[str, object]:
        """The form of `check --json`, and the sheet."""
        return {
            "file": self.place.file,
            "sheet": self.place.sheet,
            "line": self.place.line,
            "column": self.place.column,
            "code": self.code,
            "severity": self.severity,
            "message": self.message(language),
            "hint": self.hint(language),
        }


class Findings:
    """Where the readers put what they find; all of it is told at once."""

    def __init__(self) -> None:
        self._told: list[OrgFinding] = []
        self._met: dict[tuple[str, str | None], int] = {}
        self.count = 0
        """How many there are, told or not."""
        self.failed = False
        """Whether one of them is an error."""

    def reach(self, place: Place) -> None:
        """Remember that this file and sheet come next; findings are told in the order of reading."""
        self._met.setdefault((place.file, place.sheet), len(self._met))

    def add(self, code: str, place: Place, **values: object) -> None:
        """Note a finding; a value `nearest` that is not None becomes its hint."""
        severity, message, hint = WORDS[code]
        if values.get("nearest") is not None:
            hint = NEAREST
        self.put(OrgFinding(code, severity, place, message, hint, tuple(values.items())))

    def put(self, finding: OrgFinding) -> None:
        """Note a finding that is already made."""
        self.reach(finding.place)
        self.failed = self.failed or finding.severity == "error"
        self.count += 1
        if len(self._told) < MOST:
            self._told.append(finding)

    def done(self) -> tuple[OrgFinding, ...]:
        """All of them, file by file and sheet by sheet as read, in the order of lines."""
        told = sorted(self._told, key=lambda one: self._order(one.place))
        if self.count > len(told):
            values = (("more", self.count - len(told)),)
            severity: Severity = "error" if self.failed else "warning"
            told.append(OrgFinding("more-findings", severity, Place(told[-1].place.file), *MORE, values))
        return tuple(told)

    def _order(self, place: Place) -> tuple[int, int, int]:
        return self._met[place.file, place.sheet], place.line or 0, place.column or 0
