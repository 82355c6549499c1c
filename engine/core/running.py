"""The deadlines of a case while it is decided: begun, fulfilled, stopped, extended.

Every function takes the deadlines that run and gives those that run afterwards; nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from . import clockwork
from .definition import Definition, State
from .dues import Due
from .facts import Facts
from .guards import Guard
from .times import instant, local_day

Running = dict[str, Any]
"""Deadlines by name, as they lie in the body of a case."""


class Change(Struct):
    """Deadlines after something happened, and the names of those it touched."""

    running: Running
    met: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)

    def said(self) -> dict[str, Any]:
        """What goes into the event."""
        named = {"met": self.met, "stopped": self.stopped, "resumed": self.resumed}
        return {name: sorted(names) for name, names in named.items() if names}


def begin(dues: Mapping[str, Due], at: str, data: Mapping[str, Any], facts: Facts) -> Running:
    """The deadlines that begin at an instant; one whose field is empty does not."""
    armed = {name: clockwork.arm(due, at, data, facts) for name, due in dues.items()}
    return {name: one for name, one in armed.items() if one is not None}


def of_state(definition: Definition, state: State) -> dict[str, Due]:
    """The deadlines that begin on entering a state."""
    dues = clockwork.dues_of(definition, state.id)
    return {name: due for name, due in dues.items() if not clockwork.of_case(name)}


def of_whole_case(definition: Definition) -> dict[str, Due]:
    """The deadlines that begin with the case."""
    dues = clockwork.dues_of(definition, definition.initial.id)
    return {name: due for name, due in dues.items() if clockwork.of_case(name)}


def meet(dues: Mapping[str, Due], running: Running, action: str, at: str, facts: Facts) -> Change:
    """What an action fulfils.

    Of a duty that comes back it fulfils the oldest occurrence that was missed, else the one that is
    running, once within its period: a second report in one quarter is none for the next.
    """
    change = Change(dict(running))
    for name, due in dues.items():
        if action not in due.met:
            continue
        missed = sorted(one for one in running if one.startswith(f"{name}@"))
        if missed:
            del change.running[missed[0]]
            change.met.append(missed[0])
        elif due.every is not None and name in running:
            present = running[name]
            if "after" in present and local_day(instant(at), facts.zone) <= date.fromisoformat(
                present["after"]
            ):
                continue
            following = clockwork.arm_next(due, present["occurrence"], at, facts)
            change.running.pop(name)
            if following is not None:
                change.running[name] = following
            change.met.append(f"{name}@{present['occurrence']}")
        elif name in running:
            del change.running[name]
            following = clockwork.arm(due, at, {}, facts) if due.again else None
            if following is not None:
                change.running[name] = following
            change.met.append(name)
    return change


def guarded(definition: Definition) -> frozenset[str]:
    """The states in which a deadline may be stopped or fulfilled by a condition."""
    return frozenset(
        state.id
        for state in definition.states
        if any(
            due.stop is not None or due.met_when is not None
            for due in clockwork.dues_of(definition, state.id).values()
        )
    )


def reckon(
    dues: Mapping[str, Due],
    running: Running,
    holds: Callable[[Guard], bool],
    at: str,
    by: Mapping[str, str],
    data: Mapping[str, Any],
    facts: Facts,
) -> Change:
    """Clocks stopped or going from this instant on, and what a condition has fulfilled.

    A term that has passed is not stopped any more. `by` says who and what did it, for the ledger.
    """
    change = Change(dict(running))
    for name, one in running.items():
        due = dues.get(clockwork.base_name(name))
        if due is None:
            continue
        if due.met_when is not None and due.every is None and holds(due.met_when):
            del change.running[name]
            change.met.append(name)
        elif due.stop is not None:
            stops = [dict(stop) for stop in one.get("stops", ())]
            standing = bool(stops) and "until" not in stops[-1]
            if not standing and not ("due" in one and at < one["due"] and "flagged" not in one):
                continue
            stopped = holds(due.stop)
            if stopped == standing:
                continue
            if stopped:
                stops.append({"at": at, **by})
                change.stopped.append(name)
            else:
                stops[-1] |= {"until": at, **{f"ended_{key}": value for key, value in by.items()}}
                change.resumed.append(name)
            change.running[name] = clockwork.project(due, {**one, "stops": stops}, at, data, facts)
    return change


def extend(
    due: Due, one: Mapping[str, Any], entry: Mapping[str, Any], at: str, data: Mapping[str, Any], facts: Facts
) -> dict[str, Any]:
    """A deadline extended by an entry `{by or to, at, actor, action}`; what it first was stays with it."""
    before = {"from": one["last"]} if "last" in one else {}
    kept = {name: value for name, value in one.items() if name != "flagged"}
    if "last" in one:
        kept.setdefault("original", one["last"])
    kept["extended"] = [*one.get("extended", ()), {**entry, **before}]
    return clockwork.project(due, kept, at, data, facts)
