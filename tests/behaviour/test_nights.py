"""The night: once each, however often, late, or on however many nodes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from duban.engine.app import Duban
from duban.engine.clock import FixedClock
from support.small import deploy
from support.world import BEGIN, World, Worlds, make_normal, problem


def fired(world: World) -> list[tuple[Any, ...]]:
    """Everything that the clock did, by case."""
    return [
        (one["case"], *(event.get(name) for name in ("kind", "action", "at", "deadline", "rung")))
        for one in world.duban.list_cases()
        for event in world.duban.history(one["case"])
        if event["actor"] == "system" and event["kind"] != "started"
    ]


def campaign(world: World) -> list[str]:
    """Some plans and items that fall due at different times."""
    cases = [world.start() for _ in range(4)]
    cases += [world.item(due=f"{number} workdays") for number in range(1, 8)]
    world.must(cases[1], "submit", "zhang")
    for action, by in (("submit", "zhang"), ("endorse", "wang"), ("approve", "chen")):
        world.must(cases[2], action, by)
    world.must(cases[2], "publish", "zhang", channel="公告栏", evidence="照片")
    return cases


def test_run_twice_or_late_it_flags_each_once(normal: World) -> None:
    """A second run finds nothing; a run that comes late does everything that was missed, at its own time."""
    campaign(normal)
    assert normal.clock is not None
    normal.clock.set(BEGIN + timedelta(days=60))
    first, second = normal.duban.sweep().json(), normal.duban.sweep().json()
    assert (first["overdue"], first["failed"]) == (
        10,
        0,
    )  # three plans, seven items; the fourth plan has no term
    assert (second["overdue"], second["fired"], second["checked"]) == (0, 0, 0)
    told = fired(normal)
    assert len(told) == len(set(told))
    normal.sound()


def test_every_night_or_one_late_night_give_the_same_record(worlds: Worlds, backend: str) -> None:
    """Sixty nights in order and one night after sixty days leave the same reminders, flags and escalations."""
    told = []
    for nights in (range(1, 61), [60]):
        with worlds.world(backend, make_normal) as world:
            cases = campaign(world)
            assert world.clock is not None
            for night in nights:
                world.clock.set(BEGIN + timedelta(days=night))
                world.duban.sweep()
            names = {case: number for number, case in enumerate(cases)}
            told.append(sorted(
                (names[case], *rest) for case, *rest in fired(world) if case in names and case != cases[2]
            ))  # fmt: skip
            world.sound()
    assert told[0] == told[1]


def test_two_nodes_at_once_flag_each_once(normal: World) -> None:
    """Two schedulers that run at the same time share the work; each item is flagged by one of them."""
    campaign(normal)
    later = BEGIN + timedelta(days=60)
    nodes = [Duban(normal.url, clock=FixedClock(later)) for _ in range(2)]
    reports: list[dict[str, Any]] = []
    barrier = threading.Barrier(2)

    def run(node: Duban) -> list[dict[str, Any]]:
        barrier.wait()
        return [node.sweep().json() for _ in range(3)]

    with ThreadPoolExecutor(2) as pool:
        for told_by in pool.map(run, nodes):
            reports += told_by
    for node in nodes:
        node.close()
    assert normal.clock is not None
    normal.clock.set(later)
    normal.duban.sweep()
    told = fired(normal)
    assert len(told) == len(set(told))
    flagged = [one for one in told if one[1] == "overdue"]
    assert sum(one["overdue"] for one in reports) == len(flagged)
    assert len(flagged) >= 10
    normal.sound()


def test_the_last_report_is_kept(world: World) -> None:
    """The last run can be asked for, with its figures."""
    assert world.duban.last_sweep() is None
    world.start()
    world.duban.sweep()
    world.duban.sweep(as_of=world.duban.now() + timedelta(days=20))
    report = world.duban.last_sweep()
    assert report is not None
    assert (report["overdue"], report["reminded"]) == (1, 1)


def test_a_case_that_breaks_the_night_is_put_aside(normal: World) -> None:
    """One unreadable case neither stops the others nor is tried at once again; it is told with its fault."""
    cases = campaign(normal)
    normal.sql("UPDATE duban_case SET body = '{broken' WHERE id = :case", case=cases[0])
    assert normal.clock is not None
    normal.clock.set(BEGIN + timedelta(days=60))
    report = normal.duban.sweep().json()
    assert report["failed"] == 1
    assert list(report["failures"]) == [cases[0]]
    assert report["overdue"] >= 9
    again = normal.duban.sweep().json()
    assert (again["checked"], again["failed"]) == (0, 0)
    normal.clock.set(BEGIN + timedelta(days=60, minutes=10))
    assert normal.duban.sweep().json()["failed"] == 1
    attempts = normal.sql("SELECT attempts FROM duban_case WHERE id = :case", case=cases[0])
    assert attempts == [(2,)]


def test_an_item_opened_late_is_flagged_in_the_same_night(normal: World) -> None:
    """A night that opens items whose date has passed flags them too, not a night later."""
    case = normal.start(problems=None)
    normal.must(case, "submit", "zhang", problems=[
        problem(1, due="2014-08-04"), problem(2, source="self-check"),
        problem(3, source="meeting"), problem(4, source="superior"),
    ])  # fmt: skip
    for action, by in (("endorse", "wang"), ("approve", "chen")):
        normal.must(case, action, by)
    normal.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    assert normal.clock is not None
    normal.clock.set(BEGIN + timedelta(days=30))
    report = normal.duban.sweep().json()
    assert (report["moved"], report["overdue"]) == (1, 1)
    normal.sound()


TODAY = """
workflow: by-the-day
title: by the day
roles: {head: {title: head, post: principal, of: unit}}
data: {opens_on: {type: date, title: opens on}}
states:
  waiting:
    title: waiting
    actions:
      set:  {title: set, by: head, needs: [opens_on]}
      open: {auto: today >= opens_on, to: ended}
  ended: {title: ended, final: success}
"""


def test_what_reads_the_date_happens_on_its_day(world: World) -> None:
    """A move that hangs on today's date happens on the morning of that day."""
    deploy(world, TODAY)
    case = world.duban.start("by-the-day", unit="water-bureau", by="zhang").case
    world.must(case, "set", "zhang", opens_on="2014-08-10")
    world.advance("8 days")
    assert world.state(case) == "waiting"
    assert world.duban.stuck() == []
    world.advance("15 hours")
    assert world.state(case) == "ended"
    opened = world.duban.history(case)[-1]
    assert (opened["action"], opened["at"]) == ("open", "2014-08-10T00:00:00+08:00")


@pytest.mark.parametrize("step", ["1 hour", "1 day", "7 days", "60 days"])
def test_the_clock_of_a_rehearsal_leaves_nothing_out(world: World, step: str) -> None:
    """However far the clock is moved at a time, everything on the way fires at its own instant."""
    world.item(due="5 workdays")
    world.start()
    hours = {"1 hour": 24, "1 day": 60, "7 days": 9, "60 days": 1}[step]
    for _ in range(hours):
        world.advance(step)
    if step == "1 hour":
        world.advance("60 days")
    told = [(kind, at[:10], deadline) for _, kind, _, at, deadline, _ in fired(world)]
    assert told == [
        ("reminded", "2014-08-05", "case"),
        ("overdue", "2014-08-09", "case"),
        ("escalated", "2014-08-13", "case"),
        ("escalated", "2014-08-22", "case"),
        ("escalated", "2014-09-05", "case"),
        ("reminded", "2014-08-13", "drafting"),
        ("overdue", "2014-08-16", "drafting"),
        ("escalated", "2014-08-20", "drafting"),
        ("escalated", "2014-08-29", "drafting"),
        ("escalated", "2014-09-15", "drafting"),
    ]


def test_a_case_whose_record_cannot_be_written_stops_nobody(normal: World) -> None:
    """An event stands where the next one has to go: that case is put aside with its fault, all others are done."""
    cases = [normal.item(due="5 workdays") for _ in range(5)]
    normal.sql(
        "INSERT INTO duban_event (case_id, seq, kind, action, at, alg, prev, hash, body) "
        "SELECT case_id, 2, kind, action, at, alg, prev, hash, body FROM duban_event "
        "WHERE case_id = :case",
        case=cases[2],
    )
    assert normal.clock is not None
    normal.clock.set(BEGIN + timedelta(days=9))
    report = normal.duban.sweep().json()
    assert (report["checked"], report["overdue"], report["failed"]) == (5, 4, 1)
    assert list(report["failures"]) == [cases[2]]
    assert (report["parked"], report["held"], report["finished"]) == (1, 0, True)


def test_a_case_that_is_not_where_its_row_says_stops_nobody(normal: World) -> None:
    """The number in the row differs from that in the snapshot: it is put aside, and told, and the others are done."""
    cases = [normal.item(due="5 workdays") for _ in range(3)]
    normal.sql("UPDATE duban_case SET seq = 7 WHERE id = :case", case=cases[1])
    assert normal.clock is not None
    normal.clock.set(BEGIN + timedelta(days=9))
    report = normal.duban.sweep().json()
    assert (report["overdue"], list(report["failures"])) == (2, [cases[1]])


def test_what_is_in_doubt_is_counted_and_told(normal: World) -> None:
    """Open cases with a provisional deadline are counted every night; the copy counted by is checked by verify."""
    assert normal.clock is not None
    normal.clock.set(BEGIN.replace(year=2027))
    provisional, other = normal.item(due="200 workdays"), normal.item(due="2027-08-20")
    assert normal.duban.snapshot(provisional).doubt() == 1
    assert normal.duban.snapshot(other).doubt() == 0
    report = normal.duban.sweep().json()
    assert (report["provisional"], report["undetermined"], report["parked"]) == (1, 0, 0)
    assert normal.duban.last_sweep() == report
    normal.sound()
    normal.sql("UPDATE duban_case SET doubt = 2 WHERE id = :case", case=other)
    assert [flaw.values["column"] for flaw in normal.duban.verify()[1]] == ["doubt"]
    assert normal.duban.sweep().json()["undetermined"] == 1
    normal.sql("UPDATE duban_case SET doubt = 0 WHERE id = :case", case=other)
    normal.must(provisional, "claim", "li")
    normal.duban.cancel(provisional, by="zhang", note="撤").unwrap()
    assert normal.duban.sweep().json()["provisional"] == 0


def test_the_report_of_a_night_that_breaks_off_says_what_it_did(normal: World) -> None:
    """A node that dies in the middle leaves a report of its finished batches; the next one does the rest."""
    for _ in range(10):
        normal.item(due="5 workdays")
    assert normal.clock is not None
    normal.clock.set(BEGIN + timedelta(days=9))

    def die(done: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        normal.duban.sweep(batch=2, progress=die)
    report = normal.duban.last_sweep()
    assert report is not None
    assert (report["overdue"], report["finished"]) == (4, False)
    normal.clock.set(BEGIN + timedelta(days=9, seconds=1))
    assert normal.duban.sweep().json()["overdue"] == 6
    bodies = [row[0] for row in normal.sql("SELECT body FROM duban_sweep ORDER BY id")]
    assert ['"finished":false' in body for body in bodies] == [True, False]
