"""Dated examples that travel with a definition, as values; `duban test` runs them."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from datetime import datetime
from typing import Any, Literal, get_args

from msgspec import Struct, field
from msgspec.structs import replace

from ..core.definition import Definition
from ..core.refusals import REFUSALS
from ..core.terms import Term, parse_term
from ..core.text import Text
from .access import entries, members, plain, prose, scalar, section, title, words
from .catalogue import Catalogue
from .diagnostics import Report, Span
from .people import refer
from .source import Mapping, Node, Scalar
from .structure import parse_date, parse_moment

StepKind = Literal[
    "do",
    "start",
    "advance",
    "roll",
    "cast",
    "tally",
    "milestones",
    "parameters",
    "correct",
    "hand_over",
    "register",
    "expect",
]
KINDS: tuple[StepKind, ...] = tuple(one for one in get_args(StepKind) if one != "expect")
"""What a step may do; a step with none of them only expects."""


class Expectation(Struct, frozen=True):
    """What must be true after a step; None where nothing is said."""

    state: str | None = None
    round: int | None = None
    status: str | None = None
    overdue: tuple[str, ...] | None = None
    """The names of the deadlines that are overdue, exactly these."""
    undetermined: tuple[str, ...] | None = None
    """The names of the deadlines without a date, exactly these."""
    refused: tuple[str, ...] | None = None
    """Codes that the refusal of the step must hold; without it the step must be accepted."""
    allowed: tuple[str, ...] | None = None
    """The actions the person of the step may do then, exactly these."""
    data: Map[str, Any] = field(default_factory=dict)
    edition: int | None = None
    """How many editions of the document there are."""
    hidden: bool | None = None
    """Whether the case does not exist for the person of the step."""
    masked: tuple[str, ...] | None = None
    """The fields that are kept from the person of the step, exactly these."""
    signed: tuple[str, ...] | None = None
    """The parties that have signed, exactly these."""
    children: tuple[str, ...] | None = None
    """The keys of the child cases, exactly these."""


class Step(Struct, frozen=True):
    """One thing that happens."""

    kind: StepKind
    span: Span
    by: str | None = None
    action: str | None = None
    child: str | None = None
    """The key of the record whose child case is meant; None is the case itself."""
    data: Map[str, Any] = field(default_factory=dict)
    """What is filled in (`do`) or corrected, the roll or tally by group, the days of milestones, the values of parameters,
    `from` and `to` of a hand-over, the values of an entry of a register."""
    data_file: str | None = None
    """A file of the data folder to fill in instead."""
    note: str | None = None
    on_behalf_of: str | None = None
    advance: Term | None = None
    choice: str | None = None
    group: str | None = None
    of: str | None = None
    """The case that an earlier step started under this name; None is the case of the scenario."""
    workflow: str | None = None
    """Of `start`: the workflow of another case."""
    unit: str | None = None
    """Of `start`, and of milestones and parameters that are set for this unit only."""
    name: str | None = None
    """What later steps call the case that is started; of `register`, the name of the register."""
    key: str | None = None
    """Of `register`: the entry that is added or retired."""
    title: Text | None = None
    """Of `register`: what the entry that is added is called; None where it is retired."""
    expect: Expectation | None = None
    batch: bool = False
    """It is done in a batch of this one case."""


class Scenario(Struct, frozen=True):
    """A dated example on a rehearsal clock."""

    name: str
    at: datetime
    """Local time in the configured zone, without a zone of its own."""
    unit: str
    by: str
    steps: tuple[Step, ...]
    span: Span
    data: Map[str, Any] = field(default_factory=dict)
    data_file: str | None = None
    org: str | None = None
    """The file with units and people; None is the sample organisation."""
    workflow: str | None = None
    """The workflow that is started; None is the one of the file."""


def build_scenarios(
    root: Mapping, definition: Definition | None, catalogue: Catalogue, report: Report
) -> tuple[Scenario, ...]:
    """The scenarios of a file; names are looked up where the definition itself is sound."""
    builder = _Builder(root, definition, catalogue, report)
    found = (builder.scenario(one) for one in members(root, "scenarios") if isinstance(one, Mapping))
    return tuple(one for one in found if one is not None)


# Private functions


class _Builder:
    def __init__(
        self, root: Mapping, definition: Definition | None, catalogue: Catalogue, report: Report
    ) -> None:
        # What is written counts, so that what refers to something faulty is not reported as well.
        self._id = prose(root, "workflow")
        self._states = dict.fromkeys(_written(section(root, "states")))
        actions = (_written(section(one, "actions")) for _, one in entries(root, "states"))
        self._actions = dict.fromkeys(name for names in actions for name in names)
        declared = definition.fields if definition is not None else ()
        self._fields = dict.fromkeys((*_written(section(root, "data")), *(one.name for one in declared)))
        self._milestones = dict.fromkeys(_written(section(root, "milestones")))
        self._parameters = dict.fromkeys(_written(section(root, "parameters")))
        self._catalogue = catalogue
        self._report = report
        self._own = True

    def scenario(self, node: Mapping) -> Scenario | None:
        name, at, start = prose(node, "name"), scalar(node, "at"), section(node, "start")
        unit, by, workflow = scalar(start, "unit"), scalar(start, "by"), scalar(start, "workflow")
        moment = parse_moment(at.text) if at is not None else None
        org = self._file(scalar(node, "org"))
        self._own = workflow is None or workflow.text == self._id
        data, data_file = self._filled(start)
        steps = tuple(self._step(one) for one in members(node, "steps") if isinstance(one, Mapping))
        if name is None or moment is None or unit is None or by is None:
            return None
        return Scenario(
            name=name, at=moment, unit=unit.text, by=by.text, steps=steps, span=node.span, data=data,
            data_file=data_file, org=org, workflow=workflow.text if workflow is not None else None,
        )  # fmt: skip

    def _step(self, node: Mapping) -> Step:
        kind = self._kind(node)
        by, do, child = scalar(node, "by"), scalar(node, "do"), scalar(node, "child")
        of, begins = scalar(node, "of"), section(node, "start")
        if begins is not None:
            by = scalar(begins, "by")
        workflow, unit = scalar(begins, "workflow"), scalar(begins or node, "unit")
        if do is not None and child is None and of is None:
            self._action(do)
        if (
            kind in ("do", "roll", "cast", "tally", "correct", "hand_over", "register")
            and node.key("by") is None
        ):
            self._report.error("step-without-by", node.span, does=kind)
        begun = section(node, "start")
        data, data_file = self._filled(begun) if begun is not None else self._filled(node)
        if kind in ("roll", "tally"):
            counted = node.get(kind)
            data = plain(counted) if isinstance(counted, Mapping) else {}
            if not isinstance(counted, Mapping):
                span = counted.span if counted is not None else node.span
                self._report.error("step-needs-groups", span, does=kind)
        if unit is not None and kind not in ("start", "milestones", "parameters"):
            self._report.error("step-unit", unit.span, does=kind)
        if kind == "milestones":
            data = self._days(node)
        if kind == "parameters":
            data = self._settings(node)
        if kind == "correct":
            data = self._fields_of(node.get("correct"), child is None and of is None)
        if kind == "hand_over":
            data = plain(section(node, "hand_over") or node)
        change = section(node, "register")
        if change is not None:
            said = change.get("data")
            data = plain(said) if isinstance(said, Mapping) else {}
        name, key = prose(change or node, "name"), scalar(change, "key")
        advance, choice, group = scalar(node, "advance"), scalar(node, "cast"), scalar(node, "group")
        return Step(
            kind=kind, span=node.span, by=by.text if by is not None else None,
            action=do.text if do is not None else None, child=child.text if child is not None else None,
            data=data, data_file=data_file, note=prose(node, "note"), on_behalf_of=prose(node, "on_behalf_of"),
            advance=parse_term(advance.text) if advance is not None else None,
            choice=choice.text if choice is not None else None, group=group.text if group is not None else None,
            of=of.text if of is not None else None, name=name,
            key=key.text if key is not None else prose(change, "retire"),
            title=title(change, key.text) if key is not None else None,
            workflow=workflow.text if workflow is not None else None, unit=unit.text if unit is not None else None,
            expect=self._expectation(section(node, "expect"), child is None and of is None and begins is None),
            batch=(prose(node, "batch") or "").lower() == "true",
        )  # fmt: skip

    def _kind(self, node: Mapping) -> StepKind:
        present = [kind for kind in KINDS if node.key(kind) is not None]
        if len(present) > 1:
            key = node.key(present[1])
            self._report.error(
                "step-does-two", key.span if key is not None else node.span, kinds=tuple(present)
            )
        elif not present and node.key("expect") is None:
            self._report.error("step-does-nothing", node.span, kinds=KINDS)
        return present[0] if present else "expect"

    def _days(self, node: Mapping) -> dict[str, Any]:
        table = section(node, "milestones")
        days = {}
        for name, value in table.entries if table is not None else ():
            if isinstance(value, Scalar):
                refer(name, self._milestones, "unknown-milestone", self._report)
                days[name.text] = parse_date(value.text)
        return days

    def _settings(self, node: Mapping) -> dict[str, Any]:
        table = section(node, "parameters")
        values = {}
        for name, value in table.entries if table is not None else ():
            if isinstance(value, Scalar):
                refer(name, self._parameters, "unknown-parameter", self._report)
                values[name.text] = value.text
        return values

    def _action(self, word: Scalar) -> None:
        if self._own:
            refer(word, self._actions, "unknown-action", self._report)

    def _filled(self, node: Mapping | None) -> tuple[dict[str, Any], str | None]:
        found = node.get("data") if node is not None else None
        if isinstance(found, Scalar):
            return {}, self._file(found)
        if found is None:
            return {}, None
        own = not any(scalar(node, key) for key in ("child", "of", "workflow"))
        return self._fields_of(found, own), None

    def _fields_of(self, found: Node | None, own: bool) -> dict[str, Any]:
        if not isinstance(found, Mapping):
            if found is not None:
                self._report.error("data-not-fields", found.span)
            return {}
        if self._own and own:
            for key, _ in found.entries:
                refer(key, self._fields, "unknown-field", self._report)
        known: dict[str, Any] = plain(found)
        return known

    def _file(self, word: Scalar | None) -> str | None:
        if word is None:
            return None
        if self._catalogue.folders and self._catalogue.file(word.text) is None:
            refer(word, self._catalogue.files(), "unknown-file", self._report)
        return word.text

    def _expectation(self, node: Mapping | None, own: bool) -> Expectation | None:
        if node is None:
            return None
        state, status, number = scalar(node, "state"), scalar(node, "status"), scalar(node, "round")
        edition = scalar(node, "edition")
        data, hidden = node.get("data"), scalar(node, "hidden")
        for one in words(node, "refused"):
            refer(one, REFUSALS, "unknown-refusal", self._report)
        if own and self._own:
            if state is not None:
                refer(state, self._states, "unknown-state", self._report)
            for one in (*words(node, "overdue"), *words(node, "undetermined")):
                # A stage is STATE.STAGE, an occurrence of a duty that comes back STATE@DAY.
                holder = replace(one, text=re.split("[.@]", one.text)[0])
                refer(holder, {**self._states, "case": None}, "unknown-state", self._report)
            for one in words(node, "allowed"):
                self._action(one)
            for one in words(node, "masked"):
                refer(one, self._fields, "unknown-field", self._report)
        return Expectation(
            state=state.text if state is not None else None,
            round=int(number.text) if number is not None else None,
            status=status.text if status is not None else None,
            overdue=_texts(node, "overdue"),
            undetermined=_texts(node, "undetermined"),
            refused=_texts(node, "refused"),
            allowed=_texts(node, "allowed"),
            signed=_texts(node, "signed"),
            data=plain(data) if isinstance(data, Mapping) else {},
            edition=int(edition.text) if edition is not None else None,
            hidden=hidden.text == "true" if hidden is not None else None,
            masked=_texts(node, "masked"),
            children=_texts(node, "children"),
        )


def _written(node: Mapping | None) -> tuple[str, ...]:
    return tuple(key.text for key in node.written()) if node is not None else ()


def _texts(node: Mapping, key: str) -> tuple[str, ...] | None:
    return tuple(one.text for one in words(node, key)) if node.key(key) is not None else None
