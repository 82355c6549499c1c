"""Gates between cases: told as a table. They, and branches that follow a register, are looked at again after a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection

from ..core import branching, gates, parameters
from ..core.case import Case
from ..core.commands import SYSTEM, Origin, Tick
from ..core.decide import Accepted, decide
from ..core.definition import Definition
from ..core.gates import Seen
from ..core.names import Names
from ..core.registers import address
from ..core.seeing import Trusted, Viewer
from ..core.text import Language
from ..core.times import stamp
from ..errors import DubanError, UnknownUnit
from ..logs import say
from ..runtime.facts import Setting, gather
from ..runtime.handler import Handler
from ..runtime.sight import Sight
from ..store import others, records, registers
from ..store.door import OwnDoor
from ..store.looking import Looking
from .base import Base, View

_SETTLED = timedelta(hours=1)
"""Longer than any transaction lasts."""
_LONGEST_CHAIN = 20
"""How often one look may lead to another before the night is left to go on."""


class Gates(Base):
    """What other cases have to have come to first."""

    def gates(self, case: str, language: Language = "zh", *, by: Viewer = None) -> list[View]:
        """The gates of a case: where each stands, which cases hold it, what opens it, and the sentence behind it.

        Cases that the viewer may not know of do not count; a gate that looks at confidential ones does not tell
        where it stands (`undisclosed`) to those to whom none of them is open.

        Raises:
            UnknownCase: there is no such case.
        """

        def work(connection: Connection) -> list[View]:
            sight = self._sight(connection, by)
            return self._gates_of(connection, self._case(connection, case, sight), language, sight)

        return self._of(case, work)

    def gates_of_unit(self, unit: str, language: Language = "zh", *, by: Viewer = None) -> list[View]:
        """The gates of every open case of a unit, each with its `case` and `workflow`.

        Raises:
            UnknownUnit: the directory does not know the unit.
        """

        def work(connection: Connection) -> list[View]:
            if self._work(connection).directory.unknown([], [unit]):
                raise UnknownUnit(unit=unit)
            sight = self._sight(connection, by)
            return [
                {"case": case.id, "workflow": case.workflow, **view}
                for case in records.cases(connection, unit=unit, status="open", hushed=sight.hushed)
                if sight.sees(case)
                for view in self._gates_of(connection, case, language, sight)
            ]

        return self._door.read(work)

    def _gates_of(self, connection: Connection, case: Case, language: Language, sight: Sight) -> list[View]:
        definition = self._definition(connection, case)
        if not definition.gates:
            return []
        origin = self._origin(connection, SYSTEM, None, None)
        facts = gather(self._work(connection), self._setting(connection), definition, case, Tick(origin))
        veils = sight.shade(case).gates()
        if veils:
            facts = replace(facts, others={name: one.others for name, one in veils.items()})
        names = Names(definition, case.body, facts, SYSTEM, stamp(origin.at))
        told = {name: one.is_told for name, one in veils.items()}
        return [
            _view(one, language, self._titles(connection, one, language), told=told.get(one.gate.id, True))
            for one in gates.look(definition, names, facts)
        ]

    def _titles(self, connection: Connection, seen: Seen, language: Language) -> dict[str, str]:
        """What the states are called at which the cases of a gate stand."""
        found = {}
        for one in seen.others:
            if one.case:
                other = self._definition(
                    connection, self._case(connection, one.case, self._sight(connection, Trusted))
                )
                found[one.case] = other.state(one.state).title.pick(language)
        return found

    def follow(self, touched: set[tuple[str, str]]) -> None:
        """Look again at the gates that look at cases to which something has just happened; outside of their transaction.

        Inside a host's transaction nothing is done here.
        """
        if not isinstance(self._door, OwnDoor):
            return
        known = self._definitions.watched
        if known is None:
            known = self._door.read(self._definitions.watching)
        if watched := {one for one in touched if one[0] in known or one[0].startswith(parameters.ADDRESS)}:
            self.look_at_gates(watched)

    def _follow_on(self, touched: set[tuple[str, str]]) -> None:
        """As `follow`, after something that is stored and answered by now: what goes wrong, the night finds too."""
        try:
            self.follow(touched)
        except DubanError as error:
            say("gates.left", level="warning", why=error.message("en"))

    def look_at_gates(self, touched: Iterable[tuple[str, str]] | None = None) -> int:
        """Let happen what happens by itself once a gate stands otherwise; how many cases have moved.

        Args:
            touched: (workflow, unit) of cases to which something has happened; without it, every gate is looked at.

        Every case moves in a transaction of its own, after the one that made it possible: what is cut off in between
        is done by the next night. Inside a host's transaction nothing is done here.
        """
        if not isinstance(self._door, OwnDoor):
            return 0
        changed = self._door.read(registers.waiting) if touched is None else {}
        moved, left, waiting = 0, False, None if touched is None else set(touched)
        for _ in range(_LONGEST_CHAIN):
            cases = self._that_would_move(waiting)
            waiting = set()
            for case in cases:
                try:
                    found = self._tick(case)
                except DubanError:  # one that is damaged holds up no other
                    found = None
                waiting |= found or set()
                moved, left = moved + (found is not None), left or found is None
            if not waiting:
                break
        if changed and not left:  # else a later night goes on
            self._door.act(lambda connection: self._note_followed(connection, changed))
        return moved

    def _note_followed(self, connection: Connection, changed: Mapping[str, int]) -> None:
        """What was added to registers a while ago need not be followed up again.

        Only a while ago: who came into a state at the very moment an entry was added may have read the register
        before it, and is found by a later night.
        """
        until = stamp(self._now(connection) - _SETTLED)
        for name, number in changed.items():
            registers.followed(connection, name, number, until)

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
        places: dict[tuple[str, str | None], set[str]] = {}
        if touched is None:
            changed = registers.waiting(connection)
            for digest in self._definitions.with_gates(connection):
                definition = self._definitions.by_digest(connection, digest)
                # People come and go without telling anybody; a register says what has been added to it.
                states = gates.reads_gates(definition) | branching.follows_people(definition)
                for name, following in branching.follows_registers(definition).items():
                    states |= following if name in changed else frozenset()
                states = states.union(
                    *gates.moved_by(definition).values()
                )  # nor is kept who has followed a parameter
                places[digest, None] = set(states)
        else:
            for what, unit in sorted(touched):
                for digest in self._watching(connection, what):
                    definition = self._definitions.by_digest(connection, digest)
                    looks = [one for one in definition.gates if one.workflow == what]
                    near = bool(looks) and all(one.of == "unit" and one.names is None for one in looks)
                    places.setdefault((digest, unit if near else None), set()).update(
                        gates.reads_gates(definition) if looks else _following(definition, what)
                    )
        found: list[Case] = []
        for (digest, of_unit), wanted in places.items():
            if wanted:
                found += others.standing_in(connection, digest, sorted(wanted), of_unit)
        return found

    def _watching(self, connection: Connection, what: str) -> Iterable[str]:
        """The digests of the definitions that look at what is called so."""
        if what.startswith(parameters.ADDRESS):  # seldom set: every one that may read it is looked at
            return self._definitions.with_gates(connection)
        return self._definitions.watching(connection).get(what, ())

    def _would_move(self, looking: Looking, setting: Setting, case: Case, origin: Origin) -> bool:
        definition, tick = looking.definition(case.body["digest"]), Tick(origin)
        facts = gather(looking, setting, definition, case, tick, whole=False)
        decision = decide(definition, case, tick, facts)
        return isinstance(decision, Accepted) and bool(decision.events)

    def _tick(self, case: str) -> set[tuple[str, str]] | None:
        """What was touched when a case was looked at; `None` where somebody holds it just now."""

        def work(connection: Connection) -> set[tuple[str, str]] | None:
            handler = Handler(self._work(connection), self._setting(connection))
            done = handler.tick(case, Tick(self._origin(connection, SYSTEM, None, None)))
            return handler.touched if done is not None else None

        return self._door.act(work)


def _following(definition: Definition, what: str) -> frozenset[str]:
    """The states in which cases follow what is called so: a register, a parameter, or people and units."""
    if what == branching.DIRECTORY:
        return branching.follows_people(definition)
    if what.startswith(parameters.ADDRESS):
        return gates.moved_by(definition).get(what.removeprefix(parameters.ADDRESS), frozenset())
    ours = branching.follows_registers(definition).items()
    return next((states for name, states in ours if address(name) == what), frozenset())


def _view(seen: Seen, language: Language, titles: dict[str, str], *, told: bool) -> View:
    gate = seen.gate
    told = told or seen.standing == "not-applicable"  # which the case itself says
    way = seen.way if told else gate.way_out
    view: dict[str, Any] = {
        "gate": gate.id,
        "title": gate.title.pick(language),
        "standing": seen.standing if told else gates.UNDISCLOSED,
        "standing_title": (gates.STANDINGS[seen.standing] if told else gates.UNDISCLOSED_TITLE).pick(
            language
        ),
        "open": seen.is_open if told else None,
        "cases": [
            {
                "case": one.case,
                "state": one.state,
                "state_title": titles[one.case],
                "status": one.status,
            }
            for one in seen.others
            if one.case
        ],
        "not_begun": [
            {"unit": one.unit, "title": one.told[0]} for one in seen.others if one.unit and not one.case
        ]
        if told
        else [],
        "share": None,
        "way_out": way.pick(language) if way is not None and not seen.is_open else None,
        "basis": gate.basis,
    }
    if told and seen.tally is not None:
        view["share"] = seen.tally.json() | {"text": seen.tally.text().pick(language)}
    return view
