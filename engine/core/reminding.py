"""Who is told what, and when: the rules behind every message to a person. Pure; the relay carries them out.

Nothing here is law. Ladders may say whom a rung tells (`to`), at which level of lamp and in which
words; the rest is our default: whoever has to act is told of everything, the head of the unit from
the first rung after the term on, the group that supervises the unit from the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from msgspec import Struct

from . import clockwork
from .days import Calendar
from .deadlines import day_start
from .definition import Definition
from .dues import Due, Rung
from .text import Text
from .times import local_day

WORDS = ("responsible", "handlers", "principal", "supervisor", "parent")
"""Whom a rung may tell besides the roles of its workflow: who is named in the case, who has to act now,
the head of the unit, those who supervise it, the head of the unit above. A role of that name comes first."""

DIGESTED = frozenset({"reminded", "overdue", "escalated", "unanswered", "handed-over"})
"""Kinds of events that are told in the digest of a day."""
PERSONAL = frozenset({"urged", "answered"})
"""Kinds of events that are told in a message of their own."""


class Telling(Struct, frozen=True):
    """What an event asks of the relay."""

    to: tuple[str, ...] = ()
    """Roles or `WORDS`."""
    people: tuple[str, ...] = ()
    """People named outright."""
    digest: bool = True
    urgent: bool = False
    text: Text | None = None
    passing: bool = False
    """Of no use any more once the deadline no longer runs."""


class Hours(Struct, frozen=True):
    """When messages may reach people: on workdays between two local times."""

    begin: time = time(8, 30)
    end: time = time(18, 0)

    def open_at(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> bool:
        """Whether people may be reached at an instant."""
        here = moment.astimezone(zone)
        return calendar.day(here.date()).workday and self.begin <= here.time() < self.end

    def next_open(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime:
        """The first instant from this one on at which they may: it itself, or a working morning. UTC."""
        if self.open_at(moment, zone, calendar):
            return moment
        here = moment.astimezone(zone)
        day = here.date() if here.time() < self.begin else here.date() + timedelta(days=1)
        return self._morning(day, zone, calendar)

    def next_morning(self, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime:
        """The first working morning of a later day, UTC."""
        return self._morning(local_day(moment, zone) + timedelta(days=1), zone, calendar)

    def _morning(self, day: date, zone: tzinfo, calendar: Calendar) -> datetime:
        while not calendar.day(day).workday:
            day += timedelta(days=1)
        wall = datetime.combine(day, self.begin, tzinfo=zone)
        return max(wall.astimezone(day_start(day, zone).tzinfo), day_start(day, zone))


def read_hours(text: str) -> Hours | None:
    """`08:30-18:00` as working hours; `ValueError` when it is not that, `None` for `always` (any hour, any day)."""
    if text.strip() in ("always", "全天"):
        return None
    begin, dash, end = text.replace("－", "-").replace("—", "-").partition("-")
    if not dash:
        raise ValueError(text)
    hours = Hours(time.fromisoformat(begin.strip().zfill(5)), time.fromisoformat(end.strip().zfill(5)))
    if hours.begin >= hours.end or hours.begin.tzinfo or hours.end.tzinfo:
        raise ValueError(text)
    return hours


def telling(definition: Definition, message: Mapping[str, Any]) -> Telling | None:
    """What a message of the outbox asks for; `None` when it is for nobody.

    `message` has `kind`, `actor`, and of the event `deadline` and `rung`, or `people`, `urgent`, `urge`.
    """
    kind = message["kind"]
    if kind in PERSONAL:
        people = tuple(message.get("people", ()))
        return Telling(
            () if people else ("handlers",), people, digest=False, urgent=bool(message.get("urgent"))
        )
    if kind not in DIGESTED:
        return None
    if kind == "unanswered":
        people = tuple(message.get("people", ()))
        return Telling(("handlers", "principal"), people)
    if kind == "handed-over":
        return Telling((), tuple(message.get("people", ())))
    due = due_of(definition, message.get("deadline", ""))
    rung = next((one for one in due.escalate if one.id == message.get("rung")), None) if due else None
    to = (rung.to if rung else ()) or _ours(kind, due, rung)
    text, urgent = (rung.text, rung.urgent) if rung else (None, False)
    return Telling(to, urgent=urgent, digest=not urgent, text=text, passing=kind != "overdue")


def due_of(definition: Definition, deadline: str) -> Due | None:
    """The rule behind a deadline of a case by its name; `None` where the definition has none of that name."""
    if deadline == clockwork.CASE:
        return definition.due
    state = next((one for one in definition.states if one.id == deadline), None)
    return clockwork.due_of_state(state) if state is not None else None


def pressing(item: Mapping[str, Any]) -> tuple[Any, ...]:
    """In which order a digest tells its items: overdue first, the longest late before the others, then what is due next."""
    return (not item.get("overdue"), item.get("due") or "9", item["case"], item["seq"])


# Private functions


def _ours(kind: str, due: Due | None, rung: Rung | None) -> tuple[str, ...]:
    if kind != "escalated" or rung is None or due is None:
        return ("handlers",) if kind != "escalated" else ("handlers", "principal")
    after = [one.id for one in due.escalate if one.after and one.offset.amount]
    first = rung.id not in after[1:]
    return ("handlers", "principal") if first else ("handlers", "principal", "supervisor")
