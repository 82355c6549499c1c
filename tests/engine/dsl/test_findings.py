"""Every finding there is, word for word: one broken file for each code, compared with what was said before.

`DUBAN_TEST_UPDATE_GOLDEN=1 pytest tests/engine/dsl/test_findings.py` writes the expected texts anew; the
difference is then to be read, not trusted.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.engine.core.text import Language
from duban.engine.dsl.compiler import Compiled, check_paths
from duban.engine.dsl.diagnostics import render
from duban.engine.dsl.messages import MESSAGES
from duban.workflows import FOLDER

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "findings"
UPDATE = os.environ.get("DUBAN_TEST_UPDATE_GOLDEN") == "1"
BROKEN = sorted(path.name for path in GOLDEN.iterdir() if path.suffix != ".expected")

MADE: dict[str, Callable[[Path], object]] = {
    "file-too-large": lambda path: path.write_text("# x\n" * 70_000),
    "too-many-nodes": lambda path: path.write_text("workflow: x\nstates: [" + "a, " * 15_001 + "]\n"),
    "too-deep": lambda path: path.write_text("workflow: x\nstates: " + "[" * 40 + "]" * 40 + "\n"),
    "more-findings": lambda path: path.write_text(
        "workflow: x\n" + "".join(f"due-{number}: 1 workday\n" for number in range(120))
    ),
    "file-unreadable": lambda path: path.with_suffix(""),
}
"""Files that are better made than kept."""


def texts(compiled: list[Compiled]) -> str:
    """All findings as they are shown, in both languages."""
    languages: tuple[Language, ...] = ("zh", "en")
    parts = []
    for language in languages:
        parts.append(f"==== {language}")
        parts += [render(found, one.text_of(found), language) for one in compiled for found in one.findings]
    return "\n".join(parts) + "\n"


def compare(compiled: list[Compiled], code: str) -> None:
    """The findings are the expected ones, and the code is among them."""
    said = texts(compiled)
    expected = GOLDEN / f"{code}.expected"
    if UPDATE:
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")
    assert code in {found.code for one in compiled for found in one.findings}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_says_what_is_wrong(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kept file gives exactly the expected findings, the one it is named for among them."""
    monkeypatch.chdir(GOLDEN)
    compare(check_paths([Path(name)], FOLDER, reports=True), Path(name).stem)


@pytest.mark.parametrize("code", MADE)
def test_a_made_file_says_what_is_wrong(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file made on the spot gives exactly the expected findings."""
    monkeypatch.chdir(tmp_path)
    MADE[code](Path(f"{code}.yaml"))
    compare(check_paths([Path(f"{code}.yaml")], FOLDER), code)


def test_every_code_has_a_broken_file() -> None:
    """No code is without a file that shows it, and no file shows a code that is gone."""
    shown_elsewhere = {"format-unsafe"}  # only formatting can say it: test_format.py
    assert {Path(name).stem for name in BROKEN} | MADE.keys() | shown_elsewhere == MESSAGES.keys()


@pytest.mark.parametrize("code", MESSAGES)
def test_every_code_is_worded_in_both_languages(code: str) -> None:
    """A code has a sentence and a hint, in Chinese and in English."""
    words = MESSAGES[code]
    for text in (words.message, words.hint):
        assert text.zh.strip()
        assert text.en.strip()


@pytest.mark.parametrize("code", sorted(path.stem for path in GOLDEN.glob("*.expected")))
def test_no_finding_shows_an_unfilled_place(code: str) -> None:
    """No `{name}` of a message is left without its value."""
    said = (GOLDEN / f"{code}.expected").read_text(encoding="utf-8")
    sentences = [line for line in said.splitlines() if " | " not in line]
    for name in (
        "suggestion",
        "name",
        "key",
        "form",
        "expected",
        "found",
        "action",
        "state",
        "text",
        "nearest",
    ):
        assert not any("{" + name + "}" in line for line in sentences)
