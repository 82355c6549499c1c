"""A workflow as a Mermaid flowchart, for pages and chats that draw such text themselves."""

from __future__ import annotations

import json

from duban.engine.core.definition import Definition
from duban.engine.core.text import Language

from . import words
from .ids import names
from .model import Drawing, Edge, Node, Trace, draw
from .palette import EDGE_COLOURS, FAINT, INK, look

_ARROWS = {"forward": "-->", "back": "-.->", "then": "-.->"}


def mermaid(definition: Definition, language: Language, trace: Trace | None = None) -> str:
    """The workflow as a Mermaid flowchart; with a trace, where the case stands and which way it came."""
    return render(draw(definition, language, trace))


def render(drawing: Drawing) -> str:
    """A drawing as Mermaid text."""
    ids = names(one.id for one in drawing.nodes)
    title = json.dumps(drawing.title, ensure_ascii=False)  # a JSON string is a YAML string
    lines = ["---", f"title: {title}", "---", "flowchart TD"]
    lines.append("    begin(( ))")
    lines += [f"    {ids[one.id]}{_shape(one)}" for one in drawing.nodes]
    lines.append(f"    begin --> {ids[drawing.nodes[0].id]}")
    edges = [one for one in drawing.edges if one.source in ids and one.target in ids]
    for edge in edges:
        lines.append(
            f'    {ids[edge.source]} {_ARROWS[edge.kind]}|"{_label(edge, drawing)}"| {ids[edge.target]}'
        )
    lines.append(f"    style begin fill:{INK},stroke:{INK}")
    for node in drawing.nodes:
        colours = look(node, drawing.traced)
        width = 3 if node.mark == "current" or node.overdue else 1
        lines.append(
            f"    style {ids[node.id]} fill:{colours.fill},stroke:{colours.border},"
            f"color:{colours.title},stroke-width:{width}px"
        )
    for number, edge in enumerate(edges, 1):  # line 0 leads from the dot to the first state
        colour, width = EDGE_COLOURS[edge.kind], 3 if edge.times else 1
        if drawing.traced and not edge.times:
            colour = FAINT
        lines.append(f"    linkStyle {number} stroke:{colour},stroke-width:{width}px")
    return "\n".join(lines) + "\n"


def _shape(node: Node) -> str:
    text = "<br/>".join(_escaped(one) for one in (node.title, *(row.text for row in node.rows)))
    if node.kind == "ballot":
        return f'{{{{"{text}"}}}}'
    if node.kind in ("success", "failure"):
        return f'(["{text}"])'
    return f'("{text}")'


def _label(edge: Edge, drawing: Drawing) -> str:
    title = words.counted(edge.title, edge.times, drawing.language)
    lines = [title, *edge.notes]
    if edge.auto and edge.kind != "then":
        lines.append(words.AUTO.pick(drawing.language))
    return "<br/>".join(_escaped(one) for one in lines)


def _escaped(text: str) -> str:
    """The text with every character that Mermaid or HTML could read as its own written as a code."""
    return "".join(one if one.isalnum() or one in _PLAIN else f"#{ord(one)};" for one in text)


_PLAIN = frozenset(" ，。、：；（）「」《》？！…—·×.,:()-")
