"""The figures that each place sets for itself, on a page."""

from __future__ import annotations

from collections.abc import Iterable

from duban.engine.core.definition import Definition
from duban.engine.core.parameters import KINDS
from duban.engine.core.provenance import source_note
from duban.engine.core.text import Language

from . import wording as words
from .reference import Reference
from .tables import code, escaped, table


def parameters(definition: Definition, names: Reference, language: Language) -> Iterable[str]:
    """The section of the parameters: what each is, what it is until somebody sets it, and whose it is."""
    if not definition.parameters:
        return
    yield from (f"## {words.PARAMETERS.pick(language)}", "", words.PARAMETERS_SAID.pick(language), "")
    heads = [
        head.pick(language) for head in (words.NAME, words.KIND, words.UNTIL_SET, words.SOURCE, words.ID)
    ]
    rows = []
    for one in definition.parameters:
        note = source_note(one.basis, one.origin)
        rows.append(
            [
                names.title(one.title),
                KINDS[one.kind].pick(language),
                code(one.default) if one.default is not None else words.UNDETERMINED.pick(language),
                escaped(note.pick(language)) if note is not None else "—",
                code(one.id),
            ]
        )
    yield from (*table(heads, rows), "")
