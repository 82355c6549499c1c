"""Random definitions, random paths: what must hold whatever people do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from duban.engine.core import canonical
from duban.engine.core.case import Case
from duban.engine.core.commands import SYSTEM, Act, Cancel, Cast, Roll, Start, Tally
from duban.engine.core.definition import Definition
from duban.engine.core.definition_json import digest_of
from duban.engine.core.evolve import evolve, replay
from duban.engine.core.patch import diff, merge
from duban.engine.core.refusals import REFUSALS
from duban.engine.errors import Conflict, Unknown
from duban.engine.ports import Due, UnitOfWork
from duban.engine.runtime.handler import Again, Answer
from duban.engine.runtime.probe import is_stuck, movers, probe
from duban.engine.runtime.sweep import run_once
from support.memory import SETTING, Memory, MemoryWork
from support.random_workflows import LEAF, PEOPLE, compiled, directory, steps, useful, workflows
from support.world import BEGIN

Step = tuple[Any, ...]
TESTS = Path(__file__).resolve().parents[1]


def examples(number: int) -> settings:
    """So many in the run of every day; as many as the profile says where it asks for more."""
    return settings(
        max_examples=max(number, settings().max_examples) if settings().max_examples > 100 else number
    )


def build(text: str, vacant: str = "") -> Memory | None:
    """A world with the random workflow and its leaf."""
    leaf, random = compiled(LEAF), compiled(text)
    assert leaf is not None
    return None if random is None else Memory([random, leaf], directory(vacant), BEGIN)


def begin(memory: Memory, data: dict[str, Any]) -> bool:
    """Start the one case there is."""
    definition = memory.definitions[0]

    def start(version: int, digest: str) -> Start:
        return Start(memory.origin("ann"), "random", "c", "unit", version, digest, data)

    answer = memory.ask(lambda handler: handler.start("random", start))
    assert isinstance(answer, Answer)
    return answer.ok and definition.id == "random"


def do(memory: Memory, step: Step) -> Answer | Again | None:
    """One step of a path."""
    match step:
        case ("act", action, by, data):
            return memory.handle("c", Act(memory.origin(by), action, data))
        case ("behalf", action, by, behalf):
            return memory.handle("c", Act(memory.origin(by, behalf), action))
        case ("advance", hours):
            memory.advance(timedelta(hours=hours))
        case ("late", hours):
            memory.now += timedelta(hours=hours)
        case ("cancel", by):
            return memory.handle("c", Cancel(memory.origin(by), "撤"))
        case ("roll", (first, second)):
            names = dict(zip("abcd", PEOPLE, strict=False))
            groups = {"a": tuple(names[one] for one in first), "b": tuple(names[one] for one in second)}
            return memory.handle("c", Roll(memory.origin("ann"), groups))
        case ("cast", by, group, choice):
            return memory.handle("c", Cast(memory.origin(by), group, choice))
        case ("tally", yes, no):
            counts = {group: {"invited": 10, "yes": yes, "no": no, "void": 0} for group in "ab"}
            return memory.handle("c", Tally(memory.origin("ann"), counts))
        case ("child", number, action, by):
            return memory.handle(f"c.{number}", Act(memory.origin(by), action))
        case ("cancel child", number, by):
            return memory.handle(f"c.{number}", Cancel(memory.origin(by), "撤"))
    return None


def attempt(memory: Memory, step: Step) -> Answer | Again | None:
    """A step that may name what is not there; anything else that is raised is a fault."""
    try:
        return do(memory, step)
    except (Unknown, Conflict):
        return None


def check(memory: Memory) -> None:
    """What holds of every case at every time."""
    for name, (case, _, next_at) in memory.tables.cases.items():
        definition = memory.work().definition(case.body["digest"])
        record = memory.record(name)
        assert [one.seq for one in record] == list(range(1, case.seq + 1))
        replayed = replay(record)
        assert replayed is not None
        assert canonical.dumps(replayed.body) == canonical.dumps(case.body)
        _check_changes(record)
        _plain(case.body)
        state = definition.state(case.state)
        if case.status == "open":
            assert state.final is None
            assert next_at == case.next_at() or (next_at is not None and next_at <= (case.next_at() or "9"))
        else:
            assert case.status in ("cancelled", state.final)
            assert case.deadlines == {}
            assert next_at is None
            assert "stay" not in case.body
        assert case.round >= 1
        recorded = [one.body["recorded_at"] for one in record]
        assert recorded == sorted(recorded)
        # A parent that has ended is not told of children that went on without it.
        if case.parent is not None and memory.case(case.parent).status == "open":
            told = memory.case(case.parent).children[case.body["parent_key"]]
            assert told == {"id": name, "status": case.status}


def _check_changes(record: list[Any]) -> None:
    """No event changes nothing silently twice: each change is exactly what differs."""
    before: dict[str, Any] = {}
    case: Case | None = None
    for one in record:
        case = evolve(case, one)
        now = dict(case.body)
        assert diff(
            {k: v for k, v in before.items() if k != "seq"}, {k: v for k, v in now.items() if k != "seq"}
        ) == (one.change)
        assert merge(before, diff(before, now)) == now
        before = now


def _plain(value: Any) -> None:
    if isinstance(value, dict):
        for key, one in value.items():
            assert isinstance(key, str)
            _plain(one)
    elif isinstance(value, list):
        for one in value:
            _plain(one)
    else:
        assert isinstance(value, (str, int)), value


@given(text=workflows(), data=useful, path=steps)
@examples(150)
def test_whatever_people_do_the_record_holds(text: str, data: dict[str, Any], path: list[Step]) -> None:
    """Replay equals snapshot; a refusal changes nothing and can be told; nothing but the declared errors is raised."""
    memory = build(text)
    assert memory is not None
    if not begin(memory, data):
        return
    seen: Counter[str] = Counter()
    for step in path:
        before = memory.text()
        answer = attempt(memory, step)
        if isinstance(answer, Answer) and not answer.ok:
            assert memory.text() == before
            for one in answer.refusals:
                assert one.code in REFUSALS
                assert "{" not in one.message("zh").replace("{'", "")
                one.json("en")
                seen[one.code] += 1
        check(memory)
    event(f"ended: {memory.case('c').status}")
    memory.sweep()
    after = memory.text()
    assert memory.sweep().json()["fired"] == 0
    assert memory.text() == after


@given(text=workflows(), data=useful, path=steps)
@examples(30)
def test_what_can_promises_do_keeps(text: str, data: dict[str, Any], path: list[Step]) -> None:
    """An action that `can` allows with nothing missing succeeds, one that it refuses is refused, for everybody, everywhere."""
    memory = build(text)
    assert memory is not None
    if not begin(memory, data):
        return
    for step in path[:8]:
        attempt(memory, step)
        case = memory.case("c")
        definition = memory.definitions[0]
        for person in ("ann", "eve", "bob"):
            possible, impossible = probe(memory.work(), SETTING, definition, case, memory.origin(person))
            for one in possible:
                action = definition.state(case.state).action(one.action)
                if one.missing or action is None or action.may or action.closes == "matter":
                    continue
                before = memory.tables.copy()
                done = memory.handle("c", Act(memory.origin(person), one.action))
                assert isinstance(done, Answer)
                assert done.ok, (one, done.refusals)
                memory.tables = before
            for other in impossible:
                refused = attempt(memory, ("act", other.action, person, {}))
                assert isinstance(refused, Answer)
                assert not refused.ok
                codes = {reason.code for reason in refused.refusals}
                # Conditions are told once there is everything that they read.
                told = {reason.code for reason in other.reasons} - (
                    {"condition"} if "missing" in codes else set()
                )
                assert told <= codes


@given(text=workflows(), data=useful, path=steps, vacant=st.sampled_from(["", "principal", "supervisor"]))
@examples(60)
def test_an_open_case_can_be_moved_or_is_listed_as_stuck(
    text: str, data: dict[str, Any], path: list[Step], vacant: str
) -> None:
    """Somebody can move it, or a child or the clock will; else it is stuck, and then nobody is allowed anything that leads on."""
    memory = build(text)
    assert memory is not None
    if not begin(memory, data):
        return
    for step in path[:10]:
        attempt(memory, step)
    memory.directory = directory(vacant)
    case, definition = memory.case("c"), memory.definitions[0]
    origin = memory.origin(SYSTEM)
    asked = memory.work(), SETTING, definition, case, origin
    stuck = is_stuck(*asked)
    if case.status != "open":
        assert not stuck
        return
    waiting = any(one["status"] == "open" for one in case.children.values())
    anybody = any("all" in action.by for action in definition.state(case.state).actions)
    if not stuck:
        assert (
            movers(*asked)
            or waiting
            or anybody
            or memory.case("c").next_at()
            or _reads_today(definition, case)
        )
        return
    event("stuck")
    for person in PEOPLE:
        possible, _ = probe(memory.work(), SETTING, definition, case, memory.origin(person))
        assert {one.action for one in possible} <= {"object", "show", "settle"}, (person, possible)


def _reads_today(definition: Definition, case: Case) -> bool:
    return any("today" in (one.auto.text if one.auto else "") for one in definition.state(case.state).actions)


@given(text=workflows(), data=useful, path=steps)
@examples(30)
def test_the_same_past_gives_the_same_bytes(text: str, data: dict[str, Any], path: list[Step]) -> None:
    """The same definition, the same steps, the same times: every stored byte is the same."""
    told = []
    for _ in range(2):
        memory = build(text)
        assert memory is not None
        if begin(memory, data):
            for step in path:
                attempt(memory, step)
        told.append((digest_of(memory.definitions[0]), memory.text()))
    assert told[0] == told[1]


PROGRAM = """
import hashlib
from support.replayed import replayed
print(hashlib.sha256(replayed().encode()).hexdigest())
"""


def test_every_process_gives_the_same_bytes() -> None:
    """Under whatever seed Python hashes with, the same past gives the same bytes."""
    digests = set()
    for seed in ("0", "1", "42", "random"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(TESTS)}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        digests.add(run.stdout)
    assert len(digests) == 1


class LongWay(MemoryWork):
    """Nothing that is claimed can be read in a batch, so every case takes the long way."""

    def claim(self, now: str, limit: int, after: tuple[str, str]) -> Iterable[Due]:
        """See `ports.UnitOfWork`."""
        return [Due(one.place, None) for one in super().claim(now, limit, after)]


class Longer(Memory):
    """A world where the night knows the long way only."""

    def work(self) -> UnitOfWork:
        return LongWay(self.tables, self.definitions, self.directory)


class Counting(MemoryWork):
    """Counts the cases that took the short way."""

    short = 0

    def add_rungs(self, fired: Iterable[Any]) -> None:
        """See `ports.UnitOfWork`."""
        cases = list(fired)
        Counting.short += len(cases)
        super().add_rungs(cases)


class Shorter(Memory):
    """The world as it is, with those counted that took the short way."""

    def work(self) -> UnitOfWork:
        return Counting(self.tables, self.definitions, self.directory)


@examples(150)
@given(text=workflows(), data=useful, path=steps)
def test_both_ways_leave_the_same_record(text: str, data: dict[str, Any], path: list[Any]) -> None:
    """Random workflows, random paths, nights at any time: with and without the short way, all texts are equal."""
    memory = build(text)
    if memory is None:
        return
    worlds = [kind(memory.definitions, memory.directory, memory.now) for kind in (Shorter, Longer)]
    begun = [begin(one, data) for one in worlds]
    if not all(begun):
        return
    before = Counting.short
    for step in path:
        for one in worlds:
            attempt(one, step)
        assert worlds[0].text() == worlds[1].text()
    for one in worlds:
        one.advance(timedelta(days=400))
        check(one)
    assert worlds[0].text() == worlds[1].text()
    event("took the short way" if Counting.short > before else "never took the short way")


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(1, 120), st.integers(1, 5))
def test_most_of_what_falls_due_takes_the_short_way(days: list[int], late: int, batch: int) -> None:
    """Items of the plain kind, due on any days, found late: all that is due takes the short way, in batches of any size."""
    leaf = compiled(LEAF)
    assert leaf is not None
    worlds = [kind([leaf], directory(), BEGIN) for kind in (Shorter, Longer)]
    for world in worlds:
        for number, day in enumerate(days):
            _start_leaf(world, f"c{number:02}", BEGIN + timedelta(days=day))
        world.now += timedelta(days=late)
    before = Counting.short
    reports = [run_once(partial(_in, one), SETTING, one.origin(SYSTEM), batch=batch).json() for one in worlds]
    assert reports[0] == reports[1]
    assert worlds[0].text() == worlds[1].text()
    assert Counting.short - before == reports[0]["checked"]


def _in(world: Memory, work: Callable[[UnitOfWork], Any]) -> Any:
    return work(world.work())


def _start_leaf(world: Memory, case: str, due: datetime) -> None:
    def start(version: int, digest: str) -> Start:
        data = {"due": due.date().isoformat()}
        return Start(world.origin("ann"), "leaf", case, "unit", version, digest, data)

    world.ask(lambda handler: handler.start("leaf", start))
