"""`check`, `fmt`, `test`, `deploy`, `graph`, `doc`, `verify`: files and the record, from the outside."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from xml.etree import ElementTree

import pytest

from duban.workflows import FOLDER
from support.terminal import Terminal
from support.world import World

BROKEN = """\
workflow: leave
title: 请假
roles:
  head: {post: principal, of: unit}
states:
  asked:
    title: 申请
    due: 5天
    actions:
      approve: {by: haed, to: granted}
  granted: {title: 批准, final: success}
"""
SMALL = """\
workflow: leave
title: {zh: 请假, en: leave}
roles:
  head: {post: principal, of: unit}
states:
  asked:
    title: {zh: 申请, en: asked}
    actions:
      approve: {title: {zh: 批准, en: approve}, by: head, to: granted}
  granted: {title: {zh: 已批准, en: granted}, final: success}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_finding_is_shown_with_its_line_and_a_caret(here: Path) -> None:
    """Every finding at once, each with file:line:column, code, sentence, the line itself, and what to write."""
    (here / "leave.yaml").write_text(BROKEN, "utf-8")
    ran = Terminal(None).run("check", "leave.yaml")
    assert ran.code == 1
    assert "`5天` does not say which days" in ran.out
    assert "8 |     due: 5天" in ran.out
    assert "^" in ran.out.partition("due: 5天")[2].splitlines()[1]
    assert "haed" in ran.out
    assert "head" in ran.out.partition("haed")[2]
    findings = Terminal(None).run("check", "leave.yaml", "--json").json["findings"]
    assert all(
        set(one) >= {"file", "line", "column", "code", "severity", "message", "hint"} for one in findings
    )
    places = {one["code"]: (one["file"], one["line"]) for one in findings}
    assert places["term-bare-days"] == ("leave.yaml", 8)


def test_the_shipped_workflows_are_clean_and_their_scenarios_pass() -> None:
    """`check` finds nothing, `test` passes and says how much was covered."""
    terminal = Terminal(None)
    assert terminal.json("check", str(FOLDER)) == {"findings": []}
    told = terminal.json("test", str(FOLDER))
    assert (told["failed"], told["passed"]) == (0, len(told["scenarios"]))
    assert told["passed"] >= 4
    for covered in told["coverage"].values():
        assert covered["done"] + len(covered["left"]) == covered["actions"]
        assert covered["entered"] + len(covered["states_left"]) == covered["states"]
        assert covered["judged"] + len(covered["conditions_left"]) == covered["conditions"]


def test_a_failing_scenario_names_its_line(here: Path) -> None:
    """The file and line of the step that went otherwise, what was expected and what was; exit 1."""
    lines = (FOLDER / "rectification-item.yaml").read_text("utf-8").splitlines()
    step = next(number for number, line in enumerate(lines) if "do: claim, expect: {state: doing}" in line)
    lines[step] = lines[step].replace("state: doing", "state: checking")
    (here / "rectification-item.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    shutil.copytree(FOLDER / "data", here / "data")
    ran = Terminal(None).run("test", "rectification-item.yaml")
    assert ran.code == 1
    assert f"rectification-item.yaml:{step + 1}:" in ran.out
    assert "not covered" in ran.out
    told = Terminal(None, "zh").run("test", "rectification-item.yaml", "--json").json
    (failure,) = [one["failure"] for one in told["scenarios"] if not one["passed"]]
    assert failure["line"] == step + 1
    assert "checking" in failure["message"]


def test_a_file_with_errors_is_not_deployed(here: Path, terminal: Terminal) -> None:
    """Its findings are printed as `check` prints them, exit 1, and nothing is stored, not of the sound files either."""
    before = terminal.json("workflows")
    (here / "leave.yaml").write_text(BROKEN, "utf-8")
    (here / "sound.yaml").write_text(SMALL.replace("leave", "sound"), "utf-8")
    for call in (("leave.yaml",), ("sound.yaml", "leave.yaml"), (".",)):
        ran = terminal.run("deploy", *call)
        assert ran.code == 1
        assert "leave.yaml:8:" in ran.out
    assert terminal.run("deploy", ".", "--json").json["findings"]
    assert terminal.json("workflows") == before


def test_only_changed_content_is_a_new_version(here: Path, terminal: Terminal) -> None:
    """Deployed again it stays; a comment changes nothing; a changed title is version 2, and old cases stay with 1."""
    file = here / "leave.yaml"
    file.write_text(SMALL, "utf-8")
    (first,) = terminal.json("deploy", "leave.yaml")["workflows"]
    assert (first["workflow"], first["version"], first["new"]) == ("leave", 1, True)
    case = terminal.json("start", "leave", "--unit", "water-bureau", "--by", "zhang")["case"]
    file.write_text(f"# a remark\n{SMALL}", "utf-8")
    (again,) = terminal.json("deploy", "leave.yaml")["workflows"]
    assert (again["version"], again["new"], again["digest"]) == (1, False, first["digest"])
    file.write_text(SMALL.replace("已批准", "准假"), "utf-8")
    (second,) = terminal.json("deploy", "leave.yaml")["workflows"]
    assert (second["version"], second["new"]) == (2, True)
    assert terminal.json("show", case)["version"] == 1
    assert terminal.json("do", case, "approve", "--by", "zhang")["status"] == "success"


def test_formatting_is_checked_and_done(here: Path) -> None:
    """`fmt --check` writes nothing and exits 1; `fmt` writes; then both are content; comments stay."""
    file = here / "leave.yaml"
    file.write_text(
        "# why\nworkflow:   leave\n" + SMALL.partition("\n")[2].replace("  head:", "   head:"), "utf-8"
    )
    messy = file.read_bytes()
    terminal = Terminal(None)
    ran = terminal.run("fmt", "--check", "leave.yaml", "--json")
    assert (ran.code, ran.json["changed"]) == (1, ["leave.yaml"])
    assert file.read_bytes() == messy
    assert terminal.json("fmt", "leave.yaml")["changed"] == ["leave.yaml"]
    assert file.read_text("utf-8").startswith("# why\n")
    assert terminal.json("fmt", "--check", ".") == {"changed": [], "findings": []}
    assert terminal.run("fmt", "leave.yaml").code == 0


@pytest.mark.parametrize(("form", "begins"), [("svg", "<svg"), ("mermaid", "flowchart"), ("dot", "digraph")])
def test_a_picture_of_a_workflow_a_file_and_a_case(
    here: Path, lite: World, terminal: Terminal, form: str, begins: str
) -> None:
    """All three come in all three forms; with a case it is another picture, which marks where it stands."""
    (here / "leave.yaml").write_text(SMALL, "utf-8")
    case = lite.start()
    lite.bring(case, "disclosure")
    of_workflow = terminal.run("graph", "rectification-plan", "--format", form)
    of_file = terminal.run("graph", "leave.yaml", "--format", form)
    of_case = terminal.run("graph", "--case", case, "--format", form)
    for ran in (of_workflow, of_file, of_case):
        assert (ran.code, ran.err) == (0, "")
        assert begins in ran.out
        if form == "svg":
            ElementTree.fromstring(ran.out)
    assert of_case.out != of_workflow.out
    assert "granted" in of_file.out
    told = terminal.json("graph", "rectification-plan", "--case", case, "--format", form)
    assert (told["workflow"], told["case"], told["graph"].rstrip("\n")) == (
        "rectification-plan",
        case,
        of_case.out.rstrip("\n"),
    )
    assert terminal.json("graph", "leave.yaml", "--format", form, "-o", "picture")["file"] == "picture"
    assert begins in (here / "picture").read_text("utf-8")


def test_a_page_for_people_who_never_open_yaml(here: Path) -> None:
    """`doc` tells a file step by step, in both languages, without a database."""
    (here / "leave.yaml").write_text(SMALL, "utf-8")
    told = {language: Terminal(None, language).run("doc", "leave.yaml").out for language in ("zh", "en")}
    assert "已批准" in told["zh"]
    assert "granted" in told["en"]
    assert "申请" in told["zh"]
    assert "asked" in told["en"]
    assert "申请" not in told["en"]


def test_a_sound_record_verifies(lite: World, terminal: Terminal) -> None:
    """Of one case and of all, with how many were looked at."""
    case = lite.start()
    lite.bring(case, "implementing")
    assert terminal.json("verify") == {"checked": 5, "ok": True, "flaws": []}
    assert terminal.json("verify", case) == {"checked": 1, "ok": True, "flaws": []}


def test_tampering_is_found_and_named(lite: World, terminal: Terminal) -> None:
    """One byte of one event: exit 1, the case and the event are named; other cases stay sound."""
    case, other = lite.start(), lite.start()
    lite.bring(case, "liaison-audit")
    connection = sqlite3.connect(lite.url.removeprefix("sqlite:///"))
    changed = connection.execute(
        "UPDATE duban_event SET body = replace(body, '\"zhang\"', '\"zhank\"') WHERE seq = 2 AND body LIKE '%submit%'"
    )
    assert changed.rowcount == 1
    connection.commit()
    connection.close()
    ran = terminal.run("verify", "--json")
    assert ran.code == 1
    assert ran.json["ok"] is False
    assert {one["case"] for one in ran.json["flaws"]} == {case}
    assert 2 in {one["seq"] for one in ran.json["flaws"]}
    worded = terminal.run("verify", case)
    assert (worded.code, worded.err) == (1, "")
    assert case in worded.out
    assert terminal.run("verify", other).code == 0


def test_json_data_of_any_kind_survives(terminal: Terminal) -> None:
    """What is filled in comes back as it was: Chinese, emoji, quotes, line breaks."""
    text = "“引号”\n第二行\t💥 \\ \" ' é"
    told = terminal.json(
        "start", "rectification-plan", "--unit", "water-bureau", "--by", "zhang", "--data", "-", stdin=json.dumps({"roadmap": text})
    )  # fmt: skip
    assert told["data"]["roadmap"] == text
    shown = terminal.run("show", told["case"]).out
    assert "·第二行·💥" in shown
