"""A workflow in the DOT language, for whoever lays out pictures with Graphviz."""

from __future__ import annotations

from duban.engine.core.definition import Definition
from duban.engine.core.text import Language

from . import words
from .model import Drawing, Edge, Node, Trace, draw
from .palette import EDGE_COLOURS, FAINT, INK, SOFT, look

_STYLES = {"forward": "solid", "back": "dashed", "then": "dotted"}
_FONTS = "Noto Sans CJK SC,Microsoft YaHei,PingFang SC,sans-serif"


def dot(definition: Definition, language: Language, trace: Trace | None = None) -> str:
    """The workflow as a DOT digraph; with a trace, where the case stands and which way it came."""
    return render(draw(definition, language, trace))


def render(drawing: Drawing) -> str:
    """A drawing as DOT text."""
    known = {one.id for one in drawing.nodes}
    title = f"{drawing.title}\n{drawing.subtitle}"
    lines = [
        f"digraph {_quoted(drawing.id)} {{",
        f"    graph [label={_quoted(title)}, labelloc=t, rankdir=TB, fontname={_quoted(_FONTS)}];",
        f"    node [shape=box, style={_quoted('rounded,filled')}, fontname={_quoted(_FONTS)}];",
        f"    edge [fontname={_quoted(_FONTS)}, fontsize=11];",
        f"    {_quoted('')} [shape=point, width=0.15, color={_quoted(INK)}];",
    ]
    lines += [f"    {_quoted(one.id)} [{_node(one, drawing.traced)}];" for one in drawing.nodes]
    lines.append(f"    {_quoted('')} -> {_quoted(drawing.nodes[0].id)};")
    lines += [
        f"    {_quoted(one.source)} -> {_quoted(one.target)} [{_edge(one, drawing)}];"
        for one in drawing.edges
        if one.source in known and one.target in known
    ]
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: Node, traced: bool) -> str:
    colours = look(node, traced)
    values = {
        "label": "\n".join([node.title, *(row.text for row in node.rows)]),
        "fillcolor": colours.fill,
        "color": colours.border,
        "fontcolor": colours.title,
    }
    if node.kind in ("success", "failure"):
        values["peripheries"] = "2"
    if node.kind == "ballot":
        values["shape"] = "component"
    if node.mark == "current" or node.overdue:
        values["penwidth"] = "3"
    return _values(values)


def _edge(edge: Edge, drawing: Drawing) -> str:
    faint = drawing.traced and not edge.times
    title = words.counted(edge.title, edge.times, drawing.language)
    lines = [title, *edge.notes]
    if edge.auto and edge.kind != "then":
        lines.append(words.AUTO.pick(drawing.language))
    values = {
        "label": "\n".join(lines),
        "style": _STYLES[edge.kind],
        "color": FAINT if faint else EDGE_COLOURS[edge.kind],
        "fontcolor": SOFT if faint else EDGE_COLOURS[edge.kind],
    }
    if edge.times:
        values["penwidth"] = "3"
    if edge.kind == "back":
        values["constraint"] = "false"
    return _values(values)


def _values(values: dict[str, str]) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in values.items())


def _quoted(text: str) -> str:
    """A DOT string: quotes, backslashes and line breaks escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
