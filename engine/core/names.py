"""The names a guard may read, as they stand for one case at one instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from . import ballots, branching, countersigning, gates, parameters, persons
from .data import rows_by_key
from .definition import Definition
from .facts import Facts
from .guards import Guard, names
from .linking import Branch, Gate
from .times import instant, local_day


class Names(Mapping[str, object]):
    """Everything a guard may read: fields of the case first, then what the engine knows.

    A name without a value is absent, like a key that a mapping does not have.
    """

    def __init__(
        self, definition: Definition, body: Mapping[str, Any], facts: Facts, actor: str, at: str
    ) -> None:
        self._definition, self._body, self._facts = definition, body, facts
        self._actor, self._at = actor, at

    def __getitem__(self, name: str) -> object:
        data = self._body["data"]
        if name in data:
            return data[name]
        if self._definition.field(name) is not None:
            raise KeyError(name)
        value = self._known(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._body["data"])

    def __len__(self) -> int:
        return len(self._body["data"])

    def read(self, guard: Guard) -> dict[str, Any]:
        """What a guard reads beyond the case's own fields, in the form that goes into the record."""
        fields = self._body["data"]
        return {
            name: recorded(self.get(name))
            for name in sorted(names(guard))
            if name not in fields and name in self
        }

    def _known(self, name: str) -> object:
        if name.startswith("unit."):
            value = getattr(self._facts.unit, name[5:], None)
            return frozenset(value) if isinstance(value, tuple) else value
        if name.startswith("ballot."):
            return self._ballot(name[7:])
        if name.startswith("countersign."):
            rule = self._definition.state(self._body["states"][0]).countersign
            return countersigning.value_of(name[12:], rule, self._body.get("countersign"))
        if name.startswith("open_"):
            # A guard cannot name a kind with a hyphen, which it would read as minus.
            matters = self._body.get("open", {}).items()
            return sum(len(one) for kind, one in matters if kind.replace("-", "_") == name[5:-1])
        if name.startswith("param."):
            parameter = self._definition.derived(parameters.by_guard_name).get(name[6:])
            return parameters.value_of(parameter, self._facts) if parameter is not None else None
        if name.startswith("gate."):
            gate = self._definition.derived(_gates).get(name[5:])
            return gates.see(gate, self, self._facts).standing if gate is not None else None
        head, _, what = name.partition(".")
        if what in persons.ASKED and head in persons.asked_of(self._definition):
            person = self._actor if head == persons.ACTOR else self._body["data"].get(head)
            return persons.about(person, what, self._facts.people)
        if what:
            return branching.read(self._definition, self._body.get("children", {}), name)
        known = _KNOWN.get(name)
        return known(self) if known else None

    def _ballot(self, name: str) -> object:
        number = self._body.get("poll")
        if number is None:
            return None
        poll = self._body["polls"][str(number)]
        return ballots.names(poll).get(name)

    def _today(self) -> date:
        return local_day(instant(self._at), self._facts.zone)

    def _children_open(self) -> int:
        return sum(one["status"] == "open" for one in self._body.get("children", {}).values())

    def _children_done(self) -> bool:
        """Whether enough of the plain children have succeeded, and enough of each branch; spawned cases do not count."""
        children = self._body.get("children", {})
        rule = next((state.children for state in self._definition.states if state.children), None)
        share = rule.share if rule else Decimal(1)
        plain = [one["status"] for one in children.values() if "branch" not in one]
        if sum(one in branching.DONE for one in plain) < share * len(plain):
            return False
        branches = branching.branches_of(self._definition).items()
        return all(
            branching.read(self._definition, children, f"{name.replace('-', '_')}.done")
            for name, one in branches
            if isinstance(one, Branch)
        )

    def _redone(self) -> int:
        rule = next((state.children for state in self._definition.states if state.children), None)
        if rule is None:
            return 0
        known = self._body.get("children", {})
        added = [
            key for key in rows_by_key(self._definition, rule.each, self._body["data"]) if key not in known
        ]
        return len(self._body.get("reopened", ())) + len(added)


def _gates(definition: Definition) -> dict[str, Gate]:
    return {one.id.replace("-", "_"): one for one in definition.gates}


_KNOWN: dict[str, Callable[[Any], object]] = {
    "actor": lambda self: self._actor,
    "today": lambda self: self._today(),
    "round": lambda self: self._body["round"],
    "redone": lambda self: self._redone(),
    "children_done": lambda self: self._children_done(),
    "children_open": lambda self: self._children_open(),
    "gates_closed": lambda self: sum(
        not one.is_open for one in gates.look(self._definition, self, self._facts)
    ),
    "stay_over": lambda self: bool(self._body.get("stay", {}).get("over", False)),
}


def recorded(value: object) -> Any:
    """A value in the form that goes into the record."""
    if value is None or isinstance(value, (bool, int, str, list)):
        return value
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)
