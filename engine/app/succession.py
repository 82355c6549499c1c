"""Succession: in every open case where somebody is named in a role, another takes the place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct, field
from sqlalchemy import Connection

from ..core.commands import HandOver
from ..core.seeing import Trusted
from ..core.succession import still_named
from ..core.text import Text
from ..errors import InvalidInput, UnknownCase, UnknownPerson, UnknownUnit
from ..runtime.sight import Sight
from ..store import records
from .base import Answer, View
from .documents import Documents


class HandedOver(Struct):
    """What became of a hand-over, case by case."""

    results: dict[str, Answer] = field(default_factory=dict)
    """Of every open case where the person is named in a role: the case, or why not."""
    fields: dict[str, list[str]] = field(default_factory=dict)
    """Of each case handed over: the fields, and columns of records, that now name the successor."""
    left: dict[str, list[str]] = field(default_factory=dict)
    """Of any case looked at: where the person is still named, as a matter of fact and not in a role."""

    @property
    def ok(self) -> bool:
        """Whether no case was refused."""
        return all(one.ok for one in self.results.values())


class Succession(Documents):
    """People move; what they were named for goes on."""

    def hand_over(
        self,
        old: str,
        new: str,
        *,
        by: str,
        note: str,
        unit: str | None = None,
        case: str | None = None,
        on_behalf_of: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> HandedOver:
        """Put a successor into the place of somebody in open cases, each in a transaction of its own.

        Asked again it does what is left and nothing twice. Of cases that whoever asks may not know of, nothing is
        done and nothing told; nor of one that has gone, or that they may not know of any more, when its turn comes.

        Args:
            old: who gives the place up.
            new: who takes it.
            by: the head of the unit of each case or of one above it, or a holder of the post `admin`; in a
                confidential case, also those to whom it is open.
            note: why.
            unit: only the cases of this unit.
            case: only this case and its children.
            on_behalf_of: for whom; needs a delegation.
            progress: told how many cases have been looked at.

        Raises:
            InvalidInput: both are the same person.
            UnknownPerson, UnknownUnit, UnknownCase: something named is not there.
        """
        if old == new:
            raise InvalidInput(_SAME, person=old)
        found = self._door.read(lambda connection: self._named(connection, old, new, by, unit, case))
        done = HandedOver()
        for number, one in enumerate(found, 1):
            with suppress(UnknownCase):  # gone meanwhile, or theirs to know no more: the others go on
                answer = self._handle(
                    "hand-over", one, by, on_behalf_of, None, lambda origin: HandOver(origin, old, new, note)
                )
                self._take(done, one, answer, old, by, named=one == case)
            if progress is not None:
                progress(number)
        if case is not None and case in done.results and len(done.results) > 1:
            only = [one.code for one in done.results[case].refusals] == ["not-named"]
            if only:  # its children name them, and that is what was asked for
                del done.results[case]
        return done

    def _take(self, done: HandedOver, case: str, answer: Answer, old: str, by: str, *, named: bool) -> None:
        """Keep what became of one case; one in which nobody is in a role is none that was refused, unless asked for."""
        if answer.ok or named or all(one.code != "not-named" for one in answer.refusals):
            done.results[case] = answer
        left, fields = self._of(
            case, lambda connection: self._left(connection, case, old, by, handed=answer.ok)
        )
        if left:
            done.left[case] = left
        if answer.ok:
            done.fields[case] = fields

    def _left(
        self, connection: Connection, case: str, person: str, by: str, *, handed: bool
    ) -> tuple[list[str], list[str]]:
        """Where a person is still named, and what the hand-over that has just happened says that it changed."""
        # Whoever has just handed over their own place may not know of the case any more, but knows what they did.
        stored = self._case(connection, case, self._sight(connection, Trusted))
        shade = self._sight(connection, by).shade(stored)
        still = still_named(self._definition(connection, stored), shade.case(stored).data, person)
        told = (one for one in self._events_seen(connection, case, shade) if one.kind == "handed-over")
        fields = [list(one.body["fields"]) for one in told] if handed else []
        return still, fields[-1] if fields else []

    def _named(
        self, connection: Connection, old: str, new: str, by: str, unit: str | None, case: str | None
    ) -> list[str]:
        directory = self._work(connection).directory
        if unit is not None and directory.unknown([], [unit]):
            raise UnknownUnit(unit=unit)
        for person in (by, new):
            if directory.unknown([person], []):
                raise UnknownPerson(person=person)
        sight = self._sight(connection, by)
        if case is not None:
            self._case(connection, case, sight)
        found = self._those_seen(
            connection, records.open_cases_naming(connection, old, unit=unit, under=case), sight
        )
        if not found and directory.unknown([old], []):
            raise UnknownPerson(person=old)
        return list(dict.fromkeys(([case] if case is not None else []) + found))

    def _those_seen(self, connection: Connection, cases: list[str], sight: Sight) -> list[str]:
        """Those of the cases that the viewer may know of."""
        secret = self._work(connection).secret(cases)
        hidden = secret - self._known_to(connection, secret, sight)
        return [one for one in cases if one not in hidden]


def handed_view(done: HandedOver, reasons: Callable[[Answer], list[View]]) -> View:
    """A hand-over in JSON values: `{handed, refused, left}`."""
    return {
        "handed": [{"case": case, "fields": fields} for case, fields in done.fields.items()],
        "refused": [
            {"case": case, "reasons": reasons(one)} for case, one in done.results.items() if not one.ok
        ],
        "left": [{"case": case, "fields": fields} for case, fields in done.left.items()],
    }


_SAME = Text(
    "{person} 不能交接给本人；请另写接手的人", "{person} cannot hand over to themselves; name somebody else"
)
