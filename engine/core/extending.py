"""Whether a deadline may be extended: it must be running, asked for in time, not too often and not by too much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from . import budgets, clockwork
from .definition import Action
from .dues import Extension
from .refusals import Refusal
from .terms import Term, parse_term, term_text
from .text import Named, Text, named
from .times import local
from .work import Work


def judge_extension(work: Work, action: Action, values: Mapping[str, Any], at: str) -> list[Refusal]:
    """Every reason against an action that extends a deadline, or asks for it by opening what such an action settles.

    Asked for in time means before the term has passed: where asking is an act of its own, that act counts,
    and granting may come later.
    """
    if action.extends is not None:
        asked = _asked_at(work, action, values, at)
        refusals = _judge_ledger(work, action, action.extends, asked)
        return refusals or _judge_length(work, action, action.extends, values)
    if action.opens is not None:
        granting = next(
            (one for one in work.state.actions if one.extends and one.closes == action.opens), None
        )
        if granting is not None and granting.extends is not None:
            return _judge_ledger(work, granting, granting.extends, at)
    return []


def extension_entry(work: Work, action: Action, at: str, actor: str) -> dict[str, Any]:
    """What the ledger of the deadline keeps of an extension: how much, when, by whom."""
    if action.extends is None:
        raise ValueError(f"{action.id} extends nothing")
    given = _length(work, action.extends, {})
    length = (
        {"to": given.isoformat()}
        if isinstance(given, date)
        else {"by": term_text(given or Term(1, "days"), "en")}
    )
    return {**length, "at": at, "actor": actor, "action": action.id}


def _asked_at(work: Work, action: Action, values: Mapping[str, Any], at: str) -> str:
    if action.closes is None or action.closes == "ballot":
        return at
    matters = work.body.get("open", {}).get(action.closes, {})
    number = values.get(action.closes)
    one = (
        matters.get(str(number))
        if number is not None
        else matters.get(str(min(map(int, matters), default=0)))
    )
    return str(one["at"]) if one else at


def _judge_ledger(work: Work, action: Action, extension: Extension, asked: str) -> list[Refusal]:
    running = work.body["deadlines"].get(extension.of)
    told: dict[str, Any] = {"action": named(action), "deadline": extension.of}
    if running is None or "undetermined" in running:
        return [Refusal("extension-nothing", told)]
    refusals = []
    used = sum(one["action"] == action.id for one in running.get("extended", ()))
    if used >= extension.most:
        refusals.append(Refusal("extension-used-up", {**told, "most": extension.most, "used": used}))
    if "due" in running and asked >= running["due"]:
        zone = work.facts.zone
        last = {"last": running["last"], "asked": local(asked, zone)}
        refusals.append(Refusal("extension-late", {**told, **last}))
    return refusals


def _judge_length(
    work: Work, action: Action, extension: Extension, values: Mapping[str, Any]
) -> list[Refusal]:
    given = _length(work, extension, values)
    running = work.body["deadlines"][extension.of]
    due = clockwork.dues_of(work.definition, work.state.id).get(extension.of)
    budget = clockwork.budget_of(due, running, work.body["data"], work.facts) if due is not None else None
    if given is None or budget is None:
        return []
    told: dict[str, Any] = {"action": named(action), "deadline": extension.of, "given": _worded(given)}
    now = _end(work, budget)
    if _end(work, _plus(budget, given)) <= now:
        return [Refusal("extension-backwards", {**told, "last": running.get("last", "-")})]
    if extension.longest is not None and _end(work, _plus(budget, given)) > _end(
        work, _plus(budget, extension.longest)
    ):
        return [Refusal("extension-too-long", {**told, "longest": _worded(extension.longest)})]
    return []


def _length(work: Work, extension: Extension, values: Mapping[str, Any]) -> Term | date | None:
    if extension.field is None:
        return extension.by
    given = values.get(extension.field, work.body["data"].get(extension.field))
    if given is None:
        return None
    due = clockwork.dues_of(work.definition, work.state.id).get(extension.of)
    law = due.counting.law if due is not None else None
    try:
        return date.fromisoformat(given)
    except ValueError:
        return parse_term(given, law.unit if law is not None else None)


def _plus(budget: budgets.Budget, more: Term | date) -> budgets.Budget:
    return replace(budget, more=(*budget.more, more))


def _end(work: Work, budget: budgets.Budget) -> Any:
    """The end as it would be if a clock that stands ran at once: only to compare lengths."""
    return budgets.reckon(budget, work.facts.zone, work.facts.calendar)[0][-1].end.ends_at


def _worded(given: Term | date) -> Named:
    if isinstance(given, date):
        return Named(given.isoformat(), Text(given.isoformat(), given.isoformat()))
    english = term_text(given, "en")
    return Named(english, Text(term_text(given, "zh"), english))
