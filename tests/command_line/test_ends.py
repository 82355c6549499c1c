"""How a run ends where nothing is done: unreadable files, unknown people, wrong usage; and what is said then."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from duban.adapters.console.shares import limits_of, percent, result_line
from duban.engine.errors import system_reason
from support.terminal import Terminal
from support.world import World, plan_data, tally


def _usage(terminal: Terminal, *call: str) -> str:
    ran = terminal.run("--json", *call)
    assert (ran.code, ran.json["error"]) == (2, "usage"), ran
    message: str = ran.json["message"]
    return message


@pytest.mark.parametrize("key", ["", "  "])
def test_an_empty_key_is_no_key(terminal: Terminal, plan: str, key: str) -> None:
    """A script's variable that was never set makes no two cases one: it is wrong usage, whatever the command."""
    start = ("start", "rectification-plan", "--unit", "water-bureau", "--by", "zhang", "--data", plan)
    for call in (
        start,
        ("do", "case-1", "submit", "--by", "zhang"),
        ("cancel", "case-1", "--by", "zhang", "--note", "x"),
    ):
        assert "--key" in _usage(terminal, *call, "--key", key)
    assert terminal.json("list")["cases"] == []


def test_a_repeated_answer_is_the_same_to_the_byte(terminal: Terminal, plan: str) -> None:
    """Keys stand in the same order, whether the answer is made from the act or from the record."""
    start = (
        "start",
        "rectification-plan",
        "--unit",
        "water-bureau",
        "--by",
        "zhang",
        "--data",
        plan,
        "--key",
        "k",
        "--json",
    )
    first = terminal.run(*start).out
    assert terminal.run(*start).out == first
    assert list(json.loads(first)["data"]) == sorted(plan_data())


def test_due_tells_the_stay(lite: World, terminal: Terminal) -> None:
    """Where a case stays for a time, `due` says until when, also where no other deadline runs."""
    case = lite.start()
    lite.bring(case, "disclosure")
    assert "no deadline is running" in terminal.run("due", case).out
    lite.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    for call in (("due", case), ("due", case, "--explain")):
        assert "stay: until 2014-08-12 23:59" in terminal.run(*call).out
        assert terminal.json(*call)["stay"]["until"] == "2014-08-12T23:59:59+08:00"
    assert "公示期：至 2014-08-12 23:59" in terminal.run("due", case, "--lang", "zh").out
    lite.must(case, "object", "wu", text="不具体")
    assert "its clock stands" in terminal.run("due", case).out


@pytest.mark.parametrize("command", ["check", "test", "fmt", "deploy"])
def test_a_file_that_cannot_be_read_is_wrong_input(terminal: Terminal, tmp_path: Path, command: str) -> None:
    """What is no UTF-8 ends with 2, with its finding; what can be read and is wrong ends with 1."""
    unreadable, wrong = tmp_path / "bytes.yaml", tmp_path / "wrong.yaml"
    unreadable.write_bytes(b"workflow: \xff\n")
    wrong.write_bytes(b"workflow: [")
    ran = terminal.run(command, str(unreadable), "--json")
    assert ran.code == 2
    assert [one["code"] for one in ran.json["findings"]] == ["not-utf8"]
    assert terminal.run(command, str(wrong), "--json").code == 1


@pytest.mark.parametrize("command", ["check", "test", "fmt", "deploy", "graph", "doc"])
def test_a_file_that_may_not_be_read_is_wrong_input(
    terminal: Terminal, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the permission each command ends with 2 and says so in the reader's language."""
    secret = tmp_path / "secret.yaml"
    secret.write_bytes(b"workflow: x\n")
    opening = Path.open

    def refuse(path: Path, *given: Any, **named: Any) -> Any:
        if path == secret:
            raise PermissionError(13, "Permission denied", str(path))
        return opening(path, *given, **named)

    monkeypatch.setattr(Path, "open", refuse)
    ran = terminal.run(command, str(secret), "--lang", "zh")
    assert ran.code == 2
    assert "没有权限" in ran.out + ran.err
    assert "ermission" not in ran.out + ran.err


def test_an_organisation_that_may_not_be_read_says_so(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's reason is told in the reader's language."""
    file = tmp_path / "org.yaml"
    file.write_bytes(b"units: []\n")

    def refuse(path: Path, *given: Any, **named: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    ran = terminal.run("org", "import", str(file), "--lang", "zh")
    assert ran.code == 2
    assert "没有权限" in ran.err
    assert "ermission" not in ran.err


def test_no_reason_of_the_system_is_left_in_english() -> None:
    """One that is not in the table is marked as the system's own words."""
    assert system_reason(OSError(2, "No such file or directory")).zh == "没有这个文件或目录"
    assert system_reason(OSError(12345, "Strange")).zh == "系统报错（Strange）"


def test_whoever_looks_is_somebody(lite: World, terminal: Terminal) -> None:
    """A person that the directory does not know is unknown to every question that is told who asks."""
    case = lite.start()
    lite.bring(case, "appraisal")
    for call in (("show", case), ("can", case), ("todo",), ("ballot", case, "result")):
        ran = terminal.run(*call, "--by", "ghost", "--json")
        assert (ran.code, ran.json["error"]) == (3, "unknown")
        assert "ghost" in ran.json["message"]
        assert terminal.run(*call, "--by", "zhang", "--json").code == 0
    assert terminal.run("show", case, "--json", env={"DUBAN_ACTOR": "ghost"}).code == 3


def test_a_case_is_drawn_on_its_own_workflow(lite: World, terminal: Terminal) -> None:
    """Another workflow is wrong usage and named beside the case's own; one that is not deployed is unknown."""
    case = lite.start()
    said = _usage(terminal, "graph", "rectification-item", "--case", case)
    assert "rectification-plan" in said
    assert "rectification-item" in said
    assert terminal.run("graph", "no-such-flow", "--case", case, "--json").code == 3
    assert terminal.json("graph", "rectification-plan", "--case", case)["case"] == case


def test_the_last_report_and_a_new_run_are_two_things(terminal: Terminal) -> None:
    """`--last` before any run answers the keys of a report, without an instant; with `--as-of` it is wrong usage."""
    assert "--last" in _usage(terminal, "sweep", "--last", "--as-of", "2014-08-18")
    never = terminal.json("sweep", "--last")
    ran = terminal.json("sweep")
    assert never.keys() == ran.keys()
    assert (never["as_of"], never["fired"]) == (None, 0)
    assert "not run yet" not in terminal.run("sweep", "--last").out


def test_a_rehearsal_keeps_its_clock_and_says_so(terminal: Terminal) -> None:
    """Made again with another date it keeps its own clock: `clock` in JSON, a notice on stderr otherwise."""
    again = ("init", "--rehearsal", "2015-01-01")
    assert terminal.json(*again)["clock"] == "2014-08-01T09:00:00+08:00"
    ran = terminal.run(*again)
    assert ran.code == 0
    assert "2014-08-01T09:00:00+08:00" in ran.err
    assert terminal.run("init", "--rehearsal", "2014-08-01 09:00").err == ""


def test_the_version_is_told_as_json_too(terminal: Terminal) -> None:
    """`--json` before or after."""
    from duban import __version__

    for call in (("--version", "--json"), ("--json", "--version")):
        assert terminal.json(*call) == {"version": __version__}
    assert terminal.run("--version").out == f"duban {__version__}\n"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("0.5999", "59.99%"),
        ("0.59996", "59.996%"),
        ("0.6", "60.0%"),
        ("0.60004", "60.004%"),
        ("0.6666666666666666666666666667", "66.7%"),
        ("0.66649", "66.6%"),
        ("0.6664999", "66.6%"),
        ("0.66650001", "66.7%"),
        ("0.665", "66.5%"),
        ("0.9999999", "99.99999%"),
        ("0.0000001", "0.00001%"),
        ("0", "0.0%"),
        ("1", "100.0%"),
        ("0.1234", "12.3%"),
    ],
)
def test_a_share_is_never_rounded_across_its_limit(share: str, said: str) -> None:
    """Nor onto it: digits are added until it lies where it lies."""
    assert percent(share, frozenset({Decimal("0.6"), Decimal("0.6665")})) == said


def test_a_ballot_just_below_the_limit_does_not_look_valid(
    lite: World, terminal: Terminal, tmp_path: Path
) -> None:
    """5999 of 10000 papers are 59.99 %, not 60.0 %, wherever the result is told."""
    case = lite.start()
    lite.bring(case, "appraisal")
    assert Decimal("0.6") in limits_of(lite.duban.definition_of(case))
    counts = {group: {**dict.fromkeys(one, 0), "invited": 1} for group, one in tally().items()}
    first, *others = counts
    counts[first] |= {"invited": 10_000 - len(others), "satisfied": 5_999}
    file = tmp_path / "tally.json"
    file.write_text(json.dumps(counts), "utf-8")
    terminal.json("ballot", case, "tally", "--by", "zhao", "--data", str(file))
    still = terminal.run("ballot", case, "result").out
    assert "a paper count stands in the record" in still
    terminal.json("do", case, "close", "--by", "zhao")
    for call in (("ballot", case, "result"), ("history", case)):
        assert "invalid: turnout 59.99%" in terminal.run(*call).out
    assert "59.99%" in result_line(terminal.json("ballot", case, "result")["earlier"][0]["result"])
