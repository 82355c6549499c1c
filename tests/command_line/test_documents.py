"""Editions, corrections, hand-overs, batches and earlier cases from the command line, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.small import PAPER, POINT, deploy
from support.terminal import Terminal
from support.world import World

EARLIER = """\
- workflow: paper
  unit: water-bureau
  by: zhang
  at: 2014-03-03
  steps:
    - do: hand-in
      by: zhang
      at: 2014-03-04 09:00
      data: {text: early, points: [{no: 1, says: one, responsible: li}]}
"""


@pytest.fixture
def desk(lite: World, tmp_path: Path) -> Terminal:
    """Two papers handed in, the first twice."""
    deploy(lite, PAPER, POINT)
    desk = Terminal(lite.url, "zh")
    points = json.dumps(
        [{"no": 1, "says": "one", "responsible": "li"}, {"no": 2, "says": "two", "responsible": "li"}]
    )
    for _ in range(2):
        case = desk.json("start", "paper", "--unit", "water-bureau", "--by", "zhang")["case"]
        desk.json("do", case, "hand-in", "--set", "text=first", "--set", f"points={points}", "--by", "zhang")
    desk.json("do", "case-1", "return", "--set", "faults=太短", "--note", "见批注", "--by", "wang")
    fewer = json.dumps([{"no": 1, "says": "better", "responsible": "he"}])
    desk.json("do", "case-1", "hand-in", "--set", f"points={fewer}", "--by", "zhang")
    return desk


def test_editions_and_what_differs(desk: Terminal) -> None:
    """A table of editions with the reason for each; the difference names fields, records and columns by their titles."""
    told = desk.run("editions", "case-1").out
    assert "退回（王四（wang））：缺点 太短，见批注" in told
    assert desk.json("show", "case-1")["edition"] == 2
    assert "文稿版次" in desk.run("show", "case-1").out
    assert desk.run("diff", "case-1").out.splitlines() == [
        "第 1 版 → 第 2 版",
        "~ 要点 第 1 条 says：one → better",
        "~ 要点 第 1 条 responsible：李二（li） → 何三（he）",
        "- 要点 第 2 条：no 2，says two，responsible 李二（li）",
    ]
    assert "edition 1 (the first)" in desk.run("diff", "case-1", "1", "--lang", "en").out
    assert [one["change"] for one in desk.json("diff", "case-1", "1", "2")["changes"]] == [
        "changed",
        "changed",
        "removed",
    ]
    assert desk.refused("diff", "case-1", "5") == ["no-edition"]
    assert desk.run("diff", "case-1", "2", "1").code == 2
    assert desk.run("diff", "case-1", "two").code == 2
    assert desk.run("editions", "case-9").code == 3


def test_a_correction_and_its_line_in_the_history(desk: Terminal) -> None:
    """Old and new stand in the history; without a reason or a field it is no call."""
    view = desk.json("correct", "case-2", "--set", "text=second", "--note", "录错", "--by", "zhao")
    assert view["data"]["text"] == "second"
    assert "正文：first → second；录错" in desk.run("history", "case-2").out
    assert desk.refused("correct", "case-2", "--set", "text=x", "--note", "x", "--by", "wang") == [
        "not-authorized"
    ]
    assert desk.run("correct", "case-2", "--set", "text=x", "--note", " ", "--by", "zhang").code == 2
    assert desk.run("correct", "case-2", "--note", "x", "--by", "zhang").code == 2
    assert desk.run("correct", "case-9", "--set", "text=x", "--note", "x", "--by", "zhang").code == 3


def test_a_batch_and_what_became_of_it(desk: Terminal) -> None:
    """Each case a line, one exit code; shown again by its number."""
    assert desk.refused("do", "case-1", "forward", "--by", "wang") == ["batch-only"]
    desk.json("do", "case-2", "return", "--set", "faults=太短", "--by", "wang")
    ran = desk.run("batch", "forward", "case-1", "case-2", "--note", "统一报送", "--by", "wang", "--json")
    assert ran.code == 1
    assert ran.json["number"] == 1
    assert [(one["done"], [why["code"] for why in one["reasons"]]) for one in ran.json["results"]] == [
        (True, []), (False, ["not-here"]),
    ]  # fmt: skip
    shown = desk.run("batch", "show", "1").out
    assert "统一报送" in shown
    assert "被拒：not-here" in shown
    assert "（第 1 号批次）" in desk.run("history", "case-1").out
    assert desk.run("batch", "show", "2").code == 3
    for wrong in (
        ("batch", "show", "one"),
        ("batch", "show", "1", "2"),
        ("batch", "forward", "--by", "wang"),
    ):
        assert desk.run(*wrong).code == 2
    assert desk.run("batch", "forward", "case-1").code == 2
    assert desk.run("batch", "forward", "case-9", "--by", "wang").code == 3
    assert desk.run("batch", "forward", "case-1", "case-2", "--all-or-nothing", "--by", "wang").code == 1


def test_a_hand_over_tells_what_it_did_and_what_it_left(desk: Terminal) -> None:
    """A line for each case handed over, refused, or naming the person still."""
    desk.json("batch", "forward", "case-2", "--by", "wang")
    told = desk.json("hand-over", "--from", "li", "--to", "sun", "--note", "调离", "--by", "zhang")
    assert [one["case"] for one in told["handed"]] == ["case-2", "case-2.1", "case-2.2"]
    assert (told["refused"], told["left"]) == ([], [])
    assert "李二（li） → 孙八（sun）" in desk.run("history", "case-2.1").out
    assert (
        "0 cases handed over"
        in desk.run(
            "hand-over", "--from", "li", "--to", "sun", "--note", "x", "--by", "zhang", "--lang", "en"
        ).out
    )
    ran = desk.run("hand-over", "--from", "sun", "--to", "li", "--note", "x", "--by", "he", "--json")
    assert (ran.code, ran.json["handed"]) == (1, [])
    assert desk.run("hand-over", "--from", "sun", "--to", "nobody", "--note", "x", "--by", "zhang").code == 3
    assert desk.run("hand-over", "--from", "sun", "--to", "sun", "--note", "x", "--by", "zhang").code == 2
    assert desk.run("hand-over", "--from", "sun", "--to", "li", "--note", " ", "--by", "zhang").code == 2


def test_earlier_cases_are_entered_with_both_times(desk: Terminal, tmp_path: Path) -> None:
    """Tried first, then entered; the history shows when it happened and when it was recorded; faults have their place."""
    file = tmp_path / "earlier.yaml"
    file.write_text(EARLIER, "utf-8")
    assert (
        "1 个事项、1 步可以录入；未保存" in desk.run("import-cases", str(file), "--check", "--by", "zhao").out
    )
    done = desk.json("import-cases", str(file), "--by", "zhao")
    assert (done["stored"], done["cases"][0]["case"], done["cases"][0]["states"]) == (
        True,
        "case-3",
        ["reading"],
    )
    assert "2014-03-04 09:00（2014-08-01 09:00 补录）" in desk.run("history", "case-3").out
    file.write_text(EARLIER.replace("by: zhang\n      at", "by: wang\n      at"), "utf-8")
    ran = desk.run("import-cases", str(file), "--by", "zhao")
    assert ran.code == 1
    assert f"{file}:6:7: [not-authorized]" in ran.out
    file.write_text(EARLIER.replace("unit:", "unti:"), "utf-8")
    ran = desk.run("import-cases", str(file), "--by", "zhao")
    assert ran.code == 2
    assert ":2:3" in ran.err or ":3:3" in ran.err
    assert desk.run("import-cases", str(tmp_path / "none.yaml"), "--by", "zhao").code == 2
    assert desk.run("import-cases", "-", "--by", "zhao", stdin=b"\xff\xfe").code == 2
    assert desk.json("import-cases", "-", "--by", "zhao", stdin=EARLIER)["read"] == 1
