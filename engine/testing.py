"""Tools for those who write definitions and hosts: scenarios on a rehearsal clock.

A scenario runs the real engine on a database in memory, so that what it shows is what will happen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import Struct

from . import covering
from .app import Answer, Duban
from .core.organisation import Organisation
from .core.seeing import Trusted
from .core.text import Language, Text
from .dsl.compiler import Compiled
from .dsl.scenarios import Expectation, Scenario, Step
from .errors import DubanError, InvalidInput, Refused, UnknownCase, system_reason
from .store.schema import create_all

SAMPLE_ORG = "sample-org.yaml"
"""The organisation of a scenario that names none."""


def gate_guard(gate: str) -> str:
    """How the coverage calls a gate among the guards of an action."""
    return f"gate {gate}"


ReadOrganisation = Callable[[Path], Organisation]

__all__ = ["Failure", "Outcome", "rehearse", "run_scenario", "run_scenarios"]


class Failure(Struct, frozen=True):
    """A step that did not go as the scenario expects."""

    line: int
    """Line in the file; the scenario's own line where its start failed."""
    text: Text

    def message(self, language: Language) -> str:
        """What was expected, and what was."""
        return self.text.pick(language)


class Outcome(Struct, frozen=True):
    """What became of one scenario."""

    file: str
    name: str
    steps: int
    """Steps that were run."""
    failure: Failure | None
    covered: frozenset[tuple[str, str, str]]
    """(workflow, state, action) of everything done, by hand or by itself."""
    entered: frozenset[tuple[str, str]] = frozenset()
    """(workflow, state) of every state that a case was in."""
    refused: frozenset[tuple[str, str, str, str]] = frozenset()
    """(workflow, state, action, guard) of every guard that was seen not to hold: a condition that refused, the guard of
    an automatic action where the case came to rest or another one led on, and `gate NAME` of a gate that was shut."""
    rows: frozenset[tuple[str, str, str, str]] = frozenset()
    """(workflow, state, action, row) of every row of a decision table that was decided by."""
    declined: frozenset[tuple[str, str, str, str]] = frozenset()
    """(workflow, state, action, code) of every act that was refused, whatever the reason."""
    flagged: frozenset[tuple[str, str]] = frozenset()
    """(workflow, deadline) of every deadline that passed."""


def rehearse(now: datetime) -> Duban:
    """An engine on a fresh rehearsal database in memory, whose clock shows `now`.

    A time without a zone of its own is local.
    """
    duban = Duban("sqlite://")
    create_all(duban.engine)
    duban.found(rehearsal=now)
    return duban


def run_scenarios(compiled: Compiled, behind: Iterable[Compiled], read: ReadOrganisation) -> list[Outcome]:
    """Run every scenario of a file.

    Args:
        compiled: the file.
        behind: other compiled files, for the workflows of child cases.
        read: reads an organisation file.

    Raises:
        InvalidInput: a file that a scenario names cannot be read.
    """
    definitions = {one.definition.id: one for one in (*behind, compiled) if one.definition is not None}
    return [
        run_scenario(compiled, scenario, list(definitions.values()), read) for scenario in compiled.scenarios
    ]


def run_scenario(
    compiled: Compiled, scenario: Scenario, definitions: Sequence[Compiled], read: ReadOrganisation
) -> Outcome:
    """Run one scenario on a database of its own."""
    play = _Play(compiled, scenario, definitions, read)
    failure = play.run()
    return Outcome(
        compiled.file,
        scenario.name,
        play.done,
        failure,
        frozenset(covering.covered(play.duban)),
        frozenset(covering.entered(play.duban)),
        frozenset((*play.refused, *covering.waited(play.duban))),
        frozenset(covering.rows(play.duban)),
        frozenset(play.declined),
        frozenset(covering.flagged(play.duban)),
    )


class _Play:
    def __init__(
        self, compiled: Compiled, scenario: Scenario, definitions: Sequence[Compiled], read: ReadOrganisation
    ) -> None:
        self._compiled, self._scenario = compiled, scenario
        self._definitions, self._read = definitions, read
        self.duban = rehearse(scenario.at)
        self._case = ""
        self._others: dict[str, str] = {}
        self.done = 0
        self.refused: set[tuple[str, str, str, str]] = set()
        self.declined: set[tuple[str, str, str, str]] = set()

    def run(self) -> Failure | None:
        """The first thing that did not go as expected, if any."""
        self._set_up()
        scenario = self._scenario
        workflow = scenario.workflow or (self._compiled.definition.id if self._compiled.definition else "")
        data = self._data(scenario.data, scenario.data_file)
        try:
            answer = self.duban.start(workflow, unit=scenario.unit, by=scenario.by, data=data)
        except DubanError as error:
            return _failure(
                scenario.span.line, "立项失败：{why}", "the start failed: {why}", why=_both(error)
            )
        if not answer.ok:
            return _failure(
                scenario.span.line, "立项被拒：{why}", "the start was refused: {why}", why=_reasons(answer)
            )
        self._case = answer.case
        for step in scenario.steps:
            failure = self._step(step)
            if failure is not None:
                return failure
            self.done += 1
        return None

    def _note(self, step: Step, answer: Answer) -> None:
        """Keep what refused an act, for the coverage."""
        if step.action is None:
            return
        view = self.duban.show(self._targets(step)[0], by=Trusted)
        place = (view["workflow"], view["states"][0], step.action)
        for one in answer.refusals:
            self.declined.add((*place, one.code))
            if one.code in ("condition", "row-condition"):
                self.refused.add((*place, one.values["guard"]))
            elif one.code == "gate-closed":
                self.refused.add((*place, gate_guard(one.values["gate"].id)))

    def _set_up(self) -> None:
        duban, scenario = self.duban, self._scenario
        for one in self._definitions:
            if one.definition is not None:
                duban.register(one.definition, one.source.text)
        duban.store_organisation(self._read(self._path(scenario.org or SAMPLE_ORG)))

    def _step(self, step: Step) -> Failure | None:
        try:
            answer = self._do(step)
        except DubanError as error:
            if isinstance(error, UnknownCase) and step.expect is not None and step.expect.hidden:
                return self._look(step)  # as expected: for whoever asked there is no such case
            return _failure(step.span.line, "{why}", "{why}", why=_both(error))
        expected = step.expect.refused if step.expect else None
        if answer is not None and not answer.ok:
            self._note(step, answer)
            return _compare_refusal(step, expected, answer) or self._look(step)
        if expected is not None:
            return _failure(
                step.span.line,
                "应被拒绝（{codes}），却办成了",
                "expected to be refused ({codes}), but it was done",
                codes=list(expected),
            )
        return self._look(step)

    def _do(self, step: Step) -> Answer | None:
        by = step.by or self._scenario.by
        if step.kind == "start":
            return self._start_another(step, by)
        if step.kind == "register":
            return self._change_register(step, by)
        cases = self._targets(step)
        for case in cases[:-1]:
            answer = self._do_to(step, case, by)
            if answer is not None and not answer.ok:
                return answer
        return self._do_to(step, cases[-1], by)

    def _do_to(self, step: Step, case: str, by: str) -> Answer | None:
        duban = self.duban
        data = self._data(step.data, step.data_file)
        match step.kind:
            case "do" if step.batch:
                done = duban.batch(step.action or "", [case], by=by, data=data, note=step.note)
                return done.results[case]
            case "correct":
                return duban.correct(case, data, by=by, note=step.note or "—")
            case "hand_over":
                return self._hand_over(step, case, by)
            case "do":
                return duban.act(
                    case, step.action or "", by=by, data=data, note=step.note, on_behalf_of=step.on_behalf_of
                )
            case "roll":
                return duban.roll(case, data, by=by)
            case "cast":
                return duban.cast(case, group=step.group or "", choice=step.choice or "", by=by)
            case "tally":
                return duban.tally(case, data, by=by)
            case "milestones":
                return self._set_milestones(step)
            case "parameters":
                for name, value in step.data.items():
                    duban.set_parameter(name, value, unit=step.unit)
            case "advance" if step.advance is not None:
                duban.advance_clock(step.advance)
        return None

    def _change_register(self, step: Step, by: str) -> Answer | None:
        """Add or retire an entry; what is refused is told like the refusal of an act."""
        name, key, title = step.name or "", step.key or "", step.title
        try:
            if title is None:
                self.duban.retire_from_register(name, key, by=by, note=step.note or "—")
            else:
                self.duban.add_to_register(name, key, by=by, title=title, data=step.data, note=step.note)
        except Refused as refused:
            return Answer(None, refused.refusals)
        return None

    def _set_milestones(self, step: Step) -> Answer | None:
        """For all, or for a unit and those below it; what is refused is told like the refusal of an act."""
        try:
            for name, day in step.data.items():
                self.duban.set_milestone(name, day, unit=step.unit)
        except Refused as refused:
            return Answer(None, refused.refusals)
        return None

    def _hand_over(self, step: Step, case: str, by: str) -> Answer:
        """Of the case and its children; what was refused is the answer, else the first that was handed over."""
        old, new = str(step.data["from"]), str(step.data["to"])
        done = self.duban.hand_over(old, new, by=by, case=case, note=step.note or "—")
        return min(done.results.values(), key=lambda one: one.ok)

    def _start_another(self, step: Step, by: str) -> Answer:
        data = self._data(step.data, step.data_file)
        workflow = step.workflow or (self._compiled.definition.id if self._compiled.definition else "")
        answer = self.duban.start(workflow, unit=step.unit or self._scenario.unit, by=by, data=data)
        if answer.ok and step.name is not None:
            self._others[step.name] = answer.case
        return answer

    def _target(self, step: Step) -> str:
        """The case whose children a step may be about."""
        called = step.of if step.of is not None else step.name if step.kind == "start" else None
        if called is not None and called not in self._others:
            raise InvalidInput(_NO_CASE, name=called, known=list(self._others) or ["—"])
        return self._case if called is None else self._others[called]

    def _targets(self, step: Step) -> list[str]:
        """The cases a step is about: `NAME-*` in `child` means every child whose key begins so, in the order of the keys."""
        cases = [self._target(step)]
        for key in step.child.split("/") if step.child is not None else ():
            cases = [child for case in cases for child in self._below(case, key)]
        return cases

    def _below(self, case: str, key: str) -> list[str]:
        children = self.duban.snapshot(case, by=Trusted).children
        wanted = sorted(one for one in children if key.endswith("*") and one.startswith(key[:-1])) or [key]
        if wanted == [key] and key not in children:
            raise InvalidInput(_NO_CHILD, key=key, known=list(children) or ["—"])
        return [str(children[one]["id"]) for one in wanted]

    def _look(self, step: Step) -> Failure | None:
        expected = step.expect
        if expected is None:
            return None
        for case in self._targets(step) if step.kind != "register" else [self._case]:
            if (failure := self._look_at(step, expected, case)) is not None:
                return failure
        return None

    def _look_at(self, step: Step, expected: Expectation, case: str) -> Failure | None:
        view = self.duban.show(case, by=Trusted)
        found = {
            "state": view["states"][0],
            "round": view["round"],
            "edition": view.get("edition", 0),
            "status": view["status"],
            "overdue": tuple(sorted(one["name"] for one in view["deadlines"] if one["overdue"])),
            "undetermined": tuple(sorted(one["name"] for one in view["deadlines"] if one["undetermined"])),
            "children": tuple(sorted(self.duban.snapshot(case, by=Trusted).children)),
        }
        for name, value in found.items():
            wanted = getattr(expected, name)
            wanted = tuple(sorted(wanted)) if isinstance(wanted, tuple) else wanted
            if wanted is not None and wanted != value:
                return _differs(step, name, wanted, value)
        return self._look_deeper(step, expected, case, view)

    def _look_deeper(
        self, step: Step, expected: Expectation, case: str, view: Mapping[str, Any]
    ) -> Failure | None:
        for name, value in expected.data.items():
            if view["data"].get(name) != value:
                return _differs(step, name, value, view["data"].get(name))
        if expected.signed is not None:
            parties = view.get("countersign", {}).get("parties", ())
            signed = tuple(sorted(one["party"] for one in parties if one["answer"] is not None))
            if signed != tuple(sorted(expected.signed)):
                return _differs(step, "signed", tuple(sorted(expected.signed)), signed)
        if expected.allowed is not None:
            possible, _ = self.duban.can(case, by=step.by or self._scenario.by)
            allowed = tuple(sorted(one.action for one in possible))
            if allowed != tuple(sorted(expected.allowed)):
                return _differs(step, "allowed", tuple(sorted(expected.allowed)), allowed)
        return self._look_through_their_eyes(step, expected, case)

    def _look_through_their_eyes(self, step: Step, expected: Expectation, case: str) -> Failure | None:
        if expected.hidden is None and expected.masked is None:
            return None
        seen = self._seen(step, case)
        if expected.hidden is not None and expected.hidden != (seen is None):
            return _differs(step, "hidden", str(expected.hidden).lower(), str(seen is None).lower())
        masked = () if seen is None else tuple(seen.get("withheld", ()))
        if expected.masked is not None and masked != tuple(sorted(expected.masked)):
            return _differs(step, "masked", tuple(sorted(expected.masked)), masked)
        return None

    def _seen(self, step: Step, case: str) -> Mapping[str, Any] | None:
        """The case as the person of the step sees it; `None` where there is none for them."""
        try:
            return self.duban.show(case, by=step.by or self._scenario.by)
        except UnknownCase:
            return None

    def _data(self, given: Mapping[str, Any], file: str | None) -> dict[str, Any]:
        if file is None:
            return dict(given)
        path = self._path(file)
        try:
            loaded = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        except OSError as error:
            raise InvalidInput(_UNREADABLE, file=str(path), why=system_reason(error)) from None
        except ValueError:
            raise InvalidInput(_UNREADABLE, file=str(path), why=_NO_JSON) from None
        if not isinstance(loaded, dict):
            raise InvalidInput(_UNREADABLE, file=str(path), why=_NO_JSON)
        return loaded

    def _path(self, name: str) -> Path:
        found = self._compiled.catalogue.file(name)
        if found is None:
            raise InvalidInput(_UNREADABLE, file=name, why="—")
        return found


def _compare_refusal(step: Step, expected: tuple[str, ...] | None, answer: Answer) -> Failure | None:
    codes = [one.code for one in answer.refusals]
    if expected is None:
        return _failure(step.span.line, "被拒绝：{why}", "it was refused: {why}", why=_reasons(answer))
    if not set(expected) <= set(codes):
        return _failure(
            step.span.line,
            "应以 {wanted} 拒绝，实为 {codes}",
            "expected to be refused with {wanted}, but it was {codes}",
            wanted=list(expected),
            codes=codes,
        )
    return None


def _differs(step: Step, name: str, wanted: object, found: object) -> Failure:
    return _failure(
        step.span.line,
        "{name} 应为 {wanted}，实为 {found}",
        "expected {name} {wanted}, but it is {found}",
        name=name,
        wanted=wanted if wanted != () else "()",
        found=found if found != () else "()",
    )


def _failure(line: int, zh: str, en: str, **values: object) -> Failure:
    text = Text(zh, en)
    return Failure(line, Text(text.say("zh", values), text.say("en", values)))


def _both(error: DubanError) -> Text:
    return Text(error.message("zh"), error.message("en"))


def _reasons(answer: Answer) -> Text:
    zh, en = (
        "; ".join(f"[{one.code}] {one.message(language)}" for one in answer.refusals)
        for language in _LANGUAGES
    )
    return Text(zh, en)


_LANGUAGES: tuple[Language, Language] = ("zh", "en")
_NO_JSON = Text("应为一个 JSON 对象（UTF-8）", "one JSON object in UTF-8 is expected")
_UNREADABLE = Text(
    "情景所用的文件 {file} 无法读取：{why}", "the scenario's file {file} cannot be read: {why}"
)
_NO_CASE = Text(
    "没有名为 {name} 的案件；前面的步骤已立：{known}",
    "no case is called {name}; earlier steps have started: {known}",
)
_NO_CHILD = Text("没有编号为 {key} 的子事项；有：{known}", "there is no child {key}; there are: {known}")
