"""Growing an organisation: so many units of each kind, their people and posts, named from lists of words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

from msgspec import Struct, field

from duban.engine.core.organisation import Organisation, Person, Post, Unit

from .chance import Chance


class City(Struct):
    """A grown organisation, and what the story calls its units."""

    organisation: Organisation
    kinds: Mapping[str, tuple[str, ...]]
    """The units of each kind, in the order they were grown."""
    units: Mapping[str, Unit]
    holders: Mapping[tuple[str, str], tuple[str, ...]]
    """Who holds a post at a unit: by post and unit."""
    anywhere: Mapping[str, tuple[str, ...]]
    """Who holds a post, wherever."""

    def kind_of(self, unit: str) -> str:
        """What kind a unit is of; empty for one that stands in the story by itself."""
        return next((kind for kind, units in self.kinds.items() if unit in units), "")


class _Growing(Struct):
    since: date
    names: Iterator[str]
    units: list[Unit] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    """What was said of each grown unit: what stands under it can say it too, with `up_` before."""


def grow(story: Mapping[str, Any], size: Mapping[str, int], seed: int) -> City:
    """The organisation of a story.

    Args:
        story: its part `city`: `since`, `names` (lists of words that are put together to names), `fixed` (units with
            their posts) and `grown` (kinds of units, each so often as the size says).
        size: how many of what.
        seed: what the choices come from.
    """
    names = Chance(seed, "names").shuffled(["".join(parts) for parts in product(*story["names"])])
    growing = _Growing(date.fromisoformat(story["since"]), iter(names))
    for one in story["fixed"]:
        _add(growing, one["unit"], one.get("posts", ()), size, {})
    for kind in story["grown"]:
        _grow_kind(growing, kind, size, seed)
    return _city(growing)


def _grow_kind(growing: _Growing, kind: Mapping[str, Any], size: Mapping[str, int], seed: int) -> None:
    called = Chance(seed, "units", kind["kind"]).shuffled(["".join(one) for one in product(*kind["words"])])
    above = growing.kinds.get(kind.get("under", ""), ())
    grown = []
    for number in range(1, size[kind["count"]] + 1):
        words = {"n": str(number), "name": called[number - 1]}
        if above:
            up = above[(number - 1) % len(above)]
            words |= {"up": up} | {f"up_{name}": value for name, value in growing.words[up].items()}
        for one in (kind, *kind.get("with", ())):
            added = _add(growing, one["unit"], one.get("posts", ()), size, words)
            if one is kind:
                grown.append(added)
                growing.words[added] = dict(words)
                words["own"] = added
    growing.kinds[kind["kind"]] = tuple(grown)


def _add(
    growing: _Growing, unit: Mapping[str, Any], posts: Any, size: Mapping[str, int], words: Mapping[str, str]
) -> str:
    told = {name: _worded(value, words) for name, value in unit.items()}
    told["category"] = tuple(told.get("category", ()))
    made = Unit(**told)
    growing.units.append(made)
    for post in posts:
        many = post.get("many", 1)
        for number in range(1, (size[many] if isinstance(many, str) else many) + 1):
            person = f"{made.id}-{post['post']}" + (f"-{number}" if many != 1 else "")
            member = post.get("party_member", True)
            growing.people.append(Person(person, next(growing.names), post.get("rank"), member))
            growing.posts.append(Post(person, post["post"], made.id, growing.since))
    return made.id


def _worded(value: Any, words: Mapping[str, str]) -> Any:
    return value.format_map(words) if isinstance(value, str) else value


def _city(growing: _Growing) -> City:
    holders: dict[tuple[str, str], tuple[str, ...]] = {}
    anywhere: dict[str, tuple[str, ...]] = {}
    for post in growing.posts:
        place = post.post, post.unit
        holders[place] = (*holders.get(place, ()), post.person)
        anywhere[post.post] = (*anywhere.get(post.post, ()), post.person)
    organisation = Organisation(tuple(growing.units), tuple(growing.people), tuple(growing.posts))
    units = {one.id: one for one in growing.units}
    return City(organisation, growing.kinds, units, holders, anywhere)
