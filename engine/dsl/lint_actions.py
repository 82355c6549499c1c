"""What can be proven wrong about a single action."""

from __future__ import annotations

from ..core.definition import Action, Definition, State
from ..core.dues import Due
from ..core.fields import FieldType
from .declarations import BY_BALLOT, type_words
from .diagnostics import Report
from .graph import Places

_BY_HAND = (
    "by",
    "never",
    "needs",
    "may",
    "when",
    "opens",
    "closes",
    "reopens",
    "extends",
    "batch",
    "decides",
    "draws",
    "signs",
)
"""Keys of which an automatic action has none: nobody acts, nothing is filled in, its guard is the condition."""
_DECIDING = ("decides", "draws", "signs")
_WITH_BACK = ("rounds", "repeats", "keep")


def lint_actions(definition: Definition, places: Places, report: Report) -> None:
    """Note what is wrong with each action, and between the kinds of matters they open and close."""
    for state, action in definition.actions():
        _Check(definition, state, action, places, report).run()
    _lint_kinds(definition, places, report)


class _Check:
    def __init__(
        self, definition: Definition, state: State, action: Action, places: Places, report: Report
    ) -> None:
        self._definition = definition
        self._state = state
        self._action = action
        self._places = places
        self._report = report

    def run(self) -> None:
        self._hands()
        self._direction()
        self._bounds()
        self._fields()
        self._reopening()

    def _has(self, key: str) -> bool:
        """Whether the file says so, even where what it says could not be used."""
        return self._places.has(self._state.id, self._action.id, key)

    def _error(self, code: str, place: str | None = None, /, **values: object) -> None:
        span = self._places.action(self._state.id, self._action.id, place)
        self._report.error(code, span, action=self._action.id, **values)

    def _hands(self) -> None:
        action = self._action
        expiring = any(due.expires == action.id for due in _dues(self._state))
        if expiring and (not (action.to or action.back) or action.needs):
            self._error("expires-goes-nowhere")
        if expiring:
            for key in _DECIDING:  # a term that passes makes nobody decide, draw or sign
                if self._has(key):
                    self._error("auto-with", key, key=key)
        if expiring and not self._has("by") and not self._has("auto"):
            return
        if (self._has("by") or self._signed_by_roles()) == self._has("auto"):
            self._error("by-or-auto", "auto" if self._has("auto") else None)
        elif self._has("auto"):
            for key in _BY_HAND:
                if self._has(key):
                    self._error("auto-with", key, key=key)
        if action.by and set(action.by) <= set(action.never):
            self._error("nobody-left", "never", roles=action.by)

    def _signed_by_roles(self) -> bool:
        """Whether the parties of a countersignature are who may do it."""
        return self._action.signs is not None and bool(self._action.by)

    def _direction(self) -> None:
        action = self._action
        if self._has("to") and self._has("back"):
            self._error("to-and-back", "back")
        if self._has("auto") and not self._has("to") and not self._has("back"):
            self._error("auto-in-place", "auto")
        if action.to is not None and action.to == self._state.id:
            self._error("to-itself", "to", state=self._state.id)

    def _bounds(self) -> None:
        action = self._action
        if self._has("rounds") and self._has("repeats"):
            self._error("rounds-and-repeats", "repeats")
        if not self._has("back"):
            for key in _WITH_BACK:
                if self._has(key):
                    self._error("only-with-back", key, key=key)
        elif not self._has("rounds") and not self._has("repeats"):
            if action.auto is not None:
                self._error("automatic-back-unbounded", "back")
            elif self._state.ballot is not None:
                self._error("appraisal-unbounded", "back", state=self._state.id)
        for key, bound in (("rounds", action.rounds), ("repeats", action.repeats)):
            if bound is not None and bound.then in (self._state.id, action.back):
                self._error("then-is-no-way-out", key, then=bound.then)

    def _fields(self) -> None:
        action = self._action
        for name in action.keep:
            if name in action.clear:
                self._error("keep-and-clear", "clear", field=name)
        for name in action.may:
            if name in action.needs:
                self._report.warning(
                    "needs-and-may", self._places.action(self._state.id, action.id, "may"), field=name
                )

    def _reopening(self) -> None:
        action = self._action
        if action.reopens is None:
            return
        if action.reopens not in (*action.needs, *action.may):
            self._error("reopens-not-filled", "reopens", field=action.reopens)
        key = _key_type(self._definition)
        field = self._definition.field(action.reopens)
        if key is None:
            if not any(state.children is not None for state in self._definition.states):
                self._error("reopens-without-children", "reopens")
        elif field is not None and field.type.of != key:
            span = self._places.action(self._state.id, action.id, "reopens")
            self._report.error("field-type", span, field=field.name, expected=f"set of {type_words(key)}",
                               found=type_words(field.type))  # fmt: skip


def _dues(state: State) -> tuple[Due, ...]:
    dues = (state.due, *(stage.due for stage in state.stages))
    return tuple(due for due in dues if due is not None)


def _key_type(definition: Definition) -> FieldType | None:
    """The type of the key by which the children are numbered."""
    for state in definition.states:
        field = definition.field(state.children.each) if state.children is not None else None
        if field is not None and field.type.of is not None and field.type.of.name is not None:
            record = definition.record(field.type.of.name)
            return next((one.type for one in record.fields if one.name == record.key), None)
    return None


def _lint_kinds(definition: Definition, places: Places, report: Report) -> None:
    opened = {action.opens for _, action in definition.actions()}
    closed = {action.closes for _, action in definition.actions()}
    for state, action in definition.actions():
        if action.opens == "ballot":
            report.error(
                "name-taken", places.action(state.id, action.id, "opens"), name="ballot", by=BY_BALLOT
            )
        elif action.opens is not None and action.opens not in closed:
            report.error("never-closed", places.action(state.id, action.id, "opens"), kind=action.opens)
        if action.closes == "ballot":
            if not places.holds(state.id, "ballot"):
                report.error("closes-no-ballot", places.action(state.id, action.id, "closes"), state=state.id)
        elif action.closes is not None and action.closes not in opened:
            report.error("never-opened", places.action(state.id, action.id, "closes"), kind=action.closes)
