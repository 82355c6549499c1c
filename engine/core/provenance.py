"""Whose a rule is: what its source states, what its source implies, or ours. The three are never mixed up."""

from __future__ import annotations

from typing import Literal, get_args

from .text import Text

Provenance = Literal["stated", "implied", "ours"]
"""`stated`: the source says so. `implied`: the source needs it for what it says. `ours`: chosen by whoever wrote the file."""
PROVENANCES: tuple[Provenance, ...] = get_args(Provenance)

TITLES: dict[Provenance, Text] = {
    "stated": Text("原文规定", "stated"),
    "implied": Text("由原文推得", "implied"),
    "ours": Text("本地规定，非原文", "ours, not the source's"),
}
_IN_A_SENTENCE: dict[Provenance, Text] = {
    "stated": Text("；依据（原文规定）：", "; basis (stated): "),
    "implied": Text("；依据（由原文推得）：", "; basis (implied): "),
    "ours": Text("；本地规定，非原文：", "; our own rule, not the source's: "),
}


def source_tail(basis: str | None, origin: Provenance | None) -> Text:
    """How a sentence about a rule ends: where the rule comes from, and whose it is; empty when nothing is said."""
    if basis is None:
        whose = TITLES[origin] if origin is not None else None
        return Text(f"；{whose.zh}", f"; {whose.en}") if whose is not None else Text("", "")
    lead = _IN_A_SENTENCE[origin] if origin is not None else Text("；依据：", "; basis: ")
    return Text(lead.zh + basis, lead.en + basis)


def source_note(basis: str | None, origin: Provenance | None) -> Text | None:
    """The source of a rule by itself, for a page or a table; None when nothing is said."""
    if origin is None:
        return None if basis is None else Text(basis, basis)
    whose = TITLES[origin]
    if basis is None:
        return whose
    return Text(f"〔{whose.zh}〕{basis}", f"[{whose.en}] {basis}")
