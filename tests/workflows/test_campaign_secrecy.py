"""A clue, what follows from it, an evaluation and a secret ballot of the campaign, looked at by eight kinds of people.

One database: what every command answers before anything is hidden in it, and after. Time stands still in between, so
for whoever may not know, both answers are the same to the byte.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as with_changes

from duban.adapters.console.files import read_organisation_file
from duban.engine.app import Duban
from duban.engine.core.organisation import Person, Post
from duban.engine.core.seeing import Trusted
from duban.workflows import CAMPAIGN, FOLDER
from support.looked_at import ACTS, BY_NOBODY, BY_SOMEBODY, ON_A_CASE, READS
from support.terminal import Ran, Terminal
from support.world import BEGIN, World

VIEWERS = {
    "outsider": "qian",
    "head": "zhang",
    "subject": "he",
    "investigator": "chen",
    "decider": "lin",
    "supervisor": "wang",
    "admin": "operator",
    "citizen": "wu",
}
"""The head of the unit is also the leader whom the second case of accountability is about, and who is evaluated."""
SEEN_BY = {
    "clue": {"investigator", "decider"},
    "another": {"investigator", "decider"},
    "party": {"subject", "decider"},
    "leader": {"decider"},
    "opinion": {"investigator", "decider"},
    "evaluation": {"supervisor"},
}
"""Who of them may know of which hidden case; the campaign's office and the organisation department do besides."""
UNSEEING = [kind for kind in VIEWERS if not any(kind in kinds for kinds in SEEN_BY.values())]

REPORT = """\
reports:
  hidden:
    title: {zh: 查处, en: what is pursued}
    kind: board
    workflow: [clue-case, accountability, documentary-evaluation, policy-opinion]
    columns:
      total:   {title: {zh: 合计, en: total}}
      decided: {title: {zh: 已处理, en: decided}, that: 'case.state in ["pursuing", "decided"]'}
      rate:    {title: {zh: 占比, en: share}, share: decided, of: total}
"""
OTHER_WORDS = {"sun": "qian", "school-board": "water-bureau"}
"""People and units of the campaign in place of those in the lines."""


@dataclass
class House:
    """The database, and what every command answered while nothing was hidden in it."""

    url: str
    duban: Duban
    files: Mapping[str, str]
    public: str = ""
    """A case that all may know of."""
    ballot: str = ""
    """One with a secret ballot that is held."""
    hidden: dict[str, str] = field(default_factory=dict)
    before: dict[tuple[str, ...], Ran] = field(default_factory=dict)
    reports: dict[str | None, list[Any]] = field(default_factory=dict)

    def run(self, line: list[str], by: str | None = None, case: str = "") -> Ran:
        """Call the command line."""
        told = [OTHER_WORDS.get(one, one) for one in line]
        told = [one.format(case=case, hidden=case or "nowhere", **self.files) for one in told]
        return Terminal(self.url).run(*told, *(["--by", by] if by is not None else []))


def copy_of(house: House, path: Path) -> str:
    """The URL of a copy of the database."""
    with (
        closing(sqlite3.connect(house.url.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy)
    return f"sqlite:///{path}"


def lines_about_all(by: str | None) -> list[list[str]]:
    """What is asked about all cases: a line of each command (all of them: `tests/command_line/test_confidential.py`)."""
    tables = (BY_SOMEBODY, {} if by is not None else BY_NOBODY)
    return [lines[-1] for table in tables for command, lines in table.items() if command != "report"]


def lines_about_a_case(*commands: str) -> list[list[str]]:
    """What is asked about one case by these commands, a line of each."""
    return [ON_A_CASE[command][-1] for command in commands]


def reports(house: House, by: str | None) -> list[Any]:
    """What is reported of hidden cases: for the city and for all."""
    file = Path(house.files["reports"])
    return [house.duban.report(file, "hidden", unit=unit, by=by) for unit in ("city", None)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The campaign with a public story; its answers are kept, and then something is hidden in it."""
    folder = tmp_path_factory.mktemp("campaign")
    files = {name: str(folder / f"{name}.json") for name in ("roll", "tally")} | {
        "reports": str(folder / "reports.yaml")
    }
    Path(files["reports"]).write_text(REPORT, "utf-8")
    Path(files["roll"]).write_text(json.dumps({"staff": ["qian"]}), "utf-8")
    Path(files["tally"]).write_text(json.dumps({"staff": {"invited": 1, "satisfied": 1}}), "utf-8")
    url = f"sqlite:///{folder / 'campaign.db'}"
    duban = Duban(url)
    try:
        duban.initialise(rehearsal=BEGIN)
        duban.deploy([CAMPAIGN], shipped=FOLDER)
        city = read_organisation_file(CAMPAIGN / "data" / "campaign-org.yaml")
        since = date(2014, 1, 1)
        duban.store_organisation(
            with_changes(
                city,
                people=(*city.people, Person("operator", "管理员")),
                posts=(*city.posts, Post("operator", "admin", "city", since)),
            )
        )
        house = House(url, duban, files)
        _tell(house, World(url, duban))
        for by in (None, *VIEWERS.values()):
            for line in lines_about_all(by):
                house.before["", by or "", *line] = house.run(line, by)
            house.reports[by] = reports(house, by)
            for line in lines_about_a_case(*READS, *(ACTS if by is not None else ())):
                house.before[house.public, by or "", *line] = house.run(line, by, house.public)
        _hide(house, World(url, duban))
        yield house
    finally:
        duban.close()


def _tell(house: House, world: World) -> None:
    duban = house.duban
    duban.set_milestone("basic-end", date(2014, 9, 25))
    item = {"no": 1, "problem": "会议多", "responsible": "li", "measure": "精简", "due": "20 workdays"}
    house.public = duban.start("campaign-item", unit="water-bureau", by="zhang", data=item).case
    house.ballot = duban.start("mass-appraisal", unit="water-bureau", by="zhao").case
    world.must(house.ballot, "concentrated-report", "zhang", report="通报", channel="大会")
    groups = [{"no": number, "group": f"P{number}", "invited": 2} for number in range(1, 6)]
    world.must(house.ballot, "open-ballot", "zhao", participants=groups)
    voters = {"staff": ["qian", "li"], "subordinate-heads": ["he"], "delegates": ["tang"]}
    duban.roll(house.ballot, voters | {"masses": ["wu"], "clients": ["zheng"]}, by="zhao").unwrap()


def _hide(house: House, world: World) -> None:
    duban, hidden = house.duban, house.hidden
    for name in ("clue", "another"):
        hidden[name] = duban.start("clue-case", unit="water-bureau", by="zhao").case
        said: dict[str, Any] = {
            "clue_no": name,
            "source": "reports",
            "named": True,
            "content": "公款旅游",
            "screening": "handle",
        }
        world.must(hidden[name], "screen", "zhao", informant="李某", **said)
        world.must(hidden[name], "assign", "zhao", investigator="chen", subject="he")
    clue = hidden["clue"]
    world.must(clue, "substantiate", "chen", report="核查报告", flagrant=True)
    world.must(clue, "open-case", "chen")
    world.must(clue, "ask-policy", "chen", question="如何折算", handling="D2", outcome="policy-opinion")
    hidden["opinion"] = f"{clue}.policy-1"
    world.must(hidden["opinion"], "study", "zhao", question="如何折算", rules=["thrift"], study="无明文")
    world.must(hidden["opinion"], "coordinate", "zhao", consulted=["organisation"])
    world.must(hidden["opinion"], "issue", "lin", opinion="按面值", document_no="1号")
    world.must(clue, "resume", "chen")
    facts: dict[str, Any] = {"facts": "公款旅游", "rules": ["eight-rules"], "clause": "第二条"}
    world.must(clue, "decide", "lin", **facts, handling="D6", outcome="dual", leader="zhang")
    hidden["party"], hidden["leader"] = f"{clue}.party-1", f"{clue}.leader-case-1"
    world.must(hidden["party"], "verify-facts", "lin", facts="公款旅游")
    measures = ["party-concerned", "sanction", "exposure"]
    world.must(hidden["party"], "decide", "lin", decision="处分", measures=measures)
    duban.urge(clue, "请尽快", by="lin", to=["zhao"]).unwrap()
    hidden["evaluation"] = duban.start("documentary-evaluation", unit="water-bureau", by="wang").case
    about: dict[str, Any] = {"subject": "zhang", "period": "七月", "record": "台账", "evaluation": "较好"}
    world.must(hidden["evaluation"], "write", "wang", **about)


@pytest.mark.parametrize("kind", VIEWERS)
def test_what_is_not_theirs_to_know_is_not_there(house: House, kind: str) -> None:
    """Every command about it answers as for an id that was never used: the same words, the same JSON, exit code 3."""
    looked_at = ("clue", "leader", "evaluation")
    unknown = [house.hidden[name] for name in looked_at if kind not in SEEN_BY[name]]
    for line in lines_about_a_case(*ON_A_CASE):
        never = house.run(line, VIEWERS[kind], "nowhere-1")
        assert never.code == 3, line
        for case in unknown:
            ran = house.run(line, VIEWERS[kind], case)
            told = (ran.code, ran.out.replace(case, "nowhere-1"), ran.err.replace(case, "nowhere-1"))
            assert told == (never.code, never.out, never.err), (line, case)


@pytest.mark.parametrize("kind", [None, *VIEWERS])
def test_nothing_is_told_of_it_in_what_is_told_of_all(house: House, kind: str | None) -> None:
    """Lists, counts, shares, gaps and batches: for whoever may know of none, as they were before; else by what is theirs."""
    by = VIEWERS[kind] if kind is not None else ""
    theirs = {house.hidden[name] for name, kinds in SEEN_BY.items() if kind in kinds}
    strange = set(house.hidden.values()) - theirs
    for (case, who, *line), was in house.before.items():
        if who != by or (theirs and line[0] == "hand-over"):
            continue
        ran = house.run(list(line), by or None, case)
        if not theirs or case:
            assert ran == was, line
        for one in strange:
            # The id of a case holds that of the one it belongs to, which whoever knows of the first so reads.
            assert not re.search(rf"{re.escape(one)}(?![.\w])", ran.out + ran.err), (line, one)
    listed = {one["case"] for one in house.run(["list", "--json"], by or None).json["cases"]}
    assert listed & set(house.hidden.values()) == theirs
    found = reports(house, by or None)
    assert theirs or found == house.reports[by or None]
    assert found[-1]["rows"][-1]["values"]["total"] == len(theirs)
    assert (kind in UNSEEING or kind is None) == (not theirs)


def test_those_who_may_know_see_it_and_who_told_is_known_to_the_office_alone(house: House) -> None:
    """Whoever handles, decides or is heard sees what is theirs; the party concerned nothing but what was decided about them."""
    for name, kinds in SEEN_BY.items():
        for kind in kinds:
            assert house.run(["show", "{case}", "--json"], VIEWERS[kind], house.hidden[name]).code == 0
    clue, party = house.hidden["clue"], house.hidden["party"]
    office = house.run(["show", "{case}", "--json"], "zhao", clue).json
    assert office["data"]["informant"] == "李某"
    for by in ("chen", "lin"):
        for line in lines_about_a_case(*READS, "can"):
            assert "李某" not in house.run(line, by, clue).out, line
        assert house.run(["show", "{case}", "--json"], by, clue).json["withheld"] == ["informant"]
    shown = house.run(["show", "{case}", "--json"], "he", party).json
    assert (shown["parent"], shown["states"]) == (None, ["decided"])
    assert house.run(["can", "{case}", "--json"], "he", party).json["allowed"][0]["action"] == "appeal"
    assert house.run(["show", "{case}"], "fang", house.hidden["evaluation"]).code == 0


def test_letters_reach_those_who_may_know_only(house: House, tmp_path: Path) -> None:
    """Nobody is written to about what they may not know of, and the figures do not count it."""
    terminal, letters = Terminal(copy_of(house, tmp_path / "copy.db")), tmp_path / "letters"
    assert terminal.run("clock", "advance", "60 workdays").code == 0
    assert terminal.run("deliver", "--channel", f"jsonl:{letters}").code == 0
    told = [json.loads(line) for line in letters.read_text("utf-8").splitlines()]
    secret = {(one["to"], item["case"]) for one in told for item in one["items"]} & {
        (to, case) for case in house.hidden.values() for to in {one["to"] for one in told}
    }
    open_to = {"zhao", "lin", *(VIEWERS[kind] for kinds in SEEN_BY.values() for kind in kinds), "fang"}
    assert {case for _, case in secret} >= {house.hidden["another"], house.hidden["leader"]}
    assert {to for to, _ in secret} <= open_to
    assert not secret & {
        ("he", house.hidden["clue"]),
        ("he", house.hidden["leader"]),
        ("zhang", house.hidden["leader"]),
    }


def test_who_chose_what_in_a_secret_ballot_is_told_by_nothing(house: House, tmp_path: Path) -> None:
    """Two of one group vote the one way and the other, or the other way round: every command answers alike to everybody."""
    answers = []
    for number, choices in enumerate((("satisfied", "unsatisfied"), ("unsatisfied", "satisfied"))):
        url = copy_of(house, tmp_path / f"{number}.db")
        duban = Duban(url)
        try:
            for voter, choice in zip(("qian", "li"), choices, strict=True):
                duban.cast(house.ballot, group="staff", choice=choice, by=voter).unwrap()
            other = replace(house, url=url, duban=duban)
            told = [
                other.run(line, by, house.ballot)
                for by in (*VIEWERS.values(), "zhao", "li")
                for line in (*lines_about_a_case(*READS, "can"), *ON_A_CASE["ballot"][:1], ["list", "--json"])
            ]
            told.append(other.run(["do", house.ballot, "close", "--json"], "zhao"))
            events = [event.body for event in duban.events(house.ballot, by=Trusted)]
        finally:
            duban.close()
        answers.append((told, events))
    assert answers[0] == answers[1]
    assert '"choice"' not in json.dumps(answers[0][1])


def test_no_report_of_the_campaign_is_about_what_is_hidden(house: House) -> None:
    """The boards that leaders look at count nothing confidential, so nobody has to be kept from a part of them."""
    told = {
        workflow
        for one in house.duban.reports(CAMPAIGN / "data" / "reports.yaml")
        for workflow in one.workflows
    }
    about = {house.duban.show(case, by=Trusted)["workflow"] for case in house.hidden.values()}
    assert told.isdisjoint(about)
