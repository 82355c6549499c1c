"""Nights that were missed, clocks that were set, hours that come twice, a database that was away."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from duban.engine.app import Duban
from duban.engine.clock import FixedClock
from duban.engine.core.times import instant
from duban.engine.store import database
from support.postgres import Cluster
from support.world import BEGIN, ITEM, World, Worlds, make_normal, problem

AWAY = float(os.environ.get("DUBAN_AWAY", "4"))
"""Seconds that the database is away in the run of every day; `make soak` says 30."""
TERM = "10 workdays"


def rungs(world: World, case: str) -> list[tuple[str, str, str]]:
    """(kind, rung, at) of what the clock did to a case, in order."""
    return [
        (one["kind"], one["rung"], one["at"])
        for one in world.duban.history(case)
        if one["kind"] in ("reminded", "overdue", "escalated")
    ]


def test_three_missed_nights_are_caught_up_in_order(normal: World) -> None:
    """Nodes that were down for three nights do what those nights missed once, in order, each at its own instant."""
    assert normal.clock is not None
    case = normal.item(due=TERM)
    ends = datetime.fromisoformat(normal.duban.show(case)["deadlines"][0]["due"]) + timedelta(seconds=1)
    for night in range(1, 60):
        normal.clock.set(BEGIN + timedelta(days=night))
        if ends - timedelta(days=1) < normal.clock.now() < ends + timedelta(days=2):
            assert [kind for kind, _, _ in rungs(normal, case)] == ["reminded"]
        else:
            normal.duban.sweep()
    seen = rungs(normal, case)
    assert [kind for kind, _, _ in seen] == ["reminded", "overdue", "escalated", "escalated", "escalated"]
    assert len({rung for _, rung, _ in seen}) == len(seen)
    assert [at for _, _, at in seen] == sorted(at for _, _, at in seen)
    assert datetime.fromisoformat(seen[1][2]) == ends
    flagged = next(one for one in normal.duban.history(case) if one["kind"] == "overdue")
    assert datetime.fromisoformat(flagged["recorded_at"]) - ends > timedelta(days=1)
    normal.sound()


def test_a_gap_of_nights_gives_each_rung_once_in_order(normal: World) -> None:
    """Nobody sweeps until three rungs are due at once: one night does all three, in their order, and no more."""
    assert normal.clock is not None
    case = normal.item(due=TERM)
    normal.clock.set(BEGIN + timedelta(days=21))
    report = normal.duban.sweep().json()
    seen = rungs(normal, case)
    assert (report["checked"], report["fired"]) == (1, len(seen))
    assert [kind for kind, _, _ in seen] == ["reminded", "overdue", "escalated"]
    assert normal.duban.sweep().json()["fired"] == 0


def test_a_clock_set_back_repeats_nothing_and_loses_nothing(normal: World) -> None:
    """A clock that was fast for a while and is set right: what it fired stays, the rest comes at its time, all once."""
    assert normal.clock is not None
    case = normal.item(due=TERM)
    other = normal.item(due="20 workdays")
    normal.clock.set(BEGIN + timedelta(days=16))
    normal.duban.sweep()
    early = rungs(normal, case)
    assert [kind for kind, _, _ in early] == ["reminded", "overdue"]
    for day in range(10, 70):
        normal.clock.set(BEGIN + timedelta(days=day))
        report = normal.duban.sweep().json()
        assert (report["failed"], report["held"]) == (0, 0)
        if day < 16:
            assert rungs(normal, case) == early
    for one in (case, other):
        seen = rungs(normal, one)
        assert len({rung for _, rung, _ in seen}) == len(seen) == 5, seen
    normal.sound()


def test_people_may_act_after_the_clock_was_set_back(normal: World) -> None:
    """An act that the record tells at an earlier hour than the event before it is taken, and the record is sound."""
    assert normal.clock is not None
    case = normal.start()
    normal.clock.set(BEGIN - timedelta(hours=3))
    normal.must(case, "submit", "zhang")
    normal.duban.sweep()
    normal.clock.set(BEGIN + timedelta(days=90))
    normal.duban.sweep()
    normal.sound()


@pytest.mark.parametrize(
    ("begin", "hours"),
    [
        ("2026-03-05T09:00-05:00", 23),  # the hour from 2 to 3 on 8 March does not exist
        ("2026-10-29T09:00-04:00", 25),  # the hour from 1 to 2 on 1 November comes twice
    ],
)
def test_a_zone_with_summer_time_flags_at_its_own_midnight_once(
    normal: World, begin: str, hours: int
) -> None:
    """In New York a term that spans the change of the clocks ends at the local midnight; hourly nights flag it once."""
    assert normal.clock is not None
    zone = ZoneInfo("America/New_York")
    normal.duban.initialise(zone=zone.key)
    started = datetime.fromisoformat(begin)
    normal.clock.set(started)
    change = next(
        day
        for day in (started.astimezone(zone).date() + timedelta(days=n) for n in range(10))
        if (_midnight(day + timedelta(days=1), zone) - _midnight(day, zone)) == timedelta(hours=hours)
    )
    case = normal.item(due=change.isoformat())
    hourly = normal.item(due="48 hours")
    while normal.clock.now() < started + timedelta(days=5):
        normal.clock.set(normal.clock.now() + timedelta(minutes=30))
        normal.duban.sweep()
    flagged = {
        one: [event for event in normal.duban.history(one) if event["kind"] == "overdue"]
        for one in (case, hourly)
    }
    assert [len(ones) for ones in flagged.values()] == [1, 1]
    assert datetime.fromisoformat(flagged[case][0]["at"]) == _midnight(change + timedelta(days=1), zone)
    assert datetime.fromisoformat(flagged[hourly][0]["at"]) == started + timedelta(hours=48)
    recorded = datetime.fromisoformat(flagged[case][0]["recorded_at"])
    assert recorded - datetime.fromisoformat(flagged[case][0]["at"]) < timedelta(minutes=30)
    normal.sound()


def _midnight(day: Any, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def test_a_night_outwaits_an_sqlite_file_that_somebody_locks(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A back-up that holds the file exclusively, longer than anybody waits: the night goes on when it lets go."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    with worlds.world("sqlite", make_normal) as world:
        cases = [world.item(due="1 workdays") for _ in range(40)]
        locked = threading.Event()

        def hold() -> None:
            other = sqlite3.connect(world.url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
            other.execute("BEGIN EXCLUSIVE")
            locked.set()
            time.sleep(AWAY)
            other.execute("ROLLBACK")
            other.close()

        _sweep_while(world.url, hold, locked)
        _all_flagged_once(world, cases)


def test_a_night_outwaits_a_postgresql_that_is_stopped(worlds: Worlds) -> None:
    """The server is stopped in the middle of a night and comes back: the night ends right without a hand."""
    with Cluster(durable=True) as cluster, cluster.database() as url:
        make_normal(url)
        clock = FixedClock(BEGIN)
        world = World(url, Duban(url, clock=clock), clock)
        cases = [world.item(due="1 workdays") for _ in range(40)]
        away = threading.Event()

        def stop() -> None:
            cluster.kill()
            away.set()
            time.sleep(AWAY)
            cluster.start()

        _sweep_while(url, stop, away)
        _all_flagged_once(world, cases)
        world.duban.close()


def _sweep_while(url: str, trouble: Callable[[], None], begun: threading.Event) -> None:
    """A night that has done a batch when the trouble begins, and ends after it is over."""
    node = Duban(url, clock=FixedClock(BEGIN + timedelta(days=10)))
    thread = threading.Thread(target=trouble)

    def told(done: int) -> None:
        if not thread.ident:
            thread.start()
            assert begun.wait(30)

    began = time.monotonic()
    report = node.sweep(batch=8, progress=told).json()
    thread.join()
    node.close()
    assert time.monotonic() - began > AWAY
    assert (report["overdue"], report["failed"], report["held"], report["parked"]) == (40, 0, 0, 0), report


def _all_flagged_once(world: World, cases: list[str]) -> None:
    for case in cases:
        assert [kind for kind, _, _ in rungs(world, case)].count("overdue") == 1
    world.sound()


def test_the_night_goes_by_the_clock_of_the_server(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node whose own clock is ten minutes fast flags nothing that PostgreSQL says is not over."""
    fast = datetime.now(UTC) + timedelta(minutes=10)
    monkeypatch.setattr("duban.engine.clock.SystemClock.now", lambda self: fast)
    with worlds.url("postgres", make_normal) as url:
        duban = Duban(url)
        try:
            due = fast - timedelta(minutes=5)
            before = Duban(url, clock=FixedClock(due - timedelta(hours=24)))
            case = before.start(
                ITEM, unit="water-bureau", by="zhang", data=problem(1, due="24 hours", responsible="li")
            ).case
            before.close()
            assert instant(duban.snapshot(case).due_at() or "") == due
            assert duban.now() > due
            assert duban.sweep().fired["overdue"] == 0
            assert duban.due_now() == 0
        finally:
            duban.close()
