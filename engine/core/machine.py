"""The definition as one `transitions` machine, built once; it decides where an action leads.

The machine sees a carrier that holds the state and whether a bound is used up, never the case
itself, and has no callback with an effect.
"""

from __future__ import annotations

from .definition import Action, Definition


class _Carrier:
    """What the machine moves: a state, and whether the action's bound still leaves room."""

    __slots__ = ("room", "state")

    def __init__(self, state: str, room: bool) -> None:
        self.state = state
        self.room = room

    def has_room(self) -> bool:
        return self.room


class Moves:
    """Where actions lead in one workflow; the machine is asked once for each way."""

    def __init__(self, definition: Definition) -> None:
        from transitions import Machine  # what only looks at a case does without it

        self._known: dict[tuple[str, str, bool], str] = {}
        self._machine = Machine(
            model=None,
            states=[state.id for state in definition.states],
            initial=definition.initial.id,
            auto_transitions=False,
            transitions=[
                transition for state, action in definition.actions() for transition in _arms(state.id, action)
            ],
        )

    def lead(self, state: str, action: Action, *, room: bool) -> str:
        """The state that an action leads to from here; `room` says whether its bound is not used up."""
        asked = state, action.id, room
        target = self._known.get(asked)
        if target is None:
            carrier = _Carrier(state, room)
            self._machine.events[action.id].trigger(carrier)
            target = self._known[asked] = carrier.state
        return target


def _arms(state: str, action: Action) -> list[dict[str, object]]:
    target = action.to or action.back
    bound = action.rounds or action.repeats
    base: dict[str, object] = {"trigger": action.id, "source": state}
    if bound is None:
        return [{**base, "dest": target}]
    return [{**base, "dest": target, "conditions": "has_room"}, {**base, "dest": bound.then}]
