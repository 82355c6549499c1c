"""Deadlines and stays of a case: armed on entering a state, moved on by the clock.

Instants go in and come out as stored texts (UTC). What is armed keeps its rule and anchor, so that
a date can always be explained and counted anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from . import deadlines
from .case import Case
from .days import Calendar, Witness
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


def recount(
    due: Due, running: Mapping[str, Any], at: str, data: Mapping[str, Any], facts: Facts
) -> tuple[dict[str, Any], list[date]] | None:
    """A running deadline counted again from its anchor at an instant, with the changed days that touch it.

    `None` of one that the change does not touch: its count looks at no day that is now worked or known
    otherwise, or at none at all, as that of a fixed date. Where the calendar it was counted by is not
    known any more, it is touched if its date or its certainty changes.

    The rungs still to come are counted anew, none into the past; one that has fired does not fire again.
    The date itself never comes to lie before the end of the next workday, unless it already did: a rule of
    ours, since those who were told a later date need a day to act on the earlier.
    """
    witness = Witness(facts.calendar)
    _, counted = _count(due, instant(running["since"]), data, replace(facts, calendar=witness))
    earlier = facts.earlier.get(running["calendar"])
    changed = witness.changed_since(earlier) if earlier is not None else []
    if counted is None or not witness.seen or (earlier is not None and not changed):
        return None
    least = _earliest(running["last"], at, facts)
    held = counted.last_day if counted.last_day < least else None
    if held is not None:
        counted = replace(counted, last_day=least, ends_at=deadlines.day_end(least, facts.zone))
    version, pending = facts.calendar.version, {rung for rung, _ in running["rungs"]}
    rungs = _rungs(counted, due.remind, due.escalate, facts.zone, facts.calendar, version)
    again = {
        **{name: value for name, value in running.items() if name not in ("provisional", "held")},
        "due": stamp(counted.ends_at),
        "last": counted.last_day.isoformat(),
        "calendar": version,
        "rungs": [[rung, max(when, at)] for rung, when in rungs if rung in pending],
    }
    if counted.provisional:
        again["provisional"] = True
    if held is not None:
        again["held"] = held.isoformat()
    same = all(again.get(name) == running.get(name) for name in ("due", "provisional"))
    return None if earlier is None and same else (again, changed)


def _earliest(last: str, at: str, facts: Facts) -> date:
    """The earliest last day that a running one may be moved to: never later than it is already."""
    soonest = deadlines.due_of(Term(1, "workdays"), instant(at), facts.zone, facts.calendar).last_day
    return min(date.fromisoformat(last), soonest)


def recount_stay(
    stay: Stay, running: Mapping[str, Any], at: str, facts: Facts
) -> tuple[dict[str, Any], list[date]] | None:
    """A running stay counted again, with the changed days that touch it; `None` of one that is not touched.

    As for deadlines; one whose clock stands has no end and is counted when the clock runs again.
    """
    if running.get("over") or "until" not in running:
        return None
    again = _reckoned(stay, running, [list(one) for one in running["stops"]], facts)
    witness = Witness(facts.calendar)
    _stay_end(stay, running["since"], running["stops"], replace(facts, calendar=witness))
    earlier = facts.earlier.get(running.get("calendar", ""))
    changed = witness.changed_since(earlier) if earlier is not None else []
    if not witness.seen or (earlier is not None and not changed):
        return None
    last = (instant(running["until"]) - timedelta.resolution).astimezone(facts.zone).date()
    least = stamp(deadlines.day_end(_earliest(last.isoformat(), at, facts), facts.zone))
    if again["until"] < least:
        again["until"] = least
    same = all(again.get(name) == running.get(name) for name in ("until", "provisional"))
    return None if earlier is None and same else (again, changed)


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
    return _reckoned(stay, running, stops, facts)


def _reckoned(stay: Stay, running: Mapping[str, Any], stops: list[list[str]], facts: Facts) -> dict[str, Any]:
    witness = Witness(facts.calendar)
    until = _stay_end(stay, running["since"], stops, replace(facts, calendar=witness))
    reckoned: dict[str, Any] = {"since": running["since"], "stops": stops}
    if until is not None:
        reckoned |= {"until": stamp(until), "calendar": facts.calendar.version}
        if witness.provisional:
            reckoned["provisional"] = True
    return reckoned


def _stay_end(stay: Stay, since: str, stops: Sequence[Sequence[str]], facts: Facts) -> datetime | None:
    spans = [(instant(one[0]), instant(one[1]) if len(one) > 1 else None) for one in stops]
    return deadlines.stay_until(stay.least, instant(since), spans, facts.zone, facts.calendar)


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
