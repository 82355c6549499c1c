"""`duban calendar`: show, diff and import, as a person meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.notices import NOTICE_2027, NUMBER
from support.terminal import Terminal
from support.world import World

LAYER = """\
layer: water-day
title: 水务局历
units: [water-bureau]
off:
  - {days: 2027-03-08..2027-03-09, name: 局庆}
work: [2027-03-13]
"""


def write(folder: Path, name: str, content: str | bytes) -> str:
    """A file with this content; its name."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_a_notice_is_shown_first_and_then_imported(terminal: Terminal, tmp_path: Path) -> None:
    """`diff` tells what would change and stores nothing; `import` does it; the second says so."""
    file = write(tmp_path, "notice.txt", NOTICE_2027)
    told = terminal.json("calendar", "diff", file)
    assert terminal.json("calendar", "show", "2027")["status"] == "assumed"
    done = terminal.json("calendar", "import", file)
    assert done["days"] == told["days"]
    assert (done["changed"], done["years"]) == (True, [2027])
    assert set(done["recounted"]) >= {"checked", "recounted", "moved", "settled"}
    shown = terminal.json("calendar", "show", "2027")
    assert shown["status"] == "announced"
    days = {one["date"]: one for one in shown["days"]}
    assert len(days) == 365
    assert (days["2027-02-14"]["workday"], days["2027-02-14"]["kind"]) == (True, "makeup")
    assert (days["2027-02-11"]["notice"], days["2027-02-11"]["name"]) == (NUMBER, "春节")
    again = terminal.json("calendar", "import", file)
    assert (again["changed"], again["days"], again["version"]) == (False, [], done["version"])
    assert "nothing changes" in terminal.run("calendar", "import", file).out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_the_text_may_come_as_offices_save_it(terminal: Terminal, tmp_path: Path, encoding: str) -> None:
    """UTF-8 with a mark, UTF-16 and GB 18030 are read."""
    file = write(tmp_path, "notice.txt", NOTICE_2027.encode(encoding))
    assert terminal.json("calendar", "diff", file)["years"] == [2027]


def test_a_layer_is_imported_and_shown_over_the_year(terminal: Terminal, tmp_path: Path) -> None:
    """The year with the layer has its days, without it has not."""
    file = write(tmp_path, "layer.yaml", LAYER)
    terminal.json("calendar", "import", file)
    plain = {one["date"]: one["workday"] for one in terminal.json("calendar", "show", "2027")["days"]}
    with_it = {
        one["date"]: one["workday"]
        for one in terminal.json("calendar", "show", "2027", "--layer", "water-day")["days"]
    }
    assert {day for day in plain if plain[day] != with_it[day]} == {"2027-03-08", "2027-03-09", "2027-03-13"}


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("n.txt", "一、元旦：1月1日（周六）放假。", "n.txt:1"),
        ("n.txt", "1月1日放假。", "--year"),
        ("n.txt", b"\x00\x01\x02", "n.txt:1"),
        ("n.yaml", "off:\n  - 2027-13-01\n", "n.yaml:2:5"),
        ("n.yaml", "off: [2027-01-02..2027-01-01]\n", "n.yaml:1:7"),
        ("n.yaml", "holidays: [2027-01-01]\n", "n.yaml:1:1"),
        ("n.yaml", "units: [a]\noff: [2027-01-01]\n", "n.yaml:1:8"),
        ("n.yaml", "off: [2027-01-01]\nwork: [2027-01-01]\n", "n.yaml:2"),
        ("n.yaml", "layer: x\nunits: [nowhere]\noff: [2027-01-01]\n", "nowhere"),
        ("n.yaml", "off: [2027-01-01\n", "n.yaml:"),
        ("n.yaml", "", "n.yaml:1"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    lite: World, terminal: Terminal, tmp_path: Path, name: str, content: str | bytes, place: str
) -> None:
    """Exit code 2, the place named in both languages, nothing stored."""
    before = lite.dump()
    file = write(tmp_path, name, content)
    for language in ("zh", "en"):
        run = (
            terminal.run("calendar", "import", file, "--lang", language, "--year", "2027")
            if place != "--year"
            else terminal.run("calendar", "import", file, "--lang", language)
        )
        assert run.code == 2
        assert place in run.err
        assert "Traceback" not in run.err
    assert lite.dump() == before


def test_an_unknown_layer_is_named(terminal: Terminal) -> None:
    """Showing a year with a layer that is not there is refused."""
    run = terminal.run("calendar", "show", "2027", "--layer", "nowhere")
    assert (run.code, "nowhere" in run.err) == (2, True)
