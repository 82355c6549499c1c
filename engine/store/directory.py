"""The built-in directory: units, people, posts and delegations in our own tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from ..core import canonical
from ..core.data import storable
from ..core.definition import Role
from ..core.facts import PRINCIPAL, PersonFacts, UnitFacts
from ..ports import Standing
from .prepared import Prepared
from .tables import DELEGATION, PERSON, POST, UNIT

if TYPE_CHECKING:
    from ..core.organisation import Delegation, Organisation, Person, Post, Unit

_FIRST, _LAST = "0001-01-01", "9999-12-31"
_EVERY = "*"


def _standing_statement(*, delegated: bool) -> Prepared:
    """What a decision asks of the directory, in one round trip."""
    people: list[Any] = [bindparam("actor"), bindparam("principal")] if delegated else [bindparam("actor")]
    today = and_(POST.c.since <= bindparam("day"), POST.c.until >= bindparam("day"))
    empty = [null()] * 4
    parts = [
        select(
            literal_column("'unit'").label("what"),
            UNIT.c.id.label("a"),
            UNIT.c.title.label("b"),
            UNIT.c.level.label("c"),
            UNIT.c.parent.label("d"),
            UNIT.c.rank.label("e"),
            UNIT.c.supervised_by.label("f"),
            UNIT.c.category.label("g"),
        ).where(UNIT.c.id == bindparam("unit")),
        select(literal_column("'post'"), POST.c.person, POST.c.post, POST.c.unit, *empty).where(
            or_(POST.c.person.in_(people), and_(POST.c.unit == bindparam("unit"), POST.c.post == PRINCIPAL)),
            today,
        ),
        select(literal_column("'delegation'"), DELEGATION.c.from_person, null(), null(), *empty).where(
            DELEGATION.c.from_person == bindparam("principal"),
            DELEGATION.c.to_person == bindparam("actor"),
            DELEGATION.c.workflow.in_([_EVERY, bindparam("workflow")]),
            DELEGATION.c.since <= bindparam("day"),
            DELEGATION.c.until >= bindparam("day"),
        ),
    ]
    return Prepared(union_all(*(parts if delegated else parts[:-1])))


_KNOWN = Prepared(select(PERSON.c.id).where(PERSON.c.id == bindparam("person")))
_HOLDERS = Prepared(
    select(POST.c.person)
    .where(
        POST.c.post == bindparam("post"), POST.c.since <= bindparam("day"), POST.c.until >= bindparam("day")
    )
    .distinct()
    .order_by(POST.c.person)
)
_HOLDERS_AT = Prepared(
    select(POST.c.person)
    .where(
        POST.c.post == bindparam("post"),
        POST.c.unit == bindparam("unit"),
        POST.c.since <= bindparam("day"),
        POST.c.until >= bindparam("day"),
    )
    .distinct()
    .order_by(POST.c.person)
)
_STANDING = _standing_statement(delegated=False)
_STANDING_FOR_ANOTHER = _standing_statement(delegated=True)


_MOST_KEPT = 10_000
_kept: dict[tuple[object, ...], Standing] = {}
"""What was read of a directory, under its name: every change gives it a new one, of no other database."""
_holders_kept: dict[tuple[object, ...], tuple[str, ...]] = {}
"""Who holds a post, in the same way."""


class SqlDirectory:
    """The directory in the engine's own tables, read through one connection."""

    name: str | None = None
    """What the directory is called in this transaction, read after the case was locked; `None` if it was not read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def standing(self, unit: str, people: Sequence[str], workflow: str, day: date) -> Standing:
        """See `ports.Directory`. Asked again of a directory that has not changed, it is not read again."""
        if self.name is None:
            return self._standing(unit, people, workflow, day)
        asked = (self.name, unit, *people, workflow, day)
        found = _kept.get(asked)
        if found is None:
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            found = _kept[asked] = self._standing(unit, people, workflow, day)
        return found

    def _standing(self, unit: str, people: Sequence[str], workflow: str, day: date) -> Standing:
        actor = people[0] if people else ""
        principal = people[1] if len(people) > 1 else actor
        unit, actor, principal, workflow = (
            one if storable(one) else "" for one in (unit, actor, principal, workflow)
        )
        values = {
            "unit": unit,
            "actor": actor,
            "principal": principal,
            "workflow": workflow,
            "day": day.isoformat(),
        }
        facts: dict[str, object] | None = None
        head: str | None = None
        posts: dict[str, set[tuple[str, str]]] = {}
        delegated = False
        statement = _STANDING if principal == actor else _STANDING_FOR_ANOTHER
        for what, a, b, c, d, e, f, g in statement.rows(self._connection, values):
            match what:
                case "post":
                    if a in (actor, principal):
                        posts.setdefault(a, set()).add((b, c))
                    if (b, c) == (PRINCIPAL, unit):
                        head = a if head is None else min(head, a)
                case "unit":
                    facts = {
                        "id": a,
                        "title": b,
                        "level": c,
                        "parent": d,
                        "rank": e,
                        "supervised_by": f,
                        "category": _categories(g),
                    }
                case _:
                    delegated = True
        # Few act who hold no post at all; only of them is it asked whether they exist.
        for person in {one for one in (actor, principal) if one and one not in posts}:
            if _KNOWN.rows(self._connection, {"person": person}):
                posts[person] = set()
        found = UnitFacts(**facts, principal=head) if facts is not None else None  # type: ignore[arg-type]
        return Standing(found, {one: frozenset(held) for one, held in posts.items()}, delegated)

    def unknown(self, people: Iterable[str], units: Iterable[str]) -> frozenset[str]:
        """See `ports.Directory`."""
        missing: set[str] = set()
        for table, ids in ((PERSON, set(people)), (UNIT, set(units))):
            missing.update(one for one in ids if not storable(one))
            for some in _chunks(sorted(ids - missing)):
                known = {one for (one,) in _known_among(table, len(some)).rows(self._connection, _each(some))}
                missing.update(one for one in some if one not in known)
        return frozenset(missing)

    def holders(self, role: Role, unit: UnitFacts, day: date) -> tuple[str, ...]:
        """See `ports.Directory`."""
        if role.post in (None, "any"):
            return ()
        places = {
            "anywhere": None,
            "unit": unit.id,
            "unit.parent": unit.parent or "",
            "unit.supervised_by": unit.supervised_by or "",
        }
        asked = (self.name, role.post, places[role.of], day)
        if self.name is None:
            return self._holders(role.post, places[role.of], day)
        if (found := _holders_kept.get(asked)) is None:
            if len(_holders_kept) >= _MOST_KEPT:
                _holders_kept.clear()
            found = _holders_kept[asked] = self._holders(role.post, places[role.of], day)
        return found

    def _holders(self, post: str | None, unit: str | None, day: date) -> tuple[str, ...]:
        """Who holds a post at a unit, or anywhere, on a day."""
        values = {"post": post, "day": day.isoformat()}
        if unit is None:
            return tuple(one for (one,) in _HOLDERS.rows(self._connection, values))
        return tuple(one for (one,) in _HOLDERS_AT.rows(self._connection, {**values, "unit": unit}))

    def units_of(self, person: str, role: Role, day: date) -> frozenset[str] | None:
        """See `ports.Directory`."""
        if not storable(person):
            return frozenset()
        held = select(POST.c.unit).where(POST.c.person == person, POST.c.post == role.post, _on(day))
        if role.of == "unit":
            return frozenset(self._connection.execute(held).scalars())
        if role.of == "anywhere":
            return None if self._connection.execute(held.limit(1)).first() else frozenset()
        column = UNIT.c.parent if role.of == "unit.parent" else UNIT.c.supervised_by
        return frozenset(self._connection.execute(select(UNIT.c.id).where(column.in_(held))).scalars())

    def delegators(self, person: str, day: date) -> dict[str, frozenset[str] | None]:
        """See `runtime.todo.Delegating`."""
        if not storable(person):
            return {}
        today = (DELEGATION.c.since <= day.isoformat(), DELEGATION.c.until >= day.isoformat())
        given = select(DELEGATION.c.from_person, DELEGATION.c.workflow)
        found: dict[str, set[str]] = {}
        for principal, workflow in self._connection.execute(
            given.where(DELEGATION.c.to_person == person, *today)
        ):
            found.setdefault(principal, set()).add(workflow)
        return {
            one: None if _EVERY in workflows else frozenset(workflows) for one, workflows in found.items()
        }

    def names(self, people: Iterable[str]) -> dict[str, str]:
        """The names of people by id; those unknown are left out."""
        return self._titles(PERSON.c.id, PERSON.c.name, people)

    def titles(self, units: Iterable[str]) -> dict[str, str]:
        """The titles of units by id; those unknown are left out."""
        return self._titles(UNIT.c.id, UNIT.c.title, units)

    def people(self, ids: Sequence[str], day: date) -> dict[str, PersonFacts]:
        """See `ports.People`."""
        found: dict[str, PersonFacts] = {}
        for some in _chunks([one for one in ids if storable(one)]):
            who, held = _persons(len(some))
            posts: dict[str, list[tuple[str, str]]] = {}
            for person, post, unit in held.rows(self._connection, {**_each(some), "day": day.isoformat()}):
                posts.setdefault(person, []).append((unit, post))
            for person, rank, member in who.rows(self._connection, _each(some)):
                mine = sorted(posts.get(person, ()))
                names = frozenset(post for _, post in mine)
                told = None if member is None else bool(member)  # SQLite has numbers
                found[person] = PersonFacts(rank, told, names, mine[0][0] if mine else None)
        return found

    def units(self) -> Iterator[UnitFacts]:
        """Every unit, by id; who heads it is not looked up."""
        columns = (UNIT.c.id, UNIT.c.title, UNIT.c.level, UNIT.c.rank, UNIT.c.parent, UNIT.c.supervised_by)
        for row in self._connection.execute(select(*columns, UNIT.c.category).order_by(UNIT.c.id)):
            yield UnitFacts(*row[:6], category=_categories(row.category))

    def _titles(self, key: object, label: object, ids: Iterable[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for some in _chunks(sorted(set(ids))):
            rows = self._connection.execute(select(key, label).where(key.in_(some)))  # type: ignore[call-overload, attr-defined]
            found.update(rows.all())
        return found

    def known(self) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of all units and of all people."""
        units, people = (self._connection.execute(select(table.c.id)).scalars() for table in (UNIT, PERSON))
        return frozenset(units), frozenset(people)

    def store(self, organisation: Organisation) -> None:
        """Write an organisation over what is there: the same ids are updated, what is not named stays.

        A person named under `posts` holds exactly the posts given from then on; the same for the
        delegations of a person.
        """
        self._replace(UNIT, UNIT.c.id, [_unit_row(one) for one in organisation.units], "id")
        self._replace(PERSON, PERSON.c.id, [_person_row(one) for one in organisation.people], "id")
        self._replace(POST, POST.c.person, [_post_row(one) for one in organisation.posts], "person")
        rows = [row for one in organisation.delegations for row in _delegation_rows(one)]
        self._replace(DELEGATION, DELEGATION.c.from_person, rows, "from_person")

    def _replace(self, table: object, key: object, rows: list[Mapping[str, object]], name: str) -> None:
        if not rows:
            return
        for some in _chunks(sorted({str(row[name]) for row in rows})):
            self._connection.execute(delete(table).where(key.in_(some)))  # type: ignore[arg-type, attr-defined]
        self._connection.execute(insert(table), rows)  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _known_among(table: Table, count: int) -> Prepared:
    """Which of so many ids a table has."""
    return Prepared(select(table.c.id).where(table.c.id.in_(_places(count))))


@lru_cache(maxsize=16)
def _persons(count: int) -> tuple[Prepared, Prepared]:
    """Of so many people what they are, and what they hold on a day."""
    who = select(PERSON.c.id, PERSON.c.rank, PERSON.c.party_member).where(PERSON.c.id.in_(_places(count)))
    held = select(POST.c.person, POST.c.post, POST.c.unit).where(
        POST.c.person.in_(_places(count)), POST.c.since <= bindparam("day"), POST.c.until >= bindparam("day")
    )
    return Prepared(who), Prepared(held)


def _places(count: int) -> list[Any]:
    return [bindparam(f"p{number}") for number in range(count)]


def _each(ids: Sequence[str]) -> dict[str, str]:
    return {f"p{number}": one for number, one in enumerate(ids)}


@lru_cache(maxsize=256)
def _categories(text: str) -> tuple[str, ...]:
    return tuple(canonical.loads(text))


def _on(day: date) -> ColumnElement[bool]:
    return and_(POST.c.since <= day.isoformat(), POST.c.until >= day.isoformat())


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]


def _unit_row(unit: Unit) -> Mapping[str, object]:
    return {
        "id": unit.id,
        "title": unit.title,
        "level": unit.level,
        "parent": unit.parent,
        "category": canonical.dumps(list(unit.category)),
        "rank": unit.rank,
        "supervised_by": unit.supervised_by,
    }


def _person_row(person: Person) -> Mapping[str, object]:
    return {"id": person.id, "name": person.name, "rank": person.rank, "party_member": person.party_member}


def _post_row(post: Post) -> Mapping[str, object]:
    return {
        "person": post.person,
        "post": post.post,
        "unit": post.unit,
        "since": _day(post.since, _FIRST),
        "until": _day(post.until, _LAST),
    }


def _delegation_rows(delegation: Delegation) -> Iterator[Mapping[str, object]]:
    for workflow in delegation.workflows or (_EVERY,):
        yield {
            "from_person": delegation.from_person,
            "to_person": delegation.to_person,
            "workflow": workflow,
            "since": _day(delegation.since, _FIRST),
            "until": _day(delegation.until, _LAST),
        }


def _day(day: date | None, otherwise: str) -> str:
    return otherwise if day is None else day.isoformat()
