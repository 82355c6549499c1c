"""Cases of an earlier phase as a file tells them: YAML or JSON, with the place of everything in it.

- workflow: special-project
unit: water-bureau
by: zhang
at: 2014-03-05
data: {topic: meetings}
steps:
- {do: begin, by: zhang, at: 2014-03-10 09:00, note: 按第一环节的要求}
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from ..core.data import storable
from .access import members, plain, prose, scalar
from .diagnostics import Finding, Report, Span
from .shapes import EARLIER
from .source import Limits, Mapping, Node, Scalar, Sequence, read
from .structure import check, parse_instant

LIMITS = Limits(size=16 * 2**20, nodes=600_000)
"""Some tens of thousands of cases."""
_NOTHING = frozenset({"null", "~", ""})


class EarlierStep(Struct, frozen=True):
    """Something that was done to a case. `at` is local where it has no zone of its own."""

    do: str
    by: str
    at: datetime
    span: Span
    data: Map[str, Any] = field(default_factory=dict)
    note: str | None = None
    on_behalf_of: str | None = None
    child: str | None = None
    """The key of the child case that is meant, `KEY/KEY` of a child's child."""


class EarlierCase(Struct, frozen=True):
    """A case that was opened before the engine knew of it."""

    workflow: str
    unit: str
    by: str
    at: datetime
    span: Span
    data: Map[str, Any] = field(default_factory=dict)
    note: str | None = None
    on_behalf_of: str | None = None
    key: str | None = None
    """The command id of its start: the same one is entered once."""
    steps: tuple[EarlierStep, ...] = ()


class Earlier(Struct, frozen=True):
    """A file that was read: its cases, or what is wrong with it."""

    cases: tuple[EarlierCase, ...]
    findings: tuple[Finding, ...]
    text: str


def read_earlier(content: bytes, file: str) -> Earlier:
    """Read a file of earlier cases; everything wrong with its form is found at once.

    Args:
        content: the file as it is stored, UTF-8.
        file: what findings call it.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        # JSON may be laid out with tabs, which cannot stand within its texts.
        content = content.replace(b"\t", b" ")
    source = read(content, file, LIMITS)
    report = Report(file)
    report.findings.extend(source.findings)
    if source.root is not None:
        _look_for_unstorable(source.root, report)
    usable = check(source.root, EARLIER, report) if source.root is not None else None
    findings = report.done()
    if findings or not isinstance(usable, Sequence):
        return Earlier((), findings, source.text)
    cases = [_case(one, report) for one in usable.items if isinstance(one, Mapping)]
    findings = report.done()
    return Earlier(() if findings else tuple(cases), findings, source.text)


def _look_for_unstorable(root: Node, report: Report) -> None:
    """What is written with an escape (a NUL, half of a surrogate pair) and no database can hold."""
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            waiting += [one for entry in node.entries for one in entry]
        elif not storable(node.text):
            bad = next(one for one in node.text if not storable(one))
            report.error("control-character", node.span, code=f"U+{ord(bad):04X}")


def _case(node: Mapping, report: Report) -> EarlierCase:
    return EarlierCase(
        workflow=_word(node, "workflow"),
        unit=_word(node, "unit"),
        by=_word(node, "by"),
        at=_instant(node),
        span=node.span,
        data=_data(node, report),
        note=prose(node, "note"),
        on_behalf_of=prose(node, "on_behalf_of"),
        key=prose(node, "key"),
        steps=tuple(_step(one, report) for one in members(node, "steps") if isinstance(one, Mapping)),
    )


def _step(node: Mapping, report: Report) -> EarlierStep:
    return EarlierStep(
        do=_word(node, "do"),
        by=_word(node, "by"),
        at=_instant(node),
        span=node.span,
        data=_data(node, report),
        note=prose(node, "note"),
        on_behalf_of=prose(node, "on_behalf_of"),
        child=prose(node, "child"),
    )


def _word(node: Mapping, key: str) -> str:
    return prose(node, key) or ""


def _instant(node: Mapping) -> datetime:
    word = scalar(node, "at")
    found = parse_instant(word.text) if word is not None else None
    if found is None:
        raise ValueError("the shape has seen to it that there is a time")
    return found


def _data(node: Mapping, report: Report) -> dict[str, Any]:
    found = node.get("data")
    if found is None or _is_nothing(found):
        return {}
    if not isinstance(found, Mapping):
        report.error("data-not-fields", found.span)
        return {}
    return {name.text: value for name, value in ((name, value_of(one)) for name, one in found.entries)}


def value_of(node: Node) -> Any:
    """A value as scenarios have it; what JSON calls null is no value."""
    if isinstance(node, Sequence):
        return [value_of(one) for one in node.items]
    if isinstance(node, Mapping):
        return {key.text: value_of(one) for key, one in node.entries}
    return None if _is_nothing(node) else plain(node)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "plain" and node.text in _NOTHING
