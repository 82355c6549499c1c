"""Which gates a decision may look at: those of the states it can pass through, and no others are read for it.

A step is measured in fractions of a millisecond, and a gate costs a query: a workflow with nine gates at its end does
not ask for them at its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .clockwork import dues_of
from .commands import Act, ChildEnded, Command, Start, Tick
from .definition import Action, Definition, State
from .guards import Guard, names

_GATE, _ALL = "gate.", "gates_closed"


def gates_asked(definition: Definition, state: str | None, command: Command) -> frozenset[str]:
    """The gates, by id, that a decision about this command may ask for; `state` is where the case stands, if there is one.

    Rather one too many than one too few: of a command that is rare they are all.
    """
    plan = definition.derived(_Plan)
    match command:
        case Start():
            return plan.by_itself(definition.initial.id)
        case Tick() | ChildEnded() if state is not None:
            return plan.by_itself(state)
        case Act() if state is not None:
            return plan.acting(state, command.action)
        case _:
            return plan.all


class _Plan:
    """What is worked out of a definition once."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self.all = frozenset(one.id for one in definition.gates)
        self._written = {one.id.replace("-", "_"): one.id for one in definition.gates}
        self._by_itself: dict[str, frozenset[str]] = {}
        self._acting: dict[tuple[str, str], frozenset[str]] = {}

    def by_itself(self, state: str) -> frozenset[str]:
        """What is asked while a case stands there, or goes on by itself."""
        if state not in self._by_itself:
            passed = self._passed(state)
            guards = (guard for one in passed for guard in _of_state(self._definition, one))
            required = [
                one
                for there in passed
                for done in _automatic(self._definition, there)
                for one in done.requires
            ]
            self._by_itself[state] = self._asked(guards) | frozenset(required)
        return self._by_itself[state]

    def acting(self, state: str, action: str) -> frozenset[str]:
        """What is asked when somebody does this there, or where the case has gone by itself in the meantime."""
        if (state, action) not in self._acting:
            found = set(self.by_itself(state))
            for one in self._passed(state):
                if (done := one.action(action)) is not None:
                    found |= self._asked(_of_action(self._definition, done)) | set(done.requires)
                    for target in _leads_to(done):
                        found |= self.by_itself(target)
            self._acting[state, action] = frozenset(found)
        return self._acting[state, action]

    def _passed(self, state: str) -> list[State]:
        """The state, and those that a case comes to from there without anybody's doing."""
        found = {state: self._definition.state(state)}
        waiting = [state]
        while waiting:
            for action in _automatic(self._definition, found[waiting.pop()]):
                for target in _leads_to(action):
                    if target not in found:
                        found[target] = self._definition.state(target)
                        waiting.append(target)
        return list(found.values())

    def _asked(self, guards: Iterable[Guard]) -> frozenset[str]:
        read = {name for guard in guards for name in names(guard)}
        if _ALL in read:
            return self.all
        written = (name[len(_GATE) :] for name in read if name.startswith(_GATE))
        return frozenset(self._written[one] for one in written if one in self._written)


def _automatic(definition: Definition, state: State) -> list[Action]:
    """What happens by itself there: by a guard, or because a term has passed."""
    expiring = {due.expires for due in dues_of(definition, state.id).values()}
    return [one for one in state.actions if one.auto is not None or one.id in expiring]


def _leads_to(action: Action) -> list[str]:
    bounds = (one.then for one in (action.rounds, action.repeats) if one is not None)
    return [one for one in (action.to, action.back, *bounds) if one is not None]


def _of_state(definition: Definition, state: State) -> Iterator[Guard]:
    for due in dues_of(definition, state.id).values():
        yield from (one for one in (due.stop, due.met_when) if one is not None)
    if state.stay is not None and state.stay.stop is not None:
        yield state.stay.stop
    # A branch that goes on being looked at is, in every state that follows.
    lasting = [one for other in definition.states for one in other.branches if one.later]
    for branch in (*state.branches, *lasting):
        yield from (one for one in (branch.when, branch.during) if one is not None)
    if state.ballot is not None:
        yield from (state.ballot.valid, state.ballot.passing)
    for action in _automatic(definition, state):
        yield from _of_action(definition, action)


def _of_action(definition: Definition, action: Action) -> Iterator[Guard]:
    if action.decides is not None:
        for row in definition.table(action.decides.table).rows:
            yield from (one.that for one in row.when)
    if action.auto is not None:
        yield action.auto
    yield from (one.that for one in action.when)
    yield from (guard for _, guard in action.sets)
    yield from (one.when for one in action.spawns if one.when is not None)
