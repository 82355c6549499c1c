"""What is confidential, looked at by eight kinds of people through every command: nobody sees, counts or infers more.

Two databases tell the same public story, and in one of them a clue, an evaluation with a secret ballot and
a clue referred by a visible case lie hidden. For whoever may not know of them, every command must answer on
both alike, to the byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click import Context

from duban.cli import commands
from duban.engine.core.seeing import Trusted
from support.confidential_flows import CLUE, CONFERENCE, EVALUATION, INSPECTION
from support.looked_at import ACTS, BY_NOBODY, BY_SOMEBODY, NO_CASES, ON_A_CASE, READS
from support.small import deploy
from support.terminal import Ran, Terminal
from support.world import World, Worlds, make_rehearsal

VIEWERS = {
    "outsider": "sun",
    "head": "gao",
    "subject": "luo",
    "investigator": "he",
    "decider": "chen",
    "supervisor": "song",
    "admin": "admin",
    "citizen": "zheng",
}
SEEN_BY = {
    "clue": {"investigator", "decider"},
    "vote": {"supervisor"},
    "lead": set(),
    "again": {"investigator"},
}
"""Who of them may know of which hidden case; the office that all clues are open to, and who reported one, do besides."""

HAPPENINGS = [
    ["calendar", "import", "{layer}", "--json"],
    ["milestone", "set", "basic-end", "2014-09-30", "--json"],
    ["parameter", "set", "quick", "3 workdays", "--json"],
    ["batch", "plan", "{conference}", "--set", "agenda=x", "--by", "gao", "--json"],
    ["import-cases", "{earlier}", "--by", "song", "--json"],
    ["clock", "advance", "6 workdays", "--json"],
    ["deliver", "--channel", "jsonl:{letters}", "--json"],
    ["sweep", "--as-of", "2014-12-01 09:00", "--json"],
    ["sweep", "--json"],
    ["deliver", "--channel", "jsonl:{letters}", "--json"],
    ["start", "inspection", "--unit", "school-board", "--by", "song", "--json"],
    ["list", "--json"],
]
"""What happens to all cases: what it tells has to be the same too."""


LAYER = """\
layer: school-days
title: 教育局历
units: [school-board]
off:
  - {days: 2014-08-04..2014-08-05, name: 局庆}
"""
"""Two days off, which move deadlines of the public story and of what lies hidden."""

REPORTS = """\
reports:
  board:
    title: {zh: 台账, en: board}
    kind: board
    workflow: [clue, inspection, evaluation]
    columns:
      total:  {title: {zh: 合计, en: total}}
      done:   {title: {zh: 办结, en: done}, that: 'case.state in ["decided", "finished", "written"]'}
      late:   {title: {zh: 超期, en: late}, that: case.overdue}
      unset:  {title: {zh: 未定, en: undetermined}, that: case.undetermined}
      rate:   {title: {zh: 办结率, en: rate}, share: done, of: total}
  all:
    title: {zh: 清单, en: list}
    kind: list
    workflow: [clue, inspection, evaluation, conference]
    columns:
      kind:  {title: {zh: 流程, en: workflow}, value: case.workflow}
      state: {title: {zh: 步骤, en: state}, value: case.state}
      days:  {title: {zh: 天数, en: days}, value: case.waiting}
    sort: days
    descending: true
  units:
    title: {zh: 对照表, en: matrix}
    kind: matrix
    workflow: clue
    across: what
    values: [sins]
    applies: unit.id == "school-board"
    cells:
      there: {title: {zh: 有, en: there}}
"""
"""What is counted and listed of cases that may be hidden."""

EARLIER = """\
- workflow: inspection
  unit: school-board
  by: song
  at: 2014-07-01 09:00
  steps: [{do: refer, by: song, at: 2014-07-02 09:00}]
"""
"""A visible case of an earlier phase."""


@dataclass
class House:
    """A database with the public story in it."""

    world: World
    terminal: Terminal
    letters: Path
    hidden: dict[str, str] = field(default_factory=dict)
    """The ids of what lies hidden."""
    inspection: str = ""
    conference: str = ""

    def run(self, arguments: list[str], by: str | None = None, **values: str) -> Ran:
        """Call the command line."""
        told = [one.format(letters=self.letters, **values) for one in arguments]
        return self.terminal.run(*told, *(["--by", by] if by is not None else []))


@dataclass
class Pair:
    """A house with something to hide, and one without."""

    full: House
    empty: House
    files: dict[str, str]

    def same(self, arguments: list[str], by: str | None = None, **values: str) -> Ran:
        """Call it on both; they answer alike. The answer of the one that hides something."""
        full, empty = (one.run(arguments, by, **self.files, **values) for one in (self.full, self.empty))
        assert _without_seals(full) == _without_seals(empty), (arguments, by)
        return full


@pytest.fixture(scope="module")
def pair(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both houses, at the same moment of the same story."""
    folder = tmp_path_factory.mktemp("confidential")
    files = {name: str(folder / f"{name}.json") for name in ("roll", "tally")}
    for name, text in (("layer", LAYER), ("reports", REPORTS), ("earlier", EARLIER)):
        files[name] = str(folder / f"{name}.yaml")
        Path(files[name]).write_text(text, "utf-8")
    Path(files["roll"]).write_text(json.dumps({"staff": ["m01"]}), "utf-8")
    Path(files["tally"]).write_text(
        json.dumps({"staff": {"invited": 1, "agree": 1, "disagree": 0, "void": 0}}), "utf-8"
    )
    with worlds.world("sqlite", make_rehearsal) as one, worlds.world("sqlite", make_rehearsal) as other:
        houses = [
            House(world, Terminal(world.url), folder / name)
            for world, name in ((one, "full"), (other, "empty"))
        ]
        for house in houses:
            _tell(house, hiding=house is houses[0])
        assert houses[0].inspection == houses[1].inspection
        files["conference"] = houses[0].conference
        yield Pair(houses[0], houses[1], files)


def _tell(house: House, *, hiding: bool) -> None:
    world = house.world
    deploy(world, CLUE, EVALUATION, INSPECTION, CONFERENCE)
    duban = world.duban
    world.start()
    if hiding:
        house.hidden["clue"] = _clue(world)
        house.hidden["vote"] = _vote(world)
    house.inspection = duban.start("inspection", unit="school-board", by="song").case
    leads = [
        {"no": 1, "what": "接受宴请", "subject": "gao", "informant": "wu"},
        {"no": 2, "what": "公车私用", "subject": "luo"},
    ]
    said: dict[str, Any] = {"leads": leads} if hiding else {}
    world.must(house.inspection, "refer", "song", **said)
    if hiding:
        house.hidden["lead"] = f"{house.inspection}.1"
        second = f"{house.inspection}.2"
        for action, by, data in (
            ("assign", "zhao", {"investigator": "he"}),
            ("verify", "he", {"finding": "属实"}),
        ):
            world.must(second, action, by, **data)
    world.must(house.inspection, "note", "song", found="台账不全")
    world.start(unit="school-board", by="gao")
    house.conference = duban.start("conference", unit="school-board", by="gao").case
    if hiding:  # a batch of hidden cases leaves no gap in the numbers of the others
        duban.batch("add", [house.hidden["clue"]], by="zhao", data={"what": "公款吃喝"})
        again = duban.start("clue", unit="school-board", by="wu", data={"no": 9, "subject": "luo"}).case
        assert duban.batch("assign", [again], by="zhao", data={"investigator": "he"}).number == 500_000_001
        house.hidden["again"] = again
    duban.batch("plan", [house.conference], by="gao", data={"agenda": "小结"})
    world.advance("1 workday")


def _clue(world: World) -> str:
    said = {"no": 1, "what": "公款吃喝", "subject": "luo", "informant": "wu"}
    case = world.duban.start("clue", unit="school-board", by="wu", data=said).case
    world.must(case, "assign", "zhao", investigator="he")
    world.must(case, "verify", "he", finding="属实")
    world.duban.urge(case, "请尽快", by="zhao", to=["chen"], urgent=True).unwrap()
    return case


def _vote(world: World) -> str:
    case = world.duban.start("evaluation", unit="school-board", by="song").case
    world.must(case, "name", "song", evaluated="luo")
    world.duban.roll(case, {"staff": ["m01", "sun", "luo"]}, by="zhao").unwrap()
    return case


def _without_seals(ran: Ran) -> tuple[int, str, str]:
    """An answer without the hashes of events, which seal what is not told with what is."""
    return ran.code, re.sub(r'"hash": "[0-9a-f]{64}"', '"hash"', ran.out), ran.err


def test_every_command_is_looked_at() -> None:
    """A command that the command line gains has to be put into one of the tables above."""
    told = {*NO_CASES, *ON_A_CASE, *BY_SOMEBODY, *BY_NOBODY, *(line[0] for line in HAPPENINGS)}
    assert sorted(told) == sorted(commands.list_commands(Context(commands)))


@pytest.mark.parametrize("kind", VIEWERS)
def test_a_case_that_is_not_theirs_to_know_is_unknown(pair: Pair, kind: str) -> None:
    """Whatever they ask about it, the answer is that of an id that is not there: same words, same exit code."""
    viewer = VIEWERS[kind]
    for name, case in pair.full.hidden.items():
        for lines in ON_A_CASE.values():
            for line in lines:
                votes = line[2:3] == ["cast"] and name == "vote"
                if kind in SEEN_BY[name] or (votes and kind == "outsider"):
                    continue
                assert pair.same(line, viewer, case=case).code == 3, (line, name)


@pytest.mark.parametrize("kind", VIEWERS)
def test_lists_leave_it_out_without_a_trace(pair: Pair, kind: str) -> None:
    """Lists and to-do lists are those of a database in which there is nothing to hide; whoever may know has it on the list."""
    viewer = VIEWERS[kind]
    theirs = {pair.full.hidden[name] for name, kinds in SEEN_BY.items() if kind in kinds}
    for command, lines in BY_SOMEBODY.items():
        for line in lines:
            if theirs and command != "deliver":
                continue
            if command == "todo" and kind == "outsider":
                continue  # to vote: see below
            for case in pair.full.hidden.values() if "{hidden}:1" in line else [""]:
                pair.same(line, viewer, hidden=case)
    listed = {one["case"] for one in json.loads(pair.full.run(["list", "--json"], viewer).out)["cases"]}
    assert listed & set(pair.full.hidden.values()) == theirs


@pytest.mark.parametrize("by", [None, "sun", "gao", "luo", "admin", "zheng"])
def test_a_visible_case_tells_nothing_of_its_hidden_children(pair: Pair, by: str | None) -> None:
    """Children, history, numbers and refusals of a visible case read as if its hidden children were not there."""
    for command, lines in ON_A_CASE.items():
        for line in lines:
            if command in READS or (by is not None and command in (*ACTS, "correct", "batch", "hand-over")):
                pair.same(line, by, case=pair.full.inspection)
    # Who investigates one of them sees that one, and not the other.
    shown = pair.full.run(["show", "{case}", "--json"], "he", case=pair.full.inspection)
    assert shown.json["children"] == [f"{pair.full.inspection}.2"]


@pytest.mark.parametrize("name", SEEN_BY)
def test_who_says_nothing_of_themselves_sees_nothing_confidential(pair: Pair, name: str) -> None:
    """Without a viewer there is no such case."""
    for command in READS:
        for line in ON_A_CASE[command]:
            assert pair.same(line, None, case=pair.full.hidden[name]).code == 3
    for lines in (*(BY_SOMEBODY[one] for one in ("list", "gates", "report", "batch")), *BY_NOBODY.values()):
        for line in lines:
            pair.same(line)


def test_those_who_may_know_see_it(pair: Pair) -> None:
    """The office it is open to, who reported it, who investigates and who decides see the clue; the voter votes blindly."""
    clue, vote = pair.full.hidden["clue"], pair.full.hidden["vote"]
    for person in ("zhao", "wu", "he", "chen"):
        for command in ("can", *READS):
            for line in ON_A_CASE[command]:
                assert pair.full.run(line, person, case=clue).code == 0, (line, person)
    assert pair.full.run(["show", vote, "--json"], "song").code == 0
    assert pair.full.run(["show", vote], "m01").code == 3
    (mine,) = json.loads(pair.full.run(["todo", "--json"], "m01").out)["cases"]
    assert (mine["case"], mine["vote"], mine["deadlines"], mine["seq"]) == (vote, "staff", [], None)
    ran = pair.full.run(["ballot", vote, "cast", "--group", "staff", "--choice", "agree", "--json"], "m01")
    assert set(json.loads(ran.out)) == {"case", "workflow", "version", "digest", "unit", "ballot"}
    assert pair.full.run(["show", vote], "m01").code == 3


def test_what_is_private_is_seen_by_its_roles_only(pair: Pair) -> None:
    """The informant is named to the office, and to nobody else who sees the clue, not even as who acted."""
    clue = pair.full.hidden["clue"]
    office, decider = (json.loads(pair.full.run(["show", clue, "--json"], by).out) for by in ("zhao", "chen"))
    assert office["data"]["informant"] == "wu"
    assert decider["withheld"] == ["informant"]
    for command in ("can", *READS):
        for line in ON_A_CASE[command]:
            assert '"wu"' not in pair.full.run(line, "chen", case=clue).out
            assert "wu)" not in pair.full.run(line, "chen", case=clue).out
    assert '"wu"' in pair.full.run(["history", clue, "--json"], "zhao").out


def test_what_happens_to_all_tells_nothing_of_it(pair: Pair) -> None:
    """Sweeps, dates, deliveries and the numbers of new cases are those of a database without it; letters go to those who may know."""
    for line in HAPPENINGS:
        pair.same(line)
    letters = [_letters(one.letters) for one in (pair.full, pair.empty)]
    hidden = {*pair.full.hidden.values(), f"{pair.full.inspection}.2"}
    told = {
        (to, item["case"]) for to, items in letters[0].items() for item in items if item["case"] in hidden
    }
    assert {case for _, case in told} == hidden
    assert {to for to, _ in told} <= {"zhao", "he", "chen", "both", "song"}
    for person in {*letters[0], *letters[1]} - {to for to, _ in told}:
        assert letters[0].get(person) == letters[1].get(person)
    for viewer in (None, *VIEWERS.values()):
        for case in hidden:
            shown = pair.full.run(["list", "--json"], viewer).out
            assert case not in shown or viewer in ("he", "chen", "song")


def test_the_whole_record_is_verified_and_only_counted(pair: Pair) -> None:
    """Whoever runs the database checks everything; of a flaw in a hidden case only its id is told."""
    world, clue = pair.full.world, pair.full.hidden["clue"]
    checked, flaws = world.duban.verify()
    assert (checked, flaws) == (len(world.duban.list_cases(by=Trusted)), [])
    world.sql(
        "UPDATE duban_event SET body = replace(body, '公款吃喝', '公款旅游') WHERE case_id = :case", case=clue
    )
    ran = pair.full.run(["verify", "--json"])
    assert ran.code == 1
    (flaw,) = json.loads(ran.out)["flaws"]
    assert (flaw["case"], flaw["code"], flaw["seq"]) == (clue, "confidential", None)
    assert pair.full.run(["verify", clue, "--json"], "sun").code == 3
    assert pair.full.run(["verify", clue, "--json"], "zhao").code == 1


def _letters(path: Path) -> dict[str, list[dict[str, Any]]]:
    """What was handed over, by person."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text("utf-8").splitlines():
        letter = json.loads(line)
        found.setdefault(letter["to"], []).extend(letter["items"])
    return found
