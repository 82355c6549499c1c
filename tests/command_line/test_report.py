"""`duban report`: the same figures as a table, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from duban import Duban
from duban.engine.core.organisation import Organisation
from duban.workflows import CAMPAIGN, FOLDER
from support.terminal import Terminal
from support.world import World


def test_table_csv_and_json_agree(lite: World) -> None:
    """In Chinese or English, for people or for spreadsheets: one set of figures."""
    case = lite.start()
    lite.bring(case, "implementing")
    lite.write_off(lite.duban.show(case)["children"][0])
    terminal = Terminal(lite.url, "zh")
    view = terminal.json("report", "items", "--unit", "city")
    total = next(row for row in view["rows"] if row["part"] == "total")["values"]
    assert (total["total"], total["done"], total["rate"]["percent"]) == (4, 1, "25.0")
    told = terminal.run("report", "items", "--unit", "city").out
    assert "整改事项台账" in told
    assert "本级" in told
    assert "25.0%" in told
    assert "依据：认真落实项目化推进、销号式管理制度" in told
    rows = list(csv.reader(io.StringIO(terminal.run("report", "items", "--unit", "city", "--csv").out)))
    assert rows[0][0] == "\ufeff单位"
    assert rows[-1][1:5] == ["合计", "4", "1", "0"]
    assert rows[-1][-1] == "25.0%"


def test_without_a_name_the_reports_are_listed(terminal: Terminal) -> None:
    """Whoever does not know what there is asks without a name; whoever mistypes is told what there is."""
    listed = {one["report"]: one["kind"] for one in terminal.json("report")["reports"]}
    assert listed == {"items": "board", "plans": "board", "late": "list"}
    missed = terminal.run("report", "itmes")
    assert missed.code == 3
    assert "items" in missed.err
    assert terminal.run("report", "items", "--unit", "nowhere").code == 3


def test_the_campaign_has_its_boards_once_it_is_deployed(lite: World) -> None:
    """With the campaign deployed its reports are there: progress, what is missing by unit and topic, what has not moved."""
    terminal = Terminal(lite.url, "zh")
    assert terminal.run("deploy", str(CAMPAIGN)).code == 0
    lite.sql("UPDATE duban_unit SET level = 'county' WHERE id = 'school-board'")
    lite.duban.store_organisation(Organisation())
    names = {one["report"] for one in terminal.json("report")["reports"]}
    assert {
        "items",
        "campaign-items",
        "special-projects",
        "stalled",
        "backlog",
        "rebounds",
        "unanswered",
    } <= names
    case = lite.duban.start(
        "campaign-item", unit="water-bureau", by="zhang", data={"no": 1, "problem": "会议多"}
    ).case
    project = lite.duban.start("special-project", unit="school-board", by="gao", data={"topic": "t1"}).case
    rows = terminal.json("report", "campaign-items", "--unit", "city")["rows"]
    assert rows[-1]["values"]["not-started"] == 1
    matrix = terminal.json("report", "special-projects")
    cells = {row["unit"]: row["values"] for row in matrix["rows"]}
    assert (cells["school-board"]["t1"], cells["school-board"]["t2"]) == ("missing-plan", "missing")
    assert len([one for one in matrix["gaps"]["missing"] if one["unit"] == "school-board"]) == 18
    lite.advance("31 days")
    waiting = {row["values"]["case"] for row in terminal.json("report", "stalled")["rows"]}
    assert waiting == {case, project}
    for name in names:
        assert terminal.run("report", name, "--csv").code == 0


def test_only_the_reports_of_what_is_deployed_are_offered(terminal: Terminal, tmp_path: Path) -> None:
    """A database with the campaign alone has its reports, and whoever mistypes one is told all there are."""
    other = Terminal(f"sqlite:///{tmp_path / 'other.db'}")
    other.run("clock")
    made = Duban(other.url or "")
    try:
        made.initialise(rehearsal=datetime(2014, 8, 1, 9, tzinfo=UTC))
        made.deploy([CAMPAIGN], shipped=FOLDER)
    finally:
        made.close()
    names = {one["report"] for one in other.json("report")["reports"]}
    assert "items" not in names
    assert "special-projects" in names
    missed = other.run("report", "nonsense")
    assert missed.code == 3
    assert all(name in missed.err for name in names)
