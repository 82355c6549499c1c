"""YAML text to nodes with the place of every word; nothing is typed here and nothing surprises.

A small part of YAML 1.2: mappings, sequences and scalars. Anchors, aliases, tags, merge keys, directives
and several documents are refused, and size, depth and number of nodes are bounded before anything is
composed. Every scalar stays the text that was written (`no`, `1:30`, `007`, `1.10` are words): what it
means is decided by the shape that expects it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Literal

from msgspec import Struct
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from .diagnostics import MAX_FINDINGS, Finding, Report, Span
from .messages import syntax_problem


class Limits(Struct, frozen=True):
    """How much is read: bytes of a file, nodes in it, and how deep they may lie in each other.

    The parser reads about 1 MB or 45,000 nodes in a second on a quiet machine. The default is a fraction of
    that, and a definition of hundreds of states, or of dozens with a year's scenarios.
    """

    size: int = 256 * 1024
    nodes: int = 15_000
    depth: int = 32


DEFINITION = Limits()
"""The limits of a definition file."""

LINE_BREAK = re.compile(r"\r\n|\n|\r")
# Not printable, or moving the cursor (line separators, text direction): what is read must be what is meant.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)

_WIDE_COLON = re.compile(r"[ \-]*[A-Za-z_-]+：")
"""A key followed by the colon of a Chinese keyboard."""

Style = Literal["plain", "single", "double", "block"]
_STYLES: dict[str | None, Style] = {None: "plain", "'": "single", '"': "double", "|": "block", ">": "block"}


class Scalar(Struct, frozen=True):
    """A word or sentence, exactly as meant (quotes and escapes resolved)."""

    text: str
    span: Span
    style: Style = "plain"
    last_line: int = 0
    """The line it ends on; 0 when that is the one it begins on."""


class Sequence(Struct, frozen=True):
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


class Mapping(Struct, frozen=True, dict=True):
    """Keys with their values, in the order of the file; no key occurs twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    faulty: tuple[Scalar, ...] = ()
    """Keys that were written, but whose value a check took out."""

    @cached_property
    def _values(self) -> dict[str, Node]:
        return {name.text: value for name, value in self.entries}

    @cached_property
    def _keys(self) -> dict[str, Scalar]:
        return {name.text: name for name in self.written()}

    def get(self, key: str) -> Node | None:
        """The value under the key, if it is there."""
        return self._values.get(key)

    def key(self, key: str) -> Scalar | None:
        """The key itself, for its place; also where its value was taken out."""
        return self._keys.get(key)

    def written(self) -> tuple[Scalar, ...]:
        """All keys that were written."""
        return (*(name for name, _ in self.entries), *self.faulty)


Node = Scalar | Sequence | Mapping


class Source(Struct, frozen=True, dict=True):
    """A file that was read: its text, its nodes (none when it could not be read), and what was wrong."""

    file: str
    text: str
    root: Node | None
    findings: tuple[Finding, ...]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The text, line by line."""
        return tuple(LINE_BREAK.split(self.text))

    def place(self, scalar: Scalar, offset: int, length: int) -> Span:
        """Where a part of a scalar stands in the file; the scalar itself when it covers several lines."""
        line = self.lines[scalar.span.line - 1]
        start = scalar.span.column - 1
        if scalar.style == "block" or len(line) - start > scalar.span.length < len(scalar.text):
            return scalar.span
        columns = list(_columns(line, start, scalar.style))
        if len(columns) < len(scalar.text):
            return scalar.span
        columns.append(columns[-1] + 1 if columns else start)
        first = columns[min(offset, len(columns) - 1)]
        last = columns[min(offset + max(length, 1), len(columns) - 1)]
        return Span(scalar.span.line, first + 1, max(last - first, 1))


def read(content: bytes | str, file: str, limits: Limits = DEFINITION) -> Source:
    """Read one file's content; findings instead of nodes when it is not the YAML this language uses.

    Args:
        content: the file as it is stored, or its text.
        file: what findings call it.
        limits: how much may be in it.
    """
    report = Report(file)
    text = _text(content, report, limits)
    if text is None or report.findings:
        return Source(file, text or "", None, report.done())
    root = _compose(text, report, limits)
    return Source(file, text, root, report.done())


def _columns(line: str, start: int, style: Style) -> Iterator[int]:
    """The column of each character that a scalar on one line means."""
    at = start if style == "plain" else start + 1
    while at < len(line):
        yield at
        if style == "single" and line[at : at + 2] == "''":
            at += 2
        elif style == "double" and line[at] == "\\":
            at += {"x": 4, "u": 6, "U": 10}.get(line[at + 1 : at + 2], 2)
        else:
            at += 1


def _text(content: bytes | str, report: Report, limits: Limits) -> str | None:
    size = len(content) if isinstance(content, bytes) else len(content.encode("utf-8", "surrogatepass"))
    if size > limits.size:
        report.error("file-too-large", Span(1, 1, 1), size=size // 1024, limit=limits.size // 1024)
        return None
    if isinstance(content, bytes):
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as problem:
            report.error(
                "not-utf8",
                _at(content[: problem.start].decode("utf-8")),
                byte=f"{content[problem.start]:02X}",
            )
            return None
    else:
        text = content
    text = text.removeprefix("\ufeff")
    for found in islice(_CONTROL.finditer(text), MAX_FINDINGS):
        report.error("control-character", _at(text[: found.start()]), code=f"U+{ord(found.group()):04X}")
    for found in islice(re.finditer("\t+", text), MAX_FINDINGS):
        report.error("tab", _at(text[: found.start()], len(found.group())))
    return text


def _at(before: str, length: int = 1) -> Span:
    lines = LINE_BREAK.split(before)
    return Span(len(lines), len(lines[-1]) + 1, length)


_HARMLESS = frozenset(["duplicate-key"])
"""After these the rest of the file still means something, so it is looked at too: the first of two stands."""


def _compose(text: str, report: Report, limits: Limits) -> Node | None:
    composer = _Composer(text, report, limits)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if not composer.take(event):
                return None
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, column = (mark.line, mark.column) if mark is not None else (0, 0)
        _syntax_error(text, line, column, str(problem.problem or problem.context), report)
        return None
    except (YAMLError, ValueError) as problem:
        report.only("yaml-syntax", Span(1, 1, 1), problem=syntax_problem(str(problem)))
        return None
    if any(found.code not in _HARMLESS for found in report.findings):
        return None
    if composer.root is None or (isinstance(composer.root, Scalar) and not composer.root.text):
        report.error("empty-file", Span(1, 1, 1))
        return None
    return composer.root


def _syntax_error(text: str, line: int, column: int, said: str, report: Report) -> None:
    """One finding, at the last line that has something in it; a full-width colon nearby is the likelier fault."""
    lines = LINE_BREAK.split(text)
    while line > 0 and (line >= len(lines) or not lines[line].strip()):
        line -= 1
        column = len(lines[line].rstrip())
    for number in range(line, max(line - 3, -1), -1):
        wide = _WIDE_COLON.match(lines[number])
        if wide is not None:
            report.only("full-width", Span(number + 1, wide.end(), 1), sign="：")
            return
    report.only("yaml-syntax", Span(line + 1, column + 1, 1), problem=syntax_problem(said))


class _Open(Struct):
    """A collection whose end has not come yet."""

    span: Span
    mapping: bool
    nodes: list[Node]


class _Composer:
    """Puts events together without recursion, so that depth is a count and not a stack."""

    def __init__(self, text: str, report: Report, limits: Limits) -> None:
        self.root: Node | None = None
        self._limits = limits
        self._lines = LINE_BREAK.split(text)
        self._report = report
        self._open: list[_Open] = []
        self._nodes = 0
        self._documents = 0

    def take(self, event: Event) -> bool:
        """Take the next event; False when reading must end here."""
        span = self._span(event)
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if event.version or event.tags:
                self._report.error("directive", Span(1, 1, 1))
            if self._documents > 1:
                self._report.error("several-documents", span)
                return False
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._close()
        elif isinstance(event, (AliasEvent, ScalarEvent, MappingStartEvent, SequenceStartEvent)):
            return self._node(event, span)
        return True

    def _node(
        self, event: AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent, span: Span
    ) -> bool:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            self._report.error("too-many-nodes", span, limit=self._limits.nodes)
            return False
        if event.anchor is not None:
            self._report.error("anchor", span, name=str(event.anchor))
            if len(self._report.findings) > MAX_FINDINGS:
                return False
        if isinstance(event, AliasEvent):
            self._put(Scalar(str(event.anchor), span))
            return True
        if event.tag is not None:
            self._report.error("tag", span, tag=str(event.tag).replace("tag:yaml.org,2002:", "!!"))
        if isinstance(event, ScalarEvent):
            last = event.end_mark.line + 1 if event.end_mark.line + 1 > span.line else 0
            self._put(Scalar(str(event.value), span, _STYLES[event.style], last))
            return True
        self._open.append(_Open(span, isinstance(event, MappingStartEvent), []))
        if len(self._open) > self._limits.depth:
            self._report.error("too-deep", span, limit=self._limits.depth)
            return False
        return True

    def _put(self, node: Node) -> None:
        if self._open:
            self._open[-1].nodes.append(node)
        else:
            self.root = node

    def _close(self) -> None:
        done = self._open.pop()
        if done.mapping:
            self._put(Mapping(self._entries(done.nodes), done.span))
        else:
            self._put(Sequence(tuple(done.nodes), done.span))

    def _entries(self, nodes: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._report.error("key-not-text", key.span)
            elif key.text == "<<" and key.style == "plain":
                self._report.error("merge-key", key.span)
            elif key.text in entries:
                first = entries[key.text][0].span.line
                self._report.error("duplicate-key", key.span, key=key.text, first=first, second=key.span.line)
            else:
                entries[key.text] = (key, value)
        return tuple(entries.values())

    def _span(self, event: Event) -> Span:
        start, end = event.start_mark, event.end_mark
        length = 1
        if isinstance(event, ScalarEvent):
            line = self._lines[start.line]
            stop = end.column if end.line == start.line else len(line)
            length = stop - start.column
        return Span(start.line + 1, start.column + 1, max(length, 1))
