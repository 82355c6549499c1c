"""What a check has to say: a code, the place, the values behind it; worded when it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

from msgspec import Struct, field

from ..core.text import Language, Text
from .messages import MESSAGES
from .nearest import suggestion

Severity = Literal["error", "warning"]
MAX_FINDINGS = 100
"""More than this of one file helps nobody; the last finding says how many were left out."""


class Span(NamedTuple):
    """A place in a file: line and column from 1, counted in characters, and how many characters."""

    line: int
    column: int
    length: int = 1


class Finding(Struct, frozen=True):
    """One thing that is wrong (`error`) or probably not meant (`warning`) in a definition file."""

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    length: int
    values: tuple[tuple[str, object], ...] = ()

    def message(self, language: Language) -> str:
        """What is wrong, in a sentence."""
        return MESSAGES[self.code].message.say(language, dict(self.values))

    def hint(self, language: Language) -> str:
        """What to do about it."""
        return MESSAGES[self.code].hint.say(language, dict(self.values))

    def json(self, language: Language) -> dict[str, object]:
        """The promised form of `duban check --json`."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": self.severity,
            "message": self.message(language),
            "hint": self.hint(language),
        }


class Report(Struct):
    """Where the checks of one file put what they find."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def error(self, code: str, span: Span, /, **values: object) -> None:
        """Note an error."""
        self._note(code, "error", span, values)

    def warning(self, code: str, span: Span, /, **values: object) -> None:
        """Note something that is probably not meant."""
        self._note(code, "warning", span, values)

    def only(self, code: str, span: Span, /, **values: object) -> None:
        """Note an error after which nothing else noted so far can be trusted."""
        self.findings.clear()
        self.error(code, span, **values)

    def suggestion(self, word: str, known: Iterable[str]) -> Text:
        """A sentence for a hint that names the word probably meant; none once there is more than anybody reads."""
        return suggestion(word, known) if len(self.findings) <= MAX_FINDINGS else Text("", "")

    def done(self) -> tuple[Finding, ...]:
        """Everything noted, in the order of the file, each once, at most `MAX_FINDINGS` and a last word."""
        ordered = sorted(dict.fromkeys(self.findings), key=lambda one: (one.line, one.column, one.code))
        kept = ordered[:MAX_FINDINGS]
        if len(ordered) > len(kept):
            last = kept[-1]
            more = (("more", len(ordered) - len(kept)),)
            kept.append(Finding("more-findings", "error", self.file, last.line, last.column, 1, more))
        return tuple(kept)

    def _note(self, code: str, severity: Severity, span: Span, values: dict[str, object]) -> None:
        place = (self.file, span.line, span.column, span.length)
        kept = ((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items())
        self.findings.append(Finding(code, severity, *place, tuple(kept)))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether one of them is more than a warning."""
    return any(one.severity == "error" for one in findings)


def render(finding: Finding, source_text: str, language: Language) -> str:
    """The finding as a reader sees it: place, sentence, the line with a caret, what to do."""
    severity = _SEVERITIES[finding.severity].pick(language)
    place = f"{finding.file}:{finding.line}:{finding.column}"
    out = [f"{place}: {severity}[{finding.code}]: {finding.message(language)}"]
    lines = re.split(r"\r\n|\n|\r", source_text)
    if finding.line <= len(lines) and lines[finding.line - 1].strip():
        out += _excerpt(finding, lines[finding.line - 1])
    hint = finding.hint(language)
    if hint:
        out.append(f"  = {_HINT.pick(language)}{hint}")
    return "\n".join(out)


_SEVERITIES = {"error": Text("错误", "error"), "warning": Text("警告", "warning")}
_HINT = Text("建议：", "hint: ")
_WIDEST = 160


def _excerpt(finding: Finding, line: str) -> list[str]:
    """The line and the caret below it; of a very long line only the part round the place."""
    start = finding.column - 1
    cut = max(0, start - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = line[cut : cut + _WIDEST].replace("\t", " ")
    shown = "".join(char if char.isprintable() else "?" for char in shown)
    number = str(finding.line)
    before = _width(shown[: start - cut])
    marked = max(1, _width(shown[start - cut : start - cut + finding.length]))
    gutter = " " * len(number)
    return [f"  {number} | {shown}", f"  {gutter} | {' ' * before}{'^' * marked}"]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
