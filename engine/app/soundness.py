"""Whether the record is sound: held against itself, and told by one digest. What that takes is loaded when it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ..core.seeing import Trusted, Viewer
from ..errors import UnknownCase
from ..store import records
from .base import Base

if TYPE_CHECKING:
    from ..store.verify import Flaw


class Soundness(Base):
    """Looking at the record as a record, which changes nothing."""

    def verify(self, case: str | None = None, *, by: Viewer = None) -> tuple[int, list[Flaw]]:
        """Replay and hash-check one case or all: how many were looked at, and everything found wrong.

        All are looked at, whoever asks; of what is wrong with a confidential case only its id is told to those
        who may not know of it.

        Raises:
            UnknownCase: there is neither a case nor a record of that id.
        """
        from ..store.verify import verify_case  # only this question needs it

        def work(connection: Connection) -> tuple[int, list[Flaw]]:
            if case is None:
                checked, flaws = self._verify_all(connection)
                return checked, self._discreet(connection, flaws, by)
            if by is not Trusted and self._work(connection).secret([case]):
                self._case(connection, case, self._sight(connection, by))
            flaws = verify_case(connection, case, lambda one: self._person_of(connection, one))
            if records.case_of(connection, case) is None and not any(records.events_of(connection, case)):
                raise UnknownCase(case=case)
            return 1, flaws

        return self._door.read(work)

    def digest(self, case: str | None = None, *, by: Viewer = None) -> str:
        """One digest over every event of the record, or of one case: equal where the records are, byte for byte.

        It is made of the seals of the events; whether these are sound, `verify` says.

        Raises:
            UnknownCase: the case is confidential, and not for `by` to know of.
        """
        from ..store import seals

        def work(connection: Connection) -> str:
            if case is not None and by is not Trusted and self._work(connection).secret([case]):
                self._case(connection, case, self._sight(connection, by))
            return seals.digest_of_record(connection, case)

        return self._door.read(work)

    def event_count(self) -> int:
        """How many events there are."""
        from ..store import seals

        return self._door.read(seals.count_events)

    def _verify_all(self, connection: Connection) -> tuple[int, list[Flaw]]:
        from ..store.verify import verify_case
        from ..store.verify_registers import verify_registers

        checked, flaws, last = 0, [], ""
        while page := records.case_ids(connection, after=last):
            for case in page:
                flaws += verify_case(connection, case, lambda one: self._person_of(connection, one))
            checked, last = checked + len(page), page[-1]
        return checked, [*flaws, *verify_registers(connection)]

    def _discreet(self, connection: Connection, flaws: list[Flaw], by: Viewer) -> list[Flaw]:
        """Flaws, each confidential case of them once and without a word more than that it has some."""
        from ..store.verify import Flaw

        secret = (
            self._work(connection).secret({one.case for one in flaws}) if by is not Trusted else frozenset()
        )
        told = [one for one in flaws if one.case not in secret]
        return told + [Flaw(one, "confidential", None, {}) for one in sorted(secret)]
