"""What was read of a file with days, and what is wrong with it."""

from __future__ import annotations

from msgspec import Struct

from duban.engine.core.holidays.notice import Notice
from duban.engine.core.text import Language, Text


class CalendarFinding(Struct, frozen=True):
    """Something in a file that is wrong, or worth telling."""

    file: str
    line: int
    column: int | None
    code: str
    is_error: bool
    said: Text

    def place(self) -> str:
        """`notice.txt:3`, or `layer.yaml:3:7`."""
        numbers = [str(one) for one in (self.line, self.column) if one is not None]
        return ":".join([self.file, *numbers])

    def message(self, language: Language) -> str:
        """What is wrong, and the way out."""
        return self.said.pick(language)

    def json(self, language: Language) -> dict[str, object]:
        """As `calendar import --json` tells it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": "error" if self.is_error else "warning",
            "message": self.message(language),
        }


class Read(Struct, frozen=True):
    """What a file told: a notice or layer, unless one of the findings is an error."""

    notice: Notice | None
    findings: tuple[CalendarFinding, ...] = ()
