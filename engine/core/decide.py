"""The one question: may this happen to this case, and what happens then?

`decide(definition, case, command, facts)` gives `Accepted` with the events, or `Declined` with every
reason found. It reads nothing but its arguments and changes none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from . import clockwork, effects, running, urging, voting
from .branching import UNDER_WAY
from .case import Case
from .commands import (
    SYSTEM,
    Act,
    AnswerUrge,
    Cancel,
    Cast,
    ChildEnded,
    Command,
    Correct,
    HandOver,
    Recount,
    Reopen,
    Roll,
    Start,
    Tally,
    Tick,
    Urge,
)
from .correcting import correct
from .data import accept, judge_note, references
from .definition import Action, Definition
from .drawing import drawn_into
from .events import Event
from .extending import extension_entry
from .facts import Facts
from .judge import Judgement, ended, judge_act, judge_fields, judge_references
from .orders import CancelChild, Order
from .recounting import recount
from .refusals import Refusal
from .registering import entry_of
from .roles import judge_roles
from .settle import run_automatic, settle
from .succession import hand_over
from .text import Named, Text, named
from .times import stamp
from .work import Work


class Accepted(Struct, frozen=True):
    """It happens: the case after it, its events in order, and what else the storage has to do."""

    case: Case
    events: tuple[Event, ...]
    orders: tuple[Order, ...]


class Declined(Struct, frozen=True):
    """It does not happen, and nothing changes; all the reasons."""

    refusals: tuple[Refusal, ...]


Decision = Accepted | Declined


def decide(definition: Definition, case: Case | None, command: Command, facts: Facts) -> Decision:
    """What becomes of a command; `case` is `None` for a `Start` only."""
    body = _unborn(definition, command) if isinstance(command, Start) else (case.body if case else {})
    work = Work(definition, body, facts, command.origin)
    if not isinstance(command, Start):
        settle(work)
    refusals = _DECIDE[type(command)](work, command)
    if refusals:
        return Declined(tuple(refusals))
    return Accepted(work.case, tuple(work.events), tuple(work.orders))


def settled(definition: Definition, case: Case, tick: Tick, facts: Facts) -> Work:
    """The case as the clock would leave it now, with nothing stored: what `can` looks at."""
    work = Work(definition, case.body, facts, tick.origin)
    settle(work)
    return work


def _unborn(definition: Definition, start: Start) -> dict[str, Any]:
    return {
        "id": start.case,
        "workflow": definition.id,
        "version": start.version,
        "digest": start.digest,
        "unit": start.unit,
        "status": "open",
        "states": [definition.initial.id],
        "round": 1,
        "data": {},
        "deadlines": {},
    }


def _start(work: Work, start: Start) -> list[Refusal]:
    definition, origin, at = work.definition, start.origin, stamp(start.origin.at)
    refusals: list[Refusal] = []
    role = None
    if origin.actor != SYSTEM:
        title = _START
        role, refusals = judge_roles(definition.start_by, title, definition, None, origin, work.facts)
    else:
        title = named(definition)
    values, bad = accept(definition, start.data)
    allowed = [field.name for field in definition.fields]
    if start.parent is None:
        later = definition.derived(_of_later_actions)
        allowed = [name for name in allowed if name not in later]
    refusals += judge_fields(title, start.data, allowed) + bad
    refusals += judge_note(start.note)
    if start.parent is None:  # the parent's record was judged when it was filled in; people leave meanwhile
        refusals += judge_references(references(definition, values), work.facts)
    if refusals:
        return refusals
    work.before = {}
    work.body["opened_at"] = at
    if start.parent is not None:
        work.body |= {"parent": start.parent, "parent_key": start.parent_key}
    work.put(values)
    _arm_case(work, at)
    work.enter(definition.initial, at)
    if origin.actor != SYSTEM:
        work.body["acted"] = {definition.initial.id: sorted(set(origin.people))}
    work.emit("started", at, origin.actor, data=values, note=start.note, role=role, to=work.state.id)
    run_automatic(work)
    return []


def _of_later_actions(definition: Definition) -> frozenset[str]:
    """The fields that are filled in on the way and not at the start: only actions of later states name them, or a draw does."""
    first: set[str] = {role.person for role in definition.roles if role.person is not None}
    later: set[str] = set()
    for state, action in definition.actions():
        (first if state is definition.initial else later).update((*action.needs, *action.may))
    return frozenset(later - first) | drawn_into(definition)


def _act(work: Work, act: Act) -> list[Refusal]:
    judgement = judge_act(work, act.action, act.origin, act.data)
    refusals = [*judgement.refusals, *judge_note(act.note)]
    if refusals:
        return refusals
    _carry_out(work, act, judgement)
    run_automatic(work)
    return []


def _carry_out(work: Work, act: Act, judgement: Judgement) -> None:
    action, origin, at = judgement.action, act.origin, work.now
    before = work.state.id
    acted = work.body.get("acted", {})
    said: dict[str, Any] = {"data": dict(judgement.said), "note": act.note, "role": judgement.role}
    work.put(judgement.values)
    work.body["acted"] = {**acted, before: sorted({*acted.get(before, ()), *origin.people})}
    said["facts"] = judgement.facts
    if action.closes == "ballot":
        said["data"] = {**said["data"], "result": work.close_ballot()}
    _settle_matter(work, action, origin.actor, at, said)
    if action.reopens is not None:
        again = {str(key) for key in work.body["data"][action.reopens]} | set(work.body.get("reopened", ()))
        work.body["reopened"] = sorted(again)
    extended = _extend(work, action, origin.actor, at)
    met = work.meet(action.id, at)
    besides = effects.happen(work, action, at)
    added = {}
    if action.adds is not None:
        entry = entry_of(work, action.adds, origin.actor)
        work.orders.append(entry)
        added = {"adds": {"register": entry.register, "key": entry.key}}
    work.move(action, at)
    work.rearm(judgement.values, at)
    work.emit(
        "moved",
        at,
        origin.actor,
        action=action.id,
        **said,
        **{"from": before, "to": work.state.id, "round": work.body["round"]},
        **({"met": met} if met else {}),
        **({"batch": origin.batch} if origin.batch is not None else {}),
        **({"extended": extended} if extended else {}),
        **besides,
        **added,
    )


def _extend(work: Work, action: Action, actor: str, at: str) -> dict[str, Any]:
    """Extend the deadline that an action extends; what the event says of it."""
    if action.extends is None:
        return {}
    name, entry = action.extends.of, extension_entry(work, action, at, actor)
    due = clockwork.dues_of(work.definition, work.state.id)[name]
    before = work.body["deadlines"][name]
    after = running.extend(due, before, entry, at, work.body["data"], work.facts)
    work.body["deadlines"] = {**work.body["deadlines"], name: after}
    days = {"old": before.get("last"), "new": after.get("last")}
    length: dict[str, Any] = {key: entry[key] for key in ("by", "to") if key in entry}
    return {"deadline": name, **length, **{key: day for key, day in days.items() if day is not None}}


def _settle_matter(work: Work, action: Action, actor: str, at: str, said: dict[str, Any]) -> None:
    matters = work.body.get("open", {})
    if action.opens is not None:
        number = work.body.get("opened", {}).get(action.opens, 0) + 1
        work.body["opened"] = {**work.body.get("opened", {}), action.opens: number}
        unsettled = {**matters.get(action.opens, {}), str(number): {"by": actor, "at": at}}
        work.body["open"] = {**matters, action.opens: unsettled}
        said["data"] = {**said["data"], action.opens: number}
    if action.closes is not None and action.closes != "ballot":
        unsettled = dict(matters[action.closes])
        # Without a number the oldest is meant: officials settle objections in the order they came.
        number = said["data"].get(action.closes) or min(map(int, unsettled))
        unsettled.pop(str(number))
        work.body["open"] = {**matters, action.closes: unsettled}
        said["data"] = {**said["data"], action.closes: int(number)}


def _cancel(work: Work, cancel: Cancel) -> list[Refusal]:
    origin, at = cancel.origin, stamp(cancel.origin.at)
    if not work.is_open:
        return [ended(work, _CANCEL)]
    role, refusals = None, judge_note(cancel.note)
    if origin.actor != SYSTEM:
        refusals += _judge_need(work)
        starters = work.definition.start_by
        role, unfit = judge_roles(starters, _CANCEL, work.definition, work.case, origin, work.facts)
        refusals = unfit + refusals
    if refusals:
        return refusals
    before = work.state.id
    for child in work.case.children.values():
        if child["status"] in UNDER_WAY:
            work.orders.append(CancelChild(child["id"], cancel.note))
    children = {
        key: {**child, "status": "cancelled"} if child["status"] in UNDER_WAY else child
        for key, child in work.case.children.items()
    }
    if children:
        work.body["children"] = children
    work.destroy_papers()
    work.end("cancelled")
    work.emit("cancelled", at, origin.actor, note=cancel.note, role=role, **{"from": before})
    return []


def _judge_need(work: Work) -> list[Refusal]:
    """A child that its parent cannot do without is not cancelled by itself: the parent could never go on."""
    need = work.facts.parent
    if need is None or need.possible >= need.needed:
        return []
    values = {"total": need.total, "needed": need.needed, "possible": need.possible}
    return [Refusal("needed-by-parent", {"parent": need.case, **values})]


def _tick(work: Work, tick: Tick) -> list[Refusal]:
    return []


def _child_ended(work: Work, ended: ChildEnded) -> list[Refusal]:
    child = work.body.get("children", {}).get(ended.key)
    if not work.is_open or child is None or child["status"] == ended.status:
        return []
    work.body["children"] = {**work.body["children"], ended.key: {**child, "status": ended.status}}
    kind = {"settled": "child-settled", "open": "child-reopened"}.get(ended.status, "child-ended")
    work.emit(
        kind,
        stamp(ended.origin.at),
        SYSTEM,
        child=child["id"],
        number=ended.key,
        status=ended.status,
    )
    run_automatic(work)
    return []


def _reopen(work: Work, reopen: Reopen) -> list[Refusal]:
    at = stamp(reopen.origin.at)
    values, bad = accept(work.definition, reopen.data)
    if bad or (work.is_open and not work.body.get("settled")):
        return bad
    # From the beginning: what the last round filled in stays in the record and serves nothing here.
    work.body |= {"status": "open", "round": work.body["round"] + 1, "data": {}}
    work.body.pop("repeats", None)
    work.put(values)
    _arm_case(work, at)
    work.enter(work.definition.initial, at)
    work.emit("reopened", at, SYSTEM, data=values, to=work.state.id, round=work.body["round"])
    run_automatic(work)
    return []


def _arm_case(work: Work, at: str) -> None:
    begun = running.begin(running.of_whole_case(work.definition), at, work.body["data"], work.facts)
    if begun:
        work.body["deadlines"] = {**work.body["deadlines"], **begun}


_START = Named("start", Text("立项", "start"))
_CANCEL = Named("cancel", Text("撤销", "cancel"))

_DECIDE: dict[type, Callable[[Work, Any], list[Refusal]]] = {
    Start: _start,
    Act: _act,
    Cancel: _cancel,
    Tick: _tick,
    Recount: recount,
    ChildEnded: _child_ended,
    Reopen: _reopen,
    Roll: voting.roll,
    Cast: voting.cast,
    Tally: voting.tally,
    Urge: urging.urge,
    AnswerUrge: urging.answer,
    Correct: correct,
    HandOver: hand_over,
}
