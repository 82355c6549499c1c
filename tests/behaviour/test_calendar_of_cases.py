"""The calendar kept in the database, and what a notice does to deadlines that are running."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import chinese_calendar
import pytest
from msgspec.structs import replace

from duban.engine.app import Duban
from duban.engine.app.calendar import CalendarImport
from duban.engine.calendars import mainland
from duban.engine.core.holidays.notice import Entry, Mark, Notice
from duban.engine.errors import InvalidInput
from duban.engine.runtime.recount import Recounted
from duban.engine.store import calendar as store
from support.notices import NOTICE_2027, NUMBER, read
from support.world import SHANGHAI, World, problem


def at(world: World, year: int, month: int, day: int, hour: int = 9) -> None:
    """Set the clock in the test's hand."""
    assert world.clock is not None
    world.clock.set(datetime(year, month, day, hour, tzinfo=SHANGHAI))


def deadline(world: World, case: str) -> dict[str, Any]:
    """The only deadline of a case."""
    (one,) = world.duban.show(case)["deadlines"]
    return dict(one)


def last_day(world: World, case: str) -> str:
    """The last day of its only deadline."""
    return str(deadline(world, case)["due"][:10])


def events(world: World, case: str) -> list[dict[str, Any]]:
    """The events of a case of the kind `recounted`, as they are sealed."""
    return [dict(one.body) for one in world.duban.events(case) if one.kind == "recounted"]


def messages(world: World) -> list[tuple[str, int]]:
    """What waits in the outbox about dates counted again."""
    found = world.sql("SELECT case_id, seq FROM duban_outbox WHERE kind = 'recounted' ORDER BY 1, 2")
    return [(str(case), int(seq)) for case, seq in found]


def amend(
    world: World, *days: str, mark: Mark = "off", number: str = "国办发明电〔2026〕1号"
) -> CalendarImport:
    """An amendment that says this of these days."""
    entries = tuple(Entry(date.fromisoformat(one), mark, "春节") for one in days)
    return world.duban.import_calendar(Notice(entries, number))


def test_every_day_in_the_database_is_what_chinesecalendar_says(normal: World) -> None:
    """A new database has every day of 2004 to 2026 as announced, 2027 as assumed, 2051 as unknown."""
    known = normal.duban.calendar()
    first, last = date(2004, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
    for one in map(date.fromordinal, range(first, last + 1)):
        day = known.day(one)
        assert (day.workday, day.status) == (chinese_calendar.is_workday(one), "announced"), one
    assert [known.year_status(one) for one in (2003, 2026, 2027, 2050, 2051)] == [
        "unknown",
        "announced",
        "assumed",
        "assumed",
        "unknown",
    ]
    assert known.day(date(2027, 10, 1)).status == "assumed"
    assert known.day(date(2051, 10, 2)).status == "unknown"


def test_an_upgraded_database_is_given_the_days_once(normal: World) -> None:
    """A database from before the calendar was kept gets the days at `init`; again, nothing."""
    before = normal.dump()
    for table in ("version", "day", "year", "layer"):
        normal.sql(f"DELETE FROM duban_calendar_{table}")
    duban = Duban(normal.url, clock=normal.clock)
    assert duban.calendar().version.startswith("mainland-")
    duban.initialise()
    duban.initialise()
    duban.close()
    after = normal.dump()
    for name in ("duban_calendar_day", "duban_calendar_year"):
        assert after[name] == before[name]
    assert len(after["duban_calendar_version"]) == 1


def test_a_notice_settles_its_year_and_again_changes_nothing(normal: World) -> None:
    """The first import makes a version; the second says that nothing changed, and makes none."""
    at(normal, 2026, 11, 10)
    first = normal.duban.import_calendar(read(NOTICE_2027))
    assert (first.diff.changed, first.diff.years) == (True, (2027,))
    known = normal.duban.calendar()
    assert known.version == first.diff.version
    assert known.year_status(2027) == "announced"
    assert known.day(date(2027, 2, 14)).workday
    assert known.day(date(2027, 2, 11)).notice == NUMBER
    before = normal.dump()
    again = normal.duban.import_calendar(read(NOTICE_2027))
    assert not again.diff.changed
    assert not again.diff.days
    assert normal.dump() == before


def test_a_diff_stores_nothing(normal: World) -> None:
    """What would change is told as the import then tells it, and nothing is stored."""
    before = normal.dump()
    told = normal.duban.calendar_diff(read(NOTICE_2027))
    assert normal.dump() == before
    assert normal.duban.import_calendar(read(NOTICE_2027)).diff == told


def test_a_provisional_date_is_settled_without_a_message_when_it_stays(normal: World) -> None:
    """Ten workdays into 2027 are provisional; the notice confirms the date: an event, no message."""
    at(normal, 2026, 12, 28)
    case = normal.start()
    assert (last_day(normal, case), deadline(normal, case)["provisional"]) == ("2027-01-12", True)
    done = normal.duban.import_calendar(read(NOTICE_2027))
    assert (last_day(normal, case), deadline(normal, case)["provisional"]) == ("2027-01-12", False)
    (event,) = events(normal, case)
    assert (event["before"], event["due"], event["settled"]) == (event["due"], event["due"], True)
    assert (event["reason"], event["calendar"]) == (NUMBER, done.diff.version)
    assert (done.recounted.counted, done.recounted.moved, done.recounted.settled) == (1, 0, 1)
    assert messages(normal) == []
    assert normal.duban.verify()[1] == []


def test_a_date_that_moves_is_told_with_both_dates(normal: World) -> None:
    """The notice makes two workdays of the count into days off: the date moves, and one message says so."""
    at(normal, 2026, 12, 28)
    case = normal.start()
    text = NOTICE_2027.replace("3日（周日）放假，共3天", "5日（周二）放假调休，共5天", 1)
    done = normal.duban.import_calendar(read(text))
    assert (done.recounted.counted, done.recounted.moved) == (1, 1)
    assert last_day(normal, case) == "2027-01-14"
    (event,) = events(normal, case)
    assert (event["before"], event["due"]) == ("2027-01-12T16:00:00.000000Z", "2027-01-14T16:00:00.000000Z")
    assert set(event["changed"]) >= {"2027-01-04", "2027-01-05"}
    assert len(messages(normal)) == 1
    assert normal.duban.verify()[1] == []
    told = next(one for one in normal.duban.history(case) if one["kind"] == "recounted")
    assert (told["before"], told["due"]) == ("2027-01-13T00:00:00+08:00", "2027-01-15T00:00:00+08:00")


def test_an_amendment_moves_exactly_what_it_touches(normal: World) -> None:
    """A workday of March becomes a holiday in January: terms over it move, those before and after do not."""
    at(normal, 2026, 1, 5)
    over = normal.start()  # ten workdays from 5 January: through 19 January
    natural = normal.item(due="14 days")  # its last day is the 19th itself
    inside = normal.item(due="20 days")  # passes over it, ends on the 26th (25 January is a Sunday)
    fixed = normal.item(due="2026-01-19")
    before = normal.item(due="5 workdays")
    at(normal, 2026, 1, 19, 8)
    later = normal.item(due="5 workdays")  # begins on that day, which is not counted
    cases = [over, natural, inside, fixed, before, later]
    at(normal, 2026, 1, 9)
    was = {one: normal.duban.snapshot(one).body for one in cases}
    done = amend(normal, "2026-01-19")
    moved = {one for one in cases if normal.duban.snapshot(one).body != was[one]}
    assert moved == {over, natural}
    assert (last_day(normal, over), last_day(normal, natural)) == ("2026-01-20", "2026-01-20")
    assert (done.recounted.counted, done.recounted.moved) == (2, 2)
    assert sorted(case for case, _ in messages(normal)) == sorted([over, natural])
    assert normal.duban.verify()[1] == []


def test_counting_again_changes_nothing_more(normal: World) -> None:
    """The night, and the same import again, find every date as it should be."""
    at(normal, 2026, 1, 5)
    case = normal.start()
    amend(normal, "2026-01-19")
    before = normal.duban.snapshot(case).body
    assert normal.duban.recount().counted == 0
    assert not amend(normal, "2026-01-19").diff.changed
    at(normal, 2026, 1, 6)
    normal.duban.sweep()
    assert normal.duban.snapshot(case).body == before
    assert len(events(normal, case)) == 1
    assert normal.sql(
        "SELECT count(*) FROM duban_calendar_version WHERE recounted_at IS NULL AND number > 1"
    ) == [(0,)]


def test_an_import_that_died_before_counting_is_finished_by_the_night(
    normal: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version is there and no date was counted by it: the next sweep does it, and its report says so."""
    at(normal, 2026, 1, 5)
    case = normal.start()
    with monkeypatch.context() as patched:
        patched.setattr(Duban, "recount", lambda self, **_: Recounted())
        amend(normal, "2026-01-19")
    assert last_day(normal, case) == "2026-01-19"
    report = normal.duban.sweep().json()
    assert (last_day(normal, case), report["recounted"]) == ("2026-01-20", 1)


def test_what_was_flagged_stays_and_what_ended_stays(normal: World) -> None:
    """A deadline that passed is not given back; a closed case is not touched."""
    at(normal, 2026, 1, 5)
    late, ended = normal.start(), normal.start()
    normal.duban.cancel(ended, by="zhang", note="撤回").unwrap()
    at(normal, 2026, 1, 20)  # nobody swept: the clock of the recount flags it first
    was = normal.duban.snapshot(ended).body
    amend(normal, "2026-01-19")
    assert normal.duban.snapshot(ended).body == was
    assert events(normal, late) == []
    assert last_day(normal, late) == "2026-01-19"
    assert deadline(normal, late)["overdue"]


def test_no_date_moves_into_the_past(normal: World) -> None:
    """A holiday becomes a workday after the fact: the earlier date would have passed, so a workday is left."""
    at(normal, 2026, 9, 28)
    case = normal.item(due="3 workdays")  # 29, 30 September, 8 October
    assert last_day(normal, case) == "2026-10-08"
    at(normal, 2026, 10, 6)
    amend(normal, "2026-10-05", mark="work")  # by the count alone the term ended yesterday
    assert last_day(normal, case) == "2026-10-08"  # the next workday after the 6th is the 8th
    at(normal, 2026, 10, 6, 10)
    amend(normal, "2026-10-05")  # off again
    amend(normal, "2026-10-07", mark="work", number="国办发明电〔2026〕2号")
    assert last_day(normal, case) == "2026-10-07"
    assert normal.duban.verify()[1] == []


def test_reminders_still_to_come_follow_and_those_that_fired_do_not_fire_again(normal: World) -> None:
    """The reminder fired two workdays before the old date; the date moves on, nobody is reminded twice."""
    at(normal, 2026, 1, 5)
    case = normal.start()  # reminded two workdays before 19 January, on the 15th
    at(normal, 2026, 1, 15)
    normal.duban.sweep()
    amend(normal, "2026-01-19", "2026-01-20")
    assert last_day(normal, case) == "2026-01-21"
    at(normal, 2026, 3, 30)
    normal.duban.sweep()
    told = [(one["kind"], one["at"][:10]) for one in normal.duban.history(case)]
    assert [day for kind, day in told if kind == "reminded"] == ["2026-01-15"]
    assert [day for kind, day in told if kind == "overdue"] == ["2026-01-22"]
    escalated = [day for kind, day in told if kind == "escalated"]
    assert escalated[0] == "2026-01-26"  # three workdays after the 21st: Thursday, Friday, Monday


def test_a_stay_is_counted_again(normal: World) -> None:
    """Seven workdays on show: a day of them becomes a holiday and the stay ends a day later."""
    at(normal, 2026, 3, 2)
    case = normal.start()
    for action, by in (("submit", "zhang"), ("endorse", "wang"), ("approve", "chen")):
        normal.must(case, action, by)
    normal.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    assert normal.duban.show(case)["stay"]["until"][:10] == "2026-03-11"
    amend(normal, "2026-03-10")
    assert normal.duban.show(case)["stay"]["until"][:10] == "2026-03-12"
    assert [one["deadline"] for one in events(normal, case)] == ["stay"]
    assert normal.duban.verify()[1] == []


def test_a_stay_into_an_assumed_year_is_provisional_until_the_notice(normal: World) -> None:
    """It is shown so, and no longer once the year is announced."""
    at(normal, 2026, 12, 28)
    case = normal.start()
    for action, by in (("submit", "zhang"), ("endorse", "wang"), ("approve", "chen")):
        normal.must(case, action, by)
    normal.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    assert normal.duban.show(case)["stay"]["provisional"] is True
    normal.duban.import_calendar(read(NOTICE_2027))
    assert normal.duban.show(case)["stay"]["provisional"] is False
    assert normal.duban.verify()[1] == []


def test_another_process_counts_by_the_new_calendar_at_once(normal: World) -> None:
    """One that has the old calendar in memory notices the import with its next act."""
    at(normal, 2026, 1, 5)
    other = Duban(normal.url, clock=normal.clock)
    first = other.start("rectification-item", unit="water-bureau", by="zhang", data=_item()).case
    assert other.show(first)["deadlines"][0]["due"][:10] == "2026-01-12"
    amend(normal, "2026-01-12")
    second = other.start("rectification-item", unit="water-bureau", by="zhang", data=_item()).case
    assert other.show(second)["deadlines"][0]["due"][:10] == "2026-01-13"
    plan = normal.start()
    other.act(plan, "submit", by="zhang").unwrap()
    assert other.show(plan)["deadlines"][0]["due"][:10] == "2026-01-13"
    other.close()


def _item() -> dict[str, Any]:
    return problem(1, due="5 workdays")


def test_a_local_layer_serves_its_units_and_all_below_them(normal: World) -> None:
    """The city is off on a Monday: its bureaus' terms move, those of a unit outside it do not."""
    at(normal, 2026, 3, 2)
    bureau, school = normal.item(due="5 workdays"), normal.start(unit="school-board", by="gao")
    layer = Notice((Entry(date(2026, 3, 9), "off"),), layer="water-day", units=("water-bureau",))
    done = normal.duban.import_calendar(layer)
    assert last_day(normal, bureau) == "2026-03-10"
    assert last_day(normal, school) == "2026-03-16"
    assert done.recounted.moved == 1
    above = replace(layer, layer="city-day", units=("city",), entries=(Entry(date(2026, 3, 10), "off"),))
    normal.duban.import_calendar(above)
    assert last_day(normal, bureau) == "2026-03-11"
    assert last_day(normal, school) == "2026-03-17"
    (armed,) = normal.duban.snapshot(bureau).deadlines.values()
    assert armed["calendar"].endswith("+city-day+water-day")
    assert normal.duban.calendar().day(date(2026, 3, 9)).workday
    assert not normal.duban.calendar("water-day").day(date(2026, 3, 9)).workday
    assert normal.duban.verify()[1] == []


def test_a_layer_that_loses_a_day_gives_it_back(normal: World) -> None:
    """A layer is replaced as a whole: a day it no longer names is a workday again, and dates return."""
    at(normal, 2026, 3, 2)
    case = normal.item(due="5 workdays")
    layer = Notice(
        (Entry(date(2026, 3, 4), "off"), Entry(date(2026, 3, 5), "off")),
        layer="here",
        workflows=("rectification-item",),
    )
    normal.duban.import_calendar(layer)
    assert last_day(normal, case) == "2026-03-11"
    normal.duban.import_calendar(replace(layer, entries=layer.entries[:1]))
    assert last_day(normal, case) == "2026-03-10"


def test_a_layer_for_somebody_unknown_is_refused(normal: World) -> None:
    """A unit or a workflow that is not there is named, and nothing is stored."""
    before = normal.dump()
    entries = (Entry(date(2026, 3, 4), "off"),)
    with pytest.raises(InvalidInput, match="nowhere"):
        normal.duban.import_calendar(Notice(entries, layer="here", units=("nowhere",)))
    with pytest.raises(InvalidInput, match="no-such"):
        normal.duban.import_calendar(Notice(entries, layer="here", workflows=("no-such",)))
    assert normal.dump() == before


def test_a_bad_case_does_not_stop_the_others(normal: World) -> None:
    """A case whose snapshot cannot be counted is named in the report; the rest is counted."""
    at(normal, 2026, 1, 5)
    good, bad = normal.start(), normal.start()
    normal.sql(
        'UPDATE duban_case SET body = replace(body, \'"since":"2026\', \'"since":"no\') WHERE id = :id',
        id=bad,
    )
    done = amend(normal, "2026-01-19")
    assert last_day(normal, good) == "2026-01-20"
    assert set(done.recounted.failed) == {bad}


def test_from_november_on_the_missing_year_is_told(normal: World) -> None:
    """Not on 31 October; from 1 November in every report of the night until the notice is there."""
    at(normal, 2026, 10, 31)
    assert normal.duban.sweep().json()["warnings"] == []
    at(normal, 2026, 11, 1)
    (warned,) = normal.duban.sweep().json()["warnings"]
    assert (warned["code"], warned["year"]) == ("year-not-announced", 2027)
    normal.duban.import_calendar(read(NOTICE_2027))
    assert normal.duban.sweep().json()["warnings"] == []


def test_a_corrected_text_of_the_same_notice_takes_its_place(normal: World) -> None:
    """What the first text said wrongly is gone; the version shows that something changed."""
    wrong = NOTICE_2027.replace("5月8日（周六）上班", "5月9日（周日）上班")
    normal.duban.import_calendar(read(wrong))
    normal.duban.import_calendar(read(NOTICE_2027))
    known = normal.duban.calendar()
    assert (known.day(date(2027, 5, 8)).workday, known.day(date(2027, 5, 9)).workday) == (True, False)


def test_a_host_with_a_calendar_of_its_own_keeps_it(normal: World) -> None:
    """`calendar=` wins over the tables, and an import is refused there."""
    amend(normal, "2014-08-04")
    host = Duban(normal.url, clock=normal.clock, calendar=mainland())
    assert host.calendar().day(date(2014, 8, 4)).workday
    with pytest.raises(InvalidInput, match="host"):
        host.import_calendar(read(NOTICE_2027))
    assert host.recount().checked == 0
    host.close()


def test_an_earlier_version_can_still_be_looked_at(normal: World) -> None:
    """The days as they were when a deadline was counted are kept."""
    old = normal.duban.calendar().version
    amend(normal, "2026-01-19")

    def work(connection: Any) -> Any:
        return normal.duban._shelf(connection).earlier(old)

    earlier = normal.duban._door.read(work)
    assert earlier.day(date(2026, 1, 19)).workday
    assert earlier.version == old
    assert not normal.duban.calendar().day(date(2026, 1, 19)).workday
    assert normal.duban._door.read(store.not_recounted) is not None
