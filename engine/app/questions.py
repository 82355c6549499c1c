"""Questions: where cases stand, whose turn it is, what happened, whether the record is sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Connection

from ..core import clockwork
from ..core.case import Case
from ..core.commands import SYSTEM
from ..core.definition import Definition
from ..core.events import Event
from ..core.facts import Facts, UnitFacts
from ..core.outlook import dead_end
from ..core.seeing import Trusted, Viewer
from ..core.text import Language
from ..core.times import local_day, stamp
from ..errors import UnknownCase, UnknownPerson
from ..ports import Directory, Waiting
from ..runtime import views
from ..runtime.facts import parameters_at
from ..runtime.places import milestones_at
from ..runtime.probe import Impossible, Possible, is_stuck, movers, probe
from ..runtime.sight import Sight
from ..runtime.todo import Turn, turns
from ..store import outbox, records
from ..store.definitions import Version
from ..store.readable import read_event
from .base import Base, View
from .suspicion import Suspect


class Questions(Base):
    """Reading, which changes nothing."""

    def can(
        self, case: str, *, by: str, on_behalf_of: str | None = None
    ) -> tuple[list[Possible], list[Impossible]]:
        """What a person may do now, and for every other action why not."""

        def work(connection: Connection) -> tuple[list[Possible], list[Impossible]]:
            origin, sight = self._origin(connection, by, on_behalf_of, None), self._sight(connection, by)
            stored = self._case(connection, case, sight)
            shade = sight.shade(stored)
            possible, impossible = probe(
                self._work(connection),
                self._setting(connection),
                self._definition(connection, stored),
                stored,
                origin,
            )
            return possible, [
                replace(one, reasons=self._by_name(connection, shade.refusals(one.reasons)))
                for one in impossible
            ]

        return self._of(case, work)

    def show(self, case: str, *, by: Viewer = None) -> View:
        """Where a case stands, and whom it waits for.

        Args:
            case: its id.
            by: who looks. A confidential case is there only for those who may know of it, and for `Trusted`, which
                a host says that decides by itself who is shown what; the same in all that reads.
        """

        def work(connection: Connection) -> View:
            sight = self._sight(connection, by)
            stored = self._case(connection, case, sight)
            definition = self._definition(connection, stored)
            view = self._view_at(connection, stored, self._now(connection))
            origin = self._origin(connection, SYSTEM, None, None)
            asked = self._work(connection), self._setting(connection), definition, stored, origin
            view["waits_for"] = list(movers(*asked))
            view["stuck"] = is_stuck(*asked)
            if lacking := dead_end(definition, stored):
                view["dead_end"] = {
                    "total": lacking.total,
                    "needed": lacking.needed,
                    "possible": lacking.possible,
                }
            return sight.shade(stored).view(view)

        return self._of(case, work)

    def explain(self, case: str, language: Language = "zh", *, by: Viewer = None) -> list[View]:
        """Every running deadline of a case with the steps of its count, day by day."""

        def work(connection: Connection) -> list[View]:
            from ..core.explaining import explain  # only this question needs it

            sight = self._sight(connection, by)
            stored = self._case(connection, case, sight)
            shown = sight.shade(stored).case(stored)
            definition, now = self._definition(connection, stored), self._now(connection)
            setting, told = self._setting(connection), []
            work, set_here = self._work(connection), self._set_for(connection, definition, stored.unit, now)
            for view in views.deadline_views(shown, now, setting.zone):
                due = clockwork.dues_of(definition, stored.state)[clockwork.base_name(view["name"])]
                running = shown.deadlines[view["name"]]
                # By the calendar it was counted by: a later change that touches it would have counted it again.
                then = setting.calendars.earlier(work, running["calendar"]) if setting.calendars else None
                facts = replace(set_here, calendar=then or setting.calendar)
                steps = explain(due, running, stored.data, facts, now)
                told.append(
                    view
                    | {
                        "steps": [views.step_view(one, language) for one in steps],
                        "calendar": running["calendar"],
                    }
                    | {"recounted": running["calendar"] != facts.calendar.version}
                    | {"basis": due.basis, "origin": due.origin}
                )
            return told

        return self._of(case, work)

    def _set_for(self, connection: Connection, definition: Definition, unit: str, now: datetime) -> Facts:
        """What is set for a unit as far as deadlines of a workflow hang on it: milestones, with whose own they are, and parameters."""
        setting, work = self._setting(connection), self._work(connection)
        facts = Facts(setting.zone, setting.calendar, UnitFacts(unit))
        hangs = bool(clockwork.milestones_of(definition))
        if not (hangs or definition.parameters):
            return facts
        day = local_day(now, setting.zone)
        place = work.directory.standing(unit, (), definition.id, day).unit or facts.unit
        days, whose = milestones_at(work, place, day) if hangs else ({}, {})
        figures = parameters_at(work, definition, place)
        return replace(facts, milestones=days, milestone_units=whose, parameters=figures)

    def history(self, case: str, *, by: Viewer = None) -> list[View]:
        """What happened to a case, from the beginning."""

        def work(connection: Connection) -> list[View]:
            sight = self._sight(connection, by)
            shade = sight.shade(self._case(connection, case, sight))
            zone = self._setting(connection).zone
            return shade.events(
                views.event_view(read_event(case, event.seq, event.body), event.hash, zone)
                for event in records.events_of(connection, case)
            )

        return self._of(case, work)

    def list_cases(
        self,
        *,
        workflow: str | None = None,
        unit: str | None = None,
        state: str | None = None,
        status: str | None = None,
        overdue: bool = False,
        by: Viewer = None,
    ) -> list[View]:
        """Cases by what they are and where they stand; `overdue` by the clock, not by what the night flagged."""
        suspect = Suspect()

        def work(connection: Connection) -> list[View]:
            sight = self._sight(connection, by)
            late_at = stamp(self._now(connection)) if overdue else None
            found = records.cases(
                connection,
                workflow=workflow,
                unit=unit,
                state=state,
                status=status,
                late_at=late_at,
                hushed=sight.hushed,
            )
            return self._short(connection, suspect.each(found), sight)

        return self._blaming(suspect, lambda: self._door.read(work))

    def stuck(self, *, by: Viewer = None) -> list[View]:
        """Open cases that nobody can move and no clock will: a post is vacant, or too few items can still succeed."""
        suspect = Suspect()

        def work(connection: Connection) -> list[View]:
            origin = self._origin(connection, SYSTEM, None, None)
            setting, unit_of_work = self._setting(connection), self._work(connection)
            sight = self._sight(connection, by)
            found = [
                case
                for case in suspect.each(records.cases(connection, status="open", hushed=sight.hushed))
                if sight.sees(case)
                and is_stuck(unit_of_work, setting, self._definition(connection, case), case, origin)
            ]
            return self._short(connection, suspect.each(found), sight)

        return self._blaming(suspect, lambda: self._door.read(work))

    def todo(self, *, by: str) -> list[View]:
        """What waits for a person, the most urgent first.

        What they handle for somebody else by a delegation has the key `on_behalf_of`; where they are on
        the roll of a ballot and have not voted, the key `vote` names their group.

        Raises:
            UnknownPerson: the directory does not know them.
        """
        suspect = Suspect()

        def work(connection: Connection) -> list[View]:
            directory = self._work(connection).directory
            _insist_on(directory, by)
            standing = [
                (digest, self._definitions.by_digest(connection, digest), state)
                for digest, state in records.standing_at(connection)
            ]
            day = local_day(self._now(connection), self._setting(connection).zone)
            sight = self._sight(connection, by)
            found = list(self._waiting(connection, turns(by, day, directory), standing, suspect, sight))
            known = {one["case"] for one in found}
            found += self._to_vote_in(connection, by, standing, known, suspect, sight)
            found.sort(key=_first_due)
            return found + self._urged(connection, by, {one["case"] for one in found}, suspect, sight)

        return self._blaming(suspect, lambda: self._door.read(work))

    def _waiting(
        self,
        connection: Connection,
        whose: list[Turn],
        standing: list[tuple[str, Definition, str]],
        suspect: Suspect,
        sight: Sight,
    ) -> Iterator[View]:
        """The cases that wait for one of these turns, the most urgent first, each under the first that it waits for."""
        see = self._seer(connection, sight)
        places = list(dict.fromkeys(place for turn in whose for place in turn.places(standing)))
        for case in suspect.each(records.cases_at(connection, places, sight.hushed)):
            definition = self._definition(connection, case)
            turn = next((one for one in whose if one.comes(definition, case)), None)
            if turn is not None and sight.sees(case):
                view = see(case)
                yield view if turn.principal is None else view | {"on_behalf_of": turn.principal}

    def _to_vote_in(
        self,
        connection: Connection,
        person: str,
        standing: list[tuple[str, Definition, str]],
        known: set[str],
        suspect: Suspect,
        sight: Sight,
    ) -> Iterator[View]:
        """Cases with a running ballot on whose roll the person stands, not ticked off yet.

        Of a confidential one a voter learns what it takes to vote, and nothing else.
        """
        see = self._seer(connection, sight)
        places = [
            Waiting(digest, state)
            for digest, definition, state in standing
            if definition.state(state).ballot is not None
        ]
        for case, group in records.cases_to_vote_in(connection, places, person, sight.hushed):
            suspect.case = case.id
            if case.id in known or not sight.may_vote(case):
                continue
            view = see(case) if sight.sees(case) else see(case) | _UNKNOWN_TO_VOTERS
            yield view | {"vote": group}

    def _urged(
        self, connection: Connection, person: str, known: set[str], suspect: Suspect, sight: Sight
    ) -> list[View]:
        """Cases that wait for nothing of this person but the answer to an urge."""
        cases = [one for one in outbox.urged_by_name(connection, person) if one not in known]
        loaded = self._work(connection).load(cases, "none")
        stored = suspect.each(loaded[one].case for one in cases if one in loaded)
        asked = (
            case
            for case in stored
            if any("answer" not in one and person in one.get("to", ()) for one in case.urges.values())
        )
        return [view for view in self._short(connection, asked, sight) if view["status"] == "open"]

    def told(self, *, by: str) -> list[View]:
        """What a person is to be told and has not been handed yet."""

        def work(connection: Connection) -> list[View]:
            lines = outbox.unsent(connection, by)
            secret = self._work(connection).secret({line["case"] for line in lines})
            if not secret:
                return lines
            # Who was told of a case may be kept from it by now.
            seen = self._known_to(connection, secret, self._sight(connection, by))
            return [line for line in lines if line["case"] not in secret - seen]

        return self._door.read(work)

    def insist_on(self, person: str) -> None:
        """Somebody who looks is somebody the directory knows.

        Raises:
            UnknownPerson: it does not.
        """
        self._door.read(lambda connection: _insist_on(self._work(connection).directory, person))

    def definition(self, workflow: str, version: int | None = None) -> Definition:
        """A deployed workflow, in its newest version unless another is named; everybody may know it.

        Raises:
            UnknownWorkflow: it was never deployed, or not in that version.
        """

        def work(connection: Connection) -> Definition:
            if version is None:
                return self._definitions.newest(connection, workflow).definition
            found = {
                (one.workflow, one.version): one.digest for one in self._definitions.versions(connection)
            }
            digest = found.get((workflow, version), f"{workflow} v{version}")
            return self._definitions.by_digest(connection, digest)

        return self._door.read(work)

    def definition_of(self, case: str, *, by: Viewer = None) -> Definition:
        """The definition a case began under."""

        def work(connection: Connection) -> Definition:
            return self._definition(connection, self._case(connection, case, self._sight(connection, by)))

        return self._of(case, work)

    def versions(self) -> list[Version]:
        """Everything deployed."""
        return self._door.read(self._definitions.versions)

    def snapshot(self, case: str, *, by: Viewer = None) -> Case:
        """A case as it is stored, in a state of its definition."""

        def work(connection: Connection) -> Case:
            sight = self._sight(connection, by)
            stored = self._case(connection, case, sight)
            self._definition(connection, stored).state(stored.state)
            return sight.shade(stored).case(stored)

        return self._of(case, work)

    def events(self, case: str, *, by: Viewer = None) -> list[Event]:
        """The events of a case; of one whose snapshot is gone, too, where nothing in it is kept from anybody.

        Raises:
            UnknownCase: there is none of that id.
        """

        def work(connection: Connection) -> list[Event]:
            sight = self._sight(connection, by)
            try:
                shade = sight.shade(self._case(connection, case, sight))
            except UnknownCase:
                if records.those_there(connection, [case]) or sight.hushed(case):
                    raise
                left = list(self._events(connection, case, None))
                if not left or (by is not Trusted and self._keeps_fields(connection, left[0])):
                    raise
                return left
            return list(self._events_seen(connection, case, shade))

        return self._of(case, work)

    def _keeps_fields(self, connection: Connection, event: Event) -> bool:
        return self._definitions.by_digest(connection, str(event.body["definition"])).private is not None

    def _short(self, connection: Connection, cases: Iterable[Case], sight: Sight) -> list[View]:
        see = self._seer(connection, sight)
        return [see(case) for case in cases if sight.sees(case)]

    def _seer(self, connection: Connection, sight: Sight) -> Callable[[Case], View]:
        """How lists tell a case now."""
        now, settings = self._now(connection), self._settings(connection)
        shown = settings.zone, settings.lamps

        def see(case: Case) -> View:
            view = views.short_view(case, self._definition(connection, case), now, *shown)
            return sight.shade(case).view(view)

        return see


_UNKNOWN_TO_VOTERS: View = {"deadlines": [], "lamp": None, "parent": None, "seq": None, "urges": []}


def _first_due(view: View) -> str:
    return next((one["due"] for one in view["deadlines"] if one["due"] is not None), "~")


def _insist_on(directory: Directory, person: str) -> None:
    if directory.unknown([person], []):
        raise UnknownPerson(person=person)
