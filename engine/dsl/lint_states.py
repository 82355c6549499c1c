"""What can be proven wrong about a single state: its deadline, stay, children and ballot."""

from __future__ import annotations

from ..core.definition import Definition, State
from ..core.guards import evaluate, names
from .diagnostics import Report
from .graph import Places, guards_of

_OUTCOMES = ("passed", "failed", "invalid")
_ABOUT_CHILDREN = {"children_done", "children_open", "redone"}


def lint_states(definition: Definition, places: Places, report: Report) -> None:
    """Note what is wrong with each state."""
    for state in definition.states:
        _lint_final(state, places, report)
        _lint_stay(state, places, report)
        _lint_ballot(state, places, report)
    _lint_children(definition, places, report)


# Private functions


def _lint_final(state: State, places: Places, report: Report) -> None:
    if state.final is None:
        return
    for key in ("actions", "due", "stay", "children", "ballot", "countersign"):
        if places.holds(state.id, key):
            report.error("final-with", places.state(state.id, key), state=state.id, key=key)


def _lint_stay(state: State, places: Places, report: Report) -> None:
    readers = [(guard, action) for guard, action in guards_of(state) if "stay_over" in names(guard)]
    if state.stay is None:
        if not places.holds(state.id, "stay"):
            for _, action in readers:
                span = places.action(state.id, action) if action is not None else places.state(state.id)
                report.error("no-stay", span, state=state.id)
        return
    if not any(action is not None for _, action in readers):
        report.error("stay-without-end", places.state(state.id, "stay"), state=state.id)
    since = state.action(state.stay.since) if state.stay.since is not None else None
    if since is not None and (since.to is not None or since.back is not None):
        report.error(
            "stay-from-moves", places.inside(state.id, "stay", "from"), action=since.id, state=state.id
        )


def _lint_children(definition: Definition, places: Places, report: Report) -> None:
    # What the file says counts, so that a faulty `children` does not make guards wrong that rely on it.
    having = [one for one in definition.states if places.holds(one.id, "children")]
    branching = [one for one in definition.states if places.holds(one.id, "branches")]
    for state in having[1:]:
        report.error("several-children", places.state(state.id, "children"), first=having[0].id)
    for state in definition.states:
        readers = [(names(guard) & _ABOUT_CHILDREN, action) for guard, action in guards_of(state)]
        if not having and not branching:
            for read, action in readers:
                for name in sorted(read):
                    span = (
                        places.action(state.id, action)
                        if action is not None
                        else places.state(state.id, "stay")
                    )
                    report.error("no-children", span, name=name)
        if state.children is not None and not any(read - {"redone"} for read, _ in readers):
            report.warning("children-unread", places.state(state.id, "children"), state=state.id)


def _lint_ballot(state: State, places: Places, report: Report) -> None:
    ballot = state.ballot
    if ballot is None:
        return
    if state.due is not None and ballot.open is not None:
        report.error("due-and-open", places.inside(state.id, "ballot", "open"), state=state.id)
    if ballot.approving and set(ballot.approving) == set(ballot.choices):
        report.error("approving-all", places.inside(state.id, "ballot", "approving"))
    closing = [action for action in state.actions if action.closes == "ballot" and action.auto is None]
    if not closing:
        report.error("ballot-never-closed", places.state(state.id, "ballot"), state=state.id)
    for action in closing:
        if action.to is not None or action.back is not None:
            report.error("closing-moves", places.action(state.id, action.id), action=action.id)
    for outcome in _OUTCOMES:
        if not _goes_on(state, outcome):
            report.error(
                "ballot-goes-nowhere", places.state(state.id, "ballot"), outcome=outcome, state=state.id
            )


def _goes_on(state: State, outcome: str) -> bool:
    """Whether something may lead out of the state once its ballot is closed with this outcome."""
    values = {"ballot.closed": True, **{f"ballot.{one}": one == outcome for one in _OUTCOMES}}
    for action in state.actions:
        if action.to is None and action.back is None and action.auto is None:
            continue
        guards = [action.auto] if action.auto is not None else [one.that for one in action.when]
        if all(evaluate(guard, values).value is not False for guard in guards):
            return True
    return False
