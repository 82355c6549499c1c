"""The clock's part of a case: what has fallen due happens, in order, each once.

Every act settles the clock first, so that it finds the case as the night would have left it, and
the outcome does not depend on whether the night came before the person.
"""

from __future__ import annotations

from typing import Any

from . import branching, clockwork, effects
from .case import awaits_answer
from .commands import SYSTEM
from .definition import Action, Definition
from .dues import Due
from .guards import Guard
from .work import Work

_MOST_IN_A_ROW = 100


def settle(work: Work) -> None:
    """Everything that is due at the instant of the command, then whatever happens by itself."""
    now = work.now
    while work.is_open:
        due = work.case.next_at()
        if due is None or due > now:
            break
        _fire(work, due)
        run_automatic(work)
    work.look_at_conditions(now)
    run_automatic(work)


def run_automatic(work: Work) -> None:
    """Do the automatic actions whose guards hold, one after the other, until none does."""
    now, moving = work.now, work.definition.derived(_moving)
    for _ in range(_MOST_IN_A_ROW):
        if work.body["states"][0] not in moving:
            return
        work.look_again(now)
        action = _ready(work, now)
        if action is None:
            return
        _happen(work, action, now)
    raise RuntimeError(f"case {work.body['id']} moves by itself without end in state {work.state.id}")


def _moving(definition: Definition) -> frozenset[str]:
    """The states in which anything happens by itself while nobody acts and no term passes."""
    return frozenset((*definition.derived(_automatic), *branching.watches(definition)))


def _ready(work: Work, now: str) -> Action | None:
    if not work.is_open:
        return None
    automatic = work.definition.derived(_automatic).get(work.body["states"][0], ())
    return next((action for action, guard in automatic if work.holds(guard, now)), None)


def _automatic(definition: Definition) -> dict[str, list[tuple[Action, Guard]]]:
    """What may happen by itself, in the states where anything does."""
    found: dict[str, list[tuple[Action, Guard]]] = {}
    for state, action in definition.actions():
        if action.auto is not None:
            found.setdefault(state.id, []).append((action, action.auto))
    return found


def _happen(work: Work, action: Action, now: str) -> None:
    read = work.names(now).read(action.auto) if action.auto else {}
    before = work.state.id
    besides = effects.happen(work, action, now)
    work.move(action, now)
    work.emit(
        "moved",
        now,
        SYSTEM,
        action=action.id,
        facts=read,
        **{"from": before, "to": work.state.id, "round": work.body["round"]},
        **besides,
    )


def _fire(work: Work, due: str) -> None:
    if _ask_after(work, due):
        return
    stay = work.body.get("stay")
    if stay and not stay.get("over") and stay.get("until") == due:
        work.body["stay"] = {**stay, "over": True}
        work.emit("stayed", due, SYSTEM, state=work.state.id)
        return
    name = min(
        one
        for one, running in work.body["deadlines"].items()
        if running["rungs"][:1] and running["rungs"][0][1] == due
    )
    running = work.body["deadlines"][name]
    rung = running["rungs"][0][0]
    changed = {**running, "rungs": running["rungs"][1:]}
    kind = "escalated"
    if rung == clockwork.DUE:
        kind, changed["flagged"] = "overdue", due
        _keep_breach(work, name, running["due"])
    elif rung.startswith(("remind-", "before-")):
        kind = "reminded"
    rule = clockwork.dues_of(work.definition, work.state.id).get(name)
    occurrence = f"{name}/{running.get('armed', 0)}/{running['due']}/{rung}"
    if kind == "overdue" and rule is not None and rule.every is not None:
        name = _miss(work, name, changed, rule, due)
    else:
        work.body["deadlines"] = {**work.body["deadlines"], name: changed}
    said = {"deadline": name, "rung": rung, "due": running["due"], "state": work.state.id}
    work.emit(kind, due, SYSTEM, occurrence=occurrence, **said)
    if kind == "overdue" and rule is not None and rule.expires is not None:
        _expire(work, name, rule.expires, due)


def _keep_breach(work: Work, name: str, due: str) -> None:
    """That a deadline passed stays in the case when the deadline itself is long gone."""
    breaches = work.body.get("breaches", {})
    breach = {"deadline": name, "due": due, "state": work.state.id}
    work.body["breaches"] = {**breaches, str(len(breaches) + 1): breach}


def _ask_after(work: Work, due: str) -> bool:
    """Flag the urge whose time to be answered has ended; whether there was one."""
    urges = work.case.urges
    ended = (number for number, one in urges.items() if awaits_answer(one) and one["until"] == due)
    number = min(ended, key=int, default=None)
    if number is None:
        return False
    work.body["urges"] = {**urges, number: {**urges[number], "flagged": due}}
    occurrence = f"urge/{number}/{due}/unanswered"
    work.emit(
        "unanswered", due, SYSTEM, occurrence=occurrence, urge=int(number), due=due, state=work.state.id
    )
    return True


def _miss(work: Work, name: str, missed: dict[str, Any], rule: Due, at: str) -> str:
    """An occurrence was missed: it stays under its day, and the next one begins. Its new name."""
    kept = f"{name}@{missed['occurrence']}"
    following = clockwork.arm_next(rule, missed["occurrence"], at, work.facts)
    others = {one: running for one, running in work.body["deadlines"].items() if one != name}
    work.body["deadlines"] = others | {kept: missed} | ({} if following is None else {name: following})
    return kept


def _expire(work: Work, name: str, action_id: str, at: str) -> None:
    """A statutory term has passed, and the law says what follows by itself."""
    action = work.state.action(action_id)
    if action is None:
        return
    before = work.state.id
    besides = effects.happen(work, action, at)
    work.move(action, at)
    work.emit(
        "moved",
        at,
        SYSTEM,
        action=action.id,
        deadline=name,
        **{"from": before, "to": work.state.id, "round": work.body["round"]},
        **besides,
    )
