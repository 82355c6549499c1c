"""`duban register`: what stands in a register, what is added and what is retired, for people and for scripts."""

from __future__ import annotations

from support.small import FOLLOWING, PART, deploy
from support.terminal import Terminal
from support.world import World


def test_a_register_is_listed_shown_added_to_and_retired_from(lite: World) -> None:
    """Each tells the same in words and as JSON; who and why stand beside what was added and retired."""
    terminal = Terminal(lite.url, "zh")
    assert terminal.run("register", "list").out == "没有目录\n"
    deploy(lite, FOLLOWING, PART)
    assert terminal.json("register", "list")["registers"] == [
        {
            "name": "subjects", "title": "专题目录", "basis": None, "by": ["supervisor", "principal"],
            "fields": {"levels": "levels", "lead": "lead"},
            "entries": 3, "retired": 0,
        }
    ]  # fmt: skip
    added = terminal.json(
        "register", "add", "subjects", "s3", "--title", "会议多", "--title-en", "meetings", "--set", "levels=city,county",
        "--by", "wang",
    )  # fmt: skip
    assert (added["name"], added["entry"]["key"], added["entry"]["values"]) == (
        "subjects", "s3", {"levels": ["city", "county"]},
    )  # fmt: skip
    said = terminal.run("register", "retire", "subjects", "s9", "--note", "并入会风", "--by", "wang")
    assert (said.code, said.out) == (0, "目录 subjects 的 s9 已停用\n")
    told = terminal.run("register", "show", "subjects").out
    assert "levels=city,county" in told
    assert "并入会风" in told
    english = Terminal(lite.url, "en").json("register", "show", "subjects")["entries"]
    assert [(one["key"], one["title"], one["retired_by"]) for one in english] == [
        ("s1", "meetings", None), ("s2", "papers", None), ("s9", "old subject", "wang"), ("s3", "meetings", None),
    ]  # fmt: skip


def test_what_will_not_do_ends_with_its_code(lite: World) -> None:
    """A refusal leaves with 1 and names the reason; what cannot be read or is not known leaves as everywhere."""
    deploy(lite, FOLLOWING, PART)
    terminal = Terminal(lite.url)
    add = ("register", "add", "subjects")
    assert terminal.refused(*add, "s1", "--title", "x", "--by", "wang") == ["register-taken"]
    assert terminal.refused(*add, "s 3", "--title", "x", "--by", "wang") == ["register-key"]
    assert terminal.refused(*add, "s3", "--title", " ", "--by", "wang") == ["empty-text"]
    retire = ("register", "retire", "subjects", "s3", "--by", "wang")
    assert terminal.refused(*retire, "--note", "x") == ["register-unknown-key"]
    assert terminal.run(*retire).code == 2
    assert terminal.run("register", "show", "topics").code == 2
    assert terminal.run(*add, "s3", "--title", "x", "--by", "nobody").code == 3
    assert terminal.run(*add, "s3", "--title", "x", "--set", "levels", "--by", "wang").code == 2
