"""Units, people, posts and delegations as values, and what can be wrong with them.

The values come from a file (`duban.adapters.organisation`) or from a host; the store keeps them.
`problems` looks at a whole organisation at once and returns everything it finds.

Days are inclusive on both ends: a post with `until` 2014-08-31 is still held on that day.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from .facts import PRINCIPAL
from .organisation_words import NEAREST, WORDS, Severity
from .text import Text

RANKS = ("科员", "副科级", "正科级", "副处级", "正处级", "副厅级", "正厅级")
"""Ranks of units and people, ascending."""

LONGEST_ID = 100
"""Characters an id, a post, a level, a rank or a category may have."""

LONGEST_TEXT = 500
"""Characters a title or a name may have."""

TableName = Literal["units", "people", "posts", "delegations"]

_WORKFLOW_ID = re.compile(r"[a-z][a-z0-9_-]*")
_RESERVED = {"people": ("system",), "posts": ("any",)}
"""`system` is the actor of automatic events; `post: any` in a definition is everybody."""
_LIST_MARKS = frozenset(",;|、，；")
_SUGGESTIONS = 50
"""So many nearest words are looked for in one call: each look compares with every known id."""


class Unit(Struct, frozen=True):
    """A unit of the organisation, in a tree of units."""

    id: str
    title: str
    level: str | None = None
    parent: str | None = None
    """The id of the unit above; none at the top."""
    category: tuple[str, ...] = ()
    rank: str | None = None
    """One of `RANKS`; another word is kept but is neither above nor below any."""
    supervised_by: str | None = None
    """The id of the supervision group that supervises it."""


class Person(Struct, frozen=True):
    """Somebody who may act."""

    id: str
    name: str
    rank: str | None = None
    party_member: bool | None = None
    """None: not told."""


class Post(Struct, frozen=True):
    """That a person holds a post in a unit, from `since` to `until`, both days included."""

    person: str
    post: str
    unit: str
    since: date | None = None
    """None: always held."""
    until: date | None = None
    """The last day it is held. None: open."""


class Delegation(Struct, frozen=True):
    """That `to_person` may act for `from_person`, from `since` to `until`, both days included."""

    from_person: str
    to_person: str
    workflows: tuple[str, ...] = ()
    """The workflows it is for; empty: all."""
    since: date | None = None
    until: date | None = None

    def covers(self, workflow: str, day: date) -> bool:
        """Whether it allows acting in this workflow on this (local) day."""
        return _within(self, day) and (not self.workflows or workflow in self.workflows)


class Organisation(Struct, frozen=True):
    """Units, people, posts and delegations as one file tells them: all, or only what changes."""

    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    delegations: tuple[Delegation, ...] = ()

    def posts_on(self, day: date) -> tuple[Post, ...]:
        """The posts held on this (local) day, in the order of the file."""
        return tuple(post for post in self.posts if holds(post, day))


class Known(Struct, frozen=True):
    """What a directory holds already, so that a file may name it without repeating it."""

    units: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    parents: Mapping[str, str] | None = None
    """The unit above each known unit: needed to see a circle that runs through units not in the file."""


class Problem(Struct, frozen=True):
    """Something wrong with one value of an organisation; the words are made when read."""

    code: str
    table: TableName
    row: int
    """The place of the unit, person, post or delegation within its tuple, from 0."""
    field: str
    """The attribute of the value that is wrong."""
    values: Mapping[str, str]
    """What fills the places of `message` and `hint`."""
    first: int | None = None
    """The earlier row of the same table that it clashes with."""

    @property
    def severity(self) -> Severity:
        """An error forbids storing the organisation, a warning does not."""
        return WORDS[self.code].severity

    @property
    def message(self) -> Text:
        """What is wrong, with places for `values`."""
        return WORDS[self.code].message

    @property
    def hint(self) -> Text:
        """The way out, with places for `values`."""
        return NEAREST if "nearest" in self.values else WORDS[self.code].hint


def holds(post: Post, day: date) -> bool:
    """Whether the post is held on this (local) day; `since` and `until` are included."""
    return _within(post, day)


def rank_order(rank: str | None) -> int | None:
    """How high a rank is, 0 the lowest; None for a word that is not one of `RANKS`."""
    return RANKS.index(rank) if rank in RANKS else None


def problems(organisation: Organisation, known: Known | None = None) -> tuple[Problem, ...]:
    """Everything wrong with the organisation, in the order of tables and rows.

    References may name what the organisation tells or what `known` already holds.
    """
    known = known or Known()
    words = _Nearest(organisation, known)
    found = [
        *_unit_problems(organisation.units, words),
        *_circles(organisation.units, known.parents or {}),
        *_people_problems(organisation.people),
        *_post_problems(organisation.posts, words),
        *_overlaps(organisation.posts),
        *_delegation_problems(organisation.delegations, words),
    ]
    order: dict[str, int] = {"units": 0, "people": 1, "posts": 2, "delegations": 3}
    return tuple(sorted(found, key=lambda one: (order[one.table], one.row)))


def _within(span: Post | Delegation, day: date) -> bool:
    return (span.since is None or span.since <= day) and (span.until is None or day <= span.until)


class _Nearest:
    """The known units and people, and which of them a wrong id may have meant."""

    def __init__(self, organisation: Organisation, known: Known) -> None:
        self.units = known.units | {one.id for one in organisation.units}
        self.people = known.people | {one.id for one in organisation.people}
        self._left = _SUGGESTIONS

    def unit(self, table: TableName, row: int, field: str, id_: str | None) -> Iterator[Problem]:
        if id_ == "":
            yield _missing(table, row, field)
        elif id_ is not None and id_ not in self.units:
            yield Problem("unknown-unit", table, row, field, {"id": id_} | self._near(id_, self.units))

    def person(self, table: TableName, row: int, field: str, id_: str) -> Iterator[Problem]:
        if not id_:
            yield _missing(table, row, field)
        elif id_ not in self.people:
            yield Problem("unknown-person", table, row, field, {"id": id_} | self._near(id_, self.people))

    def _near(self, id_: str, ids: Iterable[str]) -> dict[str, str]:
        from difflib import get_close_matches  # seldom needed, and reading this module should stay cheap

        if self._left == 0:
            return {}
        self._left -= 1
        near = get_close_matches(id_, sorted(ids), n=1, cutoff=0.7)
        return {"nearest": near[0]} if near else {}


def _unit_problems(units: Sequence[Unit], words: _Nearest) -> Iterator[Problem]:
    yield from _duplicates("units", "duplicate-id", "id", [(one.id,) for one in units], ("id",))
    for row, one in enumerate(units):
        yield from _id("units", row, "id", one.id)
        yield from _text("units", row, "title", one.title, LONGEST_TEXT)
        yield from _text("units", row, "level", one.level)
        yield from _rank("units", row, one.rank)
        for name in one.category:
            yield from _id("units", row, "category", name)
        yield from words.unit("units", row, "parent", one.parent)
        if one.supervised_by and one.supervised_by == one.id:
            yield Problem("supervises-itself", "units", row, "supervised_by", {"id": one.id})
        else:
            yield from words.unit("units", row, "supervised_by", one.supervised_by)


def _people_problems(people: Sequence[Person]) -> Iterator[Problem]:
    yield from _duplicates("people", "duplicate-id", "id", [(one.id,) for one in people], ("id",))
    for row, one in enumerate(people):
        yield from _id("people", row, "id", one.id)
        yield from _text("people", row, "name", one.name, LONGEST_TEXT)
        yield from _rank("people", row, one.rank)


def _post_problems(posts: Sequence[Post], words: _Nearest) -> Iterator[Problem]:
    for row, one in enumerate(posts):
        yield from words.person("posts", row, "person", one.person)
        yield from _id("posts", row, "post", one.post)
        yield from words.unit("posts", row, "unit", one.unit)
        yield from _span("posts", row, one)


def _delegation_problems(delegations: Sequence[Delegation], words: _Nearest) -> Iterator[Problem]:
    keys = [(one.from_person, one.to_person, frozenset(one.workflows), one.since) for one in delegations]
    yield from _duplicates(
        "delegations", "duplicate-delegation", "to_person", keys, ("from_person", "to_person")
    )
    for row, one in enumerate(delegations):
        yield from words.person("delegations", row, "from_person", one.from_person)
        yield from words.person("delegations", row, "to_person", one.to_person)
        if one.from_person and one.from_person == one.to_person:
            yield Problem("self-delegation", "delegations", row, "to_person", {"person": one.from_person})
        for name in one.workflows:
            if not _WORKFLOW_ID.fullmatch(name) or len(name) > LONGEST_ID:
                yield Problem("bad-workflow-id", "delegations", row, "workflows", {"id": name})
        yield from _span("delegations", row, one)


def _duplicates(
    table: TableName, code: str, field: str, keys: Sequence[tuple[Hashable, ...]], names: tuple[str, ...]
) -> Iterator[Problem]:
    """Rows with the key of an earlier row; a key that begins with an empty id was complained of already."""
    seen: dict[tuple[Hashable, ...], int] = {}
    for row, key in enumerate(keys):
        first = seen.setdefault(key, row)
        if first != row and key[0] != "":
            values = {name: str(part) for name, part in zip(names, key, strict=False)}
            yield Problem(code, table, row, field, values | {"first": f"{table} {first + 1}"}, first)


def _overlaps(posts: Sequence[Post]) -> Iterator[Problem]:
    """The same post told twice for one day, and two principals of a unit on one day.

    Rows are taken by their first day and compared with the one before that lasts longest.
    """
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, one in enumerate(posts):
        groups[one.unit, one.post, one.person].append(row)
        if one.post == PRINCIPAL:
            groups[one.unit, one.post].append(row)
    for key, rows in groups.items():
        rows.sort(key=lambda row: posts[row].since or date.min)
        longest = rows[0]
        for row in rows[1:]:
            earlier, later = posts[longest], posts[row]
            if later.since is None or holds(earlier, later.since):
                yield from _overlap(len(key) == 2, posts, longest, row)
            if (later.until or date.max) > (earlier.until or date.max):
                longest = row


def _overlap(of_principals: bool, posts: Sequence[Post], one: int, other: int) -> Iterator[Problem]:
    first, row = sorted((one, other))
    post = posts[row]
    values = {"person": post.person, "post": post.post, "unit": post.unit, "first": f"posts {first + 1}"}
    if of_principals:
        if post.person != posts[first].person:
            yield Problem(
                "two-principals", "posts", row, "person", values | {"other": posts[first].person}, first
            )
    else:
        code = "duplicate-post" if post.since == posts[first].since else "overlapping-post"
        yield Problem(code, "posts", row, "since", values, first)


def _circles(units: Sequence[Unit], known: Mapping[str, str]) -> Iterator[Problem]:
    """Each circle of parents once, at its first unit of the file; the file counts before what is known."""
    rows = {one.id: row for row, one in reversed(list(enumerate(units))) if one.id}
    parents: dict[str, str | None] = dict(known)
    parents.update((id_, units[row].parent) for id_, row in rows.items())
    settled: set[str] = set()
    for start in rows:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in settled and here not in path:
            path[here] = None
            here = parents.get(here)
        if here is not None and here in path:
            trail = list(path)
            circle = trail[trail.index(here) :]
            told = [rows[id_] for id_ in circle if id_ in rows]
            if told:
                yield _circle(units[min(told)].id, circle, min(told))
        settled.update(path)


def _circle(start: str, circle: Sequence[str], row: int) -> Problem:
    turn = circle.index(start)
    shown = [*circle[turn:], *circle[:turn], start]
    return Problem("circle", "units", row, "parent", {"circle": " → ".join(shown)})


def _missing(table: TableName, row: int, field: str) -> Problem:
    return Problem("missing", table, row, field, {"field": field})


def _id(table: TableName, row: int, field: str, id_: str) -> Iterator[Problem]:
    if not id_:
        yield _missing(table, row, field)
    elif len(id_) > LONGEST_ID or any(_splits(char) for char in id_):
        yield Problem("bad-id", table, row, field, {"id": id_[:LONGEST_ID], "most": str(LONGEST_ID)})
    elif id_ in _RESERVED.get(table, ()) and field in ("id", "post"):
        yield Problem("reserved", table, row, field, {"id": id_})


def _splits(char: str) -> bool:
    """Whether a character cannot be in an id: blanks, invisible ones, and marks between words of a list."""
    return char in _LIST_MARKS or char.isspace() or not char.isprintable()


def _text(
    table: TableName, row: int, field: str, text: str | None, most: int = LONGEST_ID
) -> Iterator[Problem]:
    if text is None:
        return
    if not text.strip():
        yield _missing(table, row, field)
    elif len(text) > most:
        values = {"field": field, "length": str(len(text)), "most": str(most)}
        yield Problem("too-long", table, row, field, values)
    elif any(_broken(char) for char in text):
        yield Problem("bad-characters", table, row, field, {"field": field})


def _broken(char: str) -> bool:
    """Control characters but line breaks and tabs, lone surrogates, and U+FFFD (a lost character)."""
    return (
        (char < " " and char not in "\n\r\t")
        or "\x7f" <= char <= "\x9f"
        or "\ud800" <= char <= "\udfff"
        or char == "\ufffd"
    )


def _rank(table: TableName, row: int, rank: str | None) -> Iterator[Problem]:
    if rank is not None and rank not in RANKS:
        yield from _text(table, row, "rank", rank)
        yield Problem(
            "unknown-rank", table, row, "rank", {"rank": rank[:LONGEST_ID], "ranks": " ".join(RANKS)}
        )


def _span(table: TableName, row: int, span: Post | Delegation) -> Iterator[Problem]:
    if span.since is not None and span.until is not None and span.until < span.since:
        values = {"since": span.since.isoformat(), "until": span.until.isoformat()}
        yield Problem("ends-before-start", table, row, "until", values)
