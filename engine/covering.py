"""What the cases of a database came through, read from their record: how far scenarios go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .app import Duban, View
from .core.commands import SYSTEM
from .core.seeing import Trusted


def covered(duban: Duban) -> Iterator[tuple[str, str, str]]:
    """Everything that was done: workflow, state, action."""
    for workflow, event in _events(duban, "moved"):
        yield workflow, event["from"], event["action"]


def rows(duban: Duban) -> Iterator[tuple[str, str, str, str]]:
    """Every row of a decision table that was decided by: workflow, state, action, row."""
    for workflow, event in _events(duban, "moved"):
        if "ruling" in event:
            yield workflow, event["from"], event["action"], event["ruling"]["row"]


def entered(duban: Duban) -> Iterator[tuple[str, str]]:
    """Every state that a case was in: workflow, state."""
    for view in duban.list_cases(by=Trusted):
        for event in duban.history(view["case"], by=Trusted):
            yield from ((view["workflow"], state) for state in (event["from"], event["to"]) if state)
        yield from ((view["workflow"], state) for state in view["states"])


def flagged(duban: Duban) -> Iterator[tuple[str, str]]:
    """Every deadline that passed: workflow, deadline."""
    for workflow, event in _events(duban, "overdue"):
        yield workflow, event["deadline"]


def waited(duban: Duban) -> Iterator[tuple[str, str, str, str]]:
    """Every automatic action that was asked and did not happen: workflow, state, action, its guard."""
    for view in duban.list_cases(by=Trusted):
        definition = duban.definition_of(view["case"], by=Trusted)
        for state, by_itself in _passed_by(duban, view):
            for action in definition.state(state).actions:
                if action.auto is not None and action.id != by_itself:
                    yield view["workflow"], state, action.id, action.auto.text


def _events(duban: Duban, kind: str) -> Iterator[tuple[str, View]]:
    """Every event of a kind in all cases, with the workflow."""
    for view in duban.list_cases(by=Trusted):
        for event in duban.history(view["case"], by=Trusted):
            if event["kind"] == kind:
                yield view["workflow"], event


def _passed_by(duban: Duban, view: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Each state a case came through, with the action that led it on by itself; `None` where it came to rest."""
    state = None
    for event in duban.history(view["case"], by=Trusted):
        if event["kind"] == "moved" and event["actor"] == SYSTEM:
            yield event["from"], event["action"]
        elif state is not None:
            yield state, None
        state = event["to"] or state
    if view["status"] == "open":
        yield from ((state, None) for state in view["states"])
