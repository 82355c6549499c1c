"""Help and usage errors in the reader's language, and common options in any place."""

from __future__ import annotations

from typing import Any

import click
import pytest
from click.testing import CliRunner

from duban.adapters.console.desk import command
from duban.adapters.console.grammar import (
    DB,
    JSON,
    Group,
    Name,
    OneOf,
    Whole,
    argument,
    option,
    usage_message,
)
from duban.adapters.console.language import choose, language
from duban.engine.core.text import Text

SEEN: list[dict[str, Any]] = []


@command("weigh", "称重", "weigh things", example="weigh 3 --kind apple")
@argument("amount", "几件", "how many", type=Whole(1, 20))
@option("--kind", type=OneOf("apple", "pear"), zh="种类", en="what kind")
@option("--label", type=Name(), multiple=True, zh="标签", en="a label")
@option("--unit", default="kg", show_default=True, zh="单位", en="the unit")
@option("--quick", is_flag=True, zh="快", en="quickly")
def weigh(desk: Any, **given: Any) -> None:
    """Take note of what was given."""
    SEEN.append({"db": desk.db, "json": desk.as_json, **given})


GROUP = Group("scales", text=Text("秤", "scales"))
GROUP.add_command(weigh)


def _error(*arguments: str) -> str:
    choose(arguments)
    with pytest.raises(click.UsageError) as caught:
        GROUP.main(list(arguments), prog_name="scales", standalone_mode=False)
    return usage_message(caught.value)


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("weigh",), "缺少 AMOUNT", "AMOUNT is needed"),
        (
            ("weigh", "21"),
            "AMOUNT：「21」不是 1 到 20 之间的整数",
            "AMOUNT: '21' is not a whole number between 1 and 20",
        ),
        (
            ("weigh", "٣"),
            "AMOUNT：「٣」不是 1 到 20 之间的整数",
            "AMOUNT: '٣' is not a whole number between 1 and 20",
        ),
        (("weigh", "3", "4"), "多余的参数：4", "not expected here: 4"),
        (
            ("weigh", "3", "--kind", "plum"),
            "--kind：「plum」不在可选值中：apple、pear",
            "--kind: 'plum' is not one of apple, pear",
        ),
        (("weigh", "3", "--label", " "), "--label：不能为空", "--label: it must not be empty"),
        (("weigh", "3", "--kind"), "--kind 后面缺少值", "--kind needs a value"),
        (("weigh", "3", "--quick=1"), "--quick 不带值", "--quick takes no value"),
        (
            ("weigh", "3", "--kindd", "x"),
            "没有选项 --kindd；是不是 --kind？",
            "there is no option --kindd; did you mean --kind?",
        ),
        (("wiegh", "3"), "没有命令 wiegh；是不是 weigh？", "there is no command wiegh; did you mean weigh?"),
        (("xyz",), "没有命令 xyz", "there is no command xyz"),
        ((), "请给出命令；见 scales --help", "name a command; see scales --help"),
    ],
)
def test_a_usage_error_says_what_is_wrong(arguments: tuple[str, ...], zh: str, en: str) -> None:
    """Each is worded here, in the language of the call, with the nearest known word."""
    assert _error("--lang", "zh", *arguments) == zh
    assert _error("--lang", "en", *arguments) == en


def test_common_options_reach_the_command_from_anywhere() -> None:
    """Before the group's command or behind it; the one nearest to the command wins."""
    SEEN.clear()
    for call in (
        ["--db", "a", "--json", "weigh", "3"],
        ["weigh", "--db", "a", "3", "--json"],
        ["--db", "b", "weigh", "3", "--db", "a", "--json"],
    ):
        GROUP.main(call, standalone_mode=False)
    assert [(one["db"], one["json"], one["amount"], one["unit"]) for one in SEEN] == [
        ("a", True, 3, "kg")
    ] * 3
    assert DB != JSON


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("zh", ["称重", "几件", "可重复", "默认 kg", "只输出一个 JSON 文档"]),
        ("en", ["weigh things", "how many", "repeatable", "default kg", "print one JSON document"]),
    ],
)
def test_help_is_in_the_language_of_the_call(chosen: str, expected: list[str]) -> None:
    """Usage, arguments, options and the example, the options of every command last."""
    choose(["--lang", chosen])
    said = CliRunner().invoke(weigh, ["--help"]).output
    for one in [*expected, "AMOUNT", "--kind apple|pear", "weigh 3 --kind apple"]:
        assert one in said


@pytest.mark.parametrize(
    ("arguments", "surroundings", "expected"),
    [
        (["--lang", "zh"], {"DUBAN_LANG": "en"}, "zh"),
        (["--lang=en"], {"DUBAN_LANG": "zh"}, "en"),
        (["--lang", "zh", "--lang", "en"], {}, "en"),
        (["--", "--lang", "zh"], {"DUBAN_LANG": "en"}, "en"),
        ([], {"DUBAN_LANG": "zh_CN.UTF-8", "LANG": "en_GB"}, "zh"),
        ([], {"DUBAN_LANG": "", "LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"DUBAN_LANG": "fr"}, "en"),
        ([], {}, "en"),
    ],
)
def test_the_language_of_a_call(
    arguments: list[str], surroundings: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last `--lang` before `--`, then DUBAN_LANG, then the system's, then English."""
    for name in ("DUBAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    choose(arguments)
    assert language() == expected
    choose([])
