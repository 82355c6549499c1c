"""Real processes at the same instant: one success where one is right, and nobody else disturbed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from duban.workflows import FOLDER
from support.racing import Job, Racers
from support.world import BEGIN, ITEM, PLAN, VOTERS, World, plan_data

RACES = int(os.environ.get("DUBAN_RACES", "60"))
"""How often two processes race in the run of every day."""
RETURNED = {"deficiencies": ["unfocused"]}


@pytest.fixture(scope="session")
def racers() -> Iterator[Racers]:
    """Five processes."""
    made = Racers()
    yield made
    made.close()


def act(case: str, action: str, by: str, **more: Any) -> Job:
    """Do an action."""
    return "act", (case, action), {"by": by, **more}


def errors(told: list[list[Any]]) -> list[str]:
    """What was answered with an error."""
    return [one for mine in told for one in mine if isinstance(one, str)]


@pytest.mark.timeout(1800)
def test_the_same_action_twice_at_once_succeeds_once(world: World, racers: Racers) -> None:
    """Two processes fire the same action on one case, again and again: one success, one clear refusal, each time."""
    case = world.start()
    jobs = [
        act(case, "submit", "zhang") if number % 2 == 0 else act(case, "return", "wang", data=RETURNED)
        for number in range(RACES)
    ]
    first, second = racers.race(world.url, [jobs, jobs])
    assert errors([first, second]) == []
    for number, answers in enumerate(zip(first, second, strict=True)):
        assert sum(isinstance(one, dict) for one in answers) == 1, (number, answers)
        assert ("not-here",) in answers, (number, answers)
    assert world.duban.snapshot(case).seq == 1 + RACES
    world.sound()


def test_the_same_id_from_five_processes_acts_once(world: World, racers: Racers) -> None:
    """Five processes send the same request under one id: it is done once, and all get the same answer."""
    cases = [world.start() for _ in range(6)]
    jobs = [act(case, "submit", "zhang", key=f"k-{case}") for case in cases]
    starts: list[Job] = [
        ("start", (PLAN,), {"unit": "water-bureau", "by": "zhang", "data": plan_data(), "key": f"s-{number}"})
        for number in range(6)
    ]
    told = racers.race(world.url, [[*jobs, *starts]] * 5)
    assert errors(told) == []
    for answers in zip(*told, strict=True):
        assert isinstance(answers[0], dict)
        assert all(one == answers[0] for one in answers)
    assert len(world.duban.list_cases()) == 12
    assert all(world.duban.snapshot(case).seq == 2 for case in cases)
    world.sound()


def test_one_id_for_two_requests_at_once_is_a_conflict_for_one(world: World, racers: Racers) -> None:
    """Two processes use one id for different cases at the same instant: one is done, the other told of the conflict."""
    ones, others = ([world.start() for _ in range(8)] for _ in range(2))
    jobs = [
        [act(case, "submit", "zhang", key=f"k-{number}") for number, case in enumerate(cases)]
        for cases in (ones, others)
    ]
    told = racers.race(world.url, jobs)
    for answers in zip(*told, strict=True):
        assert sorted(type(one).__name__ for one in answers) == ["dict", "str"], answers
        assert any(isinstance(one, str) and one.startswith("Conflict") for one in answers)
    world.sound()


def test_starts_at_once_do_not_disturb_each_other(world: World, racers: Racers) -> None:
    """Four processes start plans at the same instant: every one is opened, under an id of its own."""
    job: Job = ("start", (PLAN,), {"unit": "water-bureau", "by": "zhang", "data": plan_data()})
    told = racers.race(world.url, [[job] * 5] * 4)
    assert errors(told) == []
    assert len({one["case"] for mine in told for one in mine}) == 20
    world.sound()


def test_batches_at_once_have_numbers_of_their_own(world: World, racers: Racers) -> None:
    """Two processes forward the same cases at the same instant, in opposite order: each case goes once, no number twice."""
    rounds = [[world.start() for _ in range(3)] for _ in range(6)]
    for case in (case for cases in rounds for case in cases):
        world.must(case, "submit", "zhang")
    jobs: list[list[Job]] = [
        [("batch", ("endorse", cases[::way]), {"by": "wang"}) for cases in rounds] for way in (1, -1)
    ]
    told = racers.race(world.url, jobs)
    assert errors(told) == []
    for cases, answers in zip(rounds, zip(*told, strict=True), strict=True):
        assert sorted(case for one in answers for case in one["done"]) == sorted(cases)
    numbers = [one["number"] for mine in told for one in mine if one["number"] is not None]
    assert sorted(numbers) == list(range(1, len(rounds) + 1))
    world.sound()


def test_voters_at_once_all_succeed(world: World, racers: Racers) -> None:
    """Fifty people vote from five processes at once: every ballot counts, and the box holds what was chosen."""
    case = world.start()
    world.bring(case, "appraisal")
    world.duban.roll(case, VOTERS, by="zhao").unwrap()
    everybody = [(group, person) for group, people in VOTERS.items() for person in people]
    jobs: list[list[Job]] = [
        [
            ("cast", (case,), {"group": group, "choice": "satisfied", "by": person})
            for group, person in everybody[n::5]
        ]
        for n in range(5)
    ]
    told = racers.race(world.url, jobs)
    assert errors(told) == []
    assert all(isinstance(one, dict) for mine in told for one in mine)
    assert world.duban.show(case)["ballot"]["cast"] == {
        group: len(people) for group, people in VOTERS.items()
    }
    closed = world.must(case, "close", "zhao")
    assert closed["states"] == ["passed"]
    result = next(one for one in world.duban.history(case) if one["action"] == "close")["data"]["result"]
    assert result["pooled"]["choices"] == {"satisfied": 50, "basically": 0, "unsatisfied": 0}
    world.sound()


def test_one_voter_from_three_processes_votes_once(world: World, racers: Racers) -> None:
    """The same person at three machines: one ballot counts, the others are told that they have voted."""
    case = world.start()
    world.bring(case, "appraisal")
    world.duban.roll(case, VOTERS, by="zhao").unwrap()
    jobs: list[Job] = [
        ("cast", (case,), {"group": "staff", "choice": "basically", "by": person})
        for person in VOTERS["staff"][:10]
    ]
    told = racers.race(world.url, [jobs] * 3)
    assert errors(told) == []
    for answers in zip(*told, strict=True):
        assert sum(isinstance(one, dict) for one in answers) == 1
        assert sum(one == ("already-voted",) for one in answers) == 2
    assert sum(row[4] for row in world.dump()["duban_box"]) == 10


def test_objectors_at_once_are_all_heard(world: World, racers: Racers) -> None:
    """Objections from four processes at once are numbered one after the other, none lost."""
    case = world.start()
    world.bring(case, "disclosure")
    world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    jobs = [[act(case, "object", by, data={"text": by})] * 6 for by in ("wu", "zheng", "qian", "sun")]
    told = racers.race(world.url, jobs)
    assert errors(told) == []
    assert all(isinstance(one, dict) for mine in told for one in mine)
    assert world.duban.show(case)["open"] == {"objection": list(range(1, 25))}
    world.sound()


def test_actors_on_other_cases_are_not_disturbed(world: World, racers: Racers) -> None:
    """Four processes drive plans of their own at the same time; nobody is refused or delayed into an error."""
    cases = [world.start() for _ in range(4)]
    jobs = [
        [act(case, "submit", "zhang"), act(case, "return", "wang", data=RETURNED)] * 5
        + [act(case, "submit", "zhang"), act(case, "endorse", "wang"), act(case, "approve", "chen")]
        for case in cases
    ]
    told = racers.race(world.url, jobs)
    assert all(isinstance(one, dict) for mine in told for one in mine), errors(told)
    assert [world.state(case) for case in cases] == ["disclosure"] * 4
    world.sound()


def test_items_of_one_plan_end_at_once(world: World, racers: Racers) -> None:
    """The four items of a plan are written off by four processes at once; the plan knows of every one."""
    case = world.start()
    world.bring(case, "implementing")
    items = world.duban.show(case)["children"]
    jobs = []
    for item in items:
        by = world.duban.show(item)["data"]["responsible"]
        jobs.append([
            act(item, "claim", by), act(item, "submit-evidence", by, data={"evidence": "材料"}),
            act(item, "write-off", "wang"),
        ])  # fmt: skip
    told = racers.race(world.url, jobs)
    assert all(isinstance(one, dict) for mine in told for one in mine), errors(told)
    assert {one["status"] for one in world.duban.snapshot(case).children.values()} == {"success"}
    world.must(case, "report", "zhang")
    world.sound()


def test_cancelling_a_plan_while_its_items_are_worked_on(world: World, racers: Racers) -> None:
    """A plan is cancelled while people act on its items: each act comes before it or is refused, and nothing locks up."""
    for _ in range(3):
        case = world.start()
        world.bring(case, "implementing")
        items = world.duban.show(case)["children"]
        jobs: list[list[Job]] = [
            [act(item, "claim", world.duban.show(item)["data"]["responsible"])] for item in items[:3]
        ]
        jobs.append([("cancel", (case,), {"by": "zhang", "note": "撤"})])
        told = racers.race(world.url, jobs)
        assert errors(told) == []
        assert isinstance(told[-1][0], dict)
        assert all(isinstance(mine[0], dict) or mine[0] == ("ended",) for mine in told[:-1])
        assert {world.duban.show(item)["status"] for item in items} == {"cancelled"}
    world.sound()


def test_people_and_the_night_at_once(normal: World, racers: Racers) -> None:
    """While two nodes run the night, people go on acting: every flag once, every act done or refused, no error."""
    cases = [normal.start() for _ in range(12)]
    later = BEGIN + timedelta(days=30)
    night: list[Job] = [("sweep", (), {})] * 12
    people = [act(case, "submit", "zhang") for case in cases]
    told = racers.race(normal.url, [night, night, people], now=later)
    assert errors(told) == []
    assert all(isinstance(one, dict) for one in told[2])
    for case in cases:
        kinds = normal.kinds(case)
        assert kinds.count("overdue") == 1
        assert kinds[-1] == "submit"
    assert sum(one["failed"] for mine in told[:2] for one in mine) == 0
    normal.sound()


def test_definitions_deployed_at_once(world: World, racers: Racers, tmp_path: Path) -> None:
    """Two processes deploy the same changed file at the same instant; it is one new version."""
    text = (FOLDER / "rectification-item.yaml").read_text("utf-8")
    text = text[: text.index("scenarios:")]
    jobs: list[Job] = []
    for number in range(4):
        file = tmp_path / f"item-{number}.yaml"
        file.write_text(text.replace("en: claim}", f"en: claim {number}}}"), "utf-8")
        jobs.append(("deploy", ([file],), {"shipped": FOLDER}))
    assert errors(racers.race(world.url, [jobs, jobs, jobs])) == []
    assert [one.version for one in world.duban.versions() if one.workflow == ITEM] == [1, 2, 3, 4, 5]
