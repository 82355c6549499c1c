"""What `--json` answers: the keys that scripts are promised, and what they mean."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from support.terminal import Terminal
from support.world import BEGIN, VOTERS, World, Worlds, make_normal, plan_data, tally

SHOW = {
    "case", "workflow", "version", "unit", "states", "status", "round", "digest", "data", "deadlines", "children",
    "parent", "seq",
}  # fmt: skip
SWEEP = ("as_of", "checked", "overdue", "fired", "failed")
EVENT = {"seq", "kind", "action", "from", "to", "actor", "on_behalf_of", "at", "recorded_at", "data", "hash"}


def _start(terminal: Terminal, plan: str, *more: str) -> Any:
    return terminal.json(
        "start", "rectification-plan", "--unit", "water-bureau", "--by", "zhang", "--data", plan, *more
    )


def test_start_and_do_answer_as_show_does(terminal: Terminal, plan: str) -> None:
    """The same keys, and the values of the case as it then stands."""
    started = _start(terminal, plan)
    assert set(started) >= SHOW
    assert started == {
        name: value for name, value in terminal.json("show", "case-1").items() if name in started
    }
    assert (started["case"], started["workflow"], started["version"], started["unit"]) == (
        "case-1",
        "rectification-plan",
        1,
        "water-bureau",
    )
    assert (started["states"], started["status"], started["round"], started["seq"]) == (
        ["drafting"],
        "open",
        1,
        1,
    )
    assert (started["children"], started["parent"], started["data"]["presided_by"]) == ([], None, "zhang")
    done = terminal.json("do", "case-1", "submit", "--by", "zhang")
    assert set(done) >= SHOW
    assert (done["states"], done["seq"]) == (["team-review"], 2)


def test_a_deadline_says_when_in_the_zone_of_the_database(terminal: Terminal, plan: str) -> None:
    """`due` is the last second of the last workday with the offset of the zone; days are counted to it."""
    (deadline,) = _start(terminal, plan)["deadlines"]
    assert set(deadline) >= {"name", "due", "overdue", "provisional", "days_left"}
    assert (deadline["name"], deadline["due"]) == ("drafting", "2014-08-15T23:59:59+08:00")
    assert (deadline["overdue"], deadline["provisional"], deadline["days_left"]) == (False, False, 14)
    terminal.json("clock", "set", "2014-08-16")
    (deadline,) = terminal.json("show", "case-1")["deadlines"]
    assert (deadline["overdue"], deadline["days_left"]) == (True, -1)


def test_another_zone_is_answered_in(sqlite_url: str) -> None:
    """A database of another zone counts and answers there."""
    terminal = Terminal(sqlite_url)
    assert (
        terminal.json("init", "--zone", "America/New_York", "--rehearsal", "2014-08-01 09:00")["zone"]
        == "America/New_York"
    )
    assert terminal.json("clock")["now"] == "2014-08-01T09:00:00-04:00"


def test_deadlines_are_sorted_by_date(lite: World, terminal: Terminal) -> None:
    """An item on its own runs one deadline; a case of several states them earliest first."""
    case = lite.start()
    lite.bring(case, "implementing")
    dues = [
        one["deadlines"][0]["due"] for one in terminal.json("todo", "--by", "li")["cases"] if one["deadlines"]
    ]
    assert len(dues) >= 2
    assert dues == sorted(dues)
    for view in terminal.json("list")["cases"]:
        ends = [datetime.fromisoformat(one["due"]) for one in view["deadlines"]]
        assert ends == sorted(ends)


def test_history_tells_every_event(terminal: Terminal, plan: str) -> None:
    """Who did what for whom, when it happened and when it was recorded, and the link of the chain."""
    _start(terminal, plan)
    terminal.json("do", "case-1", "submit", "--by", "li", "--on-behalf-of", "zhang", "--note", "主任出差")
    told = terminal.json("history", "case-1")
    assert told["case"] == "case-1"
    assert all(set(event) >= EVENT for event in told["events"])
    first, second = told["events"]
    assert (first["seq"], first["kind"], first["actor"], first["to"]) == (1, "started", "zhang", "drafting")
    assert (second["action"], second["from"], second["to"]) == ("submit", "drafting", "team-review")
    assert (second["actor"], second["on_behalf_of"], second["note"], second["channel"]) == (
        "li",
        "zhang",
        "主任出差",
        "cli",
    )
    assert first["at"] == "2014-08-01T09:00:00+08:00"
    assert first["hash"] != second["hash"]


def test_can_says_why_not_for_every_other_action(terminal: Terminal, plan: str) -> None:
    """Every action of the workflow is either allowed, with what it needs, or refused with reasons."""
    _start(terminal, plan)
    told = terminal.json("can", "case-1", "--by", "zhang")
    assert [one["action"] for one in told["allowed"]] == ["submit"]
    assert set(told["allowed"][0]["needs"]) == {"problems", "roadmap", "task_book", "timetable"}
    refused = {one["action"]: one["reasons"] for one in told["refused"]}
    others = "reopen endorse return approve publish object resolve proceed report close pass redo poll-again"
    assert set(refused) == set(others.split())
    assert all(reason["code"] and reason["message"] for reasons in refused.values() for reason in reasons)
    assert refused["endorse"][0]["code"] == "not-here"


def test_what_can_allows_do_does_and_what_it_refuses_do_refuses(terminal: Terminal, plan: str) -> None:
    """Both come from the same judgement: the codes are the same."""
    _start(terminal, plan)
    for person in ("zhang", "wang", "wu"):
        for one in terminal.json("can", "case-1", "--by", person)["refused"]:
            codes = [reason["code"] for reason in one["reasons"]]
            # Without data an action may lack some as well; `can` asks before there is any.
            assert {*terminal.refused("do", "case-1", one["action"], "--by", person), "condition"} >= {*codes}


def test_lists_are_shorter_than_show(lite: World, terminal: Terminal) -> None:
    """`list` and `todo` answer `cases`, each with some of the keys of `show`."""
    case = lite.start()
    lite.bring(case, "implementing")
    assert len(terminal.json("list")["cases"]) == 5
    assert [one["case"] for one in terminal.json("list", "--workflow", "rectification-plan")["cases"]] == [
        case
    ]
    assert [one["case"] for one in terminal.json("list", "--state", "implementing")["cases"]] == [case]
    assert (
        len(terminal.json("list", "--state", "listed", "--unit", "water-bureau", "--status", "open")["cases"])
        == 4
    )
    assert terminal.json("list", "--unit", "school-board") == {"cases": []}
    assert terminal.json("list", "--overdue") == {"cases": []}
    (view,) = terminal.json("list", "--state", "implementing")["cases"]
    full = terminal.json("show", case)
    assert {name: full[name] for name in view} == view
    assert {"case", "workflow", "unit", "states", "status", "round", "deadlines"} <= set(view)
    waiting = {one["case"] for one in terminal.json("todo", "--by", "he")["cases"]}
    assert waiting == {
        child for child in full["children"] if terminal.json("show", child)["data"]["responsible"] == "he"
    }


def test_a_list_tells_what_is_done_for_another_and_where_to_vote(lite: World, terminal: Terminal) -> None:
    """`todo` in words marks the cases of a principal and the ballots still to be cast, in both languages."""
    case = lite.start()
    assert "代 张一" in terminal.run("--lang", "zh", "todo", "--by", "li").out
    assert "on behalf of 张一" in terminal.run("--lang", "en", "todo", "--by", "li").out
    lite.bring(case, "appraisal")
    lite.duban.roll(case, VOTERS, by="zhao").unwrap()
    assert (
        "待投票（组别 干部职工和下属单位负责人）" in terminal.run("--lang", "zh", "todo", "--by", "s01").out
    )
    assert "to vote, in the group staff" in terminal.run("--lang", "en", "todo", "--by", "s01").out


def test_a_sweep_counts_what_it_flags_for_the_first_time(lite: World, terminal: Terminal) -> None:
    """Run again it finds nothing new; the last report is kept; overdue cases are listed."""
    case = lite.start()
    assert {name: terminal.json("sweep", "--last")[name] for name in SWEEP} == {
        **dict.fromkeys(SWEEP, 0),
        "as_of": None,
    }
    told = terminal.json("sweep", "--as-of", "2014-08-18 08:00")
    assert {"as_of", "checked", "overdue", "fired", "failed"} <= set(told)
    assert (told["as_of"], told["overdue"], told["failed"]) == ("2014-08-18T08:00:00+08:00", 1, 0)
    assert told["fired"] >= told["overdue"]
    again = terminal.json("sweep")
    assert (again["overdue"], again["fired"]) == (0, 0)
    assert terminal.json("sweep", "--last") == again
    assert [one["case"] for one in terminal.json("list", "--overdue")["cases"]] == [case]
    assert terminal.json("clock")["now"] == "2014-08-18T08:00:00+08:00"


def test_a_repeated_key_answers_as_the_first_time(terminal: Terminal, plan: str) -> None:
    """Also after the case has moved on; another request under the key is a conflict and does nothing."""
    first = _start(terminal, plan, "--key", "k-1")
    submitted = terminal.json("do", "case-1", "submit", "--by", "zhang", "--key", "k-2")
    terminal.json("do", "case-1", "endorse", "--by", "wang")
    assert _start(terminal, plan, "--key", "k-1") == first
    assert terminal.json("do", "case-1", "submit", "--by", "zhang", "--key", "k-2") == submitted
    for other in (
        ("do", "case-1", "approve", "--by", "chen"),
        ("do", "case-1", "submit", "--by", "li"),
        ("cancel", "case-1", "--by", "zhang", "--note", "x"),
    ):
        ran = terminal.run(*other, "--key", "k-2", "--json")
        assert (ran.code, ran.json["error"]) == (1, "conflict")
    assert len(terminal.json("list")["cases"]) == 1
    assert terminal.json("show", "case-1")["states"] == ["liaison-audit"]


def test_the_environment_names_database_language_and_actor(lite: World, plan: str) -> None:
    """DUBAN_DB, DUBAN_LANG and DUBAN_ACTOR stand in for the options, which go before them."""
    nowhere = Terminal(None)
    env = {"DUBAN_DB": lite.url, "DUBAN_LANG": "zh", "DUBAN_ACTOR": "zhang"}
    ran = nowhere.run("start", "rectification-plan", "--unit", "water-bureau", "--data", plan, env=env)
    assert ran.code == 0
    assert "起草方案" in ran.out
    assert "不能" in nowhere.run("do", "case-1", "endorse", env=env).err
    assert "may not" not in nowhere.run("do", "case-1", "submit", "--by", "li", env=env).err
    assert "may not" in nowhere.run("do", "case-1", "submit", "--by", "li", "--lang", "en", env=env).err
    assert nowhere.run("list", env=env | {"DUBAN_DB": "sqlite:///nowhere.db"}).code == 2
    assert nowhere.run("list", "--db", lite.url, env=env | {"DUBAN_DB": "sqlite:///nowhere.db"}).code == 0


@pytest.mark.parametrize("before", [True, False])
def test_common_options_stand_before_or_after_the_command(lite: World, before: bool) -> None:
    """`--db`, `--lang` and `--json` mean the same in both places, also around a group's command."""
    common = ["--db", lite.url, "--lang", "zh", "--json"]
    for call in (["show", "case-9"], ["calendar", "show", "0"]):
        ran = Terminal(None).run(*([*common, *call] if before else [*call, *common]))
        assert set(ran.json) == {"error", "message"}
        assert any("\u4e00" <= letter <= "\u9fff" for letter in ran.json["message"])
    assert Terminal(None).run("calendar", *common, "show", "2014").code == 0


def test_only_a_rehearsal_has_a_clock(worlds: Worlds) -> None:
    """On a normal database the clock is refused, and so is sweeping ahead; sweeping now is not."""
    with worlds.world("sqlite", make_normal) as world:
        terminal = Terminal(world.url)
        for call in (
            ("clock",),
            ("clock", "set", "2034-01-01"),
            ("clock", "advance", "1 workday"),
            ("sweep", "--as-of", "2134-01-01"),
        ):
            assert terminal.refused(*call) == ["not-a-rehearsal"]
        assert terminal.json("sweep")["failed"] == 0
        ran = terminal.run("init", "--rehearsal", "2014-08-01 09:00", "--json")
        assert (ran.code, ran.json["error"]) == (2, "input")
        assert terminal.json("init")["rehearsal"] is False


def test_initialising_again_changes_nothing(terminal: Terminal) -> None:
    """A second `init` keeps the clock, the zone and the versions."""
    terminal.json("clock", "advance", "1 workday")
    told = terminal.json("init")
    assert (told["new"], told["rehearsal"], told["zone"]) == (False, True, "Asia/Shanghai")
    assert [one["new"] for one in told["workflows"]] == [False, False]
    assert terminal.json("init", "--rehearsal", "2015-01-01")["new"] is False
    assert datetime.fromisoformat(terminal.json("clock")["now"]).date() == datetime(2014, 8, 4).date()


def test_workflows_tells_what_is_deployed(terminal: Terminal) -> None:
    """Id, version and digest of each."""
    told = terminal.json("workflows")["workflows"]
    assert {(one["workflow"], one["version"]) for one in told} == {
        ("rectification-plan", 1),
        ("rectification-item", 1),
    }
    assert all(len(one["digest"]) == 64 for one in told)


@pytest.mark.parametrize(
    ("year", "status", "holiday"),
    [("2014", "announced", "2014-10-01"), ("2027", "assumed", "2027-10-01"), ("2100", "unknown", None)],
)
def test_the_calendar_says_how_sure_it_is(year: str, status: str, holiday: str | None) -> None:
    """Every day of the year, whether it is worked, why, and the notice where there is one."""
    told = Terminal(None).json("calendar", "show", year)
    assert (told["year"], told["status"]) == (int(year), status)
    assert len(told["days"]) in (365, 366)
    assert all(set(one) >= {"date", "workday", "kind", "notice"} for one in told["days"])
    days = {one["date"]: one for one in told["days"]}
    if holiday is not None:
        assert days[holiday]["workday"] is False
    assert days[f"{year}-07-04"]["workday"] is (datetime(int(year), 7, 4).weekday() < 5)


def test_a_ballot_is_told_as_far_as_it_may_be(lite: World, terminal: Terminal, tmp_path: Path) -> None:
    """How many took part while it runs; the count of each group and of all once it is closed."""
    case = lite.start()
    lite.bring(case, "appraisal")
    counts = tmp_path / "tally.json"
    counts.write_text(json.dumps(tally(0.9)), "utf-8")
    terminal.json("ballot", case, "tally", "--by", "zhao", "--data", str(counts))
    assert terminal.json("ballot", case, "result")["closed"] is False
    assert "still open" in terminal.run("ballot", case, "result").out
    terminal.json("do", case, "close", "--by", "zhao")
    told = terminal.json("ballot", case, "result")
    assert (told["case"], told["closed"], told["earlier"]) == (case, True, [])
    assert (told["result"]["outcome"], set(told["result"]["groups"])) == ("passed", set(tally()))
    pooled = told["result"]["pooled"]
    assert (pooled["invited"], pooled["choices"]["satisfied"]) == (400, 360)
    assert "passed: turnout 100.0%, approving 90.0%" in terminal.run("ballot", case, "result").out
    assert terminal.refused("ballot", f"{case}.1", "result") == ["no-ballot"]


def test_stdin_is_a_file_too(terminal: Terminal) -> None:
    """`--data -` reads standard input; `--set` goes over it."""
    told = terminal.json(
        "start",
        "rectification-plan",
        "--unit",
        "water-bureau",
        "--by",
        "zhang",
        "--data",
        "-",
        "--set",
        "roadmap=先窗口后管网",
        stdin=json.dumps(plan_data()),
    )
    assert told["data"]["roadmap"] == "先窗口后管网"
    ran = terminal.run(
        "start",
        "rectification-plan",
        "--unit",
        "water-bureau",
        "--by",
        "zhang",
        "--data",
        "-",
        "--json",
        stdin=b"\xff",
    )
    assert (ran.code, ran.json["error"]) == (2, "input")


def test_the_world_begins_on_a_friday() -> None:
    """What the dates of this file rest on."""
    assert BEGIN.strftime("%A") == "Friday"
