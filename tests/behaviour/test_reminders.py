"""Reminders and escalation: each once, to whom it concerns that day, one digest a person and day."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from duban.engine.app import Duban
from duban.engine.clock import FixedClock
from duban.engine.core.organisation import Organisation, Post
from duban.engine.errors import InvalidInput
from support.mail import URGENT, Box, deliver, local, until
from support.small import deploy
from support.world import World


def test_a_reminder_waits_for_the_working_morning(normal: World) -> None:
    """What falls due on a Saturday at midnight is told on Monday at 08:30, once, to whoever has to act."""
    case = normal.item(due="2014-08-08")  # a Friday: overdue from Saturday 00:00 on
    until(normal, "2014-08-05 09:00")
    assert deliver(normal).told() == [("li", [("reminded", case)])]
    until(normal, "2014-08-09 12:00")
    assert deliver(normal).told() == []
    until(normal, "2014-08-11 08:29")
    assert deliver(normal).told() == []
    until(normal, "2014-08-11 08:30")
    first = deliver(normal)
    assert first.told() == [("li", [("overdue", case)])]
    assert first.got[0].id == "2014-08-11/li"
    assert deliver(normal).told() == []


def test_one_digest_a_person_and_day(normal: World) -> None:
    """Many things of one person are one message, overdue first, and a second wave of a day waits for the next morning."""
    late = [normal.item(due=day) for day in ("2014-08-07", "2014-08-06")]
    soon = normal.item(due="2014-08-13")
    until(normal, "2014-08-08 09:00")
    told = deliver(normal).told()
    assert told == [("li", [("overdue", late[1]), ("overdue", late[0]), ("reminded", soon)])]
    again = normal.item(due="2014-07-30")  # late from the beginning
    normal.duban.sweep()
    assert deliver(normal).told() == []
    until(normal, "2014-08-11 09:00")
    (one,) = [one for one in deliver(normal).got if one.person == "li"]
    assert ("overdue", again) in [(item["kind"], item["case"]) for item in one.body["items"]]


def test_what_was_missed_comes_as_one_line(normal: World) -> None:
    """After a long silence a deadline is one line, its last step, and not one for each."""
    case = normal.item(due="5 workdays")
    assert normal.clock is not None
    normal.clock.set(local("2014-08-25 09:00"))
    normal.duban.sweep()
    box = deliver(normal)
    lines = {one.person: one.body["items"] for one in box.got}
    assert {person: [item["kind"] for item in items] for person, items in lines.items()} == {
        "li": ["escalated"],
        "zhang": ["escalated"],
        "wang": ["escalated"],
        "both": ["escalated"],
    }
    assert lines["wang"][0]["lamp"] == "red"
    assert lines["li"][0]["case"] == case
    assert lines["li"][0]["earlier"] == 3  # the reminder, overdue, the first rung


def test_escalation_goes_up(normal: World) -> None:
    """Overdue tells whoever has to act; the first rung the head too, the second the supervisors too."""
    normal.item(due="5 workdays")
    for moment, people in (
        ("2014-08-11 09:00", {"li"}),
        ("2014-08-13 09:00", {"li", "zhang"}),
        ("2014-08-22 09:00", {"li", "zhang", "wang", "both"}),
    ):
        until(normal, moment)
        assert {one.person for one in deliver(normal).got} == people


def test_who_holds_the_post_on_the_day_is_told(normal: World) -> None:
    """A head who leaves over the weekend is told nothing on Monday; the successor is."""
    normal.start()  # drafting, 10 workdays: overdue on Saturday 16 August
    until(normal, "2014-08-16 10:00")
    deliver(normal)
    since = local("2014-08-17 00:00").date()
    normal.duban.store_organisation(
        Organisation(
            posts=(
                Post("zhang", "principal", "water-bureau", None, since - timedelta(days=1)),
                Post("gao", "principal", "water-bureau", since),
                Post("gao", "principal", "school-board"),
            )
        )
    )
    until(normal, "2014-08-18 09:00")
    assert {one.person for one in deliver(normal).got} == {"gao"}


def test_what_was_done_meanwhile_is_not_reminded(normal: World) -> None:
    """A reminder of a deadline that no longer runs is of no use; a breach is told, and stays for good."""
    case = normal.start()
    until(normal, "2014-08-13 07:00")
    normal.must(case, "submit", "zhang")
    until(normal, "2014-08-13 09:00")
    report = normal.duban.deliver([Box()]).json()
    assert (report["moot"], report["sent"]) == (1, 0)
    until(normal, "2014-08-21 07:00")  # team-review: 5 workdays, late from the 21st on
    normal.must(case, "endorse", "wang")
    shown = normal.duban.show(case)
    assert [(one["deadline"], one["due"][:10]) for one in shown["breaches"]] == [
        ("team-review", "2014-08-20")
    ]
    assert shown["lamp"] is None
    until(normal, "2014-08-21 09:00")
    assert ("overdue", case) in [item for one in deliver(normal).told() for item in one[1]]
    assert normal.duban.verify()[1] == []


def test_an_urgent_rung_is_told_at_night(normal: World) -> None:
    """A rung marked urgent waits for no morning, and says its own words to those it names."""
    deploy(normal, URGENT)
    case = normal.duban.start("urgent-work", unit="water-bureau", by="zhang").case
    until(normal, "2014-08-09 00:00")
    box = deliver(normal)
    assert box.told() == [(one, [("escalated", case)]) for one in ("both", "past", "wang")]
    assert box.got[0].body["urgent"]
    assert "汛情" in box.got[0].body["text"]["zh"]


def test_a_person_who_cannot_be_reached_holds_up_nobody(normal: World) -> None:
    """A failing delivery is tried again later and later, then parked; the others go out; it may be taken up again."""
    normal.item(due="2014-08-07")
    normal.start(unit="school-board", by="gao", presided_by="gao")
    normal.item(due="2014-08-07", responsible="he")
    until(normal, "2014-08-08 09:00")
    box = Box(failing={"li"})
    assert normal.clock is not None
    for _ in range(20):
        normal.duban.deliver([box])
        normal.clock.set(normal.clock.now() + timedelta(hours=1))
    assert [one.person for one in box.got] == ["he"]
    (parked,) = normal.duban.deliveries(status="parked")
    assert (parked["person"], parked["attempts"], parked["fault"]) == ("li", 8, "OSError: no such mailbox")
    box.failing.clear()
    normal.duban.retry_delivery(parked["id"])
    normal.duban.deliver([box])
    assert [one.person for one in box.got] == ["he", "li"]
    with pytest.raises(InvalidInput, match="no message"):
        normal.duban.retry_delivery(parked["id"])


def test_a_message_that_cannot_be_worked_out_holds_up_nobody(normal: World) -> None:
    """A damaged case parks its own message after some tries; the messages of other cases are told at once."""
    bad, good = normal.item(due="2014-08-07"), normal.item(due="2014-08-07", responsible="he")
    until(normal, "2014-08-08 09:00")
    normal.sql("UPDATE duban_case SET body = '{broken' WHERE id = :case", case=bad)
    box = Box()
    assert normal.clock is not None
    for _ in range(20):
        normal.duban.deliver([box])
        normal.clock.set(normal.clock.now() + timedelta(hours=1))
    assert [item["case"] for one in box.got for item in one.body["items"]] == [good]
    parked = [one["id"] for one in normal.duban.deliveries(status="parked")]
    assert parked
    assert all(one.startswith(f"{bad}:") for one in parked)


def test_nothing_is_told_of_what_was_refused_or_rolled_back(normal: World) -> None:
    """A refused urge leaves no message."""
    case = normal.item()
    assert normal.refused(normal.duban.urge(case, "快", by="qian")) == ["not-authorized"]
    assert normal.refused(normal.duban.urge(case, "  ", by="wang")) == ["empty-text"]
    assert deliver(normal).got == []


def test_several_nodes_hand_each_over_once(normal: World) -> None:
    """Four relays at once tell every person once."""
    cases = {
        normal.item(due="2014-08-07", responsible=one)
        for one in ("li", "he", "qian", "sun")
        for _ in range(5)
    }
    until(normal, "2014-08-08 09:00")
    boxes = [Box() for _ in range(4)]
    nodes = [Duban(normal.url, clock=FixedClock(local("2014-08-08 09:00"))) for _ in boxes]
    barrier = threading.Barrier(4)

    def run(number: int) -> None:
        barrier.wait()
        for _ in range(3):
            nodes[number].deliver([boxes[number]])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    for node in nodes:
        node.close()
    normal.duban.deliver([boxes[0]])
    got = [one for box in boxes for one in box.got]
    assert sorted(one.person for one in got) == ["he", "li", "qian", "sun"]
    assert {item["case"] for one in got for item in one.body["items"]} == cases


class Died(BaseException):
    """The process is gone."""


def test_who_dies_between_sending_and_marking_sends_the_same_again(normal: World) -> None:
    """After the claim has run out the same delivery comes again: same id, same words, nothing lost."""

    class Dying(Box):
        def flush(self) -> None:
            raise Died

    normal.item(due="2014-08-07")
    until(normal, "2014-08-08 09:00")
    dying, box = Dying(), Box()
    with pytest.raises(Died):
        normal.duban.deliver([dying])
    normal.duban.deliver([box])
    assert box.got == []  # still claimed by the one that died
    normal.item(due="2014-08-08")
    assert normal.clock is not None
    normal.clock.set(normal.clock.now() + timedelta(minutes=2))
    normal.duban.deliver([box])
    assert [(one.id, one.body) for one in box.got] == [(one.id, one.body) for one in dying.got]


def test_a_rung_of_an_occurrence_is_kept_once_by_the_database(normal: World) -> None:
    """A snapshot that forgot that it fired cannot fire again: the database refuses the second event."""
    case = normal.item(due="2014-08-07")
    before = normal.sql("SELECT body, next_at FROM duban_case WHERE id = :case", case=case)[0]
    until(normal, "2014-08-08 09:00")
    kinds = normal.kinds(case)
    seq = normal.sql("SELECT seq FROM duban_case WHERE id = :case", case=case)[0][0]
    for known in (f'"seq":{seq}', '"seq":1'):
        body = before[0].replace('"seq":1', known)
        number = int(known.partition(":")[2])
        normal.sql(
            "UPDATE duban_case SET body = :body, next_at = :next_at, seq = :seq WHERE id = :case",
            body=body,
            next_at=before[1],
            seq=number,
            case=case,
        )
        try:
            normal.duban.sweep()
        except Exception as error:  # noqa: BLE001 - how the night takes it is the night's affair
            assert isinstance(error.__cause__, IntegrityError)
        assert normal.kinds(case) == kinds
    with pytest.raises(IntegrityError):
        normal.sql(
            "INSERT INTO duban_event (case_id, seq, kind, action, at, alg, prev, hash, body, occurrence) "
            "SELECT case_id, 99, kind, action, at, alg, prev, hash, body, occurrence "
            "FROM duban_event WHERE case_id = :case AND kind = 'overdue'",
            case=case,
        )


def test_a_second_occurrence_has_rungs_of_its_own(world: World) -> None:
    """A step that is entered again at the same moment with the same date is flagged again: it is another occurrence."""
    deploy(world, AGAIN)
    case = world.duban.start("again", unit="water-bureau", by="zhang").case
    for _ in range(2):
        world.must(case, "on", "zhang")
        world.duban.sweep()
        world.must(case, "return", "zhang")
    assert world.kinds(case).count("overdue") == 2
    keys = world.sql("SELECT occurrence FROM duban_event WHERE occurrence IS NOT NULL ORDER BY seq")
    assert len(keys) == len(set(keys)) == 2
    assert world.duban.verify(case)[1] == []


AGAIN = """
workflow: again
title: again
roles: {head: {title: head, post: principal, of: unit}}
states:
  first: {title: first, actions: {on: {title: on, by: head, to: second}}}
  second:
    title: second
    due: {date: 2014-07-01}
    actions: {return: {title: return, by: head, back: first}, end: {title: end, by: head, to: ended}}
  ended: {title: ended, final: success}
"""


def test_lamps_have_the_colours_of_the_place(normal: World) -> None:
    """The colours are a setting; what cannot be read is refused and changes nothing."""
    case = normal.item(due="2014-08-07")
    until(normal, "2014-08-08 09:00")
    assert normal.duban.show(case)["lamp"] == "orange"
    normal.duban.set_notices(colours="蓝黄红", hours="always", channels=["terminal"])
    assert normal.duban.show(case)["lamp"] == "yellow"
    assert [one["lamp"] for one in normal.duban.list_cases(overdue=True)] == ["yellow"]
    for bad in ({"colours": "蓝蓝红"}, {"hours": "late"}, {"channels": ["x" * 300]}):
        with pytest.raises(InvalidInput):
            normal.duban.set_notices(**bad)
    settings = normal.duban.settings()
    assert (settings.lamps, settings.hours, settings.channels) == (
        ("blue", "yellow", "red"),
        None,
        ("terminal",),
    )
