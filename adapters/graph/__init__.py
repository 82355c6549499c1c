"""Pictures of a workflow: SVG, Mermaid and DOT from one drawing.

All three take a definition, the reader's language and, where a case is to be shown in it, a `Trace`.
"""

from __future__ import annotations

from .dot import dot
from .mermaid import mermaid
from .model import Drawing, Trace, draw
from .svg import svg

__all__ = ["Drawing", "Trace", "dot", "draw", "mermaid", "svg"]
