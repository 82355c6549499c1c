"""A fault at every statement of every kind of request: nothing is stored by half, and the next try succeeds."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from duban.engine.app import Duban
from duban.engine.core.terms import parse_term
from duban.engine.store import directory
from support.small import deploy, open_vote
from support.world import PLAN, VOTERS, World, Worlds, make_rehearsal, plan_data, tally

Request = Callable[[Duban, str], Any]
REQUESTS: dict[str, tuple[str, Request]] = {
    "start": (
        "drafting",
        lambda duban, case: duban.start(PLAN, unit="water-bureau", by="zhang", data=plan_data(), key="k"),
    ),
    "act": ("drafting", lambda duban, case: duban.act(case, "submit", by="zhang", key="k")),
    "act for somebody": (
        "drafting",
        lambda duban, case: duban.act(case, "submit", by="qian", on_behalf_of="zhang"),
    ),
    "act of a child that tells its parent": (
        "checking",
        lambda duban, case: duban.act(f"{case}.1", "write-off", by="wang", key="k"),
    ),
    "refused": ("drafting", lambda duban, case: duban.act(case, "submit", by="li")),
    "sweep that opens children": (
        "stayed",
        lambda duban, case: duban.advance_clock(parse_term("9 workdays")),
    ),
    "cancel with children": (
        "implementing",
        lambda duban, case: duban.cancel(case, by="zhang", note="撤", key="k"),
    ),
    "roll": ("appraisal", lambda duban, case: duban.roll(case, VOTERS, by="zhao", key="k")),
    "cast": (
        "polled",
        lambda duban, case: duban.cast(case, group="staff", choice="satisfied", by="s01", key="k"),
    ),
    "second cast": (
        "voted",
        lambda duban, case: duban.cast(case, group="staff", choice="basically", by="s02"),
    ),
    "tally": ("appraisal", lambda duban, case: duban.tally(case, tally(), by="zhao", key="k")),
    "close that repeats": ("polled", lambda duban, case: duban.act(case, "close", by="zhao", key="k")),
    "close that passes": ("counted", lambda duban, case: duban.act(case, "close", by="zhao")),
    "open cast": ("open", lambda duban, case: duban.cast(case, group="all", choice="yes", by="s01")),
    "reopening": ("redone", lambda duban, case: duban.advance_clock(parse_term("9 workdays"))),
}


def prepare(world: World, state: str) -> str:
    """A case at the place where the request is made."""
    if state == "open":
        deploy(world)
        case = open_vote(world)
        world.duban.roll(case, {"all": ["s01", "s02"]}, by="zhao").unwrap()
        return case
    case = world.start()
    if state == "stayed":
        world.bring(case, "disclosure")
        world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    elif state == "checking":
        world.bring(case, "implementing")
        world.must(f"{case}.1", "claim", "li")
        world.must(f"{case}.1", "submit-evidence", "li", evidence="材料")
    elif state == "redone":
        world.bring(case, "appraisal")
        world.appraise(case, 0.0)
        world.must(case, "reopen", "zhang", items=[1, 2])
        world.bring(case, "disclosure")
        world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    elif state in ("polled", "voted", "counted"):
        world.bring(case, "appraisal")
        world.duban.roll(case, VOTERS, by="zhao").unwrap()
        if state == "voted":
            world.duban.cast(case, group="staff", choice="satisfied", by="s01").unwrap()
        if state == "counted":
            world.duban.tally(case, tally(), by="zhao").unwrap()
    else:
        world.bring(case, state)
    return case


class Saboteur:
    """Lets the k-th statement of a connection fail, before or after the database has done it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.left = -1
        self.seen = 0
        event.listen(engine, "before_cursor_execute", self._before)

    def _before(self, connection: Any, cursor: Any, statement: str, *given: Any) -> None:
        if statement.split(None, 1)[0] in ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN"):
            return
        self.seen += 1
        if self.left == 0:
            self.left = -1
            raise Sabotage(statement)
        self.left -= 1

    def arm(self, k: int) -> None:
        """Let the k-th statement from now on fail."""
        self.left, self.seen = k, 0
        for kept in (directory._kept, directory._holders_kept):
            kept.clear()  # what an earlier try has read would spare this one a statement

    def done(self) -> None:
        """Go home."""
        event.remove(self.engine, "before_cursor_execute", self._before)


class Sabotage(Exception):
    """The fault."""


def _pass_over_clock(dump: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    return {**dump, "duban_setting": [], "duban_sweep": []}


@pytest.mark.parametrize("what", REQUESTS)
def test_a_fault_at_any_statement_stores_nothing_by_half(world: World, what: str) -> None:
    """Whichever statement fails, the record stays sound and whole acts only are in it; then the request succeeds."""
    state, request = REQUESTS[what]
    case = prepare(world, state)
    moves_the_clock = what in ("sweep that opens children", "reopening")
    before = world.dump()
    saboteur = Saboteur(world.duban.engine)
    k = 0
    while True:
        saboteur.arm(k)
        try:
            request(world.duban, case)
        except Sabotage:
            after = world.dump()
            if moves_the_clock:  # a clock moved is moved; each case's turn is whole
                world.sound()
                assert _pass_over_clock(after) == _pass_over_clock(before)
            else:
                assert after == before, (what, k)
            k += 1
            continue
        break
    saboteur.done()
    assert k >= 3
    assert k == saboteur.seen or moves_the_clock
    world.sound()
    if what != "refused":
        assert world.dump() != before


@pytest.mark.parametrize(
    "what", [one for one in REQUESTS if one not in ("sweep that opens children", "reopening")]
)
def test_a_fault_in_the_hosts_transaction_leaves_the_hosts_part(world: World, what: str) -> None:
    """In a host's transaction a fault at any statement takes back the whole act and nothing of the host's."""
    state, request = REQUESTS[what]
    case = prepare(world, state)
    before = world.dump()
    host = create_engine(world.url)
    saboteur = Saboteur(host)
    with Session(host) as session:
        inner = world.duban.within(session)
        inner.settings()
        k = 0
        while True:
            saboteur.arm(k)
            try:
                request(inner, case)
            except Sabotage:
                k += 1
                continue
            break
        assert k >= 3
        session.rollback()
        assert world.dump() == before
        for one in range(k):
            saboteur.arm(one)
            with pytest.raises(Sabotage):
                request(inner, case)
        session.commit()
    assert world.dump() == before
    saboteur.done()
    host.dispose()


@pytest.mark.parametrize("place", ["INSERT INTO duban_event", "UPDATE duban_case", "FROM duban_case"])
def test_a_lost_connection_is_tried_again(world: World, place: str) -> None:
    """A connection that breaks in the middle of an act: the act is made again on a new one, and happens once."""
    case = world.start()
    broken: list[str] = []

    def break_off(connection: Any, cursor: Any, statement: str, *given: Any) -> None:
        if not broken and place in statement:
            broken.append(statement)
            if world.is_sqlite:
                raise OperationalError(statement, {}, sqlite3.OperationalError("database is locked"))
            connection.connection.dbapi_connection.close()

    event.listen(world.duban.engine, "before_cursor_execute", break_off)
    answer = world.duban.act(case, "submit", by="zhang", key="k")
    event.remove(world.duban.engine, "before_cursor_execute", break_off)
    assert broken
    assert answer.ok
    assert world.kinds(case) == ["started", "submit"]
    world.sound()


def test_a_busy_file_delays_an_act_and_does_not_fail_it(lite: World) -> None:
    """While somebody else writes to the file for a moment, an act waits."""
    case = lite.start()
    other = sqlite3.connect(
        str(lite.duban.engine.url.database), check_same_thread=False, isolation_level=None
    )
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    timer.start()
    assert lite.duban.act(case, "submit", by="zhang").ok
    timer.join()
    other.close()


def test_a_locked_case_delays_only_those_who_want_it(worlds: Worlds) -> None:
    """On PostgreSQL somebody who holds one case keeps nobody from another."""
    with worlds.world("postgres", make_rehearsal) as world:
        held, free = world.start(), world.start()
        host = create_engine(world.url)
        with Session(host) as session:
            assert world.duban.within(session).act(held, "submit", by="zhang").ok
            assert world.duban.act(free, "submit", by="zhang").ok
            assert world.duban.can(held, by="zhang")
            assert world.duban.sweep().held == 0
            session.rollback()
        host.dispose()
        assert world.state(held) == "drafting"
