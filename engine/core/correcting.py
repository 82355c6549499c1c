"""Correcting what was recorded: by an event of its own that tells old and new; what was written stays written.

A correction changes fields and nothing else. It never moves a case; of an open one the deadlines that hang on a
corrected field are counted anew from where they began, and whatever happens by itself may follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clockwork
from .commands import Correct
from .data import accept, empty, judge_note, references
from .definition import Definition
from .drawing import drawn_into
from .dues import Due
from .judge import judge_fields, judge_references, judge_rows
from .refusals import Refusal
from .registering import judge_source
from .roles import judge_roles
from .rulings import judge_ruling
from .seeing import withheld
from .settle import settle
from .text import Named, Text
from .times import stamp
from .work import Work

CORRECT_TITLE = Named("correct", Text("更正", "correct"))


def correct(work: Work, command: Correct) -> list[Refusal]:
    """Correct fields of a case, open or ended; what the storage calls a decision about `Correct`."""
    definition, origin, at = work.definition, command.origin, stamp(command.origin.at)
    who = correctors(definition)
    role, refusals = judge_roles(who, CORRECT_TITLE, definition, work.case, origin, work.facts)
    refusals += judge_note(command.note)
    if not command.note.strip():
        refusals.append(Refusal("empty-text", {"action": CORRECT_TITLE}))
    values, bad = accept(definition, command.data)
    kept_back = withheld(definition, work.case, origin, work.facts)
    known = [one for one in _correctable(work) if one not in kept_back]
    refusals += judge_fields(CORRECT_TITLE, values, known) + bad
    refusals += judge_references(references(definition, values), work.facts)
    if not bad:
        refusals += judge_rows(work, {name: one for name, one in values.items() if name not in kept_back})
    held = work.body["data"]
    changed = {name: value for name, value in values.items() if held.get(name) != value}
    if not changed and not refusals:
        refusals.append(Refusal("nothing-to-correct", {"action": CORRECT_TITLE}))
    if refusals:
        return refusals
    refusals += _judge_decisions(work, changed, at) + judge_source(work, changed)
    if refusals:
        return refusals
    old = {name: held.get(name) for name in changed}
    work.put({name: None if empty(value) else value for name, value in changed.items()})
    counted = _count_anew(work, changed, at) if work.is_open else {}
    said = {"note": command.note.strip(), "role": role, "data": changed, "old": old, "counted": counted}
    work.emit("corrected", at, origin.actor, state=work.state.id, **said)
    settle(work)
    return []


def correctors(definition: Definition) -> tuple[str, ...]:
    """The roles that may correct: as the workflow says, else whoever may start a case."""
    return definition.correct_by or definition.start_by


def _correctable(work: Work) -> list[str]:
    """What could have been said by now: whatever is held, and whatever an act in a step so far might have filled in.

    The rest is filled in by the actions that ask for it, with their roles and conditions. What was drawn stays as it
    was drawn: another sample takes another draw.
    """
    definition, acted = work.definition, work.body.get("acted", {})
    later: set[str] = set()
    sooner: set[str] = set()
    for state, action in definition.actions():
        (sooner if state.id in acted else later).update((*action.needs, *action.may, *action.fills))
    held, drawn = work.body["data"], definition.derived(drawn_into)
    return [
        one.name
        for one in definition.fields
        if one.name not in drawn and (one.name in held or one.name not in later - sooner)
    ]


def _judge_decisions(work: Work, changed: Mapping[str, Any], at: str) -> list[Refusal]:
    """A row or an outcome that is corrected stands in its table as one that is decided.

    What a row's conditions read may be corrected to what it truly was: the decision stands, and the record tells both.
    """
    after = Work(work.definition, work.body, work.facts, work.origin)
    after.put({name: None if empty(value) else value for name, value in changed.items()})
    refusals: dict[tuple[str, str], Refusal] = {}
    for _, action in work.definition.actions():
        decides = action.decides
        if decides is not None and {decides.row, decides.outcome, decides.cites} & changed.keys():
            for one in judge_ruling(after, action, at, frozenset())[0]:
                refusals.setdefault((one.code, str(one.values.get("guard"))), one)
    return list(refusals.values())


def _count_anew(work: Work, changed: Mapping[str, Any], at: str) -> dict[str, Any]:
    """Count the deadlines that hang on a corrected field from where each began; by name the last day before and after.

    What is past by the right date is flagged at once, and what was flagged already stays so where it is past still;
    no reminder goes out for a day that is gone.
    """
    running, told = dict(work.body["deadlines"]), {}
    for name, due in clockwork.dues_of(work.definition, work.state.id).items():
        if due.field not in changed or name in work.body.get("met", {}):
            continue
        before = running.pop(name, None)
        begun = work.body["opened_at"] if clockwork.of_case(name) else work.body["entered"]["at"]
        armed = clockwork.arm(due, before["since"] if before else begun, work.body["data"], work.facts)
        if armed is not None:
            running[name] = _kept(work, due, before or {}, armed, at)
        last = {"old": (before or {}).get("last"), "new": running.get(name, {}).get("last")}
        told[name] = {key: value for key, value in last.items() if value is not None}
    if told:
        work.body["deadlines"] = running
    return told


def _kept(work: Work, due: Due, before: Mapping[str, Any], armed: dict[str, Any], at: str) -> dict[str, Any]:
    """A deadline counted anew, with the stops and extensions it has had, and only what is still to come."""
    kept = {name: before[name] for name in ("stops", "extended") if name in before}
    if kept:
        if "extended" in kept and "last" in armed:
            kept["original"] = armed["last"]
        armed = clockwork.project(due, {**armed, **kept}, at, work.body["data"], work.facts)
    if "due" not in armed:
        return armed
    flagged = before.get("flagged") if armed["due"] <= at else None
    pending = {rung for rung, _ in before.get("rungs", ())}
    rungs = []
    for rung, when in armed["rungs"]:
        gone = when <= at and (rung.startswith(("remind-", "before-")) or (flagged and rung not in pending))
        if not gone:
            rungs.append([rung, max(when, at)])
    return {**armed, "rungs": rungs, **({"flagged": flagged} if flagged else {})}
