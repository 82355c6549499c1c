"""Acts: what people do to cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from ..core.case import Case
from ..core.commands import Act, AnswerUrge, Cancel, Cast, Command, Origin, Roll, Start, Tally, Urge
from ..core.evolve import replay
from ..core.terms import Term
from ..core.times import instant, local_day
from ..errors import UnknownCase
from ..logs import say
from ..runtime.family import hidden_id, new_id
from ..runtime.handler import Again, Handler
from ..runtime.handler import Answer as Handled
from ..runtime.sight import Sight
from ..store import confidential
from .base import Answer, View
from .gates import Gates
from .suspicion import Suspect


class Acts(Gates):
    """Starting, acting, cancelling, voting: each one transaction, answered with the case or the reasons."""

    def start(
        self,
        workflow: str,
        *,
        unit: str,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        on_behalf_of: str | None = None,
        key: str | None = None,
    ) -> Answer:
        """Open a case of the newest version of a workflow for a unit.

        Raises:
            UnknownWorkflow, UnknownUnit, UnknownPerson: something named is not there.
            Conflict: `key` was used before for another request.
            Retryable: the database was busy or away.
        """

        def work(connection: Connection) -> Answer:
            origin = self._origin(connection, by, on_behalf_of, key)
            case = self._new_id(connection, workflow)

            def command(version: int, digest: str) -> Start:
                return Start(origin, workflow, case, unit, version, digest, data or {}, note)

            handler = self._handler(connection)
            answer = self._answer(connection, handler, handler.start(workflow, command), origin)
            answer.touched = handler.touched
            return answer

        return self._followed(told("start", by, self._door.act(work)))

    def act(
        self,
        case: str,
        action: str,
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        on_behalf_of: str | None = None,
        key: str | None = None,
    ) -> Answer:
        """Do an action of a case.

        Raises:
            UnknownCase, UnknownPerson: something named is not there.
            Conflict: `key` was used before for another request.
            Retryable: the database was busy or away.
        """
        return self._handle(
            action, case, by, on_behalf_of, key, lambda origin: Act(origin, action, data or {}, note)
        )

    def cancel(
        self, case: str, *, by: str, note: str, on_behalf_of: str | None = None, key: str | None = None
    ) -> Answer:
        """End a case without success or failure, by whoever may start it."""
        return self._handle("cancel", case, by, on_behalf_of, key, lambda origin: Cancel(origin, note))

    def urge(
        self,
        case: str,
        text: str,
        *,
        by: str,
        within: Term | None = None,
        to: Sequence[str] = (),
        urgent: bool = False,
        on_behalf_of: str | None = None,
        key: str | None = None,
    ) -> Answer:
        """Urge those who have to act (催办).

        Args:
            case: the case.
            text: what they are told.
            by: whoever stands above the case: see `core.urging.urging_roles`.
            within: how long they have to answer; the end without an answer is flagged.
            to: people urged by name; otherwise whoever has to act when they are told.
            urgent: told at once, at night and on days off too.
            on_behalf_of: for whom; needs a delegation.
            key: the command id.
        """
        people = tuple(to)
        return self._handle(
            "urge", case, by, on_behalf_of, key, lambda origin: Urge(origin, text, within, people, urgent)
        )

    def answer(
        self,
        case: str,
        urge: int,
        text: str,
        *,
        by: str,
        on_behalf_of: str | None = None,
        key: str | None = None,
    ) -> Answer:
        """Answer the urge of that number, by whoever has to act, was named, or heads the unit."""
        return self._handle(
            "answer", case, by, on_behalf_of, key, lambda origin: AnswerUrge(origin, urge, text)
        )

    def roll(
        self, case: str, groups: Mapping[str, Sequence[str]], *, by: str, key: str | None = None
    ) -> Answer:
        """Say who may vote in the running ballot, per group."""
        listed = {group: tuple(people) for group, people in groups.items()}
        return self._handle("roll", case, by, None, key, lambda origin: Roll(origin, listed))

    def cast(self, case: str, *, group: str, choice: str, by: str, key: str | None = None) -> Answer:
        """Hand in a ballot. A secret one is final; an open one may be changed until it closes."""
        return self._handle("cast", case, by, None, key, lambda origin: Cast(origin, group, choice))

    def tally(
        self, case: str, groups: Mapping[str, Mapping[str, int]], *, by: str, key: str | None = None
    ) -> Answer:
        """Enter a paper count per group: `invited`, one number a choice, `void`; `by` signs for it."""
        return self._handle("tally", case, by, None, key, lambda origin: Tally(origin, groups))

    def _handle(
        self,
        what: str,
        case: str,
        by: str,
        on_behalf_of: str | None,
        key: str | None,
        command: Callable[[Origin], Command],
    ) -> Answer:
        def work(connection: Connection) -> Answer:
            origin = self._origin(connection, by, on_behalf_of, key)
            handler = self._handler(connection)
            answer = self._answer(connection, handler, handler.handle(case, command(origin)), origin)
            answer.touched = handler.touched
            return answer

        return self._followed(
            told(what, by, self._blaming(Suspect(case), lambda: self._door.act(work)), case)
        )

    def _followed(self, answer: Answer) -> Answer:
        """The answer, once whatever a gate now lets happen has happened to other cases.

        What was asked for is stored by now, and is answered whatever becomes of the rest, which the night finds too.
        """
        self._follow_on(answer.touched)
        return answer

    def _answer(
        self, connection: Connection, handler: Handler, handled: Handled | Again, origin: Origin
    ) -> Answer:
        day = local_day(origin.at, self._setting(connection).zone)
        sight = Sight(self._work(connection), origin.actor, day, handler.family)
        if isinstance(handled, Again):
            return self._answer_again(connection, handled, sight)
        if handled.case is None:
            return Answer(None, self._by_name(connection, handled.refusals))
        if handled.refusals:
            return Answer(
                None, self._by_name(connection, sight.shade(handled.case).refusals(handled.refusals))
            )
        return Answer(handled.case, see=self._shaded(connection, handled.case, origin.at, sight))

    def _shaded(
        self, connection: Connection, case: Case, now: datetime, sight: Sight
    ) -> Callable[[Case], View]:
        """How a case is shown to whoever acted in it; a voter who may not know of it learns of the ballot only."""
        see, shade = self._viewer(connection, case, now), sight.shade(case)
        if sight.sees(case):
            return lambda case: shade.view(see(case))
        return lambda case: {name: one for name, one in see(case).items() if name in _OF_A_BALLOT}

    def _answer_again(self, connection: Connection, again: Again, sight: Sight) -> Answer:
        """The first answer once more: the case as it stood then, at the time it was given."""
        events = list(self._events(connection, again.case, again.seq))
        case = replay(events)
        if case is None:
            raise UnknownCase(case=again.case)
        now = instant(events[-1].body["recorded_at"])
        return Answer(case, see=self._shaded(connection, case, now, sight))

    def _new_id(self, connection: Connection, workflow: str) -> str:
        """A rehearsal counts its cases, so that playing it again gives the same record; the confidential ones apart."""
        if not self._settings(connection).rehearsal:
            return new_id()
        counted, hidden = confidential.roots(connection, self._work(connection).confidential())
        if self._definitions.newest(connection, workflow).definition.confidential is not None:
            return hidden_id(hidden + 1)
        return f"case-{counted + 1}"

    def _handler(self, connection: Connection) -> Handler:
        return Handler(self._work(connection), self._setting(connection), alone=True)


_OF_A_BALLOT = ("case", "workflow", "version", "digest", "unit", "ballot")


def told(action: str, actor: str, answer: Answer, case: str | None = None) -> Answer:
    """The answer, with a line in the log of a process that keeps one. What was filled in is not told."""
    stands = answer.stands
    if stands is None:
        say(
            "case.refused", case=case, action=action, actor=actor, codes=[one.code for one in answer.refusals]
        )
    else:
        say("case.acted", case=stands.id, action=action, actor=actor, state=stands.state, seq=stands.seq)
    return answer
