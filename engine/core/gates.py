"""Gates: what other cases have to have come to before something may happen in this one.

A gate stands at one of five: `passed`, `failed`, `open` (the other case is under way), `missing` (there is none), and
`not-applicable`, which is never told as passed. It is looked at afresh by every decision: a result that is withdrawn
closes it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from .branching import asks_of_unit, watches
from .case import Case
from .clockwork import dues_of
from .definition import Definition, State
from .facts import Facts, Other, UnitFacts
from .gate_shares import BELOW, NOT_BEGUN, Tally, counts, has_failed, has_passed, share_of, tally
from .guards import Guard, evaluate, names
from .linking import Gate, Tells
from .parameters import by_guard_name
from .refusals import Refusal
from .text import Named, Text, named

Standing = Literal["passed", "failed", "open", "missing", "not-applicable"]
STANDINGS: Mapping[Standing, Text] = {
    "passed": Text("已通过", "passed"),
    "failed": Text("未通过", "failed"),
    "open": Text("尚在办理", "still under way"),
    "missing": Text("尚未立案", "not begun"),
    "not-applicable": Text("不适用", "not applicable"),
}
UNDISCLOSED = "undisclosed"
UNDISCLOSED_TITLE = Text("现状不公开", "not disclosed to you")
"""What is told to somebody who may not know of the cases that a gate looks at."""
OPEN = frozenset({"passed", "not-applicable"})
"""What lets through."""


class Seen(Struct, frozen=True):
    """A gate as it stands now, with the cases it looks at."""

    gate: Gate
    standing: Standing
    others: tuple[Other, ...]
    tally: Tally | None = None
    """What it counts, where it opens at a share."""

    @property
    def is_open(self) -> bool:
        """Whether it lets through."""
        return self.standing in OPEN

    @property
    def way(self) -> Text | None:
        """What opens it as it stands now; nothing where it lets through."""
        return None if self.is_open else self.gate.way(begun=self.standing != "missing")


def others_of(
    gate: Gate, unit: str, cases: Iterable[Case], *, me: str | None = None, asked: Iterable[UnitFacts] = ()
) -> tuple[Other, ...]:
    """Of the cases found those that a gate looks at for a unit.

    Args:
        gate: the gate.
        unit: the unit of the case that has it.
        cases: what was found of the other workflow, in the order they were opened.
        me: the case that has the gate, which never counts itself.
        asked: units of which each has to have a case; one that has none is told as an `Other` without a case.
    """
    counted = [
        one
        for one in cases
        if one.id != me
        and one.status != "cancelled"
        and (gate.names is None or unit in _units(one, gate.names))
    ]
    if gate.newest:
        counted = list({one.unit: one for one in counted}.values())
    there = {one.unit for one in counted}
    found = [
        Other(
            one.id, one.state, one.status, unit in _units(one, gate.listed), _told(one, gate.tells), one.unit
        )
        for one in counted
    ]
    lacking = [one for one in asked if one.id not in there]
    return (*found, *(Other("", "", NOT_BEGUN, False, (one.title or one.id,), one.id) for one in lacking))


def looks_below(gate: Gate, unit: UnitFacts) -> bool:
    """Whether a gate that looks at the units right below asks one of these for a case."""
    if gate.level is not None and unit.level != gate.level:
        return False
    return gate.where is None or evaluate(gate.where, asks_of_unit(gate.element or "", unit)).value is True


def look(definition: Definition, values: Mapping[str, object], facts: Facts) -> list[Seen]:
    """Every gate of a workflow as it stands; `values` is what guards may read."""
    return [see(one, values, facts) for one in definition.gates]


def see(gate: Gate, values: Mapping[str, object], facts: Facts) -> Seen:
    """One gate as it stands."""
    others = facts.others.get(gate.id, ())
    # Undecided it applies: what nobody knows opens nothing.
    if gate.applies is not None and evaluate(gate.applies, values).value is False:
        return Seen(gate, "not-applicable", others)
    counted = tally(gate, others, share_of(gate, values)) if counts(gate) else None
    return Seen(gate, standing_of(gate, others, counted), others, counted)


def standing_of(gate: Gate, others: tuple[Other, ...], counted: Tally | None = None) -> Standing:
    """Where a gate that applies stands by the cases it looks at, or by what it counts where it opens at a share."""
    if gate.of == BELOW and not others:  # no unit below is asked for anything
        return "not-applicable"
    if counted is not None:
        return _by_share(counted)
    if all(one.status == NOT_BEGUN for one in others):
        return "missing"
    if any(has_failed(gate, one) for one in others):
        return "failed"
    return "passed" if all(has_passed(gate, one) for one in others) else "open"


def _by_share(counted: Tally) -> Standing:
    if counted.total and counted.is_reached:
        return "passed"
    if counted.is_lost:
        return "failed"
    return "missing" if counted.missing == counted.total else "open"


def judge(action: Named, required: Iterable[Seen]) -> list[Refusal]:
    """A refusal for each gate that is shut: where it stands, which cases hold it, what opens it, and why."""
    return [_refuse(action, one) for one in required if not one.is_open]


def _refuse(action: Named, seen: Seen) -> Refusal:
    gate, said = seen.gate, seen.gate.basis
    values: dict[str, Any] = {
        "action": action,
        "gate": named(gate),
        **how_it_stands(gate, seen.standing, seen.others, seen.tally),
        "basis": Named(said, Text(f"；依据：{said}", f"; basis: {said}") if said else Text("", "")),
    }
    return Refusal("gate-closed", values)


def how_it_stands(
    gate: Gate, standing: Standing | None, others: tuple[Other, ...], counted: Tally | None = None
) -> dict[str, Named]:
    """Where a gate that is shut stands, the cases that hold it and what opens it, for a refusal; `None` where that is not told.

    Of a gate that opens at a share the figures too.
    """
    way = gate.way(begun=standing != "missing")
    out = {
        "way": Named(None, Text(f"；出路：{way.zh}", f"; what opens it: {way.en}") if way else Text("", ""))
    }
    if standing is None:
        nothing = {"cases": Named([], Text("", "")), "share": Named(None, Text("", ""))}
        return {"standing": Named(UNDISCLOSED, UNDISCLOSED_TITLE)} | nothing | out
    holding = [one for one in others if one.case and (not has_passed(gate, one) or one.listed)]
    cases = [one.case for one in holding]
    zh = "、".join(f"{one.case}：{'、'.join(one.told)}" if one.told else one.case for one in holding)
    en = ", ".join(f"{one.case}: {', '.join(one.told)}" if one.told else one.case for one in holding)
    # Where none at all has one, that is what it stands at, and they need not be listed.
    units = [one for other in others if not other.case for one in other.told] if standing != "missing" else []
    lacks = Text("、".join(units), ", ".join(units))
    zh = "；".join((*([zh] if zh else []), *([f"尚未立案：{lacks.zh}"] if units else [])))
    en = "; ".join((*([en] if en else []), *([f"not begun: {lacks.en}"] if units else [])))
    told = Text(f"（{zh}）", f" ({en})") if zh else Text("", "")
    said = counted.text() if counted is not None else None
    figures = Named(
        counted.json() if counted is not None else None,
        Text(f"；{said.zh}", f"; {said.en}") if said is not None else Text("", ""),
    )
    return {
        "standing": Named(standing, STANDINGS[standing]),
        "cases": Named(cases, told),
        "share": figures,
    } | out


def reads_gates(definition: Definition) -> frozenset[str]:
    """The states in which something depends on a gate by itself: a move, a clock that stands, what counts as fulfilled."""
    return definition.derived(_reading)


def _reading(definition: Definition) -> frozenset[str]:
    return frozenset(
        state.id
        for state in definition.states
        if any(asks(name) for guard in _by_itself(definition, state) for name in names(guard))
    )


def _by_itself(definition: Definition, state: State) -> Iterator[Guard]:
    yield from (one.auto for one in state.actions if one.auto is not None)
    for due in dues_of(definition, state.id).values():
        yield from (one for one in (due.stop, due.met_when) if one is not None)
    if state.stay is not None and state.stay.stop is not None:
        yield state.stay.stop


def moved_by(definition: Definition) -> Mapping[str, frozenset[str]]:
    """By parameter, the states in which something depends on it by itself: read there, or by a gate that is."""
    return definition.derived(_moved)


def _moved(definition: Definition) -> dict[str, frozenset[str]]:
    known = {f"param.{name}": {one.id} for name, one in by_guard_name(definition).items()}
    behind = {one.id: _parameters_of(one, known) for one in definition.gates}
    known |= {name_of(one): behind[one.id] for one in definition.gates}
    known["gates_closed"] = {one for each in behind.values() for one in each}
    found: dict[str, set[str]] = {}
    for state in definition.states:
        automatic = [one for one in state.actions if one.auto is not None]
        guards = [*_by_itself(definition, state), *(one.that for each in automatic for one in each.when)]
        for _, branch in watches(definition).get(state.id, ()):
            guards += [one for one in (branch.when, branch.during) if one is not None]
        asked = {one for guard in guards for name in names(guard) for one in known.get(name, ())}
        asked |= {one for each in automatic for gate in each.requires for one in behind[gate]}
        for one in asked:
            found.setdefault(one, set()).add(state.id)
    return {name: frozenset(states) for name, states in found.items()}


def _parameters_of(gate: Gate, known: Mapping[str, Collection[str]]) -> set[str]:
    read = names(gate.applies) if gate.applies is not None else ()
    return {one for name in read for one in known.get(name, ())} | ({gate.least} if gate.least else set())


def name_of(gate: Gate) -> str:
    """By which name guards read where a gate stands."""
    return f"gate.{gate.id.replace('-', '_')}"


def asks(name: str) -> bool:
    """Whether a name that guards read asks after gates."""
    return name.startswith("gate.") or name == "gates_closed"


def _told(case: Case, tells: Tells | None) -> tuple[str, ...]:
    rows = case.data.get(tells.each) if tells is not None else None
    if tells is None or not isinstance(rows, list):
        return ()
    told = [row for row in rows if all(str(row.get(name)) == value for name, value in tells.only)]
    said = (next((row[name] for name in tells.fields if row.get(name)), None) for row in told)
    return tuple(str(one) for one in said if one is not None)


def _units(case: Case, field: str | None) -> tuple[str, ...]:
    value = case.data.get(field) if field is not None else None
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
