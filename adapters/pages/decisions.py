"""Decision tables, draws, rankings and countersignatures on a page."""

from __future__ import annotations

from collections.abc import Iterable

from duban.engine.core.decisions import Countersign, Draw
from duban.engine.core.definition import Action, Definition, Row, State
from duban.engine.core.provenance import Provenance, source_note
from duban.engine.core.shares import in_percent
from duban.engine.core.text import Language

from . import wording as words
from .reference import Reference
from .tables import code, escaped, table

Rule = tuple[str, str, str | None]
"""What it is about, the rule, and its source; the first two are Markdown."""


def signatures(state: State, names: Reference, language: Language) -> Iterable[Rule]:
    """Whose signatures a state collects."""
    rule = state.countersign
    if rule is None:
        return
    parts = [_parties(rule, names, language), _need(rule, language)]
    if rule.ordered:
        parts.append(words.SIGN_ORDERED.pick(language))
    parts.append((words.SIGN_STOPS if rule.stops else words.SIGN_COUNTS).pick(language))
    yield words.COUNTERSIGN.pick(language), "<br>".join(parts), _source(rule.basis, rule.origin, language)


def effects(action: Action, names: Reference, language: Language) -> Iterable[str]:
    """What an action decides, draws, ranks and signs, a sentence each."""
    if action.decides is not None:
        values = {
            "table": names.enumeration(action.decides.table),
            "row": names.field(action.decides.row),
            "outcome": names.field(action.decides.outcome),
        }
        yield words.DECIDES.say(language, values)
    if action.draws is not None:
        yield _draw(action.draws, names, language)
    if action.ranks is not None:
        yield words.RANKS.say(
            language, {"field": names.field(action.ranks.records), "by": code(action.ranks.by)}
        )
    if action.signs is not None:
        yield words.SIGNS[action.signs].pick(language)


def decision_tables(definition: Definition, names: Reference, language: Language) -> Iterable[str]:
    """The section of the decision tables: which case allows which outcomes, on what conditions."""
    for one in definition.tables:
        yield from (f"### {words.DECISION_TABLE.say(language, {'title': names.title(one.title)})}", "")
        if source := _source(one.basis, one.origin, language):
            mark = "：" if language == "zh" else ": "
            yield from (f"> {words.SOURCE.pick(language)}{mark}{escaped(source)}", "")
        heads = [
            head.pick(language)
            for head in (
                words.DECISION_ROW,
                words.DECISION_WHEN,
                words.DECISION_NEEDS,
                words.DECISION_ALLOWS,
                words.SOURCE,
            )
        ]
        rows = []
        for row in one.rows:
            asked = [
                names.title(when.title) if when.title is not None else names.guard(when.that)
                for when in row.when
            ]
            needed = [names.field(name) for name in row.needs]
            needed += [words.DECISION_CITED.pick(language)] if row.cites else []
            rows.append(
                [
                    f"{names.title(row.title)} ({code(row.id)})",
                    "<br>".join(asked) or "—",
                    names.joined(needed) or "—",
                    _allowed(row, names, language),
                    escaped(_source(row.basis, row.origin, language) or ""),
                ]
            )
        yield from (*table(heads, rows), "")


# Private functions


def _parties(rule: Countersign, names: Reference, language: Language) -> str:
    if rule.field is None:
        return names.joined(names.role_titles(rule.roles))
    field = names.field(rule.field)
    if rule.post is None:
        return words.SIGNED_BY_PEOPLE.say(language, {"field": field})
    return words.SIGNED_BY_UNITS.say(language, {"field": field, "post": code(rule.post)})


def _need(rule: Countersign, language: Language) -> str:
    if not rule.need:
        return words.SIGN_ANY.pick(language)
    if rule.need == 1:
        return words.SIGN_ALL.pick(language)
    share = f"{in_percent(rule.need)}%"
    return words.SIGN_SHARE.say(language, {"share": share})


def _allowed(row: Row, names: Reference, language: Language) -> str:
    """What may be decided, and what of it must be."""
    allowed = names.joined(names.values(row.allows)) if row.allows else words.DECISION_ANYTHING.pick(language)
    if not row.demands:
        return allowed
    demanded = words.DECISION_DEMANDED.say(language, {"outcomes": names.joined(names.values(row.demands))})
    return f"{allowed}<br>{demanded}" if row.allows else demanded


def _source(basis: str | None, origin: Provenance | None, language: Language) -> str | None:
    note = source_note(basis, origin)
    return note.pick(language) if note is not None else None


def _draw(draw: Draw, names: Reference, language: Language) -> str:
    size = str(draw.size)
    if draw.share is not None:
        size = f"{in_percent(draw.share)}%"
    elif draw.size_field is not None:
        size = names.field(draw.size_field)
    said = words.DRAWS.say(
        language, {"field": names.field(draw.source), "size": size, "into": names.field(draw.into)}
    )
    if draw.exclude is not None:
        said += words.DRAWS_NOT.say(language, {"field": names.field(draw.exclude)})
    if draw.strata is not None:
        said += words.DRAWS_BY.say(language, {"strata": code(draw.strata)})
    return said
