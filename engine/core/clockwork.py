"""Deadlines and stays of a case: armed on entering a state, moved on by the clock.

Instants go in and come out as stored texts (UTC). What is armed keeps its rule and anchor, so that
a date can always be explained and counted anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from . import deadlines
from .case import Case
from .days import Calendar
from .definition import Definition, Due, Rung, State, Stay
from .facts import Facts
from .guards import names
from .terms import Term, parse_term, term_text
from .times import instant, local_day, stamp

CASE = "case"
"""The name of the deadline that belongs to the case as a whole."""
DUE = "due"
"""The id of the rung at which a deadline passes."""


def arm(due: Due, at: str, data: Mapping[str, Any], facts: Facts) -> dict[str, Any] | None:
    """A running deadline counted from an instant; `None` while the field it hangs on is empty."""
    rule, counted = _count(due, instant(at), data, facts)
    if counted is None:
        return None
    version = facts.calendar.version
    rungs = _rungs(counted, due.remind, due.escalate, facts.zone, facts.calendar, version)
    armed: dict[str, Any] = {
        "due": stamp(counted.ends_at),
        "last": counted.last_day.isoformat(),
        "since": at,
        "rule": rule,
        "calendar": version,
        "rungs": [[rung, when] for rung, when in rungs if when > at or rung == DUE],
    }
    if counted.provisional:
        armed["provisional"] = True
    return armed


@lru_cache(maxsize=1024)
def _rungs(
    counted: deadlines.Deadline,
    remind: tuple[Term, ...],
    escalate: tuple[Rung, ...],
    zone: tzinfo,
    calendar: Calendar,
    version: str,
) -> tuple[tuple[str, str], ...]:
    """(id, instant) of the end, the reminders and the ladder of a deadline, in order of time.

    Kept, since everybody who acts on one day begins the same terms; `version` keeps apart what
    different states of one calendar answer.
    """
    rungs = [
        (DUE, counted.ends_at),
        *((f"remind-{number}", deadlines.rung_at(counted, offset, False, zone, calendar))
          for number, offset in enumerate(remind, 1)),
        *((rung.id, deadlines.rung_at(counted, rung.offset, rung.after, zone, calendar)) for rung in escalate),
    ]  # fmt: skip
    return tuple(
        (rung, stamp(when)) for rung, when in sorted(rungs, key=lambda one: (one[1], one[0] != DUE, one[0]))
    )


def _count(
    due: Due, start: datetime, data: Mapping[str, Any], facts: Facts
) -> tuple[str, deadlines.Deadline | None]:
    if due.field is not None:
        given = data.get(due.field)
        if given is None:
            return "", None
        try:
            return given, deadlines.due_on(date.fromisoformat(given), facts.zone)
        except ValueError:
            return given, deadlines.due_of(parse_term(given), start, facts.zone, facts.calendar)
    if due.date is not None:
        return due.date.isoformat(), deadlines.due_on(due.date, facts.zone)
    term = due.within or Term(0, "days")
    return term_text(term, "en"), deadlines.due_of(term, start, facts.zone, facts.calendar)


def due_of_state(state: State) -> Due | None:
    """The deadline of a state: its own, or the time that its ballot is open."""
    if state.due is not None or state.ballot is None or state.ballot.open is None:
        return state.due
    return Due(within=state.ballot.open)


def begin_stay(stay: Stay, at: str) -> dict[str, Any]:
    """A stay that begins to count at an instant."""
    return {"since": at, "stops": []}


def reckon_stay(
    stay: Stay, running: Mapping[str, Any], stopped: bool, at: str, facts: Facts
) -> dict[str, Any]:
    """The stay with its clock stopped or going from this instant on, and its end counted anew."""
    if running.get("over"):
        return dict(running)
    stops = [list(one) for one in running["stops"]]
    standing = bool(stops) and len(stops[-1]) == 1
    if stopped and not standing:
        stops.append([at])
    elif standing and not stopped:
        stops[-1].append(at)
    elif "until" in running or standing:
        return dict(running)
    spans = [(instant(one[0]), instant(one[1]) if len(one) > 1 else None) for one in stops]
    until = deadlines.stay_until(stay.least, instant(running["since"]), spans, facts.zone, facts.calendar)
    reckoned: dict[str, Any] = {"since": running["since"], "stops": stops}
    if until is not None:
        reckoned["until"] = stamp(until)
    return reckoned


def will_move(definition: Definition, case: Case) -> bool:
    """Whether the clock alone may yet move a case: a stay will end, or a guard reads the date."""
    stay = case.body.get("stay")
    ends = bool(stay and "until" in stay and not stay.get("over"))
    return ends or reads_today(definition, case.state)


def reads_today(definition: Definition, state_id: str) -> bool:
    """Whether anything that happens by itself in a state depends on the date."""
    return state_id in definition.derived(_reading_today)


def _reading_today(definition: Definition) -> frozenset[str]:
    found = set()
    for state in definition.states:
        guards = [action.auto for action in state.actions if action.auto]
        if state.stay and state.stay.stop:
            guards.append(state.stay.stop)
        if any("today" in names(guard) for guard in guards):
            found.add(state.id)
    return frozenset(found)


def next_midnight(now: datetime, zone: tzinfo) -> str:
    """The stored instant at which the next local day begins."""
    return stamp(deadlines.day_end(local_day(now, zone), zone))
