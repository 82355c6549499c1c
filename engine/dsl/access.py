"""Reading nodes that a shape has already checked: a key is there in the right form, or it is absent."""

from __future__ import annotations

import re
from typing import Any

from ..core.text import Text
from .diagnostics import Span
from .source import Mapping, Node, Scalar, Sequence


def scalar(node: Mapping | None, key: str) -> Scalar | None:
    """The scalar under a key."""
    found = node.get(key) if node is not None else None
    return found if isinstance(found, Scalar) else None


def section(node: Mapping | None, key: str) -> Mapping | None:
    """The mapping under a key."""
    found = node.get(key) if node is not None else None
    return found if isinstance(found, Mapping) else None


def members(node: Mapping | None, key: str) -> tuple[Node, ...]:
    """The members of the list under a key; nothing when it is absent."""
    found = node.get(key) if node is not None else None
    return found.items if isinstance(found, Sequence) else ()


def words(node: Mapping | None, key: str) -> tuple[Scalar, ...]:
    """The scalars of the list under a key."""
    return tuple(one for one in members(node, key) if isinstance(one, Scalar))


def entries(node: Mapping | None, key: str) -> tuple[tuple[Scalar, Mapping], ...]:
    """The named mappings of a table under a key, in the order of the file."""
    table = section(node, key)
    if table is None:
        return ()
    return tuple((name, value) for name, value in table.entries if isinstance(value, Mapping))


def prose(node: Mapping | None, key: str) -> str | None:
    """The words under a key, without blanks round them."""
    found = scalar(node, key)
    return found.text.strip() if found is not None else None


def title(node: Mapping | None, default: str) -> Text:
    """The title in both languages; one string is both, and without any the id has to do."""
    found = title_if_any(node)
    return found if found is not None else Text(default, default)


def title_if_any(node: Mapping | None) -> Text | None:
    """The title, if there is one that can be used."""
    found = node.get("title") if node is not None else None
    return _text(found) if found is not None else None


def named_text(node: Node, default: str) -> Text:
    """The title that stands directly as a value (of an enumeration)."""
    return _text(node) or Text(default, default)


def place(node: Mapping | None, key: str, otherwise: Span) -> Span:
    """Where the key stands, for findings about what it says."""
    found = node.key(key) if node is not None else None
    return found.span if found is not None else otherwise


def plain(node: Node) -> Any:
    """Data as text, lists and mappings; whole numbers and true/false written without quotes are such."""
    if isinstance(node, Sequence):
        return [plain(one) for one in node.items]
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if node.style == "plain" and _WHOLE.fullmatch(node.text):
        return int(node.text)
    if node.style == "plain" and node.text in ("true", "false"):
        return node.text == "true"
    return node.text


def flag(node: Mapping | None, key: str) -> bool:
    """Whether a key says `true`."""
    word = scalar(node, key)
    return word is not None and word.text.lower() == "true"


_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")


def _text(node: Node) -> Text | None:
    if isinstance(node, Scalar):
        return Text(node.text.strip(), node.text.strip())
    if not isinstance(node, Mapping):
        return None
    zh, en = prose(node, "zh"), prose(node, "en")
    if zh is None and en is None:
        return None
    return Text(zh or en or "", en or zh or "")
