"""`duban term`: phrases read on the command line, without a database."""

from __future__ import annotations

import pytest

from support.terminal import Terminal

KEYS = {"text", "kind", "due", "readings", "question", "missing", "soft", "action", "parts", "steps"}


@pytest.fixture(params=["zh", "en"])
def terminal(request: pytest.FixtureRequest) -> Terminal:
    """The command line in both languages, with no database anywhere."""
    return Terminal("sqlite:////nowhere/at/all.db", request.param)


@pytest.mark.parametrize(
    ("arguments", "kind", "due", "missing"),
    [
        (["2019年4月底前"], "date", "2019-04-30", None),
        (["2024年8月前"], "ambiguous", None, "boundary"),
        (["12月底前"], "incomplete", None, "year"),
        (["12月底前", "--written", "2016-03-01"], "date", "2016-12-31", None),
        (["12月底前", "--from", "2016-03-01"], "incomplete", None, "year"),
        (["在30个工作日内报送国务院", "--from", "2019-05-05"], "relative", "2019-06-17", None),
        (["在30个工作日内报送国务院", "--written", "2019-05-05"], "relative", None, "anchor"),
        (["48小时内", "--from", "2019-05-05 09:30"], "relative", "2019-05-07T09:30:00+08:00", None),
        (["48小时内", "--from", "2019-05-05T01:30:00+00:00"], "relative", "2019-05-07T09:30:00+08:00", None),
        (["每季度末月20日前", "--from", "2019-05-06"], "recurring", "2019-06-20", None),
        (["10 workdays", "--from", "2022-09-23"], "relative", "2022-10-12", None),
        (["长期坚持"], "open", None, None),
        (["限期整改"], "incomplete", None, "date"),
        (["2月30日前"], "incomplete", None, "date"),
        (["随便写的"], "incomplete", None, "date"),
        (["每"], "incomplete", None, "date"),
        ([""], "incomplete", None, "date"),
    ],
)
def test_the_answer_is_one_document(
    terminal: Terminal, arguments: list[str], kind: str, due: str | None, missing: str | None
) -> None:
    """Exit 0 whatever the phrase, and the ten promised keys."""
    answer = terminal.json("term", *arguments)
    assert set(answer) == KEYS
    assert (answer["text"], answer["kind"], answer["due"], answer["missing"]) == (
        arguments[0],
        kind,
        due,
        missing,
    )
    assert (answer["question"] is None) == (missing is None)


def test_parts_answer_as_the_whole_does(terminal: Terminal) -> None:
    """Each term of a cell has the same keys."""
    answer = terminal.json("term", "2024年底前，并长期坚持")
    assert [(set(one), one["kind"], one["due"]) for one in answer["parts"]] == [
        (KEYS, "date", "2024-12-31"),
        (KEYS, "open", None),
    ]


def test_explain_says_each_rule_in_the_readers_language() -> None:
    """The start day, the days off, the make-up workdays and the roll, each with the article that says so."""
    arguments = ("term", "自收到之日起5个工作日内", "--from", "2019-04-26", "--explain")
    chinese = Terminal(None, "zh").run(*arguments).out
    assert "2019-05-06" in chinese
    assert "起算日 2019-04-26 不计入" in chinese
    assert "民法典第二百零一条" in chinese
    assert "2019-04-28、2019-05-05" in chinese
    english = Terminal(None, "en").run(*arguments).out
    assert "The start day 2019-04-26 is not counted" in english
    assert "2019-04-28, 2019-05-05" in english
    assert "起算日" not in english
    months = Terminal(None, "zh").run("term", "一个月内", "--from", "2019-08-31", "--explain").out
    assert "民法典第二百零二条" in months
    rolled = Terminal(None, "zh").run("term", "30日内", "--from", "2019-09-01", "--explain").out
    assert "民法典第二百零三条" in rolled
    assert "2019-10-08" in rolled


def test_without_explain_the_steps_are_left_out() -> None:
    """The plain answer is the date and what is to be done."""
    out = Terminal(None, "zh").run("term", "2018年12月底前报送备案").out
    assert "2018-12-31" in out
    assert "报送备案" in out
    assert "顺延" not in out


def test_a_question_is_asked_in_words() -> None:
    """What is ambiguous is shown with its readings."""
    out = Terminal(None, "en").run("term", "2024年8月前").out
    assert "2024-07-31" in out
    assert "2024-08-31" in out
    assert "?" in out


@pytest.mark.parametrize("option", ["--from", "--written"])
@pytest.mark.parametrize("text", ["tomorrow", "2019-02-30", "", "2019"])
def test_a_date_that_cannot_be_read_is_refused(terminal: Terminal, option: str, text: str) -> None:
    """Exit 2, one message, no traceback."""
    ran = terminal.run("term", "5日内", option, text, "--json")
    assert ran.code == 2
    assert ran.json["error"] == "input"
    assert text in ran.json["message"]


def test_what_steers_a_terminal_is_not_shown_as_such() -> None:
    """Control characters of the phrase reach no terminal."""
    out = Terminal(None, "en").run("term", "\x1b[31m2019年4月底前").out
    assert "\x1b" not in out
