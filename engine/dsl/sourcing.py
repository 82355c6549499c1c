"""`origin` beside `basis`: whose a rule is."""

from __future__ import annotations

from ..core.provenance import PROVENANCES, Provenance
from .access import scalar
from .diagnostics import Report
from .source import Mapping


def origin_of(node: Mapping | None, report: Report) -> Provenance | None:
    """Whose the rule of this mapping is, if it says so; what comes from a source names its sentence."""
    word = scalar(node, "origin")
    if node is None or word is None:
        return None
    found = next((one for one in PROVENANCES if one == word.text), None)
    if found in ("stated", "implied") and node.key("basis") is None:
        report.error("origin-without-basis", word.span, origin=word.text)
    return found
