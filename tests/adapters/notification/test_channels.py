"""The channels: whole lines in a file, words on a terminal."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from duban.adapters.notification import JsonLines, Terminal, channel_of
from duban.engine.app import Duban
from duban.engine.core.text import Language
from duban.engine.delivery import Delivery
from duban.engine.errors import InvalidInput
from support.world import World, Worlds, make_rehearsal, templates, worlds

__all__ = ["templates", "worlds"]


def delivery(name: str) -> Delivery:
    """A delivery of that id."""
    text = {"zh": f"【超期】{name}", "en": f"[overdue] {name}\x1b[2J"}
    return Delivery(name, "li", {"id": name, "to": "li", "day": "2014-08-04", "items": [], "text": text})


def ids(path: Path) -> list[str]:
    """The ids of the whole lines of a file."""
    return [json.loads(line)["id"] for line in path.read_bytes().splitlines() if line.endswith(b"}")]


def test_each_delivery_is_a_line(tmp_path: Path) -> None:
    """One JSON object a line, in order, Chinese as it is; a later batch goes on in the same file."""
    path = tmp_path / "out.jsonl"
    for batch in (["a", "b"], [], ["c"]):
        channel = JsonLines(path)
        for name in batch:
            channel.send(delivery(name))
        channel.flush()
    assert ids(path) == ["a", "b", "c"]
    assert "【超期】" in path.read_text("utf-8")


def test_a_torn_line_spoils_no_other(tmp_path: Path) -> None:
    """A line that somebody died over is ended before the next begins."""
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"id": "a"}\n{"id": "b", "te')
    channel = JsonLines(path)
    channel.send(delivery("b"))
    channel.flush()
    assert ids(path) == ["a", "b"]


def test_what_could_not_be_written_is_not_written_later(tmp_path: Path) -> None:
    """A batch that failed is handed in again by the relay; the channel keeps nothing of it."""
    folder = tmp_path / "gone"
    channel = JsonLines(folder / "out.jsonl")
    channel.send(delivery("a"))
    with pytest.raises(OSError):
        channel.flush()
    folder.mkdir()
    channel.flush()
    assert not (folder / "out.jsonl").exists()


def test_the_terminal_is_steered_by_nobody() -> None:
    """The words of the reader's language, and no control character among them."""
    expected: dict[Language, str] = {"zh": "【超期】a", "en": "[overdue] a·[2J"}
    for language, said in expected.items():
        out = io.StringIO()
        channel = Terminal(language, out)
        channel.send(delivery("a"))
        channel.flush()
        assert out.getvalue() == f"→ li  2014-08-04\n  {said}\n"


@pytest.mark.parametrize("text", ["", "mail", "jsonl", "jsonl:", "jsonl:/no/such/folder/x", "jsonl:/"])
def test_what_is_no_channel_is_refused(text: str) -> None:
    """A channel that is none, or a file that cannot be one, is said before anything is delivered."""
    with pytest.raises(InvalidInput):
        channel_of(text)


VICTIM = """
import os, sys
from pathlib import Path
from duban.adapters.notification import JsonLines
from duban.engine.app import Duban
class Dying(JsonLines):
    def flush(self):
        super().flush()
        if left.pop() == 0:
            os.kill(os.getpid(), 9)
left = list(range(int(sys.argv[3]) + 1))
Duban(sys.argv[1]).deliver([Dying(Path(sys.argv[2]))])
"""


@pytest.fixture
def lite(worlds: Worlds) -> Iterator[World]:
    """A rehearsal on SQLite."""
    with worlds.world("sqlite", make_rehearsal) as made:
        yield made


@pytest.mark.slow
def test_killed_between_sending_and_marking_nothing_is_lost(lite: World, tmp_path: Path) -> None:
    """A relay killed with -9 after it wrote and before it marked: every id is in the file, repeated only by the kills."""
    cases = [lite.item(responsible="li") for _ in range(240)]
    for case in cases:
        lite.duban.urge(case, "快", by="wang", to=[f"s{cases.index(case) % 20 + 1:02}"]).unwrap()
    path, kills = tmp_path / "out.jsonl", 4
    for number in range(kills):
        ran = subprocess.run(
            [sys.executable, "-c", VICTIM, lite.url, str(path), str(number % 2)],
            env=dict(os.environ),
            check=False,
        )
        assert ran.returncode == -signal.SIGKILL
        lite.sql("UPDATE duban_delivery SET next_at = NULL WHERE status = 'waiting'")  # the claim runs out
    node = Duban(lite.url)
    node.deliver([JsonLines(path)])
    node.close()
    found = Counter(ids(path))
    assert len(found) == 240
    assert sum(found.values()) - 240 <= kills * 20
    bodies = set(path.read_text("utf-8").splitlines())
    assert len(bodies) == 240  # a repetition says the same
