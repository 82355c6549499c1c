"""What a clerk brings along or is given: the example organisation, and what is filled in written as YAML."""

from __future__ import annotations

from pathlib import Path

from duban.workflows import COUNTY, campaign
from support.terminal import Terminal


def test_the_campaign_comes_with_a_new_database_when_asked_for(tmp_path: Path) -> None:
    """`init --campaign` deploys every file of the campaign beside the small ones, also on a database that is there."""
    terminal = Terminal(f"sqlite:///{tmp_path}/new.db")
    without = {one["workflow"] for one in terminal.json("init")["workflows"]}
    told = terminal.json("init", "--campaign")
    assert (told["new"], {one["workflow"] for one in told["workflows"]} - without) == (
        False,
        {path.stem for path in campaign()},
    )
    assert {one["workflow"] for one in terminal.json("workflows")["workflows"]} >= without


def test_the_example_is_saved_once_and_can_be_imported(terminal: Terminal, tmp_path: Path) -> None:
    """What is saved is the shipped file; a file that is there, or a place that cannot be written, is told and left alone."""
    path = tmp_path / "county.yaml"
    assert terminal.json("org", "example", str(path)) == {"file": str(path)}
    assert path.read_bytes() == COUNTY.read_bytes()
    assert terminal.json("org", "import", str(path))["findings"] == []
    path.write_text("mine", "utf-8")
    for place in (str(path), str(tmp_path / "nowhere" / "x.yaml"), "a\0b"):
        ran = terminal.run("org", "example", place)
        assert (ran.code, ran.out) == (2, ""), place
    assert path.read_text("utf-8") == "mine"
    ran = terminal.run("org", "example", "")
    assert (ran.code, "FILE" in ran.err) == (2, True)


def test_what_is_filled_in_may_be_yaml(terminal: Terminal, tmp_path: Path) -> None:
    """A `.yaml` file says the same as JSON; one that is none, or no object, is told with its place and nothing is stored."""
    yaml = tmp_path / "plan.yaml"
    yaml.write_text(
        "roadmap: first\n"
        "problems:\n"
        "  - {no: 1, problem: p, source: opinions, measure: m, responsible: li, due: 2014-09-30}\n",
        "utf-8",
    )
    json = tmp_path / "plan.json"
    json.write_text(
        '{"roadmap": "first", "problems": [{"no": 1, "problem": "p", "source": "opinions", "measure": "m", '
        '"responsible": "li", "due": "2014-09-30"}]}',
        "utf-8",
    )
    start = ("start", "rectification-plan", "--unit", "water-bureau", "--by", "zhang", "--data")
    said = [terminal.run(*start, str(path), "--json") for path in (yaml, json)]
    assert [one.code for one in said] == [0, 0]
    assert said[0].out.replace("case-1", "case-2") == said[1].out.replace("case-1", "case-2")
    before = terminal.json("list")["cases"]
    for bad, place in (
        ("a: [1\n", "plan.yaml:"), ("- a\n", "object"), ("a: 1\na: 2\n", "plan.yaml:2:1"), ("# a\n", "object"),
    ):  # fmt: skip
        yaml.write_text(bad, "utf-8")
        ran = terminal.run(*start, str(yaml))
        assert ran.code == 2
        assert place in ran.err
    assert terminal.json("list")["cases"] == before
