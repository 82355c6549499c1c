"""The command line as a process of its own: the entry point, pipes, terminals, signals, two schedulers at once."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from duban.cli import main
from support.terminal import Terminal
from support.world import World

DUBAN = [sys.executable, "-m", "duban.cli"]
SLOWEST = 30
"""Seconds until a process that does not do what it should is given up."""


def _environment(url: str | None = None, **more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DUBAN_", "LC_", "LANG"))
    }
    return kept | ({"DUBAN_DB": url} if url else {}) | more


def _run(
    *arguments: str | bytes, url: str | None = None, cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*DUBAN, *arguments], capture_output=True, check=False, timeout=SLOWEST, cwd=cwd, env=_environment(url, **more)
    )  # fmt: skip


@contextmanager
def _scheduler(url: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler that has started; what it writes goes to the log."""
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*DUBAN, "scheduler", "--every", "1"], stdout=stream, stderr=stream, env=_environment(url)
        )
    try:
        _await(lambda: b"scheduler.started" in log.read_bytes())
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _await(condition: Any) -> None:
    ends = time.monotonic() + SLOWEST
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.1)


def test_the_entry_point_needs_no_terminal_and_no_locale(lite: World) -> None:
    """In the C locale Chinese is still UTF-8; the installed script and the module are the same."""
    ran = _run("show", "case-9", "--json", "--lang", "zh", url=lite.url, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (3, b"")
    assert "没有编号为 case-9 的事项" in json.loads(ran.stdout.decode("utf-8"))["message"]
    script = Path(sys.executable).with_name("duban")
    assert subprocess.run([script, "--version"], capture_output=True, check=True).stdout.startswith(b"duban ")


def test_bytes_that_are_no_text_are_wrong_usage(lite: World) -> None:
    """An argument in another encoding is refused as such, with a readable answer."""
    ran = _run("show", b"\xff\xfe", "--json", url=lite.url)
    assert (ran.returncode, ran.stderr) == (2, b"")
    assert json.loads(ran.stdout)["error"] == "usage"
    assert _run("list", url=lite.url, DUBAN_ACTOR="\udcff").returncode == 2


def test_a_reader_who_leaves_early_is_no_error(lite: World) -> None:
    """`duban … | true` ends without a word on stderr, also where it had an error to tell."""
    lite.start()
    for call in (
        "calendar show 2014 --json",
        "calendar show 2014",
        "show case-9 --json",
        "history case-1 --json",
    ):
        pipe = f"{' '.join(DUBAN)} {call} | true"
        ran = subprocess.run(
            ["/bin/sh", "-c", pipe], capture_output=True, check=False, env=_environment(lite.url)
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_disk_is_told(lite: World) -> None:
    """What cannot be written is a fault with exit code 1, not a traceback."""
    with Path("/dev/full").open("wb") as full:
        call = [*DUBAN, "calendar", "show", "2014"]
        ran = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, check=False, env=_environment())
    assert ran.returncode == 1
    assert ran.stderr.decode().splitlines() == ["duban: the system failed: the disk is full"]


def test_importing_nothing_heavy_for_help() -> None:
    """`--help` loads no database library: it answers at once."""
    code = """
import sys
from duban.cli import main
try:
    main(["--help"])
except SystemExit:
    print("sqlalchemy" in sys.modules, "ruamel" in sys.modules, file=sys.stderr)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=_environment())
    assert ran.stderr.decode().split() == ["False", "False"]


def test_progress_is_shown_on_a_terminal_and_only_there(lite: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long sweep tells on a terminal how far it is, and wipes the line; piped, stderr stays empty."""
    for _ in range(5):
        lite.item(due="5 workdays")
    monkeypatch.setattr("duban.adapters.console.progress._EVERY", 0.0)
    ours, theirs = pty.openpty()
    with open(theirs, "w", encoding="utf-8", closefd=False) as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with pytest.raises(SystemExit) as leaving:
            main(["--db", lite.url, "--lang", "en", "sweep", "--as-of", "2014-08-20"])
    os.close(theirs)
    shown = _all_of(ours)
    assert leaving.value.code == 0
    assert "5 cases done" in shown
    assert shown.endswith("\r\x1b[K")
    ran = _run("sweep", "--as-of", "2014-12-20", url=lite.url)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"cases done" not in ran.stdout


def _all_of(terminal: int) -> str:
    """What was written to a terminal whose other end is closed."""
    written = b""
    with (
        open(terminal, "rb", buffering=0) as stream,
        suppress(OSError),
    ):  # how Linux says that the end is reached
        while more := stream.read(4096):
            written += more
    return written.decode("utf-8")


def test_the_scheduler_catches_up_and_stops_when_told(lite: World, tmp_path: Path) -> None:
    """What is due at its start fires at once; it logs JSON lines; SIGTERM ends it with 0."""
    case = lite.start()
    with lite.duban.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE duban_setting SET value = '2014-08-20T01:00:00.000000Z' WHERE name = 'rehearsal'"
        )
    log = tmp_path / "scheduler.log"
    with _scheduler(lite.url, log) as process:
        _await(lambda: "overdue" in lite.kinds(case))
        process.send_signal(signal.SIGTERM)
        assert process.wait(SLOWEST) == 0
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    events = [line["event"] for line in lines]
    assert (events[0], events[-1]) == ("scheduler.started", "scheduler.stopped")
    done = [line for line in lines if line["event"] == "sweep.done"]
    assert [line["overdue"] for line in done if line["overdue"]] == [1]
    assert all(
        isinstance(value, (str, int, float, bool, type(None))) for line in lines for value in line.values()
    )


def test_two_schedulers_flag_each_case_once(lite: World, tmp_path: Path) -> None:
    """Two nodes at once, and a sweep by hand between them: one flag, one reminder, one rung each."""
    cases = [lite.item(due="5 workdays") for _ in range(12)]
    with lite.duban.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE duban_setting SET value = '2014-08-20T01:00:00.000000Z' WHERE name = 'rehearsal'"
        )
    logs = [tmp_path / "one.log", tmp_path / "two.log"]
    with _scheduler(lite.url, logs[0]) as one, _scheduler(lite.url, logs[1]) as two:
        Terminal(lite.url).run("sweep")
        _await(lambda: all("overdue" in lite.kinds(case) for case in cases))
        for process in (one, two):
            process.send_signal(signal.SIGINT)
        assert [process.wait(SLOWEST) for process in (one, two)] == [0, 0]
    for line in (json.loads(line) for log in logs for line in log.read_text("utf-8").splitlines()):
        assert (line["level"], line.get("failed", 0)) == ("info", 0)
    for case in cases:
        kinds = lite.kinds(case)
        assert (kinds.count("overdue"), kinds.count("reminded")) == (1, 1)
    assert Terminal(lite.url).json("verify")["ok"] is True


def test_an_unreadable_database_stops_the_scheduler_at_once(tmp_path: Path) -> None:
    """Whoever mistypes the database learns it, instead of a process that does nothing."""
    ran = _run("scheduler", url=f"sqlite:///{tmp_path}/nowhere.db")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"duban init" in ran.stderr


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_demo_plays_anywhere(tmp_path: Path, language: str) -> None:
    """In an empty folder, in both languages: told line by line, ending with a table and a picture that is there."""
    began = time.monotonic()
    ran = _run("demo", "--lang", language, "--into", "campaign", cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert time.monotonic() - began < SLOWEST
    told = ran.stdout.decode("utf-8")
    words = {
        "zh": ("退回修改", "返工", "超期", "办结", "图："),
        "en": ("send back", "redo", "overdue", "success", "picture: "),
    }[language]
    for word in words:
        assert word in told
    assert (tmp_path / "campaign" / "transport.svg").read_text("utf-8").startswith("<svg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["campaign"]
    again = _run("demo", "--into", "campaign", "--json", cwd=tmp_path)
    assert (again.returncode, json.loads(again.stdout)["error"]) == (2, "input")
    database = f"sqlite:///{tmp_path / 'campaign' / 'demo.db'}"
    assert json.loads(_run("verify", "--json", url=database).stdout)["ok"] is True
    assert len(json.loads(_run("list", "--overdue", "--json", url=database).stdout)["cases"]) == 1
