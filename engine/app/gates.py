"""Gates between cases: told as a table, and looked at again when what they look at has changed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from ..core import branching, gates
from ..core.case import Case
from ..core.commands import SYSTEM, Origin, Tick
from ..core.decide import Accepted, decide
from ..core.names import Names
from ..core.text import Language
from ..core.times import stamp
from ..errors import DubanError, UnknownUnit
from ..runtime.facts import Setting, gather
from ..runtime.handler import Handler
from ..store import others, records
from ..store.door import OwnDoor
from ..store.looking import Looking
from .base import Base, View

_LONGEST_CHAIN = 20
"""How often one look may lead to another before the night is left to go on."""


class Gates(Base):
    """What other cases have to have come to first."""

    def gates(self, case: str, language: Language = "zh") -> list[View]:
        """The gates of a case: where each stands, which cases hold it, what opens it, and the sentence behind it.

        Raises:
            UnknownCase: there is no such case.
        """
        return self._of(
            case, lambda connection: self._gates_of(connection, self._case(connection, case), language)
        )

    def gates_of_unit(self, unit: str, language: Language = "zh") -> list[View]:
        """The gates of every open case of a unit, each with its `case` and `workflow`.

        Raises:
            UnknownUnit: the directory does not know the unit.
        """

        def work(connection: Connection) -> list[View]:
            if self._work(connection).directory.unknown([], [unit]):
                raise UnknownUnit(unit=unit)
            return [
                {"case": case.id, "workflow": case.workflow, **view}
                for case in records.cases(connection, unit=unit, status="open")
                for view in self._gates_of(connection, case, language)
            ]

        return self._door.read(work)

    def _gates_of(self, connection: Connection, case: Case, language: Language) -> list[View]:
        definition = self._definition(connection, case)
        if not definition.gates:
            return []
        origin = self._origin(connection, SYSTEM, None, None)
        facts = gather(self._work(connection), self._setting(connection), definition, case, Tick(origin))
        names = Names(definition, case.body, facts, SYSTEM, stamp(origin.at))
        return [_view(one, language) for one in gates.look(definition, names, facts)]

    def follow(self, touched: set[tuple[str, str]]) -> None:
        """Look again at the gates that look at cases to which something has just happened; outside of their transaction.

        Inside a host's transaction nothing is done here.
        """
        if not isinstance(self._door, OwnDoor):
            return
        known = self._definitions.watched
        if known is None:
            known = self._door.read(self._definitions.watching)
        if watched := {one for one in touched if one[0] in known}:
            self.look_at_gates(watched)

    def look_at_gates(self, touched: Iterable[tuple[str, str]] | None = None) -> int:
        """Let happen what happens by itself once a gate stands otherwise; how many cases have moved.

        Args:
            touched: (workflow, unit) of cases to which something has happened; without it, every gate is looked at.

        Every case moves in a transaction of its own, after the one that made it possible: what is cut off in between
        is done by the next night. Inside a host's transaction nothing is done here.
        """
        if not isinstance(self._door, OwnDoor):
            return 0
        moved, waiting = 0, None if touched is None else set(touched)
        for _ in range(_LONGEST_CHAIN):
            cases = self._that_would_move(waiting)
            waiting = set()
            for case in cases:
                with suppress(
                    DubanError
                ):  # one that is damaged or held holds up no other; the night finds it
                    waiting |= self._tick(case)
                    moved += 1
            if not waiting:
                break
        return moved

    def _that_would_move(self, touched: set[tuple[str, str]] | None) -> list[str]:
        def work(connection: Connection) -> list[str]:
            origin = self._origin(connection, SYSTEM, None, None)
            candidates = {one.id: one for one in self._that_watch(connection, touched)}
            looking = Looking(connection, self._definitions, self._directory)
            setting = self._setting(connection)
            found = []
            looking.load(
                list(candidates)[:1], "none"
            )  # which tells what the directory is called, for all of them
            for one in candidates.values():
                with suppress(DubanError, KeyError, TypeError, ValueError):  # see above
                    if self._would_move(looking, setting, one, origin):
                        found.append(one.id)
            return found

        return self._door.read(work)

    def _that_watch(self, connection: Connection, touched: set[tuple[str, str]] | None) -> list[Case]:
        """Open cases at a state in which something happens by itself that depends on a gate."""
        if touched is None:
            places: list[tuple[str, str | None]] = [
                (one, None) for one in self._definitions.with_gates(connection)
            ]
        else:
            places = []
            for workflow, unit in sorted(touched):
                for digest in self._definitions.watching(connection).get(workflow, ()):
                    definition = self._definitions.by_digest(connection, digest)
                    looks = [one for one in definition.gates if one.workflow == workflow]
                    near = all(one.of == "unit" and one.names is None for one in looks)
                    places.append((digest, unit if near else None))
        found: list[Case] = []
        for digest, of_unit in dict.fromkeys(places):
            definition = self._definitions.by_digest(connection, digest)
            states = gates.reads_gates(definition)
            if touched is None:  # people come and go without telling anybody
                states |= branching.follows_people(definition)
            if states:
                found += others.standing_in(connection, digest, sorted(states), of_unit)
        return found

    def _would_move(self, looking: Looking, setting: Setting, case: Case, origin: Origin) -> bool:
        definition, tick = looking.definition(case.body["digest"]), Tick(origin)
        facts = gather(looking, setting, definition, case, tick, whole=False)
        decision = decide(definition, case, tick, facts)
        return isinstance(decision, Accepted) and bool(decision.events)

    def _tick(self, case: str) -> set[tuple[str, str]]:
        def work(connection: Connection) -> set[tuple[str, str]]:
            handler = Handler(self._work(connection), self._setting(connection))
            handler.tick(case, Tick(self._origin(connection, SYSTEM, None, None)))
            return handler.touched

        return self._door.act(work)


def _view(seen: gates.Seen, language: Language) -> View:
    gate = seen.gate
    view: dict[str, Any] = {
        "gate": gate.id,
        "title": gate.title.pick(language),
        "standing": seen.standing,
        "standing_title": gates.STANDINGS[seen.standing].pick(language),
        "open": seen.is_open,
        "cases": [
            {"case": one.case, "state": one.state, "status": one.status} for one in seen.others if one.case
        ],
        "way_out": gate.way_out.pick(language) if gate.way_out is not None and not seen.is_open else None,
        "basis": gate.basis,
    }
    return view
