from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, scoped_session, sessionmaker
from sqlalchemy.pool import NullPool

from duban import Duban, InvalidInput, Refused, UnknownCase, UnknownPerson
from duban.adapters.organisation.reader import read_organisation
from duban.engine.store.database import open_engine
from duban.workflows import FOLDER, sample, shipped

MORNING = datetime(2014, 8, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
PLAN: dict[str, Any] = json.loads(sample("sample-plan.json").read_text("utf-8"))


class HostBase(DeclarativeBase):
    """A host's own tables."""


class Memo(HostBase):
    """A row of the host."""

    __tablename__ = "memo"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


def _prepare(url: str) -> None:
    duban = Duban(url)
    duban.initialise(rehearsal=MORNING)
    duban.deploy(shipped(), shipped=FOLDER)
    organisation = read_organisation(sample("sample-org.yaml")).organisation
    assert organisation is not None
    duban.store_organisation(organisation)
    duban.close()
    engine = create_engine(url, poolclass=NullPool)
    HostBase.metadata.create_all(engine)


@pytest.fixture
def prepared_url(database_url: str) -> str:
    """A rehearsal database with the shipped workflows, the sample organisation and a table of the host."""
    _prepare(database_url)
    return database_url


@pytest.fixture
def engine(prepared_url: str) -> Iterator[Engine]:
    """The host's own engine, made with nothing but the URL."""
    made = create_engine(prepared_url)
    yield made
    made.dispose()


@pytest.fixture
def duban(prepared_url: str) -> Iterator[Duban]:
    """The engine on its own connections: it sees what is committed."""
    opened = Duban(prepared_url)
    yield opened
    opened.close()


@pytest.fixture
def started(duban: Duban) -> str:
    """A plan in drafting."""
    return duban.start("rectification-plan", unit="water-bureau", by="zhang", data=PLAN).case


def _memos(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.execute(text("SELECT words FROM memo ORDER BY id")).scalars())


def _run(program: str, *, path: Path | None = None) -> Any:
    """What a fresh interpreter prints as JSON, with a folder of the host in front of everything."""
    front = f"import sys; sys.path.insert(0, {str(path)!r})\n" if path else ""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", front + program],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# ---- importing ------------------------------------------------------------------------------


def test_using_the_library_configures_no_logging_and_no_metadata(tmp_path: Path) -> None:
    """After a whole act: no handler, no level, no structlog set-up, nothing on SQLModel's own metadata."""
    program = f"""
import json, logging, warnings
from datetime import datetime, UTC
import sqlmodel, structlog
before = set(logging.Logger.manager.loggerDict)
from duban import Duban, Refused
from duban.workflows import FOLDER, shipped
duban = Duban("sqlite:///{tmp_path}/duban.db")
duban.initialise(rehearsal=datetime(2014, 8, 1, tzinfo=UTC))
duban.deploy(shipped(), shipped=FOLDER)
duban.sweep()
duban.close()
loggers = [logging.getLogger(name) for name in logging.Logger.manager.loggerDict if name not in before]
print(json.dumps({{
    "root": [len(logging.root.handlers), logging.root.level],
    "handlers": [one.name for one in loggers if any(type(h) is not logging.NullHandler for h in one.handlers)],
    "levels": [one.name for one in loggers if one.name.startswith("duban") and one.level],
    "disabled": [one.name for one in loggers if one.disabled],
    "structlog": structlog.is_configured(),
    "metadata": sorted(sqlmodel.SQLModel.metadata.tables),
    "mappers": sorted(m.class_.__name__ for m in sqlmodel.SQLModel._sa_registry.mappers),
}}))
"""
    assert _run(program) == {
        "root": [0, 30],
        "handlers": [],
        "levels": [],
        "disabled": [],
        "structlog": False,
        "metadata": [],
        "mappers": [],
    }


def test_modules_of_the_host_with_our_names_are_never_met(tmp_path: Path) -> None:
    """A host with its own engine, adapters, workflows and cli keeps them, and duban keeps its own."""
    for name in ("engine", "adapters", "workflows", "cli", "errors", "ports", "clock", "calendars"):
        (tmp_path / f"{name}.py").write_text(f"OWNER = 'host {name}'\n", "utf-8")
    program = f"""
import json
import engine, adapters, workflows, cli, errors, ports, clock, calendars
from datetime import datetime, UTC
from duban import Duban
from duban.adapters.organisation.reader import read_organisation
from duban.workflows import FOLDER, sample, shipped
import duban.cli
duban = Duban("sqlite:///{tmp_path}/duban.db")
duban.initialise(rehearsal=datetime(2014, 8, 1, tzinfo=UTC))
duban.deploy(shipped(), shipped=FOLDER)
duban.store_organisation(read_organisation(sample("sample-org.yaml")).organisation)
case = duban.start("rectification-plan", unit="water-bureau", by="zhang").case
duban.close()
hosts = (engine, adapters, workflows, cli, errors, ports, clock, calendars)
print(json.dumps([case, [one.OWNER for one in hosts]]))
"""
    case, owners = _run(program, path=tmp_path)
    assert case == "case-1"
    assert owners == [
        f"host {one}"
        for one in ("engine", "adapters", "workflows", "cli", "errors", "ports", "clock", "calendars")
    ]


# ---- inside the host's transaction ----------------------------------------------------------


def test_nothing_is_committed_by_the_engine(engine: Engine, duban: Duban, started: str) -> None:
    """After a start and an act inside a session, a rollback leaves neither them nor the host's row."""
    with Session(engine) as session:
        session.add(Memo(words="before"))
        inside = duban.within(session)
        begun = inside.start("rectification-plan", unit="water-bureau", by="zhang", data=PLAN).case
        assert inside.act(started, "submit", by="zhang").ok
        assert inside.show(started)["states"] == ["team-review"]
        session.add(Memo(words="after"))
        session.flush()
        session.rollback()
    assert _memos(engine) == []
    assert duban.show(started)["states"] == ["drafting"]
    with pytest.raises(UnknownCase):
        duban.show(begun)
    assert duban.verify() == (1, [])


def test_the_host_s_commit_stores_both(engine: Engine, duban: Duban, started: str) -> None:
    """One commit of the host stores its row and the act."""
    with Session(engine) as session:
        session.add(Memo(words="mine"))
        assert duban.within(session).act(started, "submit", by="zhang").ok
        session.commit()
    assert _memos(engine) == ["mine"]
    assert duban.show(started)["states"] == ["team-review"]


def test_the_engine_speaks_no_word_of_transactions(engine: Engine, duban: Duban, started: str) -> None:
    """Between the host's begin and its commit the engine sets a savepoint and releases it, no more."""
    said: list[str] = []
    for name in ("commit", "rollback", "begin_twophase"):
        event.listen(engine, name, lambda *_, name=name: said.append(name))
    with Session(engine) as session:
        inside = duban.within(session)
        inside.act(started, "submit", by="zhang")
        inside.act(started, "submit", by="zhang")
        with pytest.raises(UnknownPerson):
            inside.act(started, "endorse", by="nobody")
        assert said == []
        session.commit()
    assert said == ["commit"]


def test_after_a_refusal_and_a_fault_the_session_goes_on(engine: Engine, duban: Duban, started: str) -> None:
    """Neither poisons the host's transaction: what the host wrote before and writes after is committed."""
    with Session(engine) as session:
        session.add(Memo(words="before"))
        session.flush()
        inside = duban.within(session)
        refused = inside.act(started, "endorse", by="wang")
        assert not refused.ok
        with pytest.raises(Refused):
            refused.unwrap()
        with pytest.raises(UnknownCase):
            inside.act("nobody", "submit", by="zhang")
        session.add(Memo(words="after"))
        session.commit()
    assert _memos(engine) == ["before", "after"]
    assert len(duban.events(started)) == 1


def test_an_act_is_undone_with_the_savepoint_of_the_host(engine: Engine, duban: Duban, started: str) -> None:
    """What the host undoes in part goes in part: the act in its savepoint, not the row before it."""
    with Session(engine) as session:
        session.add(Memo(words="kept"))
        inside = duban.within(session)
        inside.now()
        session.flush()
        nested = session.begin_nested()
        assert inside.act(started, "submit", by="zhang").ok
        nested.rollback()
        assert inside.show(started)["states"] == ["drafting"]
        session.commit()
    assert _memos(engine) == ["kept"]
    assert duban.show(started)["states"] == ["drafting"]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"expire_on_commit": False, "autoflush": False},
        {"expire_on_commit": True, "autoflush": True},
        {"join_transaction_mode": "control_fully"},
        {"join_transaction_mode": "create_savepoint"},
    ],
    ids=lambda settings: ",".join(settings) or "default",
)
def test_settings_of_the_session_do_not_matter(
    engine: Engine, duban: Duban, started: str, settings: dict[str, Any]
) -> None:
    """Rolled back it is as if nothing had been, committed it is there, whatever the session is like."""
    make = sessionmaker(engine, **settings)
    for end, state, memos in [("rollback", "drafting", []), ("commit", "team-review", ["mine"])]:
        with make() as session:
            memo = Memo(words="mine")
            session.add(memo)
            assert duban.within(session).act(started, "submit", by="zhang").ok
            getattr(session, end)()
        assert duban.show(started)["states"] == [state]
        assert _memos(engine) == memos


def test_a_host_s_test_may_wrap_everything_in_one_transaction(
    engine: Engine, duban: Duban, started: str
) -> None:
    """A session on a connection whose transaction is thrown away at the end: the usual way hosts test."""
    with engine.connect() as connection:
        outer = connection.begin()
        connection.execute(text("INSERT INTO memo (id, words) VALUES (1, 'fixture')"))
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            assert duban.within(session).act(started, "submit", by="zhang").ok
            session.commit()
            assert duban.within(session).show(started)["states"] == ["team-review"]
        outer.rollback()
    assert duban.show(started)["states"] == ["drafting"]
    assert _memos(engine) == []


@pytest.mark.parametrize("settings", ["plain", "ours", "begin listener"])
def test_on_sqlite_however_the_driver_begins(tmp_path: Path, settings: str) -> None:
    """The driver's own transactions, those of an engine like ours, or a host's `BEGIN`: none commits early."""
    url = f"sqlite:///{tmp_path / 'duban.db'}"
    _prepare(url)
    engine = open_engine(url) if settings == "ours" else create_engine(url)
    if settings == "begin listener":
        event.listen(engine, "connect", lambda driver, _: setattr(driver, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    own = Duban(url)
    with Session(engine) as session:
        inside = Duban(session)
        case = inside.start("rectification-plan", unit="water-bureau", by="zhang", data=PLAN).case
        assert inside.act(case, "submit", by="zhang").ok
        assert own.list_cases() == []
        session.rollback()
        assert inside.list_cases() == []
        kept = inside.start("rectification-plan", unit="water-bureau", by="zhang", data=PLAN).case
        session.commit()
    assert [one["case"] for one in own.list_cases()] == [kept]
    own.close()
    engine.dispose()


def test_a_scoped_session_gives_the_session_of_its_thread(engine: Engine, duban: Duban, started: str) -> None:
    """The registry that Flask extensions hand out works like the session in it."""
    registry = scoped_session(sessionmaker(engine))
    assert duban.within(registry).act(started, "submit", by="zhang").ok
    assert Duban(registry).show(started)["states"] == ["team-review"]
    registry.rollback()
    assert duban.show(started)["states"] == ["drafting"]
    registry.remove()


def test_what_is_no_session_is_refused_in_words(duban: Duban) -> None:
    """The message names what was handed over and what to hand over instead."""
    wrong: Any = object()
    attempts: list[Callable[[Any], Duban]] = [Duban, duban.within]
    for attempt in attempts:
        with pytest.raises(InvalidInput) as caught:
            attempt(wrong)
        assert "object" in caught.value.message("en")
        assert "run_sync" in caught.value.message("en")
        assert "Session" in caught.value.message("zh")


# ---- several at once ------------------------------------------------------------------------


def test_two_databases_side_by_side(database_url: str, tmp_path: Path) -> None:
    """Two engines in one process share nothing: each has its cases, its clock and its definitions."""
    other_url = f"sqlite:///{tmp_path / 'other.db'}"
    _prepare(database_url)
    one, other = Duban(database_url), Duban(other_url)
    other.initialise(zone="UTC")
    other.deploy([FOLDER / "rectification-item.yaml"], shipped=FOLDER)
    case = one.start("rectification-plan", unit="water-bureau", by="zhang", data=PLAN).case
    assert other.list_cases() == []
    assert (one.settings().rehearsal, other.settings().rehearsal) == (True, False)
    assert [version.workflow for version in other.versions()] == ["rectification-item"]
    with pytest.raises(UnknownCase):
        other.show(case)
    assert one.act(case, "submit", by="zhang").ok
    one.close()
    other.close()


def test_threads_share_one_object(duban: Duban, engine: Engine, started: str) -> None:
    """Eight threads, fifty objections, half of them in sessions of the host: each is in the record once."""
    for action, by in [("submit", "zhang"), ("endorse", "wang"), ("approve", "chen")]:
        duban.act(started, action, by=by).unwrap()
    duban.act(started, "publish", by="zhang", data={"channel": "公告栏", "evidence": "照片"}).unwrap()
    before = len(duban.events(started))
    ready = threading.Barrier(8)
    lock_for_sqlite: dict[str, Any] = {"timeout": 30} if engine.dialect.name == "sqlite" else {}
    host = create_engine(engine.url, connect_args=lock_for_sqlite)

    def work(thread: int) -> None:
        ready.wait()
        for number in range(thread, 50, 8):
            data = {"text": f"异议 {number}"}
            if number % 2:
                duban.act(started, "object", by="wu", data=data).unwrap()
                continue
            with Session(host) as session, session.begin():
                duban.within(session).act(started, "object", by="wu", data=data).unwrap()
                session.add(Memo(words=str(number)))

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, thread) for thread in range(8)]:
            done.result()
    told = [one.body["data"]["text"] for one in duban.events(started)[before:]]
    assert sorted(told) == sorted(f"异议 {number}" for number in range(50))
    assert sorted(map(int, _memos(host))) == list(range(0, 50, 2))
    assert duban.verify() == (1, [])
    host.dispose()


def test_one_object_serves_the_host_s_sessions_and_its_own(
    engine: Engine, duban: Duban, started: str
) -> None:
    """`within` borrows: the object it was called on still works by itself, before and after."""
    with Session(engine) as session:
        inside = duban.within(session)
        assert inside.show(started)["states"] == ["drafting"]
    inside.close()
    assert duban.act(started, "submit", by="zhang").ok


def test_the_sweep_of_a_host_s_engine(engine: Engine, started: str) -> None:
    """A host may hand over its SQLAlchemy engine, and the engine then runs transactions of its own."""
    night = Duban(engine)
    report = night.sweep(as_of=MORNING.replace(day=22))
    assert (report.checked > 0, report.failed) == (True, {})
    assert "overdue" in {one["kind"] for one in night.history(started)}
    assert night.sweep().checked == 0
