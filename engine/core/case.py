"""The snapshot of a case: where it stands, with canonical JSON values inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from .text import Text

Body = Mapping[str, Any]
STATUSES = {
    "open": Text("在办", "open"),
    "success": Text("办结", "success"),
    "failure": Text("未通过", "failure"),
    "cancelled": Text("已撤销", "cancelled"),
}
"""What the statuses of a case are called."""

PROVISIONAL, UNDETERMINED = 1, 2
"""What may be in doubt about the dates of a case; added up where both are."""


class Case(Struct, frozen=True):
    """A case as it stands after `seq` events. `body` is what is stored; the properties read it.

    Keys of the body:
    `id workflow version digest unit parent parent_key status states round seq opened_at`;
    `data`: the fields; `entered`: `{at, n}` of the present state (n counts entries);
    `deadlines`: name to `{due, last, since, rule, calendar, rungs, provisional, flagged}`, where `rungs` are
    the `[id, instant]` still to come, and where it applies `law count roll until nature`; `stops` of
    `{at, by, action, until, ended_by}`; `left` of `[amount, unit]` while its clock stands (no `due` then);
    `extended` of `{by or to, from, at, actor, action}` with `original`; `undetermined` with the name of
    the milestone that has no date (no `due` either), `milestone` with its day; `occurrence` and `after`
    of a duty that comes back; `met`: name to when it was fulfilled; `stay`: `{since, stops, until, over}`; `done`: action to
    instant, of in-place actions of the present state; `open`: kind to number to who opened it;
    `opened`: kind to how many ever; `children`: key to `{id, status, branch}`, where a status may also be
    `settled` (counts as done, still open); `settled`: that this case counts so with its parent; `reopened`: keys;
    `acted`: state to people; `repeats`: state and action to how often it
    repeated something in this round;
    `poll` and `polls`: the running ballot's number, and every ballot of the case;
    `breaches`: number to `{deadline, due, state}`, every deadline that ever passed, kept for good;
    `edition`: how many editions of its document there are;
    `countersign`: `{parties, signed}` of the present state, `signed` from party to `{answer, by, at}`;
    `urges`: number to `{by, at, text, to, until, flagged, answer}` (`urging.py`).
    """

    body: Body

    @property
    def id(self) -> str:
        """The id of the case."""
        found: str = self.body["id"]
        return found

    @property
    def workflow(self) -> str:
        """The id of its workflow."""
        found: str = self.body["workflow"]
        return found

    @property
    def unit(self) -> str:
        """The id of the unit it is for."""
        found: str = self.body["unit"]
        return found

    @property
    def status(self) -> str:
        """`open`, `success`, `failure` or `cancelled`."""
        found: str = self.body["status"]
        return found

    @property
    def state(self) -> str:
        """The id of the state it is in."""
        found: str = self.body["states"][0]
        return found

    @property
    def round(self) -> int:
        """1 at first; only a redo raises it."""
        found: int = self.body["round"]
        return found

    @property
    def seq(self) -> int:
        """How many events it has had."""
        found: int = self.body["seq"]
        return found

    @property
    def data(self) -> Body:
        """The fields filled so far."""
        found: Body = self.body["data"]
        return found

    @property
    def deadlines(self) -> Mapping[str, Body]:
        """The running deadlines by name."""
        found: Mapping[str, Body] = self.body["deadlines"]
        return found

    @property
    def children(self) -> Mapping[str, Body]:
        """The child cases by the key of their record."""
        found: Mapping[str, Body] = self.body.get("children", {})
        return found

    @property
    def parent(self) -> str | None:
        """The case this one is a child of."""
        found: str | None = self.body.get("parent")
        return found

    @property
    def poll(self) -> Body | None:
        """The ballot of the present state: `{groups, choices…}`, if one is running or closed there."""
        number = self.body.get("poll")
        found: Body | None = None if number is None else self.body["polls"][str(number)]
        return found

    @property
    def urges(self) -> Mapping[str, Body]:
        """Every urge of the case by its number."""
        found: Mapping[str, Body] = self.body.get("urges", {})
        return found

    def next_at(self) -> str | None:
        """The stored instant at which the clock next has something to do, if ever."""
        if self.status != "open":
            return None
        pending = [one["rungs"][0][1] for one in self.deadlines.values() if one["rungs"]]
        stay = self.body.get("stay")
        if stay and "until" in stay and not stay.get("over"):
            pending.append(stay["until"])
        pending += [one["until"] for one in self.urges.values() if awaits_answer(one)]
        return min(pending, default=None)

    def doubt(self) -> int:
        """1 when a running deadline is provisional, 2 when one has no date yet, 3 when both hold; else 0."""
        if self.status != "open":
            return 0
        running = self.deadlines.values()
        provisional = any(one.get("provisional") for one in running)
        undetermined = any(one.get("undetermined") or one.get("due") is None for one in running)
        return PROVISIONAL * provisional + UNDETERMINED * undetermined

    def due_at(self) -> str | None:
        """The earliest instant from which the case is late, if it has a deadline."""
        if self.status != "open":
            return None
        return min((one["due"] for one in self.deadlines.values() if "due" in one), default=None)


def awaits_answer(urge: Body) -> bool:
    """Whether the end of the time to answer an urge is still to come."""
    return "until" in urge and "answer" not in urge and "flagged" not in urge


def numbered(things: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Things by their number (children, breaches, urges) in the order of the numbers, 2 before 10."""
    return sorted(things.items(), key=lambda one: (len(one[0]), one[0]))


def lineage(case: str) -> list[str]:
    """The id of a case behind those of its ancestors, the eldest first: an id holds those of all of them."""
    if "." not in case:
        return [case]
    parts = case.split(".")
    return [".".join(parts[: length + 1]) for length in range(len(parts))]
