"""The small signs of a picture, drawn with plain strokes so that no font has to know them."""

from __future__ import annotations

from .model import Icon
from .palette import EDGE_COLOURS, INK, KINDS, OVERDUE, SOFT

_SIGNS: dict[Icon, str] = {
    "clock": '<circle cx="6" cy="6" r="5.2"/><path d="M6 3V6L8.2 7.4"/>',
    "person": '<circle cx="6" cy="3.6" r="2.5"/><path d="M1.2 11.2C1.2 6.6 10.8 6.6 10.8 11.2"/>',
    "stay": '<path d="M2.5 1H9.5M2.5 11H9.5M3.5 1C3.5 5 8.5 7 8.5 11M8.5 1C8.5 5 3.5 7 3.5 11"/>',
    "ballot": '<path d="M1 5H11V11H1ZM3.5 5V1H8.5V5M4 8H8"/>',
    "children": '<path d="M3 1V10H6M3 5H6"/><rect x="6.5" y="3.2" width="4.5" height="3.2"/>'
    '<rect x="6.5" y="8.2" width="4.5" height="3.2"/>',
    "act": '<path d="M1.5 8.5L8 2L10 4L3.5 10.5L1 11Z"/>',
    "auto": '<circle cx="6" cy="6" r="2.2"/>'
    '<path d="M6 0.8V2.6M6 9.4V11.2M0.8 6H2.6M9.4 6H11.2M2.3 2.3L3.6 3.6M8.4 8.4L9.7 9.7M9.7 2.3L8.4 3.6M3.6 8.4L2.3 9.7"/>',
}


def icon(name: Icon, x: float, y: float, colour: str) -> str:
    """A sign of 12 by 12 pixels with its left upper corner there."""
    return (
        f'<g transform="translate({x:.1f} {y:.1f})" fill="none" stroke="{colour}" stroke-width="1.2" '
        f'stroke-linecap="round" stroke-linejoin="round">{_SIGNS[name]}</g>'
    )


def sample(name: str, x: float, y: float) -> str:
    """What a sign of the legend looks like, in a field of 28 by 16 pixels."""
    if name == "start":
        return f'<circle cx="{x + 14:.1f}" cy="{y + 8:.1f}" r="5" fill="{INK}"/>'
    if name == "auto":
        return icon("auto", x + 8, y + 2, SOFT)
    if name == "due":
        return icon("clock", x + 8, y + 2, SOFT)
    if name in ("ballot", "success", "failure", "current", "overdue"):
        return _box(name, x, y)
    return _line(name, x, y)


def _box(name: str, x: float, y: float) -> str:
    fill, border, double = {
        "ballot": (KINDS["ballot"].fill, KINDS["ballot"].border, False),
        "success": (KINDS["success"].fill, KINDS["success"].border, True),
        "failure": (KINDS["failure"].fill, KINDS["failure"].border, True),
        "current": ("#1d4ed8", "#1e3a8a", False),
        "overdue": (OVERDUE, "#7f1d1d", False),
    }[name]
    parts = [
        f'<rect x="{x + 1:.1f}" y="{y + 1:.1f}" width="26" height="14" rx="4" fill="{fill}" stroke="{border}"/>'
    ]
    if double:
        parts.append(
            f'<rect x="{x + 3.5:.1f}" y="{y + 3.5:.1f}" width="21" height="9" rx="2" fill="none" stroke="{border}"/>'
        )
    if name == "ballot":
        parts.append(icon("ballot", x + 8, y + 2, border))
    return "".join(parts)


def _line(name: str, x: float, y: float) -> str:
    colour, extra = {
        "forward": (EDGE_COLOURS["forward"], 'stroke-width="1.6"'),
        "back": (EDGE_COLOURS["back"], 'stroke-width="1.6" stroke-dasharray="6 4"'),
        "then": (EDGE_COLOURS["then"], 'stroke-width="1.6" stroke-dasharray="1.5 4" stroke-linecap="round"'),
        "visited": (EDGE_COLOURS["forward"], 'stroke-width="3.2"'),
    }[name]
    y += 8
    return (
        f'<path d="M{x:.1f} {y:.1f}H{x + 20:.1f}" stroke="{colour}" {extra}/>'
        f'<polygon points="{x + 28:.1f},{y:.1f} {x + 20:.1f},{y - 3.6:.1f} {x + 20:.1f},{y + 3.6:.1f}" fill="{colour}"/>'
    )
