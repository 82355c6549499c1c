"""A workflow as an SVG picture that needs nothing beside itself.

Plain shapes and presentation attributes only: no style sheet, no identifiers, no script, no font of
its own. So it can be pasted into a page beside others, and every viewer shows the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from duban.engine.core.definition import Definition
from duban.engine.core.text import Language

from . import icons, words
from .geometry import Line, Link, Placing, Rect, Size
from .layout import place
from .lettering import width, wrap
from .model import Drawing, Edge, Node, Row, Trace, draw
from .palette import EDGE_COLOURS, FAINT, INK, PAPER, SOFT, NodeLook, look

_FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',Helvetica,Arial,sans-serif"
_TITLE, _ROW, _LABEL, _NOTE, _HEAD = 14.0, 11.5, 12.0, 10.5, 18.0
_PAD = 12.0
_ICON = 18.0
"""What a sign and the space after it take."""
_LEADING = 1.45
_BORDER = 28.0
_WIDEST, _NARROWEST = 260.0, 170.0


def svg(definition: Definition, language: Language, trace: Trace | None = None) -> str:
    """The workflow as SVG; with a trace, where the case stands and which way it came."""
    return render(draw(definition, language, trace))


def render(drawing: Drawing) -> str:
    """A drawing as SVG: the same drawing always gives the same text."""
    cards = [_Card(one) for one in drawing.nodes]
    broad = max((one.natural for one in cards if not one.final), default=0.0)
    labels = [_Label(one, drawing.language) for one in drawing.edges]
    numbers = {node.id: number for number, node in enumerate(drawing.nodes)}
    drawn = [one for one in labels if one.edge.source in numbers and one.edge.target in numbers]
    placing = place(
        [Size(one.natural if one.final else broad, one.height) for one in cards],
        [
            Link(numbers[one.edge.source], numbers[one.edge.target], one.size, back=one.edge.kind == "back")
            for one in drawn
        ],
    )
    return _Sheet(drawing, cards, drawn, placing).text()


class _Card:
    """The inside of a box: its title and its rows, broken into lines."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.final = node.kind in ("success", "failure")
        most = _WIDEST - 2 * _PAD
        self.title = wrap(node.title, _TITLE * 1.07, most, 3)
        self.rows: list[tuple[Row, list[str]]] = [
            (row, wrap(row.text, _ROW, most - _ICON, 3)) for row in node.rows
        ]
        widths = [width(one, _TITLE, bold=True) for one in self.title]
        widths += [_ICON + width(line, _ROW) for _, lines in self.rows for line in lines]
        self.natural = max(max(widths, default=0.0) + 2 * _PAD, 110.0 if self.final else _NARROWEST)
        lines = sum(len(lines) for _, lines in self.rows)
        self.inner = len(self.title) * _TITLE * _LEADING + lines * _ROW * _LEADING + (8 if lines else 0)
        self.height = self.inner + 2 * _PAD


class _Label:
    """What stands on a line: the action, and in smaller letters who does it and how often."""

    def __init__(self, edge: Edge, language: Language) -> None:
        self.edge = edge
        title = words.counted(edge.title, edge.times, language)
        self.title = wrap(title, _LABEL, 170, 2)
        self.notes = [line for note in edge.notes for line in wrap(note, _NOTE, 170, 2)]
        self.sign = edge.auto and edge.kind != "then"
        broad = [width(one, _LABEL, bold=edge.times > 0) + (_ICON if self.sign else 0) for one in self.title]
        broad += [width(one, _NOTE) for one in self.notes]
        high = len(self.title) * _LABEL * 1.35 + len(self.notes) * _NOTE * 1.35
        self.size = Size(max(broad, default=0.0) + 12, high + 4)


class _Sheet:
    """Sets a placed drawing down as SVG elements, from the back to the front."""

    def __init__(self, drawing: Drawing, cards: list[_Card], labels: list[_Label], placing: Placing) -> None:
        self._drawing = drawing
        self._cards = cards
        self._labels = labels
        self._placing = placing
        self._looks = [look(one, drawing.traced) for one in drawing.nodes]
        self._head = wrap(drawing.title, _HEAD, max(placing.width, 420), 2)
        self._sub = wrap(drawing.subtitle, _LABEL, max(placing.width, 420), 3)
        texts = [width(one, _HEAD, bold=True) for one in self._head] + [
            width(one, _LABEL) for one in self._sub
        ]
        self._width = max(placing.width, 360.0, *texts) + 2 * _BORDER
        self._left = (self._width - placing.width) / 2
        self._top = _BORDER + len(self._head) * _HEAD * 1.4 + len(self._sub) * _LABEL * 1.5 + 46

    def text(self) -> str:
        legend, legend_height = self._legend(self._top + self._placing.height + 34)
        height = self._top + self._placing.height + 34 + legend_height + _BORDER - 8
        size = f'width="{_n(self._width)}" height="{_n(height)}" viewBox="0 0 {_n(self._width)} {_n(height)}"'
        language = "zh-CN" if self._drawing.language == "zh" else "en"
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" xml:lang="{language}" '
            f'font-family="{_FONTS}" fill="{INK}">',
            f"<title>{escape(self._drawing.title)}</title>",
            f"<desc>{escape(self._drawing.description)}</desc>",
            f'<rect width="{_n(self._width)}" height="{_n(height)}" fill="{PAPER}"/>',
            *self._heading(),
            f'<g transform="translate({_n(self._left)} {_n(self._top)})">',
            *self._start(),
            *self._lines(),
            *self._boxes(),
            *self._texts_on_lines(),
            "</g>",
            *legend,
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _heading(self) -> Iterable[str]:
        y = _BORDER
        for line in self._head:
            y += _HEAD * 1.4
            yield _text(_BORDER, y - 6, line, _HEAD, INK, bold=True)
        for line in self._sub:
            y += _LABEL * 1.5
            yield _text(_BORDER, y - 4, line, _LABEL, SOFT)

    def _start(self) -> Iterable[str]:
        """The dot from which the first box is entered."""
        first = self._placing.boxes[0]
        x, y = first.x + first.width / 2, first.y
        if any(line.points[-1][1] <= y and abs(line.points[-1][0] - x) < 12 for line in self._placing.lines):
            x = first.x + 20
        yield f'<circle cx="{_n(x)}" cy="{_n(y - 30)}" r="6" fill="{INK}"/>'
        yield f'<path d="M{_n(x)} {_n(y - 24)}V{_n(y - 2)}" fill="none" stroke="{INK}" stroke-width="1.5"/>'
        yield _arrow((x, y - 12), (x, y - 1), INK, 7)

    def _lines(self) -> Iterable[str]:
        order = sorted(range(len(self._labels)), key=lambda number: self._labels[number].edge.times > 0)
        for number in order:
            edge, line = self._labels[number].edge, self._placing.lines[number]
            colour, thick = self._stroke(edge)
            dash = {"forward": "", "back": ' stroke-dasharray="6 4"', "then": ' stroke-dasharray="1.5 4"'}[
                edge.kind
            ]
            cap = ' stroke-linecap="round"' if edge.kind == "then" else ""
            yield (
                f'<path d="{_way(line)}" fill="none" stroke="{colour}" stroke-width="{_n(thick)}"'
                f'{dash}{cap} stroke-linejoin="round"/>'
            )
            yield _arrow(line.points[-2], line.points[-1], colour, 7 + thick)

    def _stroke(self, edge: Edge) -> tuple[str, float]:
        if self._drawing.traced and not edge.times:
            return FAINT, 1.3
        return EDGE_COLOURS[edge.kind], 3.2 if edge.times else 1.6

    def _texts_on_lines(self) -> Iterable[str]:
        for label, line in zip(self._labels, self._placing.lines, strict=True):
            edge, rect = label.edge, line.label
            faint = self._drawing.traced and not edge.times
            colour = SOFT if faint else EDGE_COLOURS[edge.kind]
            yield (
                f'<g><title>{escape(self._tooltip(edge))}</title><rect x="{_n(rect.x)}" y="{_n(rect.y)}" '
                f'width="{_n(rect.width)}" height="{_n(rect.height)}" rx="5" fill="{PAPER}"/>'
            )
            middle, y = rect.x + rect.width / 2, rect.y + 2
            for number, text in enumerate(label.title):
                y += _LABEL * 1.35
                bold = edge.times > 0
                if label.sign and number == 0:
                    x = middle - (width(text, _LABEL, bold) + _ICON) / 2
                    yield icons.icon("auto", x, y - _LABEL, colour)
                    yield _text(x + _ICON, y - 3, text, _LABEL, colour, bold)
                else:
                    yield _text(middle, y - 3, text, _LABEL, colour, bold, anchor="middle")
            for text in label.notes:
                y += _NOTE * 1.35
                yield _text(middle, y - 3, text, _NOTE, SOFT, anchor="middle")
            yield "</g>"

    def _tooltip(self, edge: Edge) -> str:
        lines = [edge.title, *edge.notes]
        if edge.guard:
            lines.append(words.AUTO_WHEN.say(self._drawing.language, {"guard": edge.guard}))
        return "\n".join(lines)

    def _boxes(self) -> Iterable[str]:
        for card, box, colours in zip(self._cards, self._placing.boxes, self._looks, strict=True):
            yield f"<g><title>{escape(card.node.title)}</title>"
            yield from _frame(card.node, box, colours)
            y = box.y + (box.height - card.inner) / 2
            for text in card.title:
                y += _TITLE * _LEADING
                yield _text(
                    box.x + box.width / 2, y - 6, text, _TITLE, colours.title, bold=True, anchor="middle"
                )
            y += 8 if card.rows else 0
            for row, lines in card.rows:
                colour = colours.warning if row.warning else colours.text
                yield icons.icon(row.icon, box.x + _PAD, y + 2, colour)
                for text in lines:
                    y += _ROW * _LEADING
                    yield _text(box.x + _PAD + _ICON, y - 4.5, text, _ROW, colour, bold=row.warning)
            yield "</g>"

    def _legend(self, top: float) -> tuple[list[str], float]:
        """The signs that occur in this picture, and the height they take."""
        items = [(name, words.LEGEND[name].pick(self._drawing.language)) for name in self._signs()]
        parts, x, y = [], _BORDER, top
        parts.append(
            f'<path d="M{_n(_BORDER)} {_n(top - 14)}H{_n(self._width - _BORDER)}" stroke="#e2e8f0"/>'
        )
        for name, text in items:
            broad = 34 + width(text, 11) + 18
            if x + broad > self._width - _BORDER and x > _BORDER:
                x, y = _BORDER, y + 22
            parts.append(icons.sample(name, x, y))
            parts.append(_text(x + 34, y + 11.5, text, 11, SOFT))
            x += broad
        return parts, y + 18 - top

    def _signs(self) -> list[str]:
        drawing = self._drawing
        kinds = {one.kind for one in drawing.nodes} | {one.kind for one in drawing.edges}
        found = [
            "start",
            *(one for one in ("ballot", "success", "failure", "forward", "back", "then") if one in kinds),
        ]
        if any(one.auto and one.kind != "then" for one in drawing.edges):
            found.append("auto")
        if any(row.icon == "clock" for one in drawing.nodes for row in one.rows):
            found.append("due")
        if drawing.traced:
            found += ["current", "visited"]
        if any(one.overdue for one in drawing.nodes):
            found.append("overdue")
        return found


def _frame(node: Node, box: Rect, colours: NodeLook) -> Iterable[str]:
    at = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
    thick = 2.6 if node.mark == "current" or node.overdue else 1.5
    yield f'<rect {at} rx="9" fill="{colours.fill}" stroke="{colours.border}" stroke-width="{_n(thick)}"/>'
    if node.kind in ("success", "failure"):
        inner = f'x="{_n(box.x + 4)}" y="{_n(box.y + 4)}" width="{_n(box.width - 8)}" height="{_n(box.height - 8)}"'
        yield f'<rect {inner} rx="6" fill="none" stroke="{colours.border}" stroke-width="1.2"/>'


def _way(line: Line) -> str:
    """The path of a line: straight down through layers and bent between them, or square outside."""
    points = line.points
    parts = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    if line.outside:
        parts += _square(points)
    else:
        for (x, y), (to_x, to_y) in pairwise(points):
            if abs(x - to_x) < 0.05:
                parts.append(f"V{_n(to_y)}")
            else:
                half = (y + to_y) / 2
                parts.append(f"C{_n(x)} {_n(half)} {_n(to_x)} {_n(half)} {_n(to_x)} {_n(to_y)}")
    return "".join(parts)


def _square(points: Sequence[tuple[float, float]]) -> list[str]:
    """Straight stretches with rounded corners."""
    parts = []
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _towards(corner, before, 8), _towards(corner, after, 8)
        parts.append(
            f"L{_n(near[0])} {_n(near[1])}Q{_n(corner[0])} {_n(corner[1])} {_n(far[0])} {_n(far[1])}"
        )
    parts.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return parts


def _towards(start: tuple[float, float], end: tuple[float, float], most: float) -> tuple[float, float]:
    """A point on the level or upright way from start to end, at most so far and at most half way."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = abs(across) + abs(down)
    part = min(most, length / 2) / length if length else 0.0
    return start[0] + across * part, start[1] + down * part


def _arrow(before: tuple[float, float], tip: tuple[float, float], colour: str, size: float) -> str:
    x, y = tip
    if abs(before[0] - x) > abs(before[1] - y):
        back = -size if before[0] < x else size
        points = [(x, y), (x + back, y - size * 0.45), (x + back, y + size * 0.45)]
    else:
        points = [(x, y), (x - size * 0.45, y - size), (x + size * 0.45, y - size)]
    return f'<polygon points="{" ".join(f"{_n(a)},{_n(b)}" for a, b in points)}" fill="{colour}"/>'


def _text(
    x: float, y: float, text: str, size: float, colour: str, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="600"' if bold else ""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{colour}"{weight}{where}>{escape(text)}</text>'


def _n(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")
