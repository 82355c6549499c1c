"""What was filled in, in words: titles of fields and choices, names of people, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from duban.engine.core.data import references
from duban.engine.core.definition import Definition
from duban.engine.core.fields import FieldType

from .language import language, words
from .names import Names
from .tables import shortened

Line = tuple[str, str]
"""A title and a value."""


def learn(definition: Definition, data: Mapping[str, Any], names: Names) -> None:
    """Fetch the names of everybody and every unit that the data name."""
    named = [(kind, one) for kind, _, one in references(definition, data)]
    names.learn(
        people=[one for kind, one in named if kind == "person"],
        units=[one for kind, one in named if kind == "unit"],
    )


def lines(
    definition: Definition, data: Mapping[str, Any], names: Names, most: int | None = None
) -> Iterator[Line]:
    """Each field with its title, in the order the workflow declares them.

    Args:
        definition: the workflow.
        data: the fields by name.
        names: knows the people.
        most: the widest a value may be, in columns; as wide as it is without.
    """
    order = {field.name: number for number, field in enumerate(definition.fields)}
    for name in sorted(data, key=lambda one: order.get(one, len(order))):
        field = definition.field(name)
        title = field.title.pick(language()) if field else name
        said = said_of(definition, field.type if field else None, data[name], names)
        yield title, said if most is None else shortened(said, most)


def said_of(definition: Definition, kind: FieldType | None, value: Any, names: Names) -> str:
    """A value of a type in words; long lists of records as their number."""
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            return words(f"{len(value)} 条", f"{len(value)} records")
        inner = kind.of if kind else None
        return words("、", ", ").join(said_of(definition, inner, one, names) for one in value)
    if isinstance(value, Mapping) and kind is not None and kind.kind == "record":
        columns = [one for one in definition.record(kind.name or "").fields if one.name in value]
        return words("，", ", ").join(
            f"{one.title.pick(language())} {said_of(definition, one.type, value[one.name], names)}"
            for one in columns
        )
    if isinstance(value, Mapping):
        return words("，", ", ").join(
            f"{name} {said_of(definition, None, one, names)}" for name, one in value.items()
        )
    if kind is not None and kind.kind == "enum":
        titles = {
            one.id: one.title.pick(language()) for one in definition.enumeration(kind.name or "").values
        }
        return words(f"{titles.get(value, value)}（{value}）", f"{titles.get(value, value)} ({value})")
    if kind is not None and kind.kind == "person":
        return names.person(value)
    if kind is not None and kind.kind == "unit":
        return names.unit(value)
    if value is None:
        return words("清除", "cleared")
    if isinstance(value, bool):
        return words("是", "yes") if value else words("否", "no")
    return str(value)
