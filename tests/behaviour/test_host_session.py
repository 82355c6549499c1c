"""Inside a host's transaction: the engine takes part, and neither commits, nor rolls back, nor leaves anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from duban.engine.app import Duban
from duban.engine.errors import Conflict, UnknownCase, UnknownPerson
from support.world import PLAN, VOTERS, World, plan_data, tally


@pytest.fixture
def host(world: World) -> Iterator[Engine]:
    """The host's own engine, made in the host's own way, and a table of its own."""
    engine = create_engine(world.url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE host_paper (id INTEGER PRIMARY KEY, word TEXT)"))
    yield engine
    engine.dispose()


def papers(world: World) -> list[str]:
    """What lies in the host's table."""
    return [str(row[0]) for row in world.sql("SELECT word FROM host_paper ORDER BY id")]


def write(session: Session, number: int, word: str) -> None:
    """The host stores something of its own."""
    session.execute(text("INSERT INTO host_paper VALUES (:id, :word)"), {"id": number, "word": word})


@pytest.mark.parametrize("first", ["host", "engine"])
def test_a_rollback_of_the_host_takes_everything_back(world: World, host: Engine, first: str) -> None:
    """What the engine did in a transaction that the host rolls back has never happened."""
    before = world.dump()
    with Session(host) as session:
        if first == "host":
            write(session, 1, "甲")
        case = world.duban.within(session).start(PLAN, unit="water-bureau", by="zhang", data=plan_data()).case
        assert world.duban.within(session).act(case, "submit", by="zhang").ok
        write(session, 2, "乙")
        session.rollback()
    assert world.dump() == before
    assert papers(world) == []
    with pytest.raises(UnknownCase):
        world.duban.show(case)


@pytest.mark.parametrize("first", ["host", "engine"])
def test_a_commit_of_the_host_keeps_both(world: World, host: Engine, first: str) -> None:
    """What the host and the engine stored is committed together, by the host alone."""
    with Session(host) as session:
        if first == "host":
            write(session, 1, "甲")
        inner = Duban(session)
        case = inner.start(PLAN, unit="water-bureau", by="zhang", data=plan_data()).case
        write(session, 2, "乙")
        if world.is_sqlite:
            assert session.in_transaction()
        else:
            assert world.duban.list_cases() == []
        session.commit()
    assert [one["case"] for one in world.duban.list_cases()] == [case]
    assert "乙" in papers(world)
    world.sound()


def _requests(world: World) -> list[tuple[str, str, Callable[[Duban, str], Any]]]:
    return [
        (
            "",
            "start",
            lambda duban, case: duban.start(PLAN, unit="water-bureau", by="zhang", data=plan_data()),
        ),
        ("drafting", "act", lambda duban, case: duban.act(case, "submit", by="zhang", key="k-1")),
        ("drafting", "again", lambda duban, case: duban.act(case, "submit", by="zhang", key="k-1")),
        ("drafting", "refused", lambda duban, case: duban.act(case, "report", by="zhang")),
        ("drafting", "cancel", lambda duban, case: duban.cancel(case, by="zhang", note="撤")),
        ("appraisal", "roll", lambda duban, case: duban.roll(case, VOTERS, by="zhao")),
        (
            "appraisal",
            "cast",
            lambda duban, case: duban.cast(case, group="staff", choice="satisfied", by="s01"),
        ),
        ("appraisal", "tally", lambda duban, case: duban.tally(case, tally(), by="zhao")),
        ("appraisal", "can", lambda duban, case: duban.can(case, by="zhao")),
        ("appraisal", "show", lambda duban, case: duban.show(case)),
        ("appraisal", "history", lambda duban, case: duban.history(case)),
        ("appraisal", "todo", lambda duban, case: duban.todo(by="zhao")),
        ("appraisal", "stuck", lambda duban, case: duban.stuck()),
        ("appraisal", "list", lambda duban, case: duban.list_cases()),
        ("appraisal", "verify", lambda duban, case: duban.verify()),
        ("appraisal", "sweep", lambda duban, case: duban.sweep()),
    ]


def test_the_engine_never_commits_or_rolls_back(world: World, host: Engine) -> None:
    """Through every request the engine makes, the host's session sees no commit and no rollback of its transaction."""
    seen: list[str] = []
    case = world.start()
    with Session(host) as session:
        for name in ("commit", "rollback", "close", "begin", "begin_nested", "expire_all"):
            original = getattr(session, name)

            def spied(*given: Any, name: str = name, original: Any = original, **named: Any) -> Any:
                seen.append(name)
                return original(*given, **named)

            setattr(session, name, spied)
        for name in ("commit", "rollback"):
            event.listen(host, name, lambda connection, name=name: seen.append(f"real {name}"))
        write(session, 1, "甲")
        inner = Duban(session)
        stood = "drafting"
        for state, _, request in _requests(world):
            if state == "appraisal" and stood == "drafting":
                case = _appraisal(inner, world)
                stood = state
            request(inner, case)
            assert seen == []
            assert session.in_transaction()
        session.rollback()
        assert seen == ["rollback", "real rollback"]
    assert papers(world) == []


def _appraisal(inner: Duban, world: World) -> str:
    """A plan brought to its appraisal inside the host's transaction."""
    moved = World(world.url, inner)
    case = moved.start()
    moved.bring(case, "appraisal")
    return case


def test_an_error_leaves_the_hosts_transaction_usable(world: World, host: Engine) -> None:
    """After an error of the engine the host goes on in the same transaction, with what it had stored before."""
    case = world.start()
    world.duban.act(case, "submit", by="zhang", key="k-1").unwrap()
    with Session(host) as session:
        write(session, 1, "甲")
        inner = world.duban.within(session)
        with pytest.raises(UnknownCase):
            inner.act("nothing", "submit", by="zhang")
        with pytest.raises(UnknownPerson):
            inner.act(case, "endorse", by="nobody")
        with pytest.raises(Conflict):
            inner.act(case, "endorse", by="wang", key="k-1")
        write(session, 2, "乙")
        assert inner.act(case, "endorse", by="wang").ok
        session.commit()
    assert papers(world) == ["甲", "乙"]
    assert world.state(case) == "liaison-audit"
    world.sound()


def test_a_fault_in_the_middle_leaves_nothing_of_the_act(
    world: World, host: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act that breaks off after it has begun to write leaves the host's transaction without a trace of it."""
    case = world.start()
    before = world.dump()
    with Session(host) as session:
        write(session, 1, "甲")
        inner = world.duban.within(session)
        count = 0

        def break_off(*given: Any) -> None:
            nonlocal count
            if not count and "INSERT INTO duban_event" in given[2]:
                count = 1
                raise ArithmeticError

        event.listen(host, "before_cursor_execute", break_off)
        with pytest.raises(ArithmeticError):
            inner.act(case, "submit", by="zhang")
        event.remove(host, "before_cursor_execute", break_off)
        assert count == 1
        assert inner.show(case)["states"] == ["drafting"]
        session.commit()
    assert world.dump() == before
    assert papers(world) == ["甲"]


def test_a_host_in_a_savepoint_of_its_own(world: World, host: Engine) -> None:
    """A savepoint of the host that is rolled back takes the engine's part with it, and only that."""
    case = world.start()
    with Session(host) as session:
        write(session, 1, "甲")
        inner = world.duban.within(session)
        assert inner.act(case, "submit", by="zhang").ok
        nested = session.begin_nested()
        assert inner.act(case, "endorse", by="wang").ok
        nested.rollback()
        assert inner.show(case)["states"] == ["team-review"]
        session.commit()
    assert world.state(case) == "team-review"
    world.sound()


def test_a_read_only_host_transaction_stays_the_hosts(world: World, host: Engine) -> None:
    """Questions asked in a host's transaction see what it has not yet committed."""
    with Session(host) as session:
        inner = world.duban.within(session)
        case = inner.start(PLAN, unit="water-bureau", by="zhang", data=plan_data()).case
        assert inner.show(case)["states"] == ["drafting"]
        assert [one["case"] for one in inner.list_cases()] == [case]
        assert inner.verify(case) == (1, [])
        session.rollback()
    assert world.duban.list_cases() == []


def test_two_hosts_in_one_case(world: World, host: Engine) -> None:
    """An act that one host has not yet committed keeps another from the case, and is seen once it is."""
    case = world.start()
    with Session(host) as session:
        assert world.duban.within(session).act(case, "submit", by="zhang").ok
        session.commit()
    with Session(host) as session:
        refused = world.duban.within(session).act(case, "submit", by="zhang")
        assert world.refused(refused) == ["not-here"]
        session.rollback()
