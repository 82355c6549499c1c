"""The graph of a definition's states, and where its parts stand in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from graphlib import CycleError, TopologicalSorter

from msgspec import Struct

from ..core.definition import Action, Definition, State
from ..core.dues import Due
from ..core.guards import Guard
from .access import section
from .diagnostics import Span
from .source import Mapping


class Places(Struct, frozen=True):
    """Where the parts of a definition are written; the nearest enclosing key when one is left out."""

    root: Mapping

    def top(self, key: str) -> Span:
        """A key of the document."""
        return _key(self.root, key) or self.root.span

    def state(self, state: str, key: str | None = None) -> Span:
        """A state, or a key of it."""
        states = section(self.root, "states")
        found = _key(section(states, state), key) if key is not None else None
        return found or _key(states, state) or self.top("states")

    def action(self, state: str, action: str, key: str | None = None) -> Span:
        """An action of a state, or a key of it."""
        actions = section(section(section(self.root, "states"), state), "actions")
        found = _key(section(actions, action), key) if key is not None else None
        return found or _key(actions, action) or self.state(state)

    def holds(self, state: str, key: str) -> bool:
        """Whether a state has the key, even where what it says could not be used."""
        return self.state(state, key) != self.state(state)

    def has(self, state: str, action: str, key: str) -> bool:
        """Whether the file has the key, even where what it says could not be used."""
        return self.action(state, action, key) != self.action(state, action)

    def inside(self, state: str, part: str, key: str) -> Span:
        """A key of a state's `due`, `stay`, `children` or `ballot`."""
        node = section(section(section(self.root, "states"), state), part)
        return _key(node, key) or self.state(state, part)


def _key(node: Mapping | None, key: str) -> Span | None:
    found = node.key(key) if node is not None else None
    return found.span if found is not None else None


def leads(state: State, action: Action) -> Iterator[str]:
    """The states an action leads forward to: what comes when a bound is used up is forward too.

    Not back to where it came from, which is a fault of the action by itself.
    """
    if action.to is not None and action.to != state.id:
        yield action.to
    for bound in (action.rounds, action.repeats):
        if bound is not None and bound.then not in (state.id, action.back):
            yield bound.then


def forward(definition: Definition) -> dict[str, list[str]]:
    """The graph without its back edges."""
    return {
        state.id: [to for one in state.actions for to in leads(state, one)] for state in definition.states
    }


def whole(definition: Definition) -> dict[str, list[str]]:
    """The graph with its back edges."""
    edges = forward(definition)
    for state, action in definition.actions():
        if action.back is not None:
            edges[state.id].append(action.back)
    return edges


def reachable(start: str, edges: Map[str, Iterable[str]]) -> set[str]:
    """The states that can be reached from one, itself included."""
    seen = {start}
    waiting = [start]
    while waiting:
        for following in edges.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return seen


def backward(edges: Map[str, Iterable[str]]) -> dict[str, list[str]]:
    """The same graph with every edge turned round."""
    turned: dict[str, list[str]] = {state: [] for state in edges}
    for state, following in edges.items():
        for one in following:
            turned[one].append(state)
    return turned


def cycle(edges: Map[str, Iterable[str]]) -> list[str] | None:
    """The states of one cycle in the order they are gone through, or None."""
    # The sorter takes predecessors, so its cycle runs along the edges when the graph is turned round.
    try:
        TopologicalSorter(backward(edges)).prepare()
    except CycleError as found:
        states: list[str] = found.args[1]
        return states
    return None


def guards_of_due(due: Due | None) -> Iterator[Guard]:
    """Every guard of a deadline."""
    if due is not None:
        yield from (guard for guard in (due.stop, due.met_when) if guard is not None)


def guards_of(state: State) -> Iterator[tuple[Guard, str | None]]:
    """Every guard that is asked in a state, with the action it belongs to."""
    if state.stay is not None and state.stay.stop is not None:
        yield state.stay.stop, None
    for due in (state.due, *(stage.due for stage in state.stages)):
        for guard in guards_of_due(due):
            yield guard, None
    for branch in state.branches:
        yield from ((one, None) for one in (branch.when, branch.during) if one is not None)
    for action in state.actions:
        for spawn in action.spawns:
            if spawn.when is not None:
                yield spawn.when, action.id
        for condition in action.when:
            yield condition.that, action.id
        if action.auto is not None:
            yield action.auto, action.id
