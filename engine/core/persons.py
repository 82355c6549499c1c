"""What guards may ask of people: `actor.rank`, `member.party_member`, of whoever is named in a field of the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .definition import Definition
from .facts import PersonFacts
from .guards import Guard, names

ACTOR = "actor"
ASKED = ("rank", "party_member", "posts", "unit")
"""What may be asked."""


def asked_of(definition: Definition) -> frozenset[str]:
    """Of whom guards of a workflow ask: `actor`, and fields that name a person."""
    return definition.derived(_asked_of)


def _asked_of(definition: Definition) -> frozenset[str]:
    people = {one.name for one in definition.fields if one.type.kind == "person"} | {ACTOR}
    heads = (name.partition(".") for guard in _guards(definition) for name in names(guard))
    return frozenset(head for head, _, what in heads if what in ASKED and head in people)


def _guards(definition: Definition) -> Iterator[Guard]:
    for state, action in definition.actions():
        yield from (one.that for one in action.when)
        yield from (expression for _, expression in action.sets)
        yield from (one.when for one in action.spawns if one.when is not None)
        if action.auto is not None:
            yield action.auto
        yield from (one.when for one in state.branches if one.when is not None)
    yield from (condition.that for table in definition.tables for row in table.rows for condition in row.when)


def about(person: object, what: str, people: Mapping[str, PersonFacts]) -> object:
    """What is known of a person; `None` of somebody unknown, and of what is not known."""
    found = people.get(person) if isinstance(person, str) else None
    value: Any = getattr(found, what, None) if found is not None and what in ASKED else None
    return value
