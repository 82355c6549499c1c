"""Deadlines and stays of a case: armed on entering a state, moved on by the clock.

Instants go in and come out as stored texts (UTC). What is armed keeps its rule and anchor, so that
a date can always be explained and counted anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from . import budgets, deadlines
from .case import Case
from .counting import Count, shift
from .days import Calendar, Witness
from .definition import Definition, State
from .dues import Due, Rung, Stay
from .facts import Facts
from .guards import names
from .laws import CIVIL_CODE
from .recurrence_words import recurrence_text
from .terms import Term, parse_term, term_text
from .text import Language
from .times import instant, local_day, stamp

CASE = "case"
"""The name of the deadline that belongs to the case as a whole."""
DUE = "due"
"""The id of the rung at which a deadline passes."""


def arm(due: Due, at: str, data: Mapping[str, Any], facts: Facts) -> dict[str, Any] | None:
    """A running deadline counted from an instant; `None` while the field it hangs on is empty.

    One that hangs on a milestone without a date is armed without an end: `undetermined`.
    """
    found = _anchor(due, at, data, facts)
    if found is None:
        return None
    rule, first, said = found
    armed: dict[str, Any] = (
        {"since": at, "rule": rule, "calendar": facts.calendar.version} | _told(due) | said
    )
    if first is None:
        return armed | {"undetermined": due.milestone or due.parameter, "rungs": []}
    counted, provisional = _count(due, first, instant(at), facts)
    armed |= ends_of(due, counted, at, facts)
    if provisional:
        armed["provisional"] = True
    return armed


def project(
    due: Due, running: Mapping[str, Any], at: str, data: Mapping[str, Any], facts: Facts
) -> dict[str, Any]:
    """A running deadline counted anew from what it keeps: its anchor, stops and extensions.

    Deterministic: counting again by the same calendar and milestones changes nothing. What has been
    flagged, and a fixed date that nothing has touched, stay as they are. While its clock stands it has no end.
    """
    if "flagged" in running or (is_fixed(due, running) and not ("stops" in running or "extended" in running)):
        return dict(running)
    kept = {name: value for name, value in running.items() if name not in _RECKONED}
    budget = budget_of(due, running, data, facts)
    if budget is None:
        return kept | {"undetermined": due.milestone or due.parameter, "rungs": []}
    kept |= _milestone_said(due, facts)
    kept["calendar"] = facts.calendar.version
    parts, standing = budgets.reckon(budget, facts.zone, facts.calendar)
    if standing:
        left = budgets.left_of(budget, instant(running["stops"][-1]["at"]), facts.zone, facts.calendar)
        return kept | {"left": [list(one) for one in left], "rungs": []}
    counted = parts[-1].end
    kept |= ends_of(due, counted, at, facts)
    if counted.provisional or _offset_provisional(due, facts):
        kept["provisional"] = True
    return kept


def budget_of(
    due: Due, running: Mapping[str, Any], data: Mapping[str, Any], facts: Facts
) -> budgets.Budget | None:
    """What a running deadline has to count; `None` while its milestone has no date."""
    first: Term | date | None
    if due.every is not None:
        first = date.fromisoformat(running["occurrence"])
    elif due.field is not None:
        first = _given(running["rule"], due)
    else:
        found = _anchor(due, running["since"], data, facts)
        first = found[1] if found is not None else None
    if first is None:
        return None
    more = tuple(
        date.fromisoformat(one["to"]) if "to" in one else parse_term(one["by"])
        for one in running.get("extended", ())
    )
    stops = tuple(
        (instant(one["at"]), instant(one["until"]) if "until" in one else None)
        for one in running.get("stops", ())
    )
    return budgets.Budget(instant(running["since"]), first, more, stops, due.counting)


def arm_next(due: Due, last: str, at: str, facts: Facts) -> dict[str, Any] | None:
    """The next occurrence of a duty that comes back, after the day of the last one; `None` where there is none."""
    following = due.every.next_after(date.fromisoformat(last)) if due.every is not None else None
    if due.every is None or following is None:
        return None
    armed = arm(replace(due, every=None, date=following), at, {}, facts)
    if armed is None:
        return None
    return armed | {"rule": recurrence_text(due.every, "zh"), "occurrence": armed["last"], "after": last}


_RECKONED = frozenset({"due", "last", "rungs", "provisional", "left", "undetermined", "milestone"})
"""What counting anew writes anew."""


def _anchor(
    due: Due, at: str, data: Mapping[str, Any], facts: Facts
) -> tuple[str, Term | date | None, dict[str, Any]] | None:
    """(rule as it is told, what is to be counted, what is kept with it); `None` while its field is empty."""
    if due.field is not None:
        given = data.get(due.field)
        return None if given is None else (given, _given(given, due), {})
    if due.date is not None:
        return due.date.isoformat(), due.date, {}
    if due.milestone is not None:
        return milestone_text(due, "en"), milestone_day(due, facts)[0], _milestone_said(due, facts)
    if due.parameter is not None:
        written = facts.parameters.get(due.parameter)
        return due.parameter, parse_term(written) if written is not None else None, {}
    if due.every is not None:
        first = next(due.every.from_day(local_day(instant(at), facts.zone)), None)
        if first is None:  # beyond the dates there are
            return None
        return recurrence_text(due.every, "zh"), first, {"occurrence": first.isoformat()}
    term = due.within or Term(0, "days")
    return term_text(term, "en"), term, {}


def _given(text: str, due: Due) -> Term | date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return parse_term(text, due.counting.bare if due.counting.law is not None else None)


def _told(due: Due) -> dict[str, Any]:
    """What a deadline keeps of its rule, so that it can be explained when the definition is far away."""
    counting = due.counting
    if counting is CIVIL_CODE and due.nature == "internal":
        return {}
    told: dict[str, Any] = {}
    if due.nature != "internal":
        told["nature"] = due.nature
    if counting.law is not None:
        told["law"] = counting.law.id
    if counting.both_ends:
        told["count"] = "both-ends"
    if not counting.roll:
        told["roll"] = False
    if counting.business:
        told["until"] = "business"
    return told


def _count(due: Due, first: Term | date, start: datetime, facts: Facts) -> tuple[deadlines.Deadline, bool]:
    """The end of a deadline that has just begun, and whether it is provisional."""
    zone, calendar = facts.zone, facts.calendar
    if isinstance(first, date) and not due.counting.business:
        counted = deadlines.due_on(first, zone)
    elif isinstance(first, Term) and due.counting.plain(first):
        counted = deadlines.due_of(first, start, zone, calendar)
    else:
        counted = budgets.reckon(budgets.Budget(start, first, counting=due.counting), zone, calendar)[0][
            -1
        ].end
    return counted, counted.provisional or _offset_provisional(due, facts)


def ends_of(due: Due, counted: deadlines.Deadline, at: str, facts: Facts) -> dict[str, Any]:
    """What a running deadline says of its end: instant, last day, and the rungs still to come."""
    rungs = _rungs(counted, due.remind, due.escalate, facts.zone, facts.calendar, facts.calendar.version)
    return {
        "due": stamp(counted.ends_at),
        "last": counted.last_day.isoformat(),
        "rungs": [[rung, when] for rung, when in rungs if when > at or rung == DUE],
    }


def milestone_day(due: Due, facts: Facts) -> tuple[date | None, bool]:
    """The day so far from a milestone, and whether it was counted over days that are not announced."""
    day = facts.milestones.get(due.milestone or "")
    if day is None or due.offset is None:
        return day, False
    sign = 1 if due.after else -1
    if due.offset.unit == "workdays":
        count = Count(facts.calendar)
        return count.step(day, sign * due.offset.amount), count.provisional
    return shift(day, due.offset, sign), False


def milestone_text(due: Due, language: Language) -> str:
    """`basic-end - 10 days`, as it is written."""
    if due.milestone is None or due.offset is None:
        return due.milestone or ""
    return f"{due.milestone} {'+' if due.after else '-'} {term_text(due.offset, language)}"


def named_date(due: Due, language: Language) -> str | None:
    """What a deadline that is no term hangs on, in words: a milestone, a recurrence; `None` of any other."""
    if due.milestone is not None:
        return milestone_text(due, language)
    return recurrence_text(due.every, language) if due.every is not None else None


def _milestone_said(due: Due, facts: Facts) -> dict[str, Any]:
    day = facts.milestones.get(due.milestone or "")
    return {} if day is None else {"milestone": day.isoformat()}


def _offset_provisional(due: Due, facts: Facts) -> bool:
    return due.milestone is not None and milestone_day(due, facts)[1]


def is_fixed(due: Due, running: Mapping[str, Any]) -> bool:
    """Whether the end is a date that was named and no count."""
    if due.date is not None or due.every is not None:
        return True
    return due.field is not None and isinstance(_given(running["rule"], due), date)


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


def due_of_state(state: State) -> Due | None:
    """The deadline of a state: its own, or the time that its ballot is open."""
    if state.due is not None or state.ballot is None or state.ballot.open is None:
        return state.due
    return Due(within=state.ballot.open)


def dues_of(definition: Definition, state_id: str) -> Mapping[str, Due]:
    """Every deadline that may run in a state, by name: those of the case, then those of the state."""
    return definition.derived(_plan)[state_id]


def _plan(definition: Definition) -> dict[str, dict[str, Due]]:
    case = {} if definition.due is None else {CASE: definition.due}
    case |= {f"{CASE}.{one.id}": one.due for one in definition.stages}
    plan = {}
    for state in definition.states:
        own = due_of_state(state)
        dues = case | ({} if own is None else {state.id: own})
        plan[state.id] = dues | {f"{state.id}.{one.id}": one.due for one in state.stages}
    return plan


def base_name(name: str) -> str:
    """The name of a deadline without the day of a missed occurrence: `reporting@2024-03-20` is of `reporting`."""
    return name.partition("@")[0]


def of_case(name: str) -> bool:
    """Whether a deadline belongs to the case as a whole and runs on from state to state."""
    return name == CASE or name.startswith((f"{CASE}.", f"{CASE}@"))


def milestones_of(definition: Definition) -> frozenset[str]:
    """The milestones that deadlines of a workflow hang on."""
    return definition.derived(_milestones)


def _milestones(definition: Definition) -> frozenset[str]:
    dues = (due for state in definition.states for due in dues_of(definition, state.id).values())
    return frozenset(due.milestone for due in dues if due.milestone is not None)


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
    return stay_from(stay, running, stops, facts)


def stay_from(stay: Stay, running: Mapping[str, Any], stops: list[list[str]], facts: Facts) -> dict[str, Any]:
    """A running stay with these stops, its end counted."""
    witness = Witness(facts.calendar)
    spans = [(instant(one[0]), instant(one[1]) if len(one) > 1 else None) for one in stops]
    until = _stay_until(stay, instant(running["since"]), spans, replace(facts, calendar=witness))
    reckoned: dict[str, Any] = {"since": running["since"], "stops": stops}
    if until is not None:
        reckoned |= {"until": stamp(until), "calendar": facts.calendar.version}
        if witness.provisional:
            reckoned["provisional"] = True
    return reckoned


def _stay_until(stay: Stay, since: datetime, stops: list[deadlines.Stop], facts: Facts) -> datetime | None:
    if stay.counting.plain(stay.least):
        return deadlines.stay_until(stay.least, since, stops, facts.zone, facts.calendar)
    budget = budgets.Budget(since, stay.least, stops=tuple(stops), counting=stay.counting)
    ended = budgets.end_of(budget, facts.zone, facts.calendar)
    return None if ended is None else ended.ends_at


def will_move(definition: Definition, case: Case) -> bool:
    """Whether the clock alone may yet move a case: a stay will end, or a guard reads the date."""
    stay = case.body.get("stay")
    ends = bool(stay and "until" in stay and not stay.get("over"))
    dues = dues_of(definition, case.state)
    ends = ends or any(
        dues[name].expires is not None and "due" in running and "flagged" not in running
        for name, running in case.deadlines.items()
        if name in dues
    )
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
        dues = dues_of(definition, state.id).values()
        guards += [guard for due in dues for guard in (due.stop, due.met_when) if guard is not None]
        if any("today" in names(guard) for guard in guards):
            found.add(state.id)
    return frozenset(found)


def next_midnight(now: datetime, zone: tzinfo) -> str:
    """The stored instant at which the next local day begins."""
    return stamp(deadlines.day_end(local_day(now, zone), zone))
