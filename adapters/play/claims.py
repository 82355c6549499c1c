"""What a story claims to have shown, looked up in the record: a claim that nothing bears out is told as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from duban.engine.app import Duban
from duban.engine.core.events import Event
from duban.engine.core.seeing import Trusted
from duban.engine.core.text import Text


class Borne(Struct, frozen=True):
    """A claim, and the cases whose record bears it out."""

    title: Text
    cases: tuple[str, ...]
    least: int
    """So many there have to be."""

    @property
    def ok(self) -> bool:
        """Whether the record bears it out."""
        return len(self.cases) >= self.least


def look_up(
    duban: Duban, claims: Iterable[Mapping[str, Any]], called: Mapping[str, str] | None = None
) -> list[Borne]:
    """Every claim of a story with the cases that bear it out.

    A claim names a `workflow` (or several) and `events`: what has to have happened in one case, in this order, other
    things between. Each says what the event has to hold: `{kind: overdue}`, `{action: fail}`, `{to: not-passed}`.
    `round` asks for a case that came so far, `ends` for the state it stands in now, `named` for the very case that the
    story calls so; `called` tells the ids of these.
    """
    known = called or {}
    wanted = [dict(one) for one in claims]
    named = {workflow for one in wanted for workflow in _listed(one["workflow"])}
    found: dict[int, list[str]] = {number: [] for number in range(len(wanted))}
    for view in duban.list_cases(by=Trusted):
        if view["workflow"] not in named:
            continue
        events: list[Event] | None = None
        for number, one in enumerate(wanted):
            if view["workflow"] not in _listed(one["workflow"]) or not _stands(one, view):
                continue
            if "named" in one and known.get(one["named"]) != view["case"]:
                continue
            if one.get("events"):
                events = duban.events(view["case"], by=Trusted) if events is None else events
                if not _in_order(one["events"], events):
                    continue
            found[number].append(view["case"])
    return [
        Borne(Text(one["title"]["zh"], one["title"]["en"]), tuple(found[number]), int(one.get("least", 1)))
        for number, one in enumerate(wanted)
    ]


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _stands(claim: Mapping[str, Any], view: Mapping[str, Any]) -> bool:
    return (
        int(view["round"]) >= int(claim.get("round", 1))
        and claim.get("ends", view["states"][0]) == view["states"][0]
    )


def _in_order(wanted: list[Mapping[str, Any]], events: list[Event]) -> bool:
    left = iter(events)
    return all(any(_is(one, event) for event in left) for one in wanted)


def _is(wanted: Mapping[str, Any], event: Event) -> bool:
    return all(event.body.get(name) == value for name, value in wanted.items())
