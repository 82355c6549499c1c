"""Documents: their editions, what differs between two, and corrections of what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from ..core.commands import Correct
from ..core.definition import Definition
from ..core.differences import differences
from ..core.editions import Cause, Edition, Editions, document_of, editions_of, has_editions
from ..core.refusals import Refusal
from ..core.seeing import Viewer
from ..core.text import named
from ..core.times import local
from ..errors import Refused
from .acts import Acts
from .base import Answer, View


class Documents(Acts):
    """What a case said and says."""

    def correct(
        self,
        case: str,
        data: Mapping[str, Any],
        *,
        by: str,
        note: str,
        on_behalf_of: str | None = None,
        key: str | None = None,
    ) -> Answer:
        """Correct fields of a case, open or ended, by an event of its own that tells old and new.

        Args:
            case: the case.
            data: the fields with what they should say; `None` takes one away. A list is given whole.
            by: whoever may correct (`correct: {by: …}` of the workflow), else whoever may start a case.
            note: why.
            on_behalf_of: for whom; needs a delegation.
            key: the command id.

        Raises:
            UnknownCase, UnknownPerson: something named is not there.
            Conflict: `key` was used before for another request.
        """
        return self._handle(
            "correct", case, by, on_behalf_of, key, lambda origin: Correct(origin, dict(data), note)
        )

    def editions(self, case: str, *, by: Viewer = None) -> View:
        """The editions of a case's document: `{case, fields, editions, since}`.

        Each edition: `{edition, seq, at, recorded_at, actor, on_behalf_of, action, round, note, document, causes}`;
        `causes` tells what had happened to the one before, `since` what has happened to the last.

        Raises:
            UnknownCase: there is no such case.
            Refused: no action of its workflow makes an edition.
        """

        def work(connection: Connection) -> View:
            found, fields, _ = self._editions(connection, case, by)
            zone = self._setting(connection).zone

            def told(cause: Cause) -> View:
                return {
                    "seq": cause.seq,
                    "kind": cause.kind,
                    "at": local(cause.at, zone),
                    "actor": cause.actor,
                    "action": cause.action,
                    "state": cause.state,
                    "note": cause.note,
                    "data": dict(cause.data),
                    "round": cause.round,
                }

            def view(edition: Edition) -> View:
                return {
                    "edition": edition.number,
                    "seq": edition.seq,
                    "at": local(edition.at, zone),
                    "recorded_at": local(edition.recorded_at, zone),
                    "actor": edition.actor,
                    "on_behalf_of": edition.on_behalf_of,
                    "action": edition.action,
                    "round": edition.round,
                    "note": edition.note,
                    "document": dict(edition.document),
                    "causes": [told(one) for one in edition.causes],
                }

            return {
                "case": case,
                "fields": list(fields),
                "editions": [view(one) for one in found.editions],
                "since": [told(one) for one in found.since],
            }

        return self._of(case, work)

    def differences(
        self, case: str, old: int | None = None, new: int | None = None, *, by: Viewer = None
    ) -> View:
        """What differs between two editions: `{case, old, new, fields, changes}`; `old` is 0 before the first.

        Args:
            case: the case.
            old: the earlier edition; alone it means what is new in that edition.
            new: the later one. Without either: what is new in the last edition.
            by: who looks; fields that are private and not theirs to see are left out.

        Raises:
            UnknownCase: there is no such case.
            Refused: there is no such edition.
        """

        def work(connection: Connection) -> View:
            found, fields, definition = self._editions(connection, case, by)
            last = found.editions[-1].number if found.editions else 0
            later = new if new is not None else old if old is not None else last
            earlier = old if old is not None and new is not None else later - 1
            documents: list[Mapping[str, Any]] = []
            for number in (earlier, later):
                edition = found.number(number)
                if edition is None and (number != 0 or later == 0):
                    known = [one.number for one in found.editions]
                    raise Refused(
                        [Refusal("no-edition", {"number": number, "case": case, "last": len(known)})]
                    )
                documents.append(edition.document if edition is not None else {})
            changes = differences(definition, fields, *documents)
            return {
                "case": case,
                "old": earlier,
                "new": later,
                "fields": list(fields),
                "changes": [one.json() for one in changes],
            }

        return self._of(case, work)

    def _editions(
        self, connection: Connection, case: str, by: Viewer
    ) -> tuple[Editions, tuple[str, ...], Definition]:
        sight = self._sight(connection, by)
        stored = self._case(connection, case, sight)
        definition, shade = self._definition(connection, stored), sight.shade(stored)
        if not has_editions(definition):
            raise Refused([Refusal("no-editions", {"workflow": named(definition)})])
        fields = tuple(one for one in document_of(definition) if one not in shade.fields)
        return editions_of(definition, self._events_seen(connection, case, shade)), fields, definition
