"""What reads the guards and expressions of a file, with the names that each place may use; what is wrong in them is noted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from functools import cached_property

from msgspec import Struct

from ..core.fields import Field, Record
from ..core.guards import Guard, print_node
from ..core.guards.types import Type
from ..core.persons import ACTOR, ASKED
from ..core.thresholds import share_meant, strange_shares
from .access import entries, scalar
from .branches import OF_PEOPLE, guard_names, names_of_branches
from .declarations import BY_GUARDS, Types
from .diagnostics import Report
from .dues import GuardPlace
from .expressions import (
    BALLOT_NAMES,
    CASE_NAMES,
    COUNTERSIGN_NAMES,
    Environment,
    Problem,
    environment_of,
    parse_guard,
    parse_value,
)
from .gates import gate_names
from .parameters import parameter_names
from .source import Mapping, Scalar, Source

_COUNTED = ("ballot.turnout", "ballot.approving", "ballot.invited", "ballot.handed_in", "ballot.valid_papers")
"""What the rules of a ballot may read besides parameters: only the count decides whether it is valid and passed."""
RESERVED = frozenset(name.split(".")[0] for name in (*CASE_NAMES, *BALLOT_NAMES, *COUNTERSIGN_NAMES)) | {
    "gate",
    "gates_closed",
    "param",
    "true",
    "false",
    "in",
    "has",
}
"""Names of the guard language that no field may take."""


class Readers(Struct, frozen=True, dict=True):
    """The readers of one file."""

    root: Mapping
    fields: Map[str, Field]
    faulty: frozenset[str]
    """Fields that could not be understood: what reads them is not wrong for that."""
    types: Types
    source: Source
    report: Report

    @cached_property
    def environments(self) -> dict[GuardPlace, Environment]:
        """What a guard may read, by the place it stands in."""
        return {
            "state": self._environment("state", self.fields.values(), self._besides),
            "ballot-state": self._environment("ballot-state", self.fields.values(), self._besides),
            "countersign-state": self._environment("countersign-state", self.fields.values(), self._besides),
            "ballot": Environment(
                {name: BALLOT_NAMES[name] for name in _COUNTED} | parameter_names(self.root), {}
            ),
        }

    def guard(self, word: Scalar, place: GuardPlace) -> Guard | None:
        """A guard with the names of its place."""
        return self._guard(word, self.environments[place])

    def guard_of_element(
        self, word: Scalar, place: GuardPlace, element: Field, record: Record | None, asked: Map[str, Type]
    ) -> Guard | None:
        """A guard that reads besides an element of a branch, by the name that the element goes by."""
        if element.name in RESERVED:
            self.report.error("name-taken", word.span, name=element.name, by=BY_GUARDS)
            return None
        behind = {
            name: kind for name, kind in self._besides.items() if name.partition(".")[0] != element.name
        }
        fields = {**self.fields, element.name: element}.values()
        more = (record,) if record is not None else ()
        return self._guard(word, self._environment(place, fields, {**behind, **asked}, more))

    def value(self, word: Scalar) -> tuple[Guard, Type] | None:
        """An expression that gives a value, and the type of what it gives."""
        parsed = parse_value(word.text, self.environments["state"])
        if isinstance(parsed, tuple):
            return parsed
        self._note(word, parsed)
        return None

    def _guard(self, word: Scalar, environment: Environment) -> Guard | None:
        parsed = parse_guard(word.text, environment)
        if isinstance(parsed, Guard):
            self._note_shares(word, parsed)
            return parsed
        if not self.faulty.intersection(re.findall(r"\w+", word.text)):
            self._note(word, parsed)
        return None

    def _note_shares(self, word: Scalar, guard: Guard) -> None:
        """A share that is held against what no share can be, such as 60 where 0.6 is meant."""
        for one in strange_shares(guard):
            figure = print_node(one)
            found = re.search(rf"(?<![\w.]){re.escape(figure)}(?![\w.])", word.text)
            span = self.source.place(word, found.start(), len(figure)) if found is not None else word.span
            self.report.error("share-range", span, figure=figure, share=share_meant(figure))

    def _note(self, word: Scalar, problems: Iterable[Problem]) -> None:
        for problem in problems:
            span = self.source.place(word, problem.column - 1, problem.length)
            self.report.error(problem.code, span, **dict(problem.values))

    def _environment(
        self,
        place: GuardPlace,
        fields: Iterable[Field],
        more: Map[str, Type],
        records: tuple[Record, ...] = (),
    ) -> Environment:
        return environment_of(
            fields,
            self.types.enumerations.values(),
            (*self.types.records.values(), *records),
            opens=[one.text for _, state in entries(self.root, "states") for one in _opened(state)],
            ballot=place == "ballot-state",
            countersign=place == "countersign-state",
            more=more,
        )

    @cached_property
    def _besides(self) -> dict[str, Type]:
        """What guards may read of people, branches, gates and parameters."""
        named = (one.name for one in self.fields.values() if one.type.kind == "person")
        found = {f"{person}.{what}": OF_PEOPLE[what] for person in (ACTOR, *named) for what in ASKED}
        found |= guard_names(name.text for name in names_of_branches(self.root))
        return found | gate_names(self.root) | parameter_names(self.root)


def _opened(state: Mapping) -> Iterator[Scalar]:
    for _, action in entries(state, "actions"):
        kind = scalar(action, "opens")
        if kind is not None:
            yield kind
