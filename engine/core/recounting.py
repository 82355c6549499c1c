"""Counting again: what a new version of the calendar does to the deadlines and the stay of a case.

Only what the change touches is counted again, each with an event that tells the date before and after, what
changed the calendar, which days, and the version. A date that passed and was flagged stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import clockwork
from .commands import SYSTEM, Recount
from .definition import Definition
from .facts import Facts
from .refusals import Refusal
from .times import stamp
from .work import Work

STAY = "stay"
"""The name that the stay of a case has among its dates."""
_MOST_DAYS = 31
"""Changed days that an event names."""


@dataclass(frozen=True, slots=True)
class Again:
    """A deadline or a stay counted again: what was running, what runs now, and the changed days that touch it."""

    name: str
    running: Mapping[str, Any]
    counted: dict[str, Any]
    changed: list[date]


def recount(work: Work, command: Recount) -> list[Refusal]:
    """Count again every running deadline and the stay; a case that has ended is left alone."""
    at = stamp(command.origin.at)
    for one in counted_again(work.definition, work.body, at, work.facts):
        if one.name == STAY:
            work.body["stay"] = one.counted
        else:
            work.body["deadlines"] = {**work.body["deadlines"], one.name: one.counted}
        _tell(work, command, one)
    return []


def counted_again(definition: Definition, body: Mapping[str, Any], at: str, facts: Facts) -> list[Again]:
    """What the calendar in the facts does to a case at an instant: only what its change touches."""
    if body["status"] != "open":
        return []
    state, found = definition.state(body["states"][0]), []
    dues = {clockwork.CASE: definition.due, state.id: clockwork.due_of_state(state)}
    for name, running in sorted(body["deadlines"].items()):
        due = dues.get(name)
        # What has passed was flagged, or is flagged by the clock at this instant: it stays as it was.
        if (
            due is None
            or "flagged" in running
            or running["due"] <= at
            or running["calendar"] == facts.calendar.version
        ):
            continue
        if (again := clockwork.recount(due, running, at, body["data"], facts)) is not None:
            found.append(Again(name, running, *again))
    stay = body.get("stay")
    if stay is None or state.stay is None or stay.get("calendar") == facts.calendar.version:
        return found
    if (again := clockwork.recount_stay(state.stay, stay, at, facts)) is not None:
        found.append(Again(STAY, stay, *again))
    return found


def versions_of(body: Mapping[str, Any]) -> set[str]:
    """The versions of the calendar that the running deadlines and the stay of a case were counted by."""
    found = {str(one["calendar"]) for one in body["deadlines"].values()}
    if "calendar" in body.get("stay", {}):
        found.add(str(body["stay"]["calendar"]))
    return found


def _tell(work: Work, command: Recount, one: Again) -> None:
    end = "until" if one.name == STAY else "due"
    provisional = "provisional" in one.counted
    work.emit(
        "recounted",
        stamp(command.origin.at),
        SYSTEM,
        deadline=one.name,
        before=one.running[end],
        due=one.counted[end],
        provisional=provisional,
        settled="provisional" in one.running and not provisional,
        calendar=work.facts.calendar.version,
        reason=command.reason,
        changed=[day.isoformat() for day in one.changed[:_MOST_DAYS]],
        state=work.state.id,
    )
