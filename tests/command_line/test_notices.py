"""Reminders and urges by the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.terminal import Ran, Terminal


@pytest.fixture
def desk(tmp_path: Path) -> Terminal:
    """A rehearsal with the sample organisation and an overdue item."""
    terminal = Terminal(f"sqlite:///{tmp_path}/x.db", "zh")
    terminal.run("init", "--rehearsal", "2014-08-01 09:00")
    from duban.workflows import sample

    assert terminal.run("org", "import", str(sample("sample-org.yaml"))).code == 0
    started = terminal.run(
        "start", "rectification-item", "--unit", "water-bureau", "--by", "zhang",
        *(f"--set={one}" for one in ("no=1", "problem=会议多", "source=opinions", "measure=压减", "responsible=li", "due=5 workdays")),
    )  # fmt: skip
    assert started.code == 0, started.err
    terminal.run("clock", "advance", "6 workdays")
    return terminal


def answer(ran: Ran) -> dict[str, object]:
    """What a command answered in JSON."""
    found: dict[str, object] = ran.json
    return found


def test_an_urge_from_beginning_to_end(desk: Terminal, tmp_path: Path) -> None:
    """Urged, delivered to a file, answered, delivered: each line once, and `show` tells it all."""
    path = tmp_path / "out.jsonl"
    assert desk.run("urge", "case-1", "--text", "请报进展", "--within", "2个工作日", "--by", "wang").code == 0
    report = answer(desk.run("deliver", "--channel", f"jsonl:{path}", "--json"))
    assert (report["sent"], report["failed"]) == (2, 0)
    assert "请报进展" in desk.run("todo", "--by", "li").out
    assert desk.run("answer", "case-1", "1", "--text", "已办", "--by", "li").code == 0
    desk.run("deliver", "--channel", f"jsonl:{path}")
    told = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [(one["to"], one["type"]) for one in told] == [
        ("li", "duban.digest"),
        ("li", "duban.notice"),
        ("wang", "duban.notice"),
    ]
    shown = desk.run("show", "case-1").out
    assert "橙灯" in shown
    assert "催办 1" in shown
    assert "已办" in shown
    assert "催办" in desk.run("history", "case-1").out


def test_settings_are_shown_and_set(desk: Terminal) -> None:
    """Colours, hours and channels; a wrong one is refused with exit code 2 and nothing is set."""
    assert answer(desk.run("notices", "--json")) == {
        "lamps": ["blue", "orange", "red"],
        "hours": "08:30-18:00",
        "channels": [],
    }
    assert desk.run("notices", "--lamps", "蓝黄红", "--hours", "nine").code == 2
    assert desk.run("notices", "--channel", "mail").code == 2
    assert desk.run("deliver").code == 2
    desk.run("notices", "--lamps", "蓝黄红", "--channel", "terminal")
    assert "黄灯" in desk.run("due", "case-1").out
    assert "超期" in desk.run("deliver").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("urge", "case-1", "--text", "x", "--by", "li"), 1), (("urge", "no-case", "--text", "x", "--by", "wang"), 3),
        (("urge", "case-1", "--text", "x", "--within", "5天", "--by", "wang"), 2),
        (("urge", "case-1", "--by", "wang"), 2), (("answer", "case-1", "0", "--text", "x", "--by", "li"), 2),
        (("answer", "case-1", "9", "--text", "x", "--by", "li"), 1), (("deliver", "--retry", "none"), 2),
        (("urge", "case-1", "--text", "x", "--by", "nobody"), 3),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_exit_code(desk: Terminal, words: tuple[str, ...], code: int) -> None:
    """Refused 1, wrong usage 2, unknown 3, each with a sentence."""
    ran = desk.run(*words)
    assert ran.code == code
    assert ran.err
