"""Filling in what a step of a story says: words in braces, and values that are drawn, counted or looked up.

A mapping whose first key begins with `$` is a value to be made:

| `$pick: LIST` | one of a list of the story, or of one written out |
| `$some: LIST`, `many: N` | so many different ones |
| `$all: LIST` | all of it |
| `$at: LIST` | the one of this row; nothing where the list is shorter |
| `$cycle: LIST` | the one of this row, from the beginning again where the list is shorter |
| `$rows: N`, `row: …` | so many rows, each filled in with its number `{i}`; `of: LIST` makes a row of each, `{each}` |
| `$day: N` or `[N, M]` | the date so many days from now |
| `$number: [N, M]` | a whole number between these |
| `$who: ROLE` | somebody in this role of the case |
| `$unit: parent` or `supervised_by` | that unit of the case's unit |
| `$field: NAME` | what stands in this field of the case |
| `$with: FIELD`, `row: …` | the rows of a list of the case, each with these fields put in |
| `$join: [LISTS]`, `number: FIELD` | several lists one after the other; with `number` they are numbered anew in this field |
| `$match: WORD`, `VALUE: …`, `else: …` | what stands beside this value |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct, field

from .chance import Chance

_PLACE = re.compile(r"\{([a-z_-]+)\}")


class StoryFault(Exception):
    """A story names something that is not there. The message is for whoever writes it."""


class Filling(Struct):
    """What may be said where a step is filled in."""

    chance: Chance
    lists: Mapping[str, list[Any]]
    today: date
    words: dict[str, Any]
    who: Callable[[str], str]
    """Somebody in a role."""
    unit: Callable[[str], str | None]
    """A unit beside the case's own."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The fields of the case."""

    def fill(self, value: Any) -> Any:
        """The value with everything in it made.

        Raises:
            StoryFault: it names what is not there.
        """
        if isinstance(value, str):
            return self._worded(value)
        if isinstance(value, list):
            return [self.fill(one) for one in value]
        if isinstance(value, Mapping):
            first = next(iter(value), "")
            if first.startswith("$"):
                return self._made(first[1:], value[first], value)
            filled = {name: self.fill(one) for name, one in value.items()}
            return {name: one for name, one in filled.items() if one is not None}
        return value

    def _worded(self, text: str) -> Any:
        alone = _PLACE.fullmatch(text)
        if alone is not None:
            return self._word(alone[1])
        return _PLACE.sub(lambda found: str(self._word(found[1])), text)

    def _word(self, name: str) -> Any:
        if name in self.words:
            return self.words[name]
        if name in self.data:
            return self.data[name]
        raise StoryFault(f"{{{name}}}: there is no such word; there are {sorted({*self.words, *self.data})}")

    def _list(self, named: Any) -> list[Any]:
        if isinstance(named, list):
            return named
        name = str(self._worded(named))
        if name not in self.lists:
            raise StoryFault(f"{name}: there is no such list; there are {sorted(self.lists)}")
        return self.lists[name]

    def _made(self, how: str, what: Any, value: Mapping[str, Any]) -> Any:
        row = int(self.words.get("i", 1)) - 1
        match how:
            case "pick":
                return self.fill(self.chance.pick(self._list(what)))
            case "some":
                return self.chance.shuffled(self._list(what))[: int(self.fill(value["many"]))]
            case "all":
                return list(self._list(what))
            case "at":
                among = self._list(what)
                return among[row] if row < len(among) else None
            case "cycle":
                among = self._list(what)
                return among[row % len(among)]
            case "rows":
                return self._rows(value, what)
            case "day":
                return (self.today + timedelta(days=self._between(what))).isoformat()
            case "number":
                return self._between(what)
            case "who":
                return self.who(str(self._worded(what)))
            case "unit":
                return self.unit(str(what))
            case "field":
                return self.data.get(what)
            case "with":
                return [dict(one) | self._inner(one).fill(value["row"]) for one in self.data.get(what, ())]
            case "join":
                rows = [one for part in what for one in self.fill(part)]
                named = value.get("number")
                return [{**one, named: number} if named else one for number, one in enumerate(rows, 1)]
            case "match":
                found = str(self._worded(what))
                return self.fill(value[found] if found in value else value["else"])
            case _:
                raise StoryFault(f"${how}: there is no such value")

    def _rows(self, value: Mapping[str, Any], what: Any) -> list[Any]:
        among = self._list(value["of"]) if "of" in value else range(1, int(self.fill(what)) + 1)
        rows = []
        for number, each in enumerate(among, 1):
            rows.append(self._inner({"i": number, "each": each}).fill(value["row"]))
        return rows

    def _inner(self, words: Mapping[str, Any]) -> Filling:
        more = {**self.words, **words}
        return Filling(self.chance, self.lists, self.today, more, self.who, self.unit, self.data)

    def _between(self, what: Any) -> int:
        if isinstance(what, list):
            return self.chance.between(int(what[0]), int(what[1]))
        return int(self.fill(what))
