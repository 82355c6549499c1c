"""Batches (统一报): several cases forwarded together under one number, each with its own result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Connection

from ..core.commands import Act, Origin
from ..core.refusals import Refusal
from ..core.seeing import Viewer
from ..core.text import Text
from ..core.times import local, local_day, stamp
from ..errors import InvalidInput, Refused, UnknownBatch, UnknownCase
from ..runtime.family import lineage
from ..runtime.handler import Handler
from ..runtime.sight import Sight
from ..store import batches as store
from . import undoing
from .acts import told
from .base import Answer, View
from .succession import Succession
from .suspicion import Suspect


class Batch(Struct):
    """What became of a batch."""

    number: int | None
    """Its number; `None` when nothing was done."""
    results: dict[str, Answer] = field(default_factory=dict)
    """Of each case: how it then stood, or why nothing happened to it."""

    @property
    def ok(self) -> bool:
        """Whether it happened to all of them."""
        return all(one.ok for one in self.results.values())


class Batches(Succession):
    """Forwarding together."""

    def batch(
        self,
        action: str,
        cases: Sequence[str],
        *,
        by: str,
        data: Mapping[str, Any] | None = None,
        note: str | None = None,
        on_behalf_of: str | None = None,
        all_or_nothing: bool = False,
    ) -> Batch:
        """Do one action of several cases together, in one transaction and under one number.

        A case that refuses keeps nothing of it; the others go on, unless all or nothing was asked for. A batch of
        which nothing happened has no number.

        Args:
            action: the action, of each of them.
            cases: the cases; one is enough, one named twice counts once.
            by: who acts.
            data: what is filled in, the same with each.
            note: the cover note, recorded with each.
            on_behalf_of: for whom; needs a delegation.
            all_or_nothing: one refusal undoes the whole batch.

        Raises:
            InvalidInput: no case was named.
            UnknownCase, UnknownPerson: something named is not there; nothing was done.
            Retryable: the database was busy or away.
        """
        ids = list(dict.fromkeys(cases))
        if not ids:
            raise InvalidInput(_EMPTY)
        touched: set[tuple[str, str]] = set()
        suspect = Suspect()

        def work(connection: Connection) -> Batch:
            touched.clear()
            origin = self._origin(connection, by, on_behalf_of, None)
            # The number first: whoever forwards a batch meanwhile waits here, holding no case.
            secret = self._work(connection).secret(ids).issuperset(ids)
            number = store.begin_batch(connection, stamp(origin.recorded_at), secret=secret)
            self._lock(connection, ids, origin)
            origin, results = replace(origin, batch=number), {}
            for case in ids:
                suspect.case = case
                command = Act(origin, action, dict(data or {}), note)
                results[case] = self._one_of_batch(connection, case, command, origin, touched)
            done = Batch(number, results)
            if not any(one.ok for one in results.values()) or (all_or_nothing and not done.ok):
                raise undoing.UndoError(Batch(None, {case: _undone(one) for case, one in results.items()}))
            store.keep_batch(connection, number, _kept(action, origin, note, results))
            return done

        done = self._blaming(suspect, lambda: undoing.act(self._door, work))
        for case, answer in done.results.items():
            told(action, by, answer, case)
        if done.number is not None:
            self._follow_on(touched)
        return done

    def batch_view(self, number: int, *, by: Viewer = None) -> View:
        """A batch as it was: `{number, action, actor, on_behalf_of, at, note, results}`.

        Each result: `{case, done, codes, states, status}`: whether it happened, the codes of the refusal, where the
        case stands now. Cases that the viewer may not know of are left out; a batch of nothing else is unknown.

        Raises:
            UnknownBatch: there is none of that number.
        """

        def work(connection: Connection) -> View:
            found = store.read_batch(connection, number)
            if found is None:
                raise UnknownBatch(number=number)
            at, kept = found
            loaded = self._work(connection).load([one["case"] for one in kept["results"]], "none")
            sight = self._sight(connection, by)
            cases = {name: one for name, one in loaded.items() if sight.sees(one.case)}
            if loaded and not cases:
                raise UnknownBatch(number=number)
            results = [
                {
                    **one,
                    "states": list(cases[one["case"]].case.body["states"]),
                    "status": cases[one["case"]].case.status,
                }
                for one in kept["results"]
                if one["case"] in cases
            ]
            head = {"number": number, "at": local(at, self._setting(connection).zone)}
            cover = {name: kept.get(name) for name in _COVER}
            untold = frozenset[str]().union(*(sight.shade(one.case).people for one in cases.values()))
            cover |= {name: None for name in ("actor", "on_behalf_of") if cover[name] in untold}
            return {**head, **cover, "results": results}

        return self._blaming(Suspect(), lambda: self._door.read(work))

    def _lock(self, connection: Connection, cases: list[str], origin: Origin) -> None:
        """Lock all of them with their ancestors, in the one order in which everybody locks.

        Raises:
            UnknownCase: one is not there, or not for whoever acts; the first of those named.
        """
        family, work = sorted({one for case in cases for one in lineage(case)}), self._work(connection)
        held = work.load(family, "wait")
        day = local_day(origin.at, self._setting(connection).zone)
        sight = Sight(work, origin.actor, day, held)
        for case in cases:
            if case not in held or not sight.admits(held[case].case, origin):
                raise UnknownCase(case=case)

    def _one_of_batch(
        self, connection: Connection, case: str, command: Act, origin: Origin, touched: set[tuple[str, str]]
    ) -> Answer:
        handler = Handler(self._work(connection), self._setting(connection))
        try:
            # What follows from an act may be refused (a child that cannot be opened): then all of it is taken back.
            with connection.begin_nested():
                answer = self._answer(connection, handler, handler.handle(case, command), origin)
        except Refused as refused:
            return Answer(None, refused.refusals)
        touched |= handler.touched
        return answer


def _undone(answer: Answer) -> Answer:
    return Answer(None, (Refusal("batch-undone"),)) if answer.ok else answer


_COVER = ("action", "actor", "on_behalf_of", "note")


def _kept(action: str, origin: Origin, note: str | None, results: Mapping[str, Answer]) -> dict[str, Any]:
    return {
        "action": action,
        "actor": origin.actor,
        "on_behalf_of": origin.on_behalf_of,
        "note": note,
        "results": [
            {"case": case, "done": one.ok, "codes": [refusal.code for refusal in one.refusals]}
            for case, one in results.items()
        ],
    }


_EMPTY = Text("请至少写一个事项", "name at least one case")
