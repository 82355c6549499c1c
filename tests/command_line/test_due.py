"""`duban due --explain` and `duban milestone`: the count with a wall calendar, and the dates it hangs on."""

from __future__ import annotations

from datetime import datetime

import pytest

from support.budget_flows import CAMPAIGN, OFFICE, WORKDAYS
from support.small import deploy
from support.terminal import Terminal
from support.world import SHANGHAI, World


@pytest.fixture
def terminal(lite: World) -> Terminal:
    """The command line in Chinese, on a rehearsal with an organisation in it."""
    return Terminal(lite.url, "zh")


def test_the_explanation_can_be_checked_with_a_wall_calendar(lite: World, terminal: Terminal) -> None:
    """In Chinese: dates with their weekday, what each day counts, why not, who stopped it, what was extended."""
    lite.duban.set_clock(datetime(2014, 9, 19, 9, tzinfo=SHANGHAI))
    deploy(lite, WORKDAYS)
    case = lite.duban.start("answering", unit="water-bureau", by="zhang").case
    lite.advance("3 days")
    lite.must(case, "query", "zhang")
    assert "停表，还剩 14个工作日" in terminal.run("due", case).out
    lite.advance("2 days")
    lite.must(case, "answer", "zhang")
    lite.must(case, "extend", "wang")
    told = terminal.run("due", case, "--explain").out
    for line in (
        "2014-09-19 周五",
        "起算之日，不计",
        "民法典第二百零一条",
        "2014-09-28 周日",
        "调休上班，计入",
        "2014-10-01 周三 – 2014-10-03 周五",
        "国庆节放假",
        "停表，不计（2014-09-22 起，因 query，zhang）",
        "延期 5个工作日（2014-09-24 由 wang 批准；原至 2014-10-17）",
        "政府信息公开条例第三十三条",
        "到期：2014-10-24 23:59（已延期，原至 2014-10-17）",
    ):
        assert line in told, told
    (one,) = terminal.json("due", case, "--explain")["deadlines"]
    assert sum(s["counted"][1] - s["counted"][0] + 1 for s in one["steps"] if s["counted"]) == 15 + 5


def test_hours_are_told_day_by_day(lite: World, terminal: Terminal) -> None:
    """A term in working hours tells how much of each day it took, and by which hours of business."""
    deploy(lite, OFFICE)
    case = lite.duban.start("office", unit="water-bureau", by="zhang").case
    (one,) = terminal.json("due", case, "--explain")["deadlines"]
    assert [(step["from"], step["kind"], step["minutes"]) for step in one["steps"]] == [
        ("2014-08-01", "hours", 420),
        ("2014-08-02", "off", 0),
        ("2014-08-03", "off", 0),
        ("2014-08-04", "hours", 60),
    ]
    assert "09:00-12:00, 14:00-18:00" in one["steps"][0]["article"]


def test_a_milestone_is_set_and_listed(lite: World, terminal: Terminal) -> None:
    """Unset it is listed so and leaves its deadlines undetermined; set, they have a date."""
    deploy(lite, CAMPAIGN)
    case = lite.duban.start("campaign", unit="water-bureau", by="zhang").case
    assert "未定：里程碑 basic-end（基本结束）尚未确定日期" in terminal.run("due", case).out
    assert "里程碑 basic-end（基本结束）尚未确定日期" in terminal.run("due", case, "--explain").out
    assert terminal.json("milestone", "list")["milestones"][0]["date"] is None
    told = terminal.json("milestone", "set", "basic-end", "2014-09-30", "--reason", "市委通知")
    assert (told["cases"], told["changed"], told["before"]) == (1, 1, None)
    assert terminal.json("due", case)["deadlines"][0]["due"] == "2014-09-20T23:59:59+08:00"
    assert "里程碑为 2014-09-30" in terminal.run("due", case, "--explain").out
    assert "市委通知" in terminal.run("milestone", "list").out
    assert "市委通知" in terminal.run("history", case).out


def test_a_unit_sets_an_earlier_one(lite: World, terminal: Terminal) -> None:
    """`--unit` names whose it is in the answer, the list and the explanation; a later day is refused with exit code 1."""
    deploy(lite, CAMPAIGN)
    case = lite.duban.start("campaign", unit="water-bureau", by="zhang").case
    terminal.json("milestone", "set", "basic-end", "2014-09-30")
    late = ["milestone", "set", "basic-end", "2014-10-08", "--unit", "water-bureau"]
    assert terminal.refused(*late) == ["milestone-later"]
    told = terminal.json("milestone", "set", "basic-end", "2014-09-25", "--unit", "water-bureau")
    assert (told["unit"], told["cases"], told["overtaken"]) == ("water-bureau", 1, [])
    (listed,) = terminal.json("milestone", "list")["milestones"]
    assert [(one["unit"], one["date"]) for one in listed["units"]] == [("water-bureau", "2014-09-25")]
    assert "里程碑为 2014-09-25，water-bureau 自行提前" in terminal.run("due", case, "--explain").out
    assert terminal.json("milestone", "set", "basic-end", "2014-09-20")["overtaken"] == ["water-bureau"]
    assert "晚于上一级，不起作用" in terminal.run("milestone", "list").out


def test_a_milestone_that_nobody_knows_is_refused(lite: World, terminal: Terminal) -> None:
    """A name no workflow has, and a day that is none: exit code 2, a sentence, nothing stored."""
    deploy(lite, CAMPAIGN)
    assert terminal.run("milestone", "set", "basic-ende", "2014-09-30").code == 2
    assert terminal.run("milestone", "set", "basic-end", "30.9.2014").code == 2
    assert terminal.json("milestone", "list")["milestones"][0]["date"] is None
