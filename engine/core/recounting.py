"""Counting the running deadlines of a case anew, because something they hang on has changed.

A milestone moved, or a calendar was loaded. Deterministic and idempotent: what counts to the same date is left
alone, what has been flagged too, and no date is moved into the past.
"""

from __future__ import annotations

from typing import Any

from . import clockwork
from .commands import Recount
from .refusals import Refusal
from .times import stamp
from .work import Work


def recount(work: Work, command: Recount) -> list[Refusal]:
    """Project every running deadline anew; one event for each that changed, with old and new day and the reason."""
    at = stamp(command.origin.at)
    if not work.is_open:
        return []
    dues = clockwork.dues_of(work.definition, work.state.id)
    for name in sorted(work.body["deadlines"]):
        due, running = dues.get(clockwork.base_name(name)), work.body["deadlines"][name]
        if due is None:
            continue
        after = clockwork.project(due, running, at, work.body["data"], work.facts)
        if all(after.get(key) == running.get(key) for key in _MATTERS):
            continue
        told: dict[str, Any] = {"deadline": name, "old": running.get("last"), "new": after.get("last")}
        if "due" in running and after.get("due", at) <= at:
            if running.get("kept") == after.get("last"):
                continue
            # It would lie in the past: nobody is made late by a decision taken afterwards.
            after = {**running, "kept": after.get("last", "")}
            told["new"], told["kept"] = running["last"], after["kept"]
        else:
            after.pop("kept", None)
        work.body["deadlines"] = {**work.body["deadlines"], name: after}
        calendar = work.facts.calendar.version
        work.emit(
            "recounted", at, command.origin.actor, reason=command.reason, calendar=calendar,
            state=work.state.id, due=after.get("due"), **told,
        )  # fmt: skip
    return []


_MATTERS = ("due", "last", "provisional", "undetermined")
"""What a reader would notice; another calendar version that gives the same date is no news."""
