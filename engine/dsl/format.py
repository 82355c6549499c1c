"""The canonical form of a definition file, with its comments, order and values as they are.

Two blanks for each level, lists one level below their key, no blanks at the end of a line, never two empty
lines, one newline at the end, quotes only where a word needs them. Spacing inside a line stays, since
people align columns. What comes out is read again and must hold the same nodes, else nothing changes.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from msgspec import Struct

from .diagnostics import Finding, Report, Span
from .source import LINE_BREAK, Mapping, Node, Scalar, Sequence, read

STEP = 2
_NEAR = 200
"""So many lines back a comment looks for its like."""
_LONE_DASH = re.compile(r" *(- +)*-( +#.*| *)$")
_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_NOT_PLAIN = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])
"""Words that other YAML readers take for something else keep their quotes."""


class Formatted(Struct, frozen=True):
    """A file in canonical form, or as it was where it could not be read."""

    text: str
    changed: bool
    findings: tuple[Finding, ...]
    """Why it was left as it is."""


def format_text(text: str) -> str:
    """The text in canonical form; unchanged where it is no YAML of this language."""
    return format_source(text, "-").text


def format_source(content: bytes | str, file: str) -> Formatted:
    """Bring a file into canonical form.

    Args:
        content: the file as it is stored, or its text.
        file: what findings call it.
    """
    source = read(content, file)
    if source.root is None or source.findings:
        return Formatted(source.text, False, source.findings)
    text = _Layout(source.text, source.root).text()
    again = read(text, file)
    if again.root is None or _meaning(again.root) != _meaning(source.root):
        report = Report(file)
        report.error("format-unsafe", Span(1, 1, 1))
        return Formatted(source.text, False, report.done())
    before = content if isinstance(content, str) else content.decode("utf-8")
    return Formatted(text, text != before, ())


# Private functions


def _meaning(node: Node) -> object:
    """A node without its places and quotes; a plain and an empty quoted word are told apart."""
    if isinstance(node, Scalar):
        return node.text, not node.text and node.style == "plain"
    if isinstance(node, Sequence):
        return [_meaning(one) for one in node.items]
    return [(key.text, _meaning(value)) for key, value in node.entries]


class _Layout:
    """Where every line of a file goes."""

    def __init__(self, text: str, root: Node) -> None:
        self._lines = LINE_BREAK.split(text)
        self._column: dict[int, int] = {}
        """New first column (from 0) of the lines on which a key or a member of a list begins."""
        self._raw: set[int] = set()
        """Lines inside a scalar, whose blanks may mean something."""
        self._quoted: list[Scalar] = []
        self._place(root, 0)

    def text(self) -> str:
        self._unquote()
        shift = {line: self._column[line] - _indent(self._lines[line]) for line in sorted(self._column)}
        placed = list(shift)
        out: list[str] = []
        current = 0
        for number, line in enumerate(self._lines):
            current = shift.get(number, current)
            if number in self._raw:
                out.append(_moved(line, current) if line.strip() else line)
            elif not line.strip():
                if out and out[-1]:
                    out.append("")
            elif line.lstrip().startswith("#"):
                out.append(_moved(line, self._comment_shift(number, placed, shift)).rstrip())
            else:
                moved = _moved(line, current).rstrip()
                out.append(_dashes(moved) if number in self._column else moved)
        while out and not out[-1]:
            out.pop()
        return "\n".join(out) + "\n"

    def _place(self, node: Node, column: int) -> None:
        """Note where the lines of a block collection go; all that is inside brackets moves with its first line."""
        if isinstance(node, Scalar):
            self._scalar(node)
        elif self._is_flow(node):
            for scalar in _scalars(node):
                self._scalar(scalar)
        elif isinstance(node, Mapping):
            for key, value in node.entries:
                self._begin(key.span, column)
                self._scalar(key)
                self._place(value, column + STEP)
        else:
            for item in node.items:
                self._begin_member(item, column)
                self._place(item, column + STEP)

    def _is_flow(self, node: Mapping | Sequence) -> bool:
        return self._lines[node.span.line - 1][node.span.column - 1] in "[{"

    def _begin_member(self, item: Node, column: int) -> None:
        """A member begins on the line of its dash, which may stand alone above it."""
        line = item.span.line - 1
        if "-" in self._lines[line][: item.span.column - 1]:
            self._begin(item.span, column)
            return
        dash = next(above for above in range(line - 1, -1, -1) if _LONE_DASH.match(self._lines[above]))
        self._column.setdefault(dash, column)
        self._begin(item.span, column + STEP)

    def _begin(self, span: Span, column: int) -> None:
        before = self._lines[span.line - 1][: span.column - 1]
        if not before.strip(" -"):
            self._column.setdefault(span.line - 1, column)

    def _scalar(self, scalar: Scalar) -> None:
        if scalar.last_line:
            start, end = scalar.span.line, scalar.last_line
            if scalar.style == "block":
                # The end mark is where the next thing begins, after blank lines and comments.
                key = _indent(self._lines[start - 1])
                inside = [number for number in range(start, min(end, len(self._lines)))
                          if not self._lines[number].strip() or _indent(self._lines[number]) > key]  # fmt: skip
                while inside and not self._lines[inside[-1]].strip():
                    inside.pop()
                self._raw.update(inside)
            elif scalar.style != "plain":
                self._raw.update(range(start, end))
        elif scalar.style in ("single", "double"):
            self._quoted.append(scalar)

    def _unquote(self) -> None:
        """Take the quotes off words that need none; from the end of a line, so that places stay true."""
        for scalar in sorted(self._quoted, key=lambda one: one.span, reverse=True):
            if _SIMPLE.fullmatch(scalar.text) and scalar.text.lower() not in _NOT_PLAIN:
                line = self._lines[scalar.span.line - 1]
                start, end = scalar.span.column - 1, scalar.span.column - 1 + scalar.span.length
                if line[start + 1 : end - 1] == scalar.text:
                    self._lines[scalar.span.line - 1] = line[:start] + scalar.text + line[end:]

    def _comment_shift(self, number: int, placed: list[int], shift: dict[int, int]) -> int:
        """A comment moves with the next line it was level with, else with the last one, else with the next."""
        level = _indent(self._lines[number])
        at = bisect(placed, number)
        following = placed[at] if at < len(placed) else None
        if following is not None and _indent(self._lines[following]) == level:
            return shift[following]
        for line in reversed(placed[max(0, at - _NEAR) : at]):
            if _indent(self._lines[line]) == level:
                return shift[line]
            if _indent(self._lines[line]) < level:
                break
        return shift[following] if following is not None else shift[placed[-1]] if placed else 0


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    else:
        for key, value in node.entries:
            yield key
            yield from _scalars(value)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _moved(line: str, by: int) -> str:
    return " " * max(0, _indent(line) + by) + line.lstrip(" ")


def _dashes(line: str) -> str:
    """`-   word` as `- word`."""
    found = re.match(r"( *)((?:- +)+)(?=[^ #])", line)
    if found is None:
        return line
    return found[1] + "- " * found[2].count("-") + line[found.end() :]
