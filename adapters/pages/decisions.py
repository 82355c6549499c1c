"""Decision tables, draws, rankings and countersignatures on a page."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from duban.engine.core.decisions import Countersign, Draw
from duban.engine.core.definition import Action, Definition, State
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
    yield _COUNTERSIGN.pick(language), "<br>".join(parts), rule.basis


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
        if one.basis:
            mark = "：" if language == "zh" else ": "
            yield from (f"> {words.SOURCE.pick(language)}{mark}{escaped(one.basis)}", "")
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
                    names.joined(names.values(row.allows)),
                    escaped(row.basis or ""),
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
_CITED = Text("所依据的规定", "the rule cited")
