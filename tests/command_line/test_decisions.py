"""Decisions at the terminal: what a refusal says, who has signed, and a sample drawn again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duban.workflows import FOLDER
from support.deciding import DRAW, PLACES, SIGN, TABLE, begin
from support.small import compiled
from support.terminal import Terminal
from support.world import World


@pytest.fixture
def terminal(lite: World) -> Terminal:
    """The command line in Chinese, on a rehearsal with an organisation in it."""
    return Terminal(lite.url, "zh")


def test_a_draw_is_shown_and_drawn_again(lite: World, terminal: Terminal) -> None:
    """Frame, exclusions, strata, seed, result, and that it agrees; as JSON the same; nothing where nothing was drawn."""
    case = begin(lite, DRAW)
    assert terminal.run("draw", "show", case).out == "没有抽取过\n"
    assert terminal.json("draw", "show", case) == {"case": case, "draws": []}
    lite.must(case, "draw", "zhang", places=PLACES, skipped=["北村"])
    ran = terminal.run("draw", "show", case)
    assert ran.code == 0
    (draw,) = terminal.json("draw", "show", case)["draws"]
    assert draw["agrees"]
    assert draw["again"] == draw["result"]
    for told in (
        "张一（zhang）",
        "东村、西村、南村、北村、一街、二街",
        "sha256-1",
        draw["seed"],
        "重新抽取，结果一致",
        "village ",
    ):
        assert told in ran.out, ran.out
    assert "、".join(draw["result"]) in terminal.run("history", case).out


def test_a_result_that_does_not_agree_leaves_with_one(lite: World, terminal: Terminal) -> None:
    """A record that was changed: both results are told, and the exit code is 1."""
    case = begin(lite, DRAW)
    lite.must(case, "draw", "zhang", places=PLACES)
    (draw,) = lite.duban.draws(case)
    ((text,),) = lite.sql("SELECT body FROM duban_event WHERE case_id = :c AND seq = 2", c=case)
    event = json.loads(text)
    event["draw"]["result"] = draw["frame"][:3]
    lite.sql("UPDATE duban_event SET body = :b WHERE case_id = :c AND seq = 2", b=json.dumps(event), c=case)
    ran = terminal.run("draw", "show", case)
    assert ran.code == 1
    assert f"结果不符：{'、'.join(draw['result'])}" in ran.out
    assert terminal.run("draw", "show", case, "--json").code == 1


def test_what_cannot_be_shown_is_said(lite: World, terminal: Terminal) -> None:
    """An unknown case leaves with 3, another verb with 2."""
    assert terminal.run("draw", "show", "case-9").code == 3
    assert terminal.run("draw", "again", "case-1").code == 2


def test_signatures_are_listed(lite: World, terminal: Terminal) -> None:
    """Who has signed, when and for whom, who has not, and whose turn it is; in history who agreed."""
    case = begin(lite, SIGN, units=["school-board", "water-bureau"])
    lite.must(case, "agree", "zhang")
    lite.must(case, "agree", "he", for_="wang")
    told = terminal.run("show", case).out
    for line in ("2/3 方同意，须 3 方", "何三（he），代 王四（wang）", "尚未会签（轮到）"):
        assert line in told, told
    assert "会签：team 同意" in terminal.run("history", case).out
    lite.must(case, "agree", "zhao")
    assert "市教育局" in terminal.run("show", case).out
    lite.must(case, "refuse", "gao")
    assert "1/2" not in (told := terminal.run("show", case).out)
    assert "dropped" in told


def test_a_refusal_by_a_table_says_the_way_out(lite: World, terminal: Terminal) -> None:
    """What was seen, what the row allows, what it rests on, what is lacking, and which row would do; in both languages."""
    case = begin(lite, TABLE, told=True, handed_in="part")
    call = ("do", case, "decide", "--by", "zhang", "--set", "row=surrendered", "--set", "measures=severe")
    assert terminal.run(*call, "--json").codes == ["row-condition", "outcome-not-allowed", "row-evidence"]
    zh, en = terminal.run(*call).err, Terminal(lite.url, "en").run(*call).err
    for told in (
        "如数上交",
        "「handed in」现为「in part」",
        "可以作出：none、exempt、lighter",
        "依据：主动如数上交",
        "不上交",
    ):
        assert told in zh, zh
    for told in (
        "'surrendered'",
        '"handed in" is now "in part"',
        "it allows: none, exempt, lighter",
        "basis: ",
        "kept",
    ):
        assert told in en, en


def test_the_page_and_the_picture_tell_them(tmp_path: Path) -> None:
    """`doc` lists each table with conditions, outcomes and source, draws, rankings and signatures; `graph` who signs."""
    plain, path = Terminal(None, "zh"), tmp_path / "one.yaml"
    for source, told in (
        (
            TABLE,
            ("决定表：宽严", "认真纠正", "主动如数上交", "none、exempt、lighter", "receipt、所依据的规定"),
        ),
        (DRAW, ("随机抽取 50%", "不抽", "分层", "排名", "随机抽取 size")),
        (
            SIGN,
            (
                "各方均须同意",
                "按次序",
                "会签即终止",
                "60% 以上",
                "只计为未同意",
                "有一方同意即可",
                "会签办法第一条",
            ),
        ),
    ):
        compiled(source)
        path.write_text(source, "utf-8")
        page = plain.run("doc", str(path))
        assert page.code == 0
        for one in told:
            assert one in page.out, page.out
    assert "会签：head" in plain.run("graph", str(path)).out


def test_a_table_of_a_data_file_serves_many(lite: World, tmp_path: Path) -> None:
    """Kept beside the workflows, it is an enumeration and a rule for each that decides by it."""
    (tmp_path / "data").mkdir()
    start = TABLE.index("types:")
    end = TABLE.index("data:\n")
    rules = "\n".join(line[2:] for line in TABLE[start:end].splitlines()[1:])
    (tmp_path / "data" / "rules.yaml").write_text(rules + "\n", "utf-8")
    flow = TABLE[:start] + TABLE[end:]
    (tmp_path / "one.yaml").write_text(flow, "utf-8")
    (tmp_path / "two.yaml").write_text(flow.replace("workflow: handling", "workflow: again"), "utf-8")
    assert Terminal(None).run("check", str(tmp_path)).code == 0
    lite.duban.deploy([tmp_path], shipped=FOLDER)
    for workflow in ("handling", "again"):
        case = lite.duban.start(workflow, unit="water-bureau", by="zhang", data={"told": True}).case
        refused = lite.refused(lite.do(case, "decide", "zhang", row="kept", measures=["severe"]))
        assert refused == ["row-condition"]
