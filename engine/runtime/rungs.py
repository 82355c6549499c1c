"""A batch of the night, the short way: rungs that fire and change nothing else.

Nearly everything that falls due is a reminder, a flag or an escalation, and nobody has to be asked
about it. It is decided by the same `decide` as everything else, with facts that may not be looked at,
and kept only if the case stands where it stood. Whatever else would happen, whatever reads the
directory, and whatever goes wrong is left, undone, to `Handler.tick`, which locks the ancestors first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from ..core.commands import Tick
from ..core.decide import Accepted, decide
from ..core.events import Event
from ..core.facts import Facts, UnitFacts
from ..core.times import stamp
from ..ports import Due, Fired, UnitOfWork
from .facts import Setting
from .handler import wakes_at
from .report import Batch


class LookedAt(Exception):
    """A decision wanted to know something that was not gathered."""


class _Closed:
    """Stands for facts that nobody has gathered: whoever looks raises `LookedAt`."""

    def __getattribute__(self, name: str) -> Any:
        raise LookedAt(name)

    def _refuse(self, *given: Any) -> Any:
        raise LookedAt

    __getitem__ = __contains__ = __iter__ = __len__ = __bool__ = __eq__ = _refuse
    __hash__ = None  # type: ignore[assignment]


def fire_batch(work: UnitOfWork, setting: Setting, tick: Tick, limit: int, after: tuple[str, str]) -> Batch:
    """Claim the cases that are due next, and fire the rungs of those to which nothing else happens."""
    batch = Batch()
    work.add_rungs(_fired(work, setting, tick, work.claim(stamp(tick.origin.at), limit, after), batch))
    return batch


def _fired(
    work: UnitOfWork, setting: Setting, tick: Tick, claimed: Iterable[Due], batch: Batch
) -> Iterator[Fired]:
    """One case after the other, so that at no time more than one of them is there as values."""
    facts = _closed_facts(setting)
    for due in claimed:
        batch.last = due.place
        one = _fire(work, setting, tick, facts, due)
        if one is None:
            batch.left.append(due.place[1])
        else:
            batch.fired[due.place[1]] = tuple(event.kind for event in one.events)
            yield one


def _fire(work: UnitOfWork, setting: Setting, tick: Tick, facts: Facts, due: Due) -> Fired | None:
    stored = due.stored
    if stored is None:
        return None
    try:
        definition = work.definition(stored.case.body["digest"])
        decision = decide(definition, stored.case, tick, facts)
        if not isinstance(decision, Accepted) or not _only_rungs(decision):
            return None
        next_at = wakes_at(definition, decision.case, tick.origin.at, setting.zone)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the long way finds out and says so
        return None
    return Fired(decision.case, stored.head, decision.events, next_at)


def _only_rungs(decision: Accepted) -> bool:
    """Whether something fired, and nothing changed but rungs: what is copied to search by stays as it is."""
    return bool(decision.events) and not decision.orders and all(map(_is_rung, decision.events))


def _is_rung(event: Event) -> bool:
    change = event.change
    return _CHANGED <= change.keys() <= _MAY_CHANGE and all(
        running is not None and running.keys() <= _RUNG for running in change["deadlines"].values()
    )


_CHANGED, _MAY_CHANGE, _RUNG = {"deadlines"}, {"deadlines", "breaches"}, {"rungs", "flagged"}
"""What a rung changes of a case, what it may, and what of the deadline it belongs to."""


def _closed_facts(setting: Setting) -> Facts:
    closed = cast(Any, _Closed())
    return Facts(
        zone=setting.zone,
        calendar=closed if setting.calendars is not None else setting.calendar,
        unit=cast(UnitFacts, closed),
        posts=closed,
        delegated=closed,
        unknown=closed,
        voter=closed,
        counts=closed,
        holders=closed,
        chains=closed,
        members=closed,
        below=closed,
        others=closed,
        people=closed,
        parameters=closed,
        registers=closed,
    )
