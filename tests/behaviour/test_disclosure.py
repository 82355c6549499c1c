"""A stay: at least so long, stopped by an objection."""

from __future__ import annotations

import pytest

from support.world import World


@pytest.fixture
def case(world: World) -> str:
    """A plan that was just published, on Friday 1 August 2014."""
    case = world.start()
    world.bring(case, "disclosure")
    world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    return case


def test_without_publishing_nothing_begins(world: World) -> None:
    """The stay is counted from the publishing: without it a plan stays in disclosure for ever."""
    case = world.start()
    world.bring(case, "disclosure")
    assert world.advance("3 months")["fired"] == 0
    assert world.state(case) == "disclosure"
    assert world.refused(world.do(case, "proceed", "zhang")) == ["automatic"]


def test_seven_workdays_and_not_one_less(world: World, case: str) -> None:
    """Published on Friday the 1st, seven workdays are over at the end of Tuesday the 12th."""
    assert world.duban.show(case)["stay"] == {
        "since": "2014-08-01T09:00:00+08:00", "until": "2014-08-12T23:59:59+08:00", "over": False, "stopped": False, "provisional": False,
    }  # fmt: skip
    world.advance("7 workdays")
    assert world.state(case) == "disclosure"
    assert world.refused(world.do(case, "proceed", "zhang")) == ["automatic"]
    world.advance("15 hours")
    assert world.state(case) == "implementing"
    assert world.kinds(case)[-2:] == ["stayed", "proceed"]
    world.sound()


def test_an_objection_stops_the_clock_and_holds_the_plan(world: World, case: str) -> None:
    """While an objection is open the stay does not end; resolved, the remaining workdays are counted."""
    world.advance("2 workdays")  # Tuesday the 5th
    world.must(case, "object", "wu", text="第二项没有时间")
    shown = world.duban.show(case)
    assert shown["stay"]["stopped"]
    assert shown["stay"]["until"] is None
    assert shown["open"] == {"objection": [1]}
    assert world.advance("2 months")["fired"] == 0
    assert world.state(case) == "disclosure"
    world.must(
        case, "resolve", "zhao", text="已补充"
    )  # Sunday 5 October; the 4th is a make-up workday already past
    resolved = world.duban.now()
    shown = world.duban.show(case)
    assert not shown["stay"]["stopped"]
    # Monday the 4th and Tuesday the 5th counted; five workdays remain after the day of the resolution.
    world.duban.sweep()
    assert world.state(case) == "disclosure"
    world.advance("5 workdays")
    assert world.state(case) == "disclosure"
    world.advance("1 day")
    assert world.state(case) == "implementing"
    assert resolved < world.duban.now()
    world.sound()


def test_two_objections_are_settled_one_by_one(world: World, case: str) -> None:
    """The clock stands until the last open objection is resolved; without a number the oldest is meant."""
    world.must(case, "object", "wu", text="一")
    world.must(case, "object", "zheng", text="二")
    world.must(case, "object", "wu", text="三")
    assert world.must(case, "resolve", "zhao", text="答复", objection=2)["open"] == {"objection": [1, 3]}
    assert world.must(case, "resolve", "zhao", text="答复")["open"] == {"objection": [3]}
    assert world.duban.show(case)["stay"]["stopped"]
    shown = world.must(case, "resolve", "zhao", text="答复")
    assert not shown.get("open")
    assert not shown["stay"]["stopped"]
    numbers = [one["data"]["objection"] for one in world.duban.history(case) if one["action"] == "object"]
    assert numbers == [1, 2, 3]


def test_each_objection_says_something_of_its_own(world: World, case: str) -> None:
    """What the first objection said does not serve for the second."""
    world.must(case, "object", "wu", text="一")
    assert world.refused(world.do(case, "object", "zheng")) == ["missing"]
    assert world.refused(world.do(case, "resolve", "zhao")) == ["missing"]


def test_an_objection_before_the_publishing_holds_it_from_the_start(world: World) -> None:
    """An objection that is already open when the plan is published stops the clock at once."""
    case = world.start()
    world.bring(case, "disclosure")
    world.must(case, "object", "wu", text="未见公告")
    world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    assert world.duban.show(case)["stay"]["stopped"]
    world.advance("1 month")
    world.must(case, "resolve", "zhao", text="已答复")
    assert world.state(case) == "disclosure"
    world.advance("9 workdays")
    assert world.state(case) == "implementing"


def test_an_objection_on_the_last_evening_still_holds_it(world: World, case: str) -> None:
    """Raised in the last minute of the stay, an objection holds the plan; resolved later it goes on at once."""
    world.advance("7 workdays")
    world.must(case, "object", "wu", text="一")
    world.advance("20 days")
    assert world.state(case) == "disclosure"
    world.must(case, "resolve", "zhao", text="已答复")
    world.duban.sweep()
    assert world.state(case) == "implementing"
    world.sound()


def test_an_act_after_the_stay_finds_the_plan_moved_on(normal: World) -> None:
    """An objection after the stay is over comes too late, although no night has come by."""
    case = normal.start()
    for action, by in (("submit", "zhang"), ("endorse", "wang"), ("approve", "chen")):
        normal.must(case, action, by)
    normal.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    assert normal.clock is not None
    normal.clock.set(normal.duban.now().replace(day=20))
    assert normal.refused(normal.do(case, "object", "wu", text="迟到")) == ["not-here"]
    assert normal.state(case) == "disclosure"
    possible, _ = normal.duban.can(case, by="zhang")
    assert [one.action for one in possible] == []
    assert normal.duban.sweep().fired["moved"] == 1
    assert normal.state(case) == "implementing"
