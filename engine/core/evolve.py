"""From one case to the next: an event applied, a record replayed."""

from __future__ import annotations

from collections.abc import Iterable

from .case import Case
from .events import Event
from .patch import merge


def evolve(case: Case | None, event: Event) -> Case:
    """The case after an event. The first event makes the case."""
    body = merge(case.body if case else {}, event.change)
    body["seq"] = event.seq
    return Case(body)


def replay(events: Iterable[Event]) -> Case | None:
    """The case a whole record leads to; `None` of an empty one."""
    case: Case | None = None
    for event in events:
        case = evolve(case, event)
    return case
