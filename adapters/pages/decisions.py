"""Decision tables, draws, rankings and countersignatures on a page."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from duban.engine.core.decisions import Countersign, Draw
from duban.engine.core.definition import Action, Definition, Row, State
from duban.engine.core.provenance import Provenance, source_note
from duban.engine.core.text import Language, Text

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
        parts.append(_ORDERED.pick(language))
    parts.append((_STOPS if rule.stops else _COUNTS).pick(language))
    yield _COUNTERSIGN.pick(language), "<br>".join(parts), _source(rule.basis, rule.origin, language)


def effects(action: Action, names: Reference, language: Language) -> Iterable[str]:
    """What an action decides, draws, ranks and signs, a sentence each."""
    if action.decides is not None:
        values = {
            "table": names.enumeration(action.decides.table),
            "row": names.field(action.decides.row),
            "outcome": names.field(action.decides.outcome),
        }
        yield _DECIDES.say(language, values)
    if action.draws is not None:
        yield _draw(action.draws, names, language)
    if action.ranks is not None:
        yield _RANKS.say(language, {"field": names.field(action.ranks.records), "by": code(action.ranks.by)})
    if action.signs is not None:
        yield _SIGNS[action.signs].pick(language)


def decision_tables(definition: Definition, names: Reference, language: Language) -> Iterable[str]:
    """The section of the decision tables: which case allows which outcomes, on what conditions."""
    for one in definition.tables:
        yield from (f"### {_TABLE.say(language, {'title': names.title(one.title)})}", "")
        if source := _source(one.basis, one.origin, language):
            mark = "：" if language == "zh" else ": "
            yield from (f"> {words.SOURCE.pick(language)}{mark}{escaped(source)}", "")
        heads = [head.pick(language) for head in (_ROW, _WHEN, _NEEDS, _ALLOWS, words.SOURCE)]
        rows = []
        for row in one.rows:
            asked = [
                names.title(when.title) if when.title is not None else code(when.that.text)
                for when in row.when
            ]
            needed = [names.field(name) for name in row.needs]
            needed += [_CITED.pick(language)] if row.cites else []
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
        return _NAMED.say(language, {"field": field})
    return _UNITS.say(language, {"field": field, "post": code(rule.post)})


def _need(rule: Countersign, language: Language) -> str:
    if not rule.need:
        return _ANY.pick(language)
    if rule.need == 1:
        return _ALL.pick(language)
    share = f"{(rule.need * Decimal(100)).normalize():f}%"
    return _SHARE.say(language, {"share": share})


def _allowed(row: Row, names: Reference, language: Language) -> str:
    """What may be decided, and what of it must be."""
    allowed = names.joined(names.values(row.allows)) if row.allows else _ANYTHING.pick(language)
    if not row.demands:
        return allowed
    demanded = _DEMANDED.say(language, {"outcomes": names.joined(names.values(row.demands))})
    return f"{allowed}<br>{demanded}" if row.allows else demanded


def _source(basis: str | None, origin: Provenance | None, language: Language) -> str | None:
    note = source_note(basis, origin)
    return note.pick(language) if note is not None else None


def _draw(draw: Draw, names: Reference, language: Language) -> str:
    size = str(draw.size)
    if draw.share is not None:
        size = f"{(draw.share * Decimal(100)).normalize():f}%"
    elif draw.size_field is not None:
        size = names.field(draw.size_field)
    said = _DRAWS.say(
        language, {"field": names.field(draw.source), "size": size, "into": names.field(draw.into)}
    )
    if draw.exclude is not None:
        said += _EXCLUDE.say(language, {"field": names.field(draw.exclude)})
    if draw.strata is not None:
        said += _STRATA.say(language, {"strata": code(draw.strata)})
    return said


_COUNTERSIGN = Text("会签", "Countersignature")
_UNITS = Text("「{field}」所列单位，由其 {post} 签", 'the units of "{field}", each by its {post}')
_NAMED = Text("「{field}」所列的人", 'the people named in "{field}"')
_ALL = Text("各方均须同意", "all must agree")
_ANY = Text("有一方同意即可", "one that agrees is enough")
_SHARE = Text("{share} 以上的各方同意", "at least {share} of them must agree")
_ORDERED = Text("按次序依次会签", "one after the other, in this order")
_STOPS = Text("有一方不同意，会签即终止", "one refusal ends it")
_COUNTS = Text("不同意的只计为未同意", "a refusal only counts as not agreed")
_DECIDES = Text(
    "按决定表「{table}」决定：情形见「{row}」，决定见「{outcome}」",
    'decides by the table "{table}": the row stands in "{row}", the outcome in "{outcome}"',
)
_DRAWS = Text(
    "从「{field}」中随机抽取 {size}，写入「{into}」", 'draws {size} at random from "{field}" into "{into}"'
)
_EXCLUDE = Text("；不抽「{field}」所列", '; not what stands in "{field}"')
_STRATA = Text("；按 {strata} 分层", "; spread by {strata}")
_RANKS = Text("为「{field}」的各条按 {by} 排名", 'ranks the records of "{field}" by {by}')
_SIGNS = {
    "agree": Text("会签：同意", "signs that a party agrees"),
    "refuse": Text("会签：不同意", "signs that a party refuses"),
}
_TABLE = Text("决定表：{title}", "Decision table: {title}")
_ROW = Text("情形", "Case")
_WHEN = Text("条件（同时满足）", "Conditions (all)")
_NEEDS = Text("须有", "Has to be there")
_ALLOWS = Text("可以作出", "Allows")
_ANYTHING = Text("不限", "whatever there is")
_DEMANDED = Text("必须有：{outcomes}", "must be among it: {outcomes}")
_CITED = Text("所依据的规定", "the rule cited")
