"""Counting again: what a new version of the calendar, or a milestone that moved, does to the dates of a case.

Only what the change touches is counted again, each with an event that tells the date before and after, the
reason, which days changed, and the version of the calendar. A date that passed and was flagged stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from . import budgets, clockwork, deadlines
from .commands import SYSTEM, Recount
from .days import Witness
from .definition import Definition
from .dues import Due, Stay
from .facts import Facts
from .refusals import Refusal
from .terms import Term
from .times import instant, stamp
from .work import Work

STAY = "stay"
"""The name that the stay of a case has among its dates."""
_MOST_DAYS = 31
"""Changed days that an event names."""


class Again(Struct, frozen=True):
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
    """What calendar and milestones in the facts do to a case at an instant: only what their change touches."""
    if body["status"] != "open":
        return []
    state, found = definition.state(body["states"][0]), []
    dues = clockwork.dues_of(definition, state.id)
    for name, running in sorted(body["deadlines"].items()):
        due = dues.get(clockwork.base_name(name))
        # What has passed was flagged, or is flagged by the clock at this instant: it stays as it was.
        if due is None or "flagged" in running or running.get("due", "9") <= at:
            continue
        if running["calendar"] == facts.calendar.version and due.milestone is None and due.parameter is None:
            continue
        if (again := recounted(due, running, at, body["data"], facts)) is not None:
            found.append(Again(name, running, *again))
    stay = body.get("stay")
    if stay is None or state.stay is None or stay.get("calendar") == facts.calendar.version:
        return found
    if (again := recounted_stay(state.stay, stay, at, facts)) is not None:
        found.append(Again(STAY, stay, *again))
    return found


def recounted(
    due: Due, running: Mapping[str, Any], at: str, data: Mapping[str, Any], facts: Facts
) -> tuple[dict[str, Any], list[date]] | None:
    """A running deadline counted again at an instant, with the changed days of the calendar that touch it.

    `None` of one that nothing touches: its date and its certainty stay what they are, and its count looks at
    no day that is now worked or known otherwise.

    The rungs still to come are counted anew, none into the past; one that has fired does not fire again.
    The date itself never comes to lie before the end of the next workday, unless it already did: a rule of
    ours, since those who were told a later date need a day to act on the earlier.
    """
    again = clockwork.project(due, running, at, data, facts)
    changed = _changed_days(due, running, data, facts)
    if "due" in running and "due" in again:
        again = _held_back(due, running, again, at, facts)
        pending = {rung for rung, _ in running["rungs"]}
        again["rungs"] = [[rung, max(when, at)] for rung, when in again["rungs"] if rung in pending]
    same = all(again.get(name) == running.get(name) for name in _MATTERS)
    return None if same and not changed else (again, changed)


_MATTERS = ("due", "last", "provisional", "undetermined")
"""What a reader would notice; another calendar that gives the same date is no news."""


def _changed_days(due: Due, running: Mapping[str, Any], data: Mapping[str, Any], facts: Facts) -> list[date]:
    """The days that the count looks at and that are worked, or known, otherwise than when it was counted."""
    earlier = facts.earlier.get(running["calendar"])
    if earlier is None or clockwork.is_fixed(due, running):
        return []
    witness = Witness(facts.calendar)
    budget = clockwork.budget_of(due, running, data, replace(facts, calendar=witness))
    if budget is not None:
        budgets.reckon(budget, facts.zone, witness)
    return witness.changed_since(earlier)


def _held_back(
    due: Due, running: Mapping[str, Any], again: dict[str, Any], at: str, facts: Facts
) -> dict[str, Any]:
    again.pop("held", None)
    least, counted = _earliest(running["last"], at, facts), again["last"]
    if date.fromisoformat(counted) >= least:
        return again
    ended = deadlines.Deadline(least, deadlines.day_end(least, facts.zone))
    return {**again, **clockwork.ends_of(due, ended, at, facts), "held": counted}


def _earliest(last: str, at: str, facts: Facts) -> date:
    """The earliest last day that a running one may be moved to: never later than it is already."""
    soonest = deadlines.due_of(Term(1, "workdays"), instant(at), facts.zone, facts.calendar).last_day
    return min(date.fromisoformat(last), soonest)


def recounted_stay(
    stay: Stay, running: Mapping[str, Any], at: str, facts: Facts
) -> tuple[dict[str, Any], list[date]] | None:
    """A running stay counted again, with the changed days that touch it; `None` of one that is not touched.

    As for deadlines; one whose clock stands has no end and is counted when the clock runs again.
    """
    if running.get("over") or "until" not in running:
        return None
    again = clockwork.stay_from(stay, running, [list(one) for one in running["stops"]], facts)
    earlier = facts.earlier.get(running.get("calendar", ""))
    changed: list[date] = []
    if earlier is not None:
        witness = Witness(facts.calendar)
        clockwork.stay_from(
            stay, running, [list(one) for one in running["stops"]], replace(facts, calendar=witness)
        )
        changed = witness.changed_since(earlier)
    last = (instant(running["until"]) - timedelta.resolution).astimezone(facts.zone).date()
    least = stamp(deadlines.day_end(_earliest(last.isoformat(), at, facts), facts.zone))
    again["until"] = max(again["until"], least)
    same = all(again.get(name) == running.get(name) for name in ("until", "provisional"))
    return None if same and not changed else (again, changed)


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
        before=one.running.get(end),
        due=one.counted.get(end),
        provisional=provisional,
        settled="provisional" in one.running and not provisional,
        calendar=work.facts.calendar.version,
        reason=command.reason,
        changed=[day.isoformat() for day in one.changed[:_MOST_DAYS]],
        state=work.state.id,
    )
