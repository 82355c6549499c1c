"""A ballot before people: titles in tables, refusals and the history; ids for machines, and either from the keyboard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.small import deploy
from support.terminal import Terminal
from support.world import World

_VOTE = """
workflow: circles
title: {zh: 表决, en: vote}
roles:
  office:  {title: office, post: campaign-office}
  anybody: {title: anybody, post: any}
states:
  voting:
    title: {zh: 表决中, en: voting}
    ballot:
      groups: {masses: {zh: 群众代表, en: the masses}, delegates: {zh: “两代表”, en: delegates}}
      choices: {yes: {zh: 赞同, en: aye}, no: {zh: 不赞同, en: nay}}
      approving: [yes]
      secret: false
      valid: ballot.turnout >= 0.5
      pass: ballot.approving > 0.5
    actions:
      close: {title: {zh: 结束, en: close}, by: office}
      pass:  {auto: ballot.closed && ballot.passed, to: agreed}
      drop:  {title: {zh: 作罢, en: drop it}, by: office, when: [ballot.closed], to: dropped}
  agreed:  {title: agreed, final: success}
  dropped: {title: dropped, final: failure}
"""


@pytest.fixture
def case(lite: World) -> str:
    """A case with the ballot running."""
    deploy(lite, _VOTE)
    return lite.duban.start("circles", unit="water-bureau", by="zhao").case


def _file(folder: Path, content: object) -> str:
    path = folder / "given.json"
    path.write_text(json.dumps(content), "utf-8")
    return str(path)


def test_people_give_and_read_titles_and_machines_ids(
    lite: World, case: str, terminal: Terminal, tmp_path: Path
) -> None:
    """A roll, a paper and a count by titles; the tables speak titles in the order of the file, the JSON ids."""
    zh = Terminal(lite.url, "zh")
    roll = _file(tmp_path, {"群众代表": ["m01", "m02"]})
    assert terminal.json("ballot", case, "roll", "--data", roll, "--by", "zhao")["ballot"]["roll"] == {
        "masses": 2
    }
    cast = ("ballot", case, "cast", "--group", "群众代表", "--choice", "赞同", "--by", "m01")
    assert terminal.json(*cast)["ballot"]["cast"] == {"masses": 1}
    count = _file(tmp_path, {"“两代表”": {"应评": 3, "赞同": 2, "废票": 1}})
    running = zh.run("ballot", case, "tally", "--data", count, "--by", "zhao").out
    assert [line.split()[0] for line in running.splitlines()[2:4]] == ["群众代表", "“两代表”"]
    zh.run("do", case, "close", "--by", "zhao")
    told = zh.run("ballot", case, "result").out.splitlines()
    assert told[0].split() == ["组别", "应评", "收回", "有效", "废票", "赞同", "不赞同"]
    assert told[2].split() == ["群众代表", "2", "1", "1", "0", "1", "0"]
    result = terminal.json("ballot", case, "result")["result"]
    assert result["groups"]["delegates"]["choices"] == {"yes": 2, "no": 0} and result["outcome"] == "passed"
    history = zh.run("history", case).out
    assert "组别 群众代表" in history and "选项 赞同" in history and "“两代表”：应评 3，收回 3" in history
    assert "masses" not in history


def test_a_refusal_names_titles_and_the_ids_that_would_do(case: str, lite: World, tmp_path: Path) -> None:
    """Groups, choices and columns by title with the id in brackets; the values of the refusal are ids."""
    zh, en = Terminal(lite.url, "zh"), Terminal(lite.url, "en")
    cast = ("ballot", case, "cast", "--group", "群众", "--choice", "弃权", "--by", "m01")
    said = zh.run(*cast).err
    assert "没有评议组别 群众；组别有：群众代表（masses）、“两代表”（delegates）" in said
    assert "没有选项 弃权；选项有：赞同（yes）、不赞同（no）" in said
    assert "there is no choice 弃权; the choices are: aye (yes), nay (no)" in en.run(*cast).err
    first = en.run(*cast, "--json").json["reasons"][0]["values"]
    assert first == {"group": "群众", "groups": ["masses", "delegates"]}
    bad = _file(tmp_path, {"masses": {"invited": 3, "aye!": 2}})
    assert (
        "没有「aye!」一栏；有：应评（invited）、废票（void）、赞同（yes）、不赞同（no）"
        in zh.run("ballot", case, "tally", "--data", bad, "--by", "zhao").err
    )
    assert (
        "下列组别既无名册也无计票：群众代表（masses）、“两代表”（delegates）"
        in zh.run("do", case, "close", "--by", "zhao").err
    )


def test_a_share_of_a_place_is_a_share(lite: World) -> None:
    """60 and 60% are refused where a share is meant, with the fraction that was; yes and no may be said in Chinese."""
    deploy(
        lite,
        _VOTE.replace("circles", "places")
        .replace("0.5\n", "param.least\n")
        .replace(
            "roles:",
            'parameters: {least: {type: number, title: {zh: 参评率下限, en: least turnout}, default: "0.5", origin: ours}}\nroles:',
            1,
        ),
    )
    zh, en = Terminal(lite.url, "zh"), Terminal(lite.url, "en")
    for value in ("60", "60%", "60 ％"):
        ran = zh.run("parameter", "set", "least", value)
        assert ran.code == 2 and "参评率下限" in ran.err and "如 0.6（" in ran.err, ran.err
        assert "such as 0.6 (" in en.run("parameter", "set", "least", value).err
    assert "should" not in en.run("parameter", "set", "least", "-1").err
    assert zh.run("parameter", "set", "least", "0.6").code == 0
    listed = zh.run("parameter", "list").out
    assert "本地规定，非原文" in listed and "0.6" in listed
    (least,) = en.json("parameter", "list")["parameters"]
    assert (least["origin"], least["basis"], least["values"][0]["value"]) == ("ours", None, "0.6")


def test_titles_in_english_serve_as_well(lite: World, case: str, terminal: Terminal, tmp_path: Path) -> None:
    """A roll, a paper and a group by their English titles."""
    roll = _file(tmp_path, {"the masses": ["m01", "m02"]})
    assert terminal.json("ballot", case, "roll", "--data", roll, "--by", "zhao")["ballot"]["roll"] == {
        "masses": 2
    }
    cast = terminal.json("ballot", case, "cast", "--group", "the masses", "--choice", "aye", "--by", "m01")
    assert cast["ballot"]["cast"] == {"masses": 1}
