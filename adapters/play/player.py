"""Playing a story: cases live along their paths, people act through the ordinary calls, and at night the sweep runs."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import count, product
from typing import Any

from duban.engine.app import Answer, Duban
from duban.engine.core.case import Case
from duban.engine.core.definition import Role
from duban.engine.core.refusals import Refusal
from duban.engine.core.seeing import Trusted
from duban.engine.runtime.report import Report

from .chance import Chance
from .city import City
from .filling import Filling, StoryFault

Step = Mapping[str, Any]
_HOURS = (9, 11, 14, 16)
"""The hours at which people act; ours. Each moves the clock, so they are few."""
_NIGHT = time(0, 30)
_BEGIN = ("by", "data", "on", "tell")
"""What a stream says of how its cases begin."""
_TRIES = 40
"""How often somebody comes back to what is not possible yet, where the story says nothing else."""


@dataclass
class Life:
    """A case that goes its way: which, and what is still to come."""

    name: str
    """What the story calls it: `STREAM/UNIT`, `STREAM/NUMBER`, of a child its parent's name and its key."""
    workflow: str
    unit: str
    steps: Iterator[Step]
    chance: Chance
    words: dict[str, Any]
    step: Step | None = None
    stands: Case | None = None
    """The case as it was when something was last done to it here."""
    tries: int = 0

    @property
    def case(self) -> str:
        """Its id; empty before it is opened."""
        return self.stands.id if self.stands is not None else ""


@dataclass
class Done:
    """One step as it came out, for whoever tells the story."""

    life: Life
    step: Step
    by: str
    at: datetime
    """Local."""
    answer: Answer | None
    """Of a step that is only told, none."""
    tell: Mapping[str, str]
    """What is told, by language, filled in."""


class Unplanned(Exception):
    """A step was refused, or done, against what the story says."""

    def __init__(self, life: Life, step: Step, refusals: tuple[Refusal, ...]) -> None:
        """Take the life, its step, and the refusals."""
        super().__init__(life, step, refusals)
        self.life, self.step, self.refusals = life, step, refusals


@dataclass
class Player:
    """One play of a story on a rehearsal database that is set up."""

    duban: Duban
    story: Mapping[str, Any]
    city: City
    size: Mapping[str, int]
    seed: int
    told: Callable[[Done], None] = lambda done: None
    """Hears every step that the story tells something with."""
    passed: Callable[[date, int], None] = lambda day, number: None
    """Hears that a night is over: the day that begins, and its number."""
    cases: dict[str, Life] = field(default_factory=dict)
    """Lives by what the story calls them."""
    steps: int = 0
    """What people have done so far."""
    opened: int = 0
    """How many cases there are so far."""
    fired: Counter[str] = field(default_factory=Counter)
    """What has happened by itself, by kind of event."""
    faults: dict[str, str] = field(default_factory=dict)
    """Cases that a night could not go on with."""

    def __post_init__(self) -> None:
        self._zone: tzinfo = self.duban.settings().zone
        self._now = self.duban.now().astimezone(self._zone)
        self._begin = self._now.date()
        self._calendar = self.duban.calendar()
        self._queue: list[tuple[datetime, int, Life]] = []
        self._order = count()
        self._definitions = {one: self.duban.definition(one) for one in self._workflows()}
        self._following = {
            workflow
            for workflow, one in self._definitions.items()
            if any(branch.later for state in one.states for branch in state.branches)
        }
        self._people = {one.id for one in self.city.organisation.people}
        grown = {f"units-{kind}": list(units) for kind, units in self.city.kinds.items()}
        self._lists = self.story.get("lists", {}) | grown
        self._alive: set[str] = set()

    def play(self) -> None:
        """Play it to its end.

        Raises:
            StoryFault: the story names what is not there.
            Unplanned: a step came out against what the story says.
        """
        for stream in self.story["streams"]:
            self._open(stream)
        for number in range(int(self.story["days"])):
            night = self._local(self._begin + timedelta(days=number + 1), _NIGHT)
            while self._queue and self._queue[0][0] < night:
                moment, _, life = heapq.heappop(self._queue)
                if moment > self._now:
                    self._note(self.duban.set_clock(moment))
                    self._now = moment
                self._live(life)
            self._note(self.duban.sweep(as_of=night))
            self._now = night
            self.passed(night.date(), number + 1)

    def _note(self, report: Report) -> None:
        self.fired.update(report.fired)
        self.faults |= report.failed

    # ---- lives --------------------------------------------------------------------------------

    def _open(self, stream: Mapping[str, Any]) -> None:
        """Put the lives of a stream into the queue, each at its own first day."""
        begin = {"start": stream["start"], **{key: stream[key] for key in _BEGIN if key in stream}}
        among = self._lists[stream["each"]] if "each" in stream else [None]
        for number, (unit, each) in enumerate(product(self._units(stream), among), 1):
            last = number if "count" in stream else unit if each is None else each
            name = f"{stream['as']}/{last}"
            words = {"n": number} | ({"each": each} if each is not None else {})
            life = self._life(name, stream["start"], unit, Chance(self.seed, name), words, begin)
            self._go_on(life, self._local(self._begin, time(9)))

    def _units(self, stream: Mapping[str, Any]) -> list[str]:
        """The units of a stream: each of them once, or drawn so often as it counts."""
        weights = {
            unit: weight
            for kind, weight in stream["units"].items()
            for unit in self.city.kinds.get(kind, (kind,) if kind in self.city.units else ())
        }
        if "count" not in stream:
            return list(weights)
        chance = Chance(self.seed, stream["as"], "units")
        return [chance.weighted(weights) for _ in range(self.size[stream["count"]])]

    def _life(
        self,
        name: str,
        workflow: str,
        unit: str,
        chance: Chance,
        words: dict[str, Any],
        begin: Step | None,
    ) -> Life:
        told = self.city.units[unit]
        known = {
            "unit": unit,
            "title": told.title,
            "kind": self.city.kind_of(unit),
            "categories": "-".join(told.category),
            "name": name,
            **self.size,
        }
        steps = self._path(name, workflow, self.city.kind_of(unit), chance)
        life = Life(name, workflow, unit, iter(()), chance, known | words)
        life.steps = self._spread(life, ([begin] if begin else []) + steps)
        self.cases[name] = life
        return life

    def _path(self, name: str, workflow: str, kind: str, chance: Chance) -> list[Step]:
        """The steps of a case: those cast for it, or drawn by weight among those for its kind of unit."""
        paths: Mapping[str, Any] = self.story["lives"].get(workflow, {})
        path = self.story.get("cast", {}).get(name)
        if path is None and paths:
            open_to = {
                one: int(self.size.get(str(what.get("weight", 0)), what.get("weight", 0)))
                for one, what in paths.items()
                if kind in what.get("kinds", [kind])
            }
            if sum(open_to.values()):
                path = chance.weighted(open_to)
        if path is None:
            return []
        if path not in paths:
            raise StoryFault(f"{workflow}: there is no life {path}; there are {sorted(paths)}")
        steps: list[Step] = paths[path]["steps"]
        return steps

    def _spread(self, life: Life, steps: list[Step]) -> Iterator[Step]:
        """The steps, one for each element where a step is done for each of a list."""
        for step in steps:
            if "use" in step:
                yield from self._spread(life, self.story["parts"][step["use"]])
            elif "each" in step:
                for each in self._filling(life).fill({"$all": step["each"]}):
                    life.words["each"] = each
                    yield step
            else:
                yield step

    def _go_on(self, life: Life, moment: datetime) -> None:
        """Find the next step of a life and when it comes."""
        life.step, life.tries = next(life.steps, None), 0
        if life.step is not None:
            self._queue_up(life, self._when(life, life.step, moment))

    def _queue_up(self, life: Life, moment: datetime) -> None:
        heapq.heappush(self._queue, (moment, next(self._order), life))

    def _when(self, life: Life, step: Step, moment: datetime) -> datetime:
        if "on" in step:
            day = self._begin + timedelta(days=self._between(life, step["on"]))
            while not self._calendar.day(day).workday:
                day += timedelta(days=1)
            return max(moment, self._local(day, self._hour(life)))
        wait = self._between(life, step.get("after", 0))
        return moment if wait == 0 else self._local(self._workdays_on(moment.date(), wait), self._hour(life))

    def _workdays_on(self, day: date, number: int) -> date:
        while number > 0:
            day += timedelta(days=1)
            number -= self._calendar.day(day).workday
        return day

    def _between(self, life: Life, what: Any) -> int:
        if isinstance(what, list):
            return life.chance.between(int(what[0]), int(what[1]))
        return int(what)

    def _hour(self, life: Life) -> time:
        return time(life.chance.pick(_HOURS))

    def _local(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone)

    # ---- steps --------------------------------------------------------------------------------

    def _live(self, life: Life) -> None:
        """Do the step that a life has come to."""
        step = life.step
        assert step is not None
        filling = self._filling(life)
        if any(filling.data.get(name) != value for name, value in step.get("if", {}).items()):
            self._go_on(life, self._now)
            return
        by = self._who(life, step["by"], filling) if "by" in step else ""
        answer = self._do(life, step, by, filling)
        expected = step.get("refused")
        if answer is not None and not answer.ok:
            codes = {one.code for one in answer.refusals}
            if expected is None and "again" in step and codes <= {"condition", "gate-closed", "not-here"}:
                life.tries += 1
                if life.tries < int(step.get("most", _TRIES)):
                    again = self._workdays_on(self._now.date(), self._between(life, step["again"]))
                    self._queue_up(life, self._local(again, self._hour(life)))
                return  # who has come back so often gives up
            if expected is None or expected not in codes:
                raise Unplanned(life, step, answer.refusals)
        elif expected is not None:
            raise Unplanned(life, step, ())
        if answer is not None:
            self.steps += 1
        if answer is not None and answer.stands is not None and answer.ok:
            self.opened += life.stands is None
            life.stands = answer.stands
        done = str(step.get("do", "urge"))
        tell = step.get("tell") or self.story.get("tellings", {}).get(life.name, {}).get(done)
        if tell:
            self.told(Done(life, step, by, self._now, answer, self._filling(life).fill(tell)))
        if answer is not None and answer.stands is not None and answer.ok:
            self._see_children(life, answer.stands)
            if self._adds(life, step):
                self._look_around()
        self._go_on(life, self._now)

    def _do(self, life: Life, step: Step, by: str, filling: Filling) -> Answer | None:
        duban = self.duban
        data = filling.fill(step.get("data", {}))
        if "start" in step:
            return duban.start(step["start"], unit=life.unit, by=by, data=data)
        if "do" in step:
            return duban.act(life.case, step["do"], by=by, data=data, note=filling.fill(step.get("note")))
        if "tally" in step:
            return duban.tally(life.case, filling.fill(step["tally"]), by=by)
        if "urge" in step:
            return duban.urge(life.case, filling.fill(step["urge"]), by=by)
        if "answer" in step:
            return duban.answer(life.case, 1, filling.fill(step["answer"]), by=by)
        return None

    def _see_children(self, life: Life, case: Case) -> None:
        """Cases that have been opened below: each begins to live."""
        for key, child in case.children.items():
            if child["id"] in self._alive:
                continue
            self._alive.add(child["id"])
            name = f"{life.name}/{key}"
            stands = self.duban.snapshot(child["id"], by=Trusted)
            begun = self._life(
                name, stands.workflow, stands.unit, Chance(self.seed, name), {"n": 0, "key": key}, None
            )
            begun.stands = stands
            self.opened += 1
            self._go_on(begun, self._now)

    def _adds(self, life: Life, step: Step) -> bool:
        """Whether a step adds to a register."""
        actions = self._definitions[life.workflow].actions()
        return any(one.id == step.get("do") and one.adds is not None for _, one in actions)

    def _look_around(self) -> None:
        """Look again at cases that follow a register: they have opened others without anybody acting in them."""
        for life in [one for one in self.cases.values() if one.workflow in self._following and one.case]:
            life.stands = self.duban.snapshot(life.case, by=Trusted)
            self._see_children(life, life.stands)

    # ---- what a step names ----------------------------------------------------------------------

    def _filling(self, life: Life) -> Filling:
        data = life.stands.data if life.stands is not None else {}
        unit = self.city.units[life.unit]
        return Filling(
            life.chance,
            self._lists,
            self._now.date(),
            life.words,
            lambda role: self._in_role(life, role, data),
            lambda place: getattr(unit, place),
            data,
        )

    def _who(self, life: Life, named: Any, filling: Filling) -> str:
        if isinstance(named, str):
            return self._in_role(life, str(filling.fill(named)), filling.data)
        return str(filling.fill(named))

    def _in_role(self, life: Life, named: str, data: Mapping[str, Any]) -> str:
        """The first who holds a role of the workflow for this case, or whoever is named otherwise.

        `POST@unit`, `POST@parent` and `POST@supervised_by` are who holds a post there, `POST` anybody who holds it
        anywhere; else it is a person's id.
        """
        post, _, place = named.partition("@")
        role = next((one for one in self._definitions[life.workflow].roles if one.id == named), None)
        unit = life.unit if place == "unit" else getattr(self.city.units[life.unit], place or "id")
        found = (
            self._holders(role, life, data) if role is not None else self.city.holders.get((post, unit), ())
        )
        if found:
            return found[0] if role is None or role.post != "any" else life.chance.pick(found)
        if role is None and not place and named in self.city.anywhere:
            return life.chance.pick(self.city.anywhere[named])
        if role is None and not place and named in self._people:
            return named
        raise StoryFault(f"{life.name}: nobody is {named} there")

    def _holders(self, role: Role, life: Life, data: Mapping[str, Any]) -> tuple[str, ...]:
        if role.person is not None:
            return (str(data[role.person]),) if role.person in data else ()
        unit = self.city.units[life.unit]
        post = str(role.post)
        if role.place is not None:
            return self.city.holders.get((post, str(data.get(role.place))), ())
        if role.of != "anywhere":
            place = unit.id
            for hop in role.of.split(".")[1:]:
                place = getattr(self.city.units[place], hop) or "" if place else ""
            if place or not role.elsewhere:
                return self.city.holders.get((post, place), ())
        return self.city.anywhere.get(self.story["anybody"] if post == "any" else post, ())

    def _workflows(self) -> list[str]:
        return sorted({one.workflow for one in self.duban.versions()})
