"""A database with the shipped workflows and an organisation in it, ready within milliseconds.

Setting up takes a second or two, so it is done once: an SQLite file is copied from then on, a
PostgreSQL database is made from a template. Two kinds: a rehearsal, which carries its own clock, and a
normal database, whose clock the test holds in its hand. All persons are invented.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from duban.adapters.organisation.reader import read_organisation
from duban.engine.app import Answer, Duban
from duban.engine.clock import FixedClock
from duban.engine.core.organisation import Delegation, Organisation, Person, Post, Unit
from duban.engine.core.terms import parse_term
from duban.engine.store.tables import METADATA
from duban.workflows import FOLDER, sample, shipped
from support.postgres import Cluster

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2014, 8, 1, 9, tzinfo=SHANGHAI)
"""A Friday morning: every world begins there."""
PLAN, ITEM = "rectification-plan", "rectification-item"
VOTERS = {
    "staff": [f"s{number:02}" for number in range(1, 21)],
    "delegates": [f"d{number:02}" for number in range(1, 6)],
    "masses": [f"m{number:02}" for number in range(1, 16)],
    "clients": [f"c{number:02}" for number in range(1, 11)],
}
"""Fifty people who may be put on a roll."""
TABLES = sorted(METADATA.tables)
_NAMES = count(1)
Making = Callable[[str], None]


def plan_data(**changes: Any) -> dict[str, Any]:
    """The sample plan, with fields replaced; `None` leaves a field out."""
    data: dict[str, Any] = json.loads(sample("sample-plan.json").read_text("utf-8")) | changes
    return {name: value for name, value in data.items() if value is not None}


def problem(no: int, **changes: Any) -> dict[str, Any]:
    """A problem to put on the list."""
    return {
        "no": no,
        "problem": f"第 {no} 个问题",
        "source": "opinions",
        "measure": "逐条落实",
        "responsible": "li",
        "due": "30 workdays",
    } | changes


def tally(share: float = 1.0, *, turnout: float = 1.0, invited: int = 100) -> dict[str, dict[str, int]]:
    """A count of four groups with this share of approval and this turnout in each."""
    papers = round(invited * turnout)
    yes = round(papers * share)
    one = {"invited": invited, "satisfied": yes, "basically": 0, "unsatisfied": papers - yes, "void": 0}
    return {group: dict(one) for group in VOTERS}


def organisation() -> Organisation:
    """The sample organisation, and around it what the tests need: more units, delegates, fifty voters."""
    read = read_organisation(sample("sample-org.yaml"))
    known = read.organisation
    assert known is not None, read.findings
    since = date(2014, 1, 1)
    people = [Person(one, f"选民{one}") for group in VOTERS.values() for one in group]
    people += [Person(one, name) for one, name in _MORE.items()]
    return Organisation(
        units=(
            *known.units,
            Unit("team-4", "第四督导组", "city", "city"),
            Unit("school-board", "市教育局", "city", "city", ("K1",), "正处级", "team-4"),
            Unit("empty-bureau", "市空缺局", "city", "city", (), "正处级", "team-4"),
        ),
        people=(*known.people, *people),
        posts=(
            *known.posts,
            Post("gao", "principal", "school-board", since),
            Post("luo", "member", "school-board", since),
            Post("song", "supervisor", "team-4", since),
            # One who holds posts that duties keep apart.
            Post("both", "member", "water-bureau", since),
            Post("both", "supervisor", "team-3", since),
            Post("both", "liaison", "liaison-group", since),
            # One whose post ends in the middle of August.
            Post("past", "supervisor", "team-3", since, date(2014, 8, 10)),
        ),
        delegations=(
            Delegation("zhang", "qian", (PLAN,), date(2014, 8, 1), date(2014, 8, 31)),
            Delegation("zhang", "sun", (ITEM,), date(2014, 8, 1), date(2014, 12, 31)),
            Delegation("zhang", "li", (), date(2014, 8, 1), date(2014, 12, 31)),
            Delegation("wang", "zhang", (), date(2014, 8, 1), date(2014, 12, 31)),
            Delegation("wang", "he", (), date(2014, 8, 1), date(2014, 12, 31)),
            Delegation("past", "qian", (), date(2014, 8, 1), date(2014, 12, 31)),
        ),
    )


_MORE = {"gao": "高一", "luo": "罗二", "song": "宋三", "both": "双兼", "past": "离任"}


@dataclass
class World:
    """One database with everything in it, and the ways in."""

    url: str
    duban: Duban
    clock: FixedClock | None = None
    """The clock in the test's hand; a rehearsal has its own."""
    codes: set[str] = field(default_factory=set)
    """Every code of a refusal that was seen here."""

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.url.startswith("sqlite")

    def start(self, *, unit: str = "water-bureau", by: str = "zhang", **changes: Any) -> str:
        """A plan of a unit, ready to be submitted; its id."""
        return self.duban.start(PLAN, unit=unit, by=by, data=plan_data(**changes)).case

    def item(self, *, responsible: str = "li", by: str = "zhang", **changes: Any) -> str:
        """An item on its own; its id."""
        data = problem(1, responsible=responsible, **changes)
        return self.duban.start(ITEM, unit="water-bureau", by=by, data=data).case

    def do(self, case: str, action: str, by: str, for_: str | None = None, **data: Any) -> Answer:
        """Do an action with these fields."""
        answer = self.duban.act(case, action, by=by, data=data, on_behalf_of=for_)
        self.codes.update(one.code for one in answer.refusals)
        return answer

    def must(self, case: str, action: str, by: str, for_: str | None = None, **data: Any) -> dict[str, Any]:
        """Do an action that must succeed; the case."""
        return self.do(case, action, by, for_, **data).unwrap()

    def refused(self, answer: Answer) -> list[str]:
        """The codes of an answer that must be a refusal."""
        assert not answer.ok, answer.view
        for one in answer.refusals:
            assert one.message("zh")
            assert one.message("en")
            assert "{" not in one.message("en"), one
        self.codes.update(one.code for one in answer.refusals)
        return [one.code for one in answer.refusals]

    def advance(self, term: str) -> dict[str, Any]:
        """Move the rehearsal clock on; the report of what happened."""
        return self.duban.advance_clock(parse_term(term)).json()

    def state(self, case: str) -> str:
        """The state a case is in."""
        return str(self.duban.show(case)["states"][0])

    def kinds(self, case: str) -> list[str]:
        """The kinds of its events in order; a move tells the action."""
        return [one["action"] or one["kind"] for one in self.duban.history(case)]

    def bring(self, case: str, state: str) -> None:
        """Bring a plan that is being drafted to a later state, with everybody doing what they should."""
        steps: list[tuple[str, Callable[[], object]]] = [
            ("drafting", lambda: self.must(case, "submit", "zhang")),
            ("team-review", lambda: self.must(case, "endorse", "wang")),
            ("liaison-audit", lambda: self.must(case, "approve", "chen")),
            ("disclosure", lambda: self._disclose(case)),
            ("implementing", lambda: self._carry_out(case)),
        ]
        for one, step in steps:
            if one == state:
                break
            step()
        assert self.state(case) == state

    def bring_to_audit(self, case: str) -> None:
        """Bring a plan under review to its audit."""
        self.must(case, "endorse", "wang")

    def bring_on(self, case: str) -> None:
        """Bring a plan under review to the carrying out of its items."""
        self.must(case, "endorse", "wang")
        self.must(case, "approve", "chen")
        self._disclose(case)
        assert self.state(case) == "implementing"

    def _disclose(self, case: str) -> None:
        self.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
        self.advance("8 workdays")

    def _carry_out(self, case: str) -> None:
        for child in self.duban.show(case)["children"]:
            if self.duban.show(child)["status"] == "open":
                self.write_off(child)
        self.must(case, "report", "zhang")

    def write_off(self, child: str) -> dict[str, Any]:
        """Do an item from beginning to end."""
        responsible = self.duban.show(child)["data"]["responsible"]
        self.must(child, "claim", responsible)
        self.must(child, "submit-evidence", responsible, evidence="材料")
        return self.must(child, "write-off", "wang")

    def appraise(self, case: str, share: float = 1.0, *, turnout: float = 1.0) -> dict[str, Any]:
        """Enter a paper count and close the ballot."""
        self.duban.tally(case, tally(share, turnout=turnout), by="zhao").unwrap()
        return self.must(case, "close", "zhao")

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table of ours, sorted."""
        return dump(self.url)

    def sql(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """One statement past the engine; its rows."""
        engine = create_engine(self.url)
        try:
            with engine.begin() as connection:
                result = connection.execute(text(statement), values)
                return [tuple(row) for row in result] if result.returns_rows else []
        finally:
            engine.dispose()

    def sound(self) -> None:
        """The whole record verifies, every case replays to its snapshot, every event told has its message."""
        assert self.duban.verify()[1] == []
        untold = "('cast', 'recounted')"  # a date counted again is news only where it moved
        late = "body NOT LIKE '%\"imported_by\"%'"  # nor is what was entered long after it happened
        events = self.sql(
            f"SELECT case_id, seq FROM duban_event WHERE kind NOT IN {untold} AND {late} ORDER BY 1, 2"
        )
        assert events == self.sql(
            "SELECT case_id, seq FROM duban_outbox WHERE kind <> 'recounted' ORDER BY 1, 2"
        )


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours in a database, sorted; read past the engine."""
    with raw(url) as run:
        return {name: sorted(run(f"SELECT * FROM {name}"), key=repr) for name in TABLES}


@contextmanager
def raw(url: str) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """A connection of the driver's own: runs statements, gives their rows, commits at the end."""
    target = make_url(url)
    connection: Any
    if target.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(target.database))
    else:
        connection = psycopg.connect(target.set(drivername="postgresql").render_as_string(False))

    def run(statement: str) -> list[tuple[Any, ...]]:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []

    try:
        yield run
        connection.commit()
    finally:
        connection.close()


def make_rehearsal(url: str) -> None:
    """Set a rehearsal up in an empty database."""
    _make(url, BEGIN)


def make_normal(url: str) -> None:
    """Set a database without a clock of its own up in an empty one."""
    _make(url, None)


def _make(url: str, rehearsal: datetime | None) -> None:
    duban = Duban(url)
    try:
        duban.initialise(rehearsal=rehearsal)
        duban.deploy(shipped(), shipped=FOLDER)
        duban.store_organisation(organisation())
    finally:
        duban.close()


@dataclass
class Templates:
    """The databases on the PostgreSQL server that others are made from."""

    cluster: Cluster
    made: dict[Making, str] = field(default_factory=dict)

    def name(self, making: Making) -> str:
        """The template of that kind, set up the first time."""
        if making not in self.made:
            name = f"duban_template_{os.getpid()}_{next(_NAMES)}"
            self.cluster.execute(f'CREATE DATABASE "{name}"')
            making(self.cluster.url(name))
            self.made[making] = name
        return self.made[making]

    def close(self) -> None:
        """Drop them."""
        for name in self.made.values():
            self.cluster.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@dataclass
class Worlds:
    """Makes worlds: each kind is set up once on each kind of database, then copied."""

    folder: Path
    templates: Callable[[], Templates]
    """Asked for when the first PostgreSQL world is made."""
    _files: dict[Making, Path] = field(default_factory=dict)

    @contextmanager
    def world(self, backend: str, making: Making, **options: Any) -> Iterator[World]:
        """A world of its own on `sqlite` or `postgres`; a normal one with a clock in the test's hand."""
        with self.url(backend, making) as url:
            clock = FixedClock(BEGIN) if making is make_normal else None
            duban = Duban(url, clock=clock, **options)
            try:
                yield World(url, duban, clock)
            finally:
                duban.close()

    @contextmanager
    def url(self, backend: str, making: Making) -> Iterator[str]:
        """The URL of a copy, gone at the end."""
        with self._sqlite(making) if backend == "sqlite" else self._postgres(making) as url:
            yield url

    @contextmanager
    def _sqlite(self, making: Making) -> Iterator[str]:
        template = self._files.get(making)
        if template is None:
            template = self.folder / f"template-{next(_NAMES)}.db"
            making(f"sqlite:///{template}")
            self._files[making] = template
        path = self.folder / f"world-{next(_NAMES)}.db"
        shutil.copy(template, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for end in ("", "-wal", "-shm", ".queue"):
                with suppress(FileNotFoundError):
                    Path(f"{path}{end}").unlink()

    @contextmanager
    def _postgres(self, making: Making) -> Iterator[str]:
        templates = self.templates()
        cluster, template = templates.cluster, templates.name(making)
        name = f"duban_world_{os.getpid()}_{next(_NAMES)}"
        cluster.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield cluster.url(name)
        finally:
            cluster.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def templates(postgres_cluster: Cluster) -> Iterator[Templates]:
    """The template databases of this run, dropped before the server stops."""
    made = Templates(postgres_cluster)
    yield made
    made.close()


@pytest.fixture(scope="session")
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """Makes worlds for this run; PostgreSQL starts with the first that needs it."""

    def found() -> Templates:
        made: Templates = request.getfixturevalue("templates")
        return made

    return Worlds(tmp_path_factory.mktemp("worlds"), cache(found))


@pytest.fixture(params=["sqlite", "postgres"])
def backend(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    return str(request.param)


@pytest.fixture
def world(worlds: Worlds, backend: str) -> Iterator[World]:
    """A rehearsal on each database."""
    with worlds.world(backend, make_rehearsal) as made:
        yield made


@pytest.fixture
def normal(worlds: Worlds, backend: str) -> Iterator[World]:
    """A normal database on each, with a clock in the test's hand."""
    with worlds.world(backend, make_normal) as made:
        yield made


@pytest.fixture
def lite(worlds: Worlds) -> Iterator[World]:
    """A rehearsal on SQLite, where the database does not matter."""
    with worlds.world("sqlite", make_rehearsal) as made:
        yield made


def chosen(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """These keys of a mapping."""
    return {name: data[name] for name in names}
