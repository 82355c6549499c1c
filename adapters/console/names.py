"""Names for ids: what people, units, workflows and states are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from duban.engine.core.definition import Definition
from duban.engine.errors import UnknownCase

from .language import language, words

if TYPE_CHECKING:
    from duban.engine.app import Duban

View = Mapping[str, Any]
"""A case as `show` answers it."""


class Names:
    """Titles and names for ids, asked for once."""

    def __init__(self, duban: Duban, by: str | None = None) -> None:
        """Begin, for whoever looks."""
        self._duban, self._by = duban, by
        self._definitions: dict[str, Definition] = {}
        self._people: dict[str, str] = {}
        self._units: dict[str, str] = {}

    def learn(self, people: Sequence[str] = (), units: Sequence[str] = ()) -> None:
        """Fetch the names of these people and units."""
        found_people, found_units = self._duban.names(people, units)
        self._people |= found_people
        self._units |= found_units

    def person(self, person: str | None) -> str:
        """`张一（zhang）`, or just the id of somebody unknown; the system by its word, and whoever is not told so."""
        if person is None:
            return words("（不公开）", "(not shown)")
        if person == "system":
            return words("系统", "system")
        name = self._people.get(person)
        return person if name is None else words(f"{name}（{person}）", f"{name} ({person})")

    def unit(self, unit: str) -> str:
        """The title of a unit, or its id."""
        return self._units.get(unit, unit)

    def definition(self, view: View) -> Definition:
        """The definition a case began under."""
        digest = view["digest"] if "digest" in view else f"{view['workflow']}@{view['version']}"
        if digest not in self._definitions:
            try:
                self._definitions[digest] = self._duban.definition_of(view["case"], by=self._by)
            except UnknownCase:  # a voter is told of the ballot of a case that is not there for them
                self._definitions[digest] = self._duban.definition(view["workflow"], view["version"])
        return self._definitions[digest]

    def state(self, view: View) -> str:
        """The title of the state a case is in."""
        definition = self.definition(view)
        return words("、", ", ").join(definition.state(one).title.pick(language()) for one in view["states"])
