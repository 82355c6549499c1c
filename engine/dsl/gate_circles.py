"""Gates that wait for each other in a circle, so that none of them can ever open."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.definition import Definition
from ..core.gate_shares import BELOW
from ..core.linking import Gate

Place = tuple[str, str]
"""A workflow and a gate of it."""


def shut_for_ever(known: Mapping[str, Definition | None]) -> frozenset[Place]:
    """The gates that no case can ever pass: what opens each lies, in the other workflow, behind a gate of these.

    A gate that may not apply, that looks at units below, of which there may be none, or at a workflow which is not here,
    is taken to open; so is every condition.
    """
    definitions = {name: one for name, one in known.items() if one is not None}
    shut: set[Place] = {
        (name, gate.id)
        for name, one in definitions.items()
        for gate in one.gates
        if gate.applies is None and gate.of != BELOW and gate.workflow in definitions
    }
    while True:
        there = {name: _reached(one, shut) for name, one in definitions.items()}
        opened = {
            (name, gate.id)
            for name, one in definitions.items()
            for gate in one.gates
            if (name, gate.id) in shut and _opens(gate, definitions[gate.workflow], there[gate.workflow])
        }
        if not opened:
            return frozenset(shut)
        shut -= opened


def _opens(gate: Gate, other: Definition, reached: frozenset[str]) -> bool:
    passing = gate.passed or tuple(one.id for one in other.states if one.final == "success")
    if not {one.id for one in other.states}.issuperset(passing):
        return True  # a state that is not there is a finding of its own
    return not reached.isdisjoint(passing)


def _reached(definition: Definition, shut: set[Place]) -> frozenset[str]:
    """The states that a case can come to while these gates are shut."""
    reached, waiting = {definition.initial.id}, [definition.initial]
    while waiting:
        for action in waiting.pop().actions:
            if any((definition.id, gate) in shut for gate in action.requires):
                continue
            bounds = (one.then for one in (action.rounds, action.repeats) if one is not None)
            onward = {one for one in (action.to, action.back, *bounds) if one is not None} - reached
            reached |= onward
            waiting += [definition.state(one) for one in onward]
    return frozenset(reached)
