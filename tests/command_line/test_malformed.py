"""Nothing that can be typed or handed over breaks the command line: it says what is wrong and how it ends."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.malformed import (
    CALLS,
    EXIT,
    NO_DEFINITION,
    NO_JSON,
    NO_ORGANISATION,
    WRONG_DATA,
    WRONG_ROLLS,
    WRONG_TALLIES,
    Call,
)
from support.terminal import Terminal
from support.world import Worlds, make_rehearsal


@pytest.fixture(scope="module")
def terminal(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A folder full of unreadable things; a plan being drafted (case-1) and one being appraised (case-2)."""
    folder = tmp_path_factory.mktemp("malformed")
    for name, content in {**NO_JSON, **WRONG_DATA, **NO_DEFINITION, **NO_ORGANISATION}.items():
        (folder / name).write_bytes(content)
    for name, (content, _) in {**WRONG_ROLLS, **WRONG_TALLIES}.items():
        (folder / name).write_bytes(content)
    (folder / "folder").mkdir()
    (folder / "loop").symlink_to("loop")
    (folder / "nothing.db").write_bytes(b"")
    (folder / "head.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    _other_database(folder / "other.db")
    here = Path.cwd()
    with worlds.world("sqlite", make_rehearsal) as world:
        world.start()
        appraised = world.start()
        world.bring(appraised, "appraisal")
        world.start()
        (folder / "damaged.db").write_bytes(_damaged(Path(world.url.removeprefix("sqlite:///"))))
        os.chdir(folder)
        try:
            yield Terminal(world.url)
        finally:
            os.chdir(here)


def _other_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE somebody_elses (id INTEGER)")
    connection.commit()
    connection.close()


def _damaged(path: Path) -> bytes:
    """A database of ours of which only the first page is left whole."""
    whole = path.read_bytes()
    return whole[:4096] + b"\xff" * (len(whole) - 4096)


def _name(value: object) -> str:
    said = " ".join(value) if isinstance(value, tuple) else str(value)
    return ascii(said if len(said) < 60 else said[:57] + "...")[1:-1]


@pytest.mark.parametrize(("call", "kind"), CALLS, ids=_name)
def test_a_malformed_call_says_what_is_wrong(terminal: Terminal, call: Call, kind: str) -> None:
    """With `--json` there is one document that names the kind of error, and the exit code belongs to it."""
    ran = terminal.run("--json", *call)
    if kind in FINDINGS:
        assert ran.code == FINDINGS[kind]
        assert any(one["severity"] == "error" for one in ran.json["findings"])
        return
    told = ran.json
    assert told.get("error") == kind, told
    assert ran.code == EXIT[kind]
    said = told["message"] if kind != "refused" else "".join(one["message"] for one in told["reasons"])
    assert said.strip()
    assert "secret" not in said


@pytest.mark.parametrize(("call", "kind"), CALLS[::23], ids=_name)
def test_without_json_errors_go_to_stderr(terminal: Terminal, call: Call, kind: str) -> None:
    """Standard output stays empty but for the findings of a check; the exit code is the same."""
    ran = terminal.run(*call)
    if kind in FINDINGS:
        assert (ran.code, ran.err) == (FINDINGS[kind], "")
        return
    assert ran.code == EXIT[kind]
    assert ran.out == ""
    assert ran.err.strip()


@pytest.mark.parametrize(("call", "kind"), [one for one in CALLS if one[1] != "fault"][::9], ids=_name)
def test_errors_speak_the_language_asked_for(terminal: Terminal, call: Call, kind: str) -> None:
    """No English sentence stands in a Chinese message, and no Chinese one in English."""
    chinese, english = (_said(terminal, language, call) for language in ("zh", "en"))
    assert not ENGLISH.search(chinese), chinese
    assert not CHINESE.search(english), english


FINDINGS = {"findings": 1, "unreadable": 2}
"""What is wrong in a file is a failed check; a file that cannot be read at all is wrong input."""
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b")
CHINESE = re.compile("[，。；：？]")


def _said(terminal: Terminal, language: str, call: Call) -> str:
    """Every message of the answer, without what was typed."""
    told = terminal.run("--json", "--lang", language, *call).json
    said = " | ".join(_messages(told)).replace("BadZipFile: File is not a zip file", "")
    said = said.replace("duban org import", "")
    for word in sorted(call, key=len, reverse=True):
        if len(word) > 2:
            said = said.replace(word, "…")
    return said


def _messages(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for name, value in told.items():
            if name in ("message", "hint"):
                yield value
            else:
                yield from _messages(value)
    elif isinstance(told, list):
        for one in told:
            yield from _messages(one)


def test_there_are_enough_of_them() -> None:
    """The table holds several hundred different calls."""
    assert len({json.dumps(call) for call, _ in CALLS}) > 500
