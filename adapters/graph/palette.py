"""The colours of a picture, chosen for contrast on white and in grey print."""

from __future__ import annotations

from msgspec import Struct

from .model import EdgeKind, Node, NodeKind

PAPER = "#ffffff"
INK = "#1e293b"
SOFT = "#64748b"
FAINT = "#cbd5e1"
OVERDUE = "#dc2626"

EDGE_COLOURS: dict[EdgeKind, str] = {"forward": "#334155", "back": "#b45309", "then": "#b91c1c"}


class NodeLook(Struct, frozen=True):
    """The colours of one box."""

    fill: str
    border: str
    title: str
    text: str
    warning: str = OVERDUE


KINDS: dict[NodeKind, NodeLook] = {
    "normal": NodeLook("#f8fafc", "#475569", INK, "#475569"),
    "ballot": NodeLook("#f5f3ff", "#6d28d9", "#4c1d95", "#475569"),
    "success": NodeLook("#f0fdf4", "#15803d", "#14532d", "#475569"),
    "failure": NodeLook("#fef2f2", "#b91c1c", "#7f1d1d", "#475569"),
}
_NOT_REACHED = NodeLook("#ffffff", FAINT, SOFT, SOFT)
_CURRENT = {
    "normal": NodeLook("#1d4ed8", "#1e3a8a", "#ffffff", "#dbeafe", "#fecaca"),
    "ballot": NodeLook("#1d4ed8", "#1e3a8a", "#ffffff", "#dbeafe", "#fecaca"),
    "success": NodeLook("#15803d", "#14532d", "#ffffff", "#dcfce7"),
    "failure": NodeLook("#b91c1c", "#7f1d1d", "#ffffff", "#fee2e2"),
}
_OVERDUE_CURRENT = NodeLook("#dc2626", "#7f1d1d", "#ffffff", "#fee2e2", "#ffffff")


def look(node: Node, traced: bool) -> NodeLook:
    """The colours of a box, by its kind and, in the picture of a case, by where the case has been."""
    if node.overdue:
        return _OVERDUE_CURRENT
    if node.mark == "current":
        return _CURRENT[node.kind]
    if traced and node.mark == "plain":
        return _NOT_REACHED
    return KINDS[node.kind]
