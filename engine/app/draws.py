"""Samples that were drawn: drawn again from what the record kept, and held against it."""

from __future__ import annotations

from sqlalchemy import Connection

from ..core.sampling import again, agrees
from ..core.seeing import Viewer
from ..core.times import local
from ..store import records
from ..store.readable import read_event
from .base import Base, View


class Draws(Base):
    """Reading draws, which changes nothing."""

    def draws(self, case: str, *, by: Viewer = None) -> list[View]:
        """Every sample drawn in a case, in the order they were: what it was drawn from, by which seed, and drawn again.

        `again` is what frame, exclusions and seed give now (`None` of a method not known here), `agrees`
        whether that is what the record holds.

        `by` is who looks: a draw from or into a private field is kept from those it is private from.

        Raises:
            UnknownCase: there is no such case for them.
        """

        def work(connection: Connection) -> list[View]:
            sight = self._sight(connection, by)
            shade = sight.shade(self._case(connection, case, sight))
            zone = self._setting(connection).zone
            told: list[View] = []
            for event in records.events_of(connection, case):
                body = shade.body(read_event(case, event.seq, event.body)) or {}
                draw = body.get("draw")
                if draw is None:
                    continue
                sound = agrees(draw)
                told.append(
                    {
                        "number": len(told) + 1,
                        "seq": body["seq"],
                        "at": local(body["at"], zone),
                        "actor": body["actor"],
                        "action": body["action"],
                        **draw,
                        "again": again(draw) if sound else _tried(draw),
                        "agrees": sound,
                    }
                )
            return told

        return self._of(case, work)


def _tried(draw: View) -> list[str] | None:
    try:
        return again(draw)
    except (KeyError, TypeError, ValueError, AttributeError):  # what was kept is no whole draw
        return None
