"""What may be done, what has to be filled in with it, and why the rest may not be done: in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from .language import language, words
from .tables import table

if TYPE_CHECKING:
    from duban.engine.core.definition import Definition
    from duban.engine.runtime.probe import Impossible, Possible


def possible_text(
    definition: Definition, possible: Sequence[Possible], impossible: Sequence[Impossible]
) -> str:
    """The answer of `can`.

    What belongs to another step is told on one line, so that the reasons that matter here are not lost among it.
    """
    titles = {action.id: action.title.pick(language()) for _, action in definition.actions()}
    together = words("（统一办理：duban batch）", " (with duban batch)")
    rows = [
        (one.action, titles[one.action] + together * one.batch, _fields(definition, one.missing))
        for one in possible
    ]
    heads = words("可以办理|名称|还须填", "may be done|title|still needs").split("|")
    told = [table(heads, rows) if rows else words("现在没有可以办理的动作", "nothing can be done now")]
    wanted = dict.fromkeys(name for one in possible for name in (*one.missing, *one.may))
    if choices := list(_choices(definition, wanted)):
        told.append(table(words("填报项|可选值", "field|choices").split("|"), choices))
    here = [one for one in impossible if not _elsewhere(one)]
    if here:
        reasons = [
            (*(("", "") if number else (one.action, titles[one.action])), reason.message(language()))
            for one in here
            for number, reason in enumerate(one.reasons)
        ]
        told.append(table(words("不能办理|名称|原因", "may not be done|title|why not").split("|"), reasons))
    if rest := [_where(one, titles[one.action]) for one in impossible if _elsewhere(one)]:
        told.append(words("属于别的步骤：", "at other steps: ") + words("、", ", ").join(rest))
    return "\n\n".join(told)


def _elsewhere(one: Impossible) -> bool:
    return [reason.code for reason in one.reasons] == ["not-here"]


def _where(one: Impossible, title: str) -> str:
    states = [state.title.pick(language()) for state in one.reasons[0].values["states"]]
    return words(f"{title}（{'、'.join(states)}）", f"{title} ({', '.join(states)})")


def _fields(definition: Definition, names: Sequence[str]) -> str:
    said = (_called(definition, name) for name in names)
    return words("、", ", ").join(said) or "—"


def _called(definition: Definition, name: str) -> str:
    field = definition.field(name)
    if field is None or field.title.pick(language()) == name:
        return name
    return words(f"{field.title.zh}（{name}）", f"{field.title.en} ({name})")


def _choices(definition: Definition, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of the fields that are filled in from a list: what may be chosen."""
    for name in names:
        field = definition.field(name)
        kind = (field.type.of or field.type) if field is not None else None
        if kind is None or kind.kind != "enum":
            continue
        values = definition.enumeration(kind.name or "").values
        said = (
            words(f"{one.title.zh}（{one.id}）", f"{one.id} ({one.title.en})")
            if one.title.pick(language()) != one.id
            else one.id
            for one in values
        )
        yield name, words("、", ", ").join(said)
