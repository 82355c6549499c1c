"""Deadlines of a case: armed on entering, replaced on moving, flagged once when they pass."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from support.small import deploy
from support.world import BEGIN, SHANGHAI, World, problem


def deadline(world: World, case: str) -> dict[str, Any]:
    """The only deadline of a case."""
    (one,) = world.duban.show(case)["deadlines"]
    return dict(one)


def test_moving_replaces_one_term_by_another(world: World) -> None:
    """Drafting has ten workdays, each review five; entering a state ends the term of the one before."""
    case = world.start()
    assert (deadline(world, case)["name"], deadline(world, case)["due"]) == (
        "drafting",
        "2014-08-15T23:59:59+08:00",
    )
    world.advance("2 workdays")
    world.bring(case, "team-review")
    assert (deadline(world, case)["name"], deadline(world, case)["due"]) == (
        "team-review",
        "2014-08-12T23:59:59+08:00",
    )
    world.bring_to_audit(case)
    assert deadline(world, case)["name"] == "liaison-audit"
    world.must(case, "return", "chen", deficiencies=["unfocused"])
    assert deadline(world, case)["name"] == "drafting"
    assert deadline(world, case)["due"] == "2014-08-19T23:59:59+08:00"


def test_a_term_is_late_at_midnight_and_flagged_once(world: World) -> None:
    """On the last day it is in time, at 24:00 it is late; it is flagged once, however often the night comes."""
    case = world.start()
    world.duban.set_clock(datetime(2014, 8, 15, 23, 59, 59, tzinfo=SHANGHAI))
    assert not deadline(world, case)["overdue"]
    assert world.duban.list_cases(overdue=True) == []
    report = world.duban.set_clock(datetime(2014, 8, 16, tzinfo=SHANGHAI)).json()
    assert report["overdue"] == 1
    assert deadline(world, case)["overdue"]
    assert [one["case"] for one in world.duban.list_cases(overdue=True)] == [case]
    assert [world.duban.sweep().json()["overdue"] for _ in range(3)] == [0, 0, 0]
    flagged = next(one for one in world.duban.history(case) if one["kind"] == "overdue")
    assert (flagged["at"], flagged["actor"], flagged["deadline"]) == (
        "2014-08-16T00:00:00+08:00",
        "system",
        "drafting",
    )


def test_reminders_and_escalations_come_in_order(world: World) -> None:
    """A reminder two workdays before, the flag at the end, then the rungs of the ladder."""
    case = world.start()
    world.advance("3 months")
    told = [(one["kind"], one["at"][:10]) for one in world.duban.history(case)][1:]
    assert told == [
        ("reminded", "2014-08-13"),
        ("overdue", "2014-08-16"),
        ("escalated", "2014-08-20"),
        ("escalated", "2014-08-29"),
        ("escalated", "2014-09-15"),
    ]
    world.sound()


def test_handing_in_late_leaves_the_breach_in_the_record(world: World) -> None:
    """What was flagged stays in the history after the state is left; the new state has its own term."""
    case = world.start()
    world.advance("11 workdays")
    world.bring(case, "team-review")
    assert not deadline(world, case)["overdue"]
    assert "overdue" in world.kinds(case)


@pytest.mark.parametrize("night_first", [True, False])
def test_acting_after_the_term_but_before_the_night_records_the_breach(
    normal: World, night_first: bool
) -> None:
    """Whether the night or the person comes first, the record holds the same reminder and the same breach."""
    assert normal.clock is not None
    case = normal.start()
    normal.clock.set(BEGIN + timedelta(days=16))
    if night_first:
        normal.duban.sweep()
    normal.clock.set(BEGIN + timedelta(days=16, hours=1))
    normal.must(case, "submit", "zhang")
    if not night_first:
        normal.duban.sweep()
    told = [
        (one["kind"], one["action"], one["at"][:16], one.get("deadline"), one.get("rung"))
        for one in normal.duban.history(case)
    ]
    assert told == [
        ("started", None, "2014-08-01T09:00", None, None),
        ("reminded", None, "2014-08-13T00:00", "drafting", "remind-1"),
        ("overdue", None, "2014-08-16T00:00", "drafting", "due"),
        ("moved", "submit", "2014-08-17T10:00", None, None),
    ]
    normal.sound()


def test_both_times_are_kept(normal: World) -> None:
    """A breach happened when the term ended and was recorded when the night came."""
    assert normal.clock is not None
    case = normal.start()
    normal.clock.set(BEGIN + timedelta(days=20))
    normal.duban.sweep()
    flagged = next(one for one in normal.duban.history(case) if one["kind"] == "overdue")
    assert flagged["at"] == "2014-08-16T00:00:00+08:00"
    assert flagged["recorded_at"] == "2014-08-21T09:00:00+08:00"


def test_items_have_due_dates_of_their_own(world: World) -> None:
    """A date, a term in workdays and a term in natural days each become the item's own deadline."""
    case = world.start()
    world.bring(case, "implementing")  # Wednesday 13 August, 09:00
    dues = [deadline(world, child)["due"][:10] for child in world.duban.show(case)["children"]]
    assert dues == ["2014-10-31", "2014-09-25", "2014-11-30", "2014-09-02"]
    assert {deadline(world, child)["name"] for child in world.duban.show(case)["children"]} == {"case"}
    assert world.duban.show(case)["deadlines"] == []


def test_an_item_goes_overdue_alone_and_through_all_its_states(world: World) -> None:
    """The item's deadline runs on from state to state; a late item is flagged, its plan and the others are not."""
    case = world.start(problems=None)
    world.must(case, "submit", "zhang", problems=[
        problem(1, due="5 workdays"), problem(2, source="self-check"),
        problem(3, source="meeting"), problem(4, source="superior"),
    ])  # fmt: skip
    world.must(case, "endorse", "wang")
    world.must(case, "approve", "chen")
    world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    world.advance("8 workdays")
    first = world.duban.show(case)["children"][0]
    world.must(first, "claim", "li")
    world.must(first, "submit-evidence", "li", evidence="材料")
    report = world.advance("6 workdays")
    assert report["overdue"] == 1
    assert [one["case"] for one in world.duban.list_cases(overdue=True)] == [first]
    assert deadline(world, first)["overdue"]
    assert world.must(first, "write-off", "wang")["status"] == "success"
    assert world.duban.list_cases(overdue=True) == []


HOURS = """
workflow: in-hours
title: in hours
roles: {head: {title: head, post: principal, of: unit}}
data: {by_when: {type: deadline, title: by when}}
states:
  first:
    title: first
    due: {within: 36 hours, remind: [6 hours before]}
    actions:
      set: {title: set, by: head, needs: [by_when], to: second}
  second:
    title: second
    due: {field: by_when}
    actions:
      set: {title: set, by: head, may: [by_when]}
      go:  {title: go, by: head, to: ended}
  ended: {title: ended, final: success}
"""


def test_a_term_in_hours_ends_at_its_instant(world: World) -> None:
    """36 hours from Friday 09:00 end on Saturday at 21:00; the reminder comes six hours earlier."""
    deploy(world, HOURS)
    case = world.duban.start("in-hours", unit="water-bureau", by="zhang").case
    assert deadline(world, case)["due"] == "2014-08-02T21:00:00+08:00"
    world.advance("35 hours")
    assert world.kinds(case) == ["started", "reminded"]
    world.advance("1 hour")
    assert world.kinds(case) == ["started", "reminded", "overdue"]


def test_a_deadline_in_a_field_moves_with_the_field(world: World) -> None:
    """Filling the field again counts the deadline anew; taking it away takes the deadline away."""
    deploy(world, HOURS)
    case = world.duban.start("in-hours", unit="water-bureau", by="zhang").case
    world.must(case, "set", "zhang", by_when="2014-08-20")
    assert deadline(world, case)["due"] == "2014-08-20T23:59:59+08:00"
    world.must(case, "set", "zhang", by_when="3个工作日")
    assert deadline(world, case)["due"] == "2014-08-06T23:59:59+08:00"
    world.advance("5 workdays")
    assert deadline(world, case)["overdue"]
    world.must(case, "set", "zhang", by_when="2014-09-30")
    assert not deadline(world, case)["overdue"]
    assert world.must(case, "set", "zhang", by_when=None)["deadlines"] == []
    world.sound()


def test_a_date_that_has_passed_is_late_at_once(world: World) -> None:
    """A due date in the past is flagged by the next night, once."""
    case = world.item(due="2014-07-01")
    assert deadline(world, case)["overdue"]
    assert [world.duban.sweep().json()["overdue"] for _ in range(2)] == [1, 0]
    world.sound()
