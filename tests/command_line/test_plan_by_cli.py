"""The whole life of a plan by the command line alone, with every refusal on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from duban.workflows import sample
from support.terminal import Terminal

MORE = """
units:
  - {id: team-4, title: 第四督导组, level: city, parent: city}
  - {id: school-board, title: 市教育局, level: city, parent: city, rank: 正处级, supervised_by: team-4}
people:
  - {id: both, name: 双肩挑}
  - {id: gao, name: 高一}
  - {id: song, name: 宋三}
posts:
  - {person: both, post: principal, unit: school-board, from: 2014-01-01}
  - {person: both, post: supervisor, unit: team-4, from: 2014-01-01}
  - {person: song, post: supervisor, unit: team-4, from: 2014-01-01}
delegations:
  - {from: both, to: gao, workflows: [rectification-plan], since: 2014-08-01, until: 2014-08-31}
  - {from: song, to: both, workflows: [rectification-plan], since: 2014-08-01, until: 2014-12-31}
  - {from: song, to: gao, workflows: [rectification-item], since: 2014-08-01, until: 2014-12-31}
"""
ROLL = {
    "staff": ["qian", "sun"],
    "delegates": ["li", "he"],
    "masses": ["wu", "zheng"],
    "clients": ["chen", "admin"],
}


class Office(Terminal):
    """A rehearsal database and everybody who acts on it, each by a command line call."""

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(url)
        self._folder = folder
        self.run("init", "--rehearsal", "2014-08-01 09:00")
        more = folder / "more.yaml"
        more.write_text(MORE, "utf-8")
        for file in (sample("sample-org.yaml"), more):
            assert self.run("org", "import", str(file)).code == 0

    def file(self, value: Any) -> str:
        """A JSON file that holds this."""
        path = self._folder / "data.json"
        path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        return str(path)

    def plan(self, **changes: Any) -> dict[str, Any]:
        """The sample plan, fields replaced, `None` leaving one out."""
        data = json.loads(sample("sample-plan.json").read_text("utf-8")) | changes
        return {name: value for name, value in data.items() if value is not None}

    def start(self, unit: str = "water-bureau", by: str = "zhang", **changes: Any) -> str:
        """A new plan; its id."""
        told = self.json(
            "start",
            "rectification-plan",
            "--unit",
            unit,
            "--by",
            by,
            "--data",
            self.file(self.plan(**changes)),
        )
        assert (told["states"], told["round"], told["status"]) == (["drafting"], 1, "open")
        return str(told["case"])

    def do(self, case: str, action: str, by: str, *more: str) -> Any:
        """An action that is done; the case."""
        return self.json("do", case, action, "--by", by, *more)

    def not_done(self, case: str, action: str, by: str, *more: str) -> list[str]:
        """An action that is refused, and changes nothing; the codes of the reasons."""
        before = self.json("show", case)
        codes = self.refused("do", case, action, "--by", by, *more)
        assert self.json("show", case) == before
        return codes

    def state(self, case: str) -> str:
        """Where a case stands."""
        states: list[str] = self.json("show", case)["states"]
        assert len(states) == 1
        return states[0]

    def review(self, case: str) -> None:
        """From the supervision group to the carrying out."""
        self.do(case, "endorse", "wang")
        self.do(case, "approve", "chen")
        self.do(case, "publish", "zhang", "--set", "channel=公告栏", "--set", "evidence=照片")
        self.json("clock", "advance", "8 workdays")
        assert self.state(case) == "implementing"

    def carry_out(self, case: str) -> None:
        """Every open item of a plan, by whoever is responsible."""
        for child in self.json("show", case)["children"]:
            view = self.json("show", child)
            if view["status"] == "open":
                self.carry_out_item(child, view["data"]["responsible"])

    def carry_out_item(self, item: str, responsible: str) -> None:
        """One item: claimed, evidenced, written off by the supervision group."""
        self.do(item, "claim", responsible)
        self.do(item, "submit-evidence", responsible, "--set", "evidence=照片")
        self.do(item, "write-off", "wang")

    def tally(self, case: str, satisfied: int, unsatisfied: int, invited: int = 10) -> Any:
        """A paper count, the same in every group."""
        one = {
            "invited": invited,
            "satisfied": satisfied,
            "basically": 0,
            "unsatisfied": unsatisfied,
            "void": 0,
        }
        return self.json(
            "ballot", case, "tally", "--by", "zhao", "--data", self.file(dict.fromkeys(ROLL, one))
        )


@pytest.fixture(params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    """An office on each database."""
    return Office(request.getfixturevalue(f"{request.param}_url"), tmp_path)


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Office:
    """An office where the database does not matter."""
    return Office(sqlite_url, tmp_path)


def test_the_whole_life_of_a_plan(office: Office) -> None:
    """Drafted, returned, disclosed, carried out, appraised three times, redone and passed; refused wherever it must be."""
    case = office.start(presided_by=None)
    _draft_and_review(office, case)
    _disclose(office, case)
    _items(office, case)
    _appraise(office, case)
    _redo(office, case)
    kinds = [one["action"] or one["kind"] for one in office.json("history", case)["events"]]
    assert [kinds.count(one) for one in ("submit", "return", "poll-again", "redo", "reopen", "pass")] == [
        3,
        1,
        1,
        1,
        1,
        1,
    ]
    assert office.json("verify") == {"checked": 5, "ok": True, "flaws": []}


def _draft_and_review(office: Office, case: str) -> None:
    assert office.not_done(case, "submit", "li") == ["not-authorized", "condition"]  # wrong person
    assert office.not_done(case, "submit", "zhang") == ["condition"]  # he has not presided
    assert office.not_done(case, "submit", "zhang", "--set", "channel=x") == ["not-settable", "condition"]
    assert office.not_done(case, "submit", "zhang", "--set", "presided_by=nobody")[0] == "unknown-reference"
    assert office.not_done(case, "endorse", "wang") == ["not-here"]
    assert office.not_done(case, "vanish", "zhang") == ["unknown-action"]
    assert office.not_done(case, "submit", "qian", "--on-behalf-of", "zhang")[0] == "no-delegation"
    told = office.do(case, "submit", "zhang", "--set", "presided_by=zhang")
    assert told["states"] == ["team-review"]
    assert office.not_done(case, "return", "wang") == ["missing"]
    assert office.not_done(case, "return", "wang", "--set", "deficiencies=dull") == ["invalid-value"]
    returned = office.do(case, "return", "wang", "--set", "deficiencies=vague-measures,unfocused")
    assert (returned["states"], returned["round"]) == (["drafting"], 1)
    assert sorted(returned["data"]["deficiencies"]) == ["unfocused", "vague-measures"]
    office.do(case, "submit", "zhang")


def test_what_is_missing_is_refused(desk: Office) -> None:
    """A plan without a timetable is missing data; one that leaves out a response fails its condition."""
    case = desk.start(timetable=None)
    reason = desk.run("do", case, "submit", "--by", "zhang", "--json").json["reasons"][0]
    assert reason["code"] == "missing"
    assert "timetable" in json.dumps(reason["values"])
    problems = [one for one in desk.plan()["problems"] if one["source"] != "superior"]
    assert desk.not_done(
        case, "submit", "zhang", "--data", desk.file({"problems": problems, "timetable": "九月底"})
    ) == ["condition"]
    assert desk.do(case, "submit", "zhang", "--set", "timetable=九月底前")["states"] == ["team-review"]


def test_nobody_reviews_a_plan_of_their_own(desk: Office) -> None:
    """Who drafted does not review: neither as supervisor, nor for another one, nor where a delegate drafted."""
    case = desk.start("school-board", "both", presided_by="both")
    desk.do(case, "submit", "both")
    assert desk.not_done(case, "endorse", "both") == ["separation"]
    assert desk.not_done(case, "endorse", "both", "--on-behalf-of", "song") == ["separation"]
    by_delegate = desk.start("school-board", "both", presided_by="both")
    told = desk.do(by_delegate, "submit", "gao", "--on-behalf-of", "both")
    assert told["states"] == ["team-review"]
    assert desk.not_done(by_delegate, "endorse", "both") == ["separation"]
    assert desk.not_done(by_delegate, "endorse", "gao", "--on-behalf-of", "song") == [
        "no-delegation",
        "separation",
    ]
    event = desk.json("history", by_delegate)["events"][-1]
    assert (event["actor"], event["on_behalf_of"]) == ("gao", "both")
    assert desk.do(by_delegate, "endorse", "song")["states"] == ["liaison-audit"]


def _disclose(office: Office, case: str) -> None:
    office.do(case, "endorse", "wang")
    office.do(case, "approve", "chen")
    assert office.not_done(case, "publish", "zhang", "--set", "channel=公告栏") == ["missing"]
    office.do(
        case,
        "publish",
        "zhang",
        "--set",
        "channel=公告栏",
        "--set",
        'evidence={"title": "照片", "ref": "photo-1"}',
    )
    assert office.not_done(case, "proceed", "zhang") == ["automatic"]  # early
    office.do(case, "object", "wu", "--set", "text=第二项没有时间")
    office.json("clock", "advance", "30 workdays")
    assert office.state(case) == "disclosure"  # an open objection holds it
    assert office.not_done(case, "proceed", "zhang") == ["automatic"]
    assert office.not_done(case, "resolve", "zhang", "--set", "text=x") == ["not-authorized"]
    office.do(case, "resolve", "zhao", "--set", "text=已补充时间")
    assert office.not_done(case, "resolve", "zhao", "--set", "text=再补充") == ["nothing-open"]
    assert office.json("clock", "advance", "8 workdays")["fired"] >= 1
    assert office.state(case) == "implementing"


def _items(office: Office, case: str) -> None:
    children = office.json("show", case)["children"]
    assert len(children) == 4
    assert office.not_done(case, "report", "zhang") == ["condition"]  # items not written off
    item = children[0]
    assert office.json("show", item)["parent"] == case
    assert office.not_done(item, "claim", "zhang") == ["not-authorized"]
    office.do(item, "claim", "li")
    assert office.not_done(item, "submit-evidence", "li") == ["missing"]
    office.do(item, "submit-evidence", "li", "--set", "evidence=通知")
    assert set(office.not_done(item, "write-off", "li")) == {"not-authorized", "excluded"}
    office.do(item, "reject", "wang", "--set", "reason=没有数字")
    office.do(item, "submit-evidence", "li", "--set", "evidence=对比表")
    assert office.do(item, "write-off", "zhang")["status"] == "success"
    assert office.not_done(item, "write-off", "zhang") == ["ended"]
    office.carry_out(case)
    assert office.do(case, "report", "zhang")["states"] == ["appraisal"]


def test_the_principal_does_not_write_off_an_item_of_their_own(desk: Office) -> None:
    """The head may write items off, but not the one he is responsible for; a supervisor does it."""
    item = desk.json(
        "start", "rectification-item", "--unit", "water-bureau", "--by", "zhang", "--set", "no=1", "--set", "problem=窗口无人",
        "--set", "source=superior", "--set", "measure=错时上班", "--set", "responsible=zhang", "--set", "due=5 workdays",
    )["case"]  # fmt: skip
    desk.do(item, "claim", "zhang")
    desk.do(item, "submit-evidence", "zhang", "--set", "evidence=考勤")
    assert desk.not_done(item, "write-off", "zhang") == ["excluded"]
    assert desk.do(item, "write-off", "wang")["states"] == ["written-off"]


def _appraise(office: Office, case: str) -> None:
    """First with ballots one by one, too few of them; then on paper, and the masses are not satisfied."""
    cast = ("ballot", case, "cast", "--choice", "satisfied")
    assert office.not_done(case, "close", "zhao") == ["no-voters"]
    assert office.refused(*cast, "--group", "staff", "--by", "qian") == ["not-on-roll"]
    assert office.refused("ballot", case, "roll", "--by", "zhang", "--data", office.file(ROLL)) == [
        "not-authorized"
    ]
    office.json("ballot", case, "roll", "--by", "zhao", "--data", office.file(ROLL))
    office.json(*cast, "--group", "staff", "--by", "qian")
    assert office.refused(*cast, "--group", "staff", "--by", "qian") == ["already-voted"]
    assert office.refused(*cast, "--group", "masses", "--by", "sun") == ["not-on-roll"]
    assert office.refused(
        "ballot", case, "cast", "--choice", "splendid", "--group", "staff", "--by", "sun"
    ) == ["unknown-choice"]
    running = office.json("ballot", case, "result")
    assert (running["closed"], "result" in running, running["cast"]["staff"]) == (False, False, 1)
    assert "satisfied" not in json.dumps(office.json("history", case)["events"][-1]["data"])
    invalid = office.do(case, "close", "zhao")  # one of eight: below 60 %
    assert (invalid["states"], invalid["round"]) == (["appraisal"], 1)
    office.tally(case, satisfied=5, unsatisfied=4)
    redone = office.do(case, "close", "zhao")
    assert (redone["states"], redone["round"], redone["status"]) == (["drafting"], 2, "open")


def _redo(office: Office, case: str) -> None:
    assert office.not_done(case, "submit", "zhang") == ["condition"]  # nothing said of what is redone
    assert office.not_done(case, "reopen", "zhang") == ["missing"]
    assert office.not_done(case, "reopen", "zhang", "--set", "items=9") == ["no-such-item"]
    office.do(case, "reopen", "zhang", "--set", "items=1,2")
    assert office.do(case, "submit", "zhang")["states"] == ["team-review"]
    office.review(case)
    assert office.not_done(case, "report", "zhang") == ["condition"]
    office.carry_out(case)
    office.do(case, "report", "zhang")
    office.tally(case, satisfied=9, unsatisfied=1)
    passed = office.do(case, "close", "zhao")
    assert (passed["states"], passed["round"], passed["status"]) == (["passed"], 2, "success")
    assert passed["deadlines"] == []
    assert office.not_done(case, "submit", "zhang") == ["ended"]
    assert office.refused("cancel", case, "--by", "zhang", "--note", "x") == ["ended"]


def test_a_third_failing_round_is_the_last(desk: Office) -> None:
    """Twice a redo, then the plan has failed; nothing more can be done."""
    case = desk.start()
    for number in (1, 2, 3):
        if number > 1:
            desk.do(case, "reopen", "zhang", "--set", "items=1")
        desk.do(case, "submit", "zhang")
        desk.review(case)
        desk.carry_out(case)
        desk.do(case, "report", "zhang")
        assert desk.json("show", case)["round"] == number
        desk.tally(case, satisfied=1, unsatisfied=9)
        desk.do(case, "close", "zhao")
    told = desk.json("show", case)
    assert (told["states"], told["round"], told["status"]) == (["failed"], 3, "failure")
    assert desk.json("can", case, "--by", "zhang")["allowed"] == []


def test_an_invalid_ballot_is_repeated_twice_at_most(desk: Office) -> None:
    """The third ballot of a round that too few took part in ends the plan."""
    case = desk.start()
    desk.do(case, "submit", "zhang")
    desk.review(case)
    desk.carry_out(case)
    desk.do(case, "report", "zhang")
    states = []
    for _ in range(3):
        desk.tally(case, satisfied=5, unsatisfied=0)
        told = desk.do(case, "close", "zhao")
        states.append((*told["states"], told["round"]))
    assert states == [("appraisal", 1), ("appraisal", 1), ("failed", 1)]


def test_cancelling_needs_a_reason_and_somebody_who_may_start(desk: Office) -> None:
    """A plan is cancelled by whoever may start one, with a note, once."""
    case = desk.start()
    assert desk.refused("cancel", case, "--by", "wang", "--note", "不办了") == ["not-authorized"]
    assert desk.run("cancel", case, "--by", "zhang", "--note", "  ").code == 2
    assert desk.json("cancel", case, "--by", "li", "--note", "机构撤并")["status"] == "cancelled"
    assert desk.json("history", case)["events"][-1]["note"] == "机构撤并"


def test_every_act_has_words_in_both_languages(desk: Office) -> None:
    """Without `--json` the same acts are told as a case, in the language asked for."""
    case = desk.start()
    told = desk.run("do", case, "submit", "--by", "zhang", "--lang", "zh")
    assert told.code == 0
    assert "步骤            督导组审阅把关 (team-review)" in told.out
    assert "等待办理        王四（wang）" in told.out
    told = desk.run("show", case)
    assert "supervision group review (team-review)\n" in told.out
    assert "王四 (wang)\n" in told.out
