"""What broke while a case was looked at, blamed on its record where that is damaged.

A snapshot may be of the right outer shape and wrong inside; then whatever reads it breaks somewhere. To
check each snapshot in full before it is read would cost every act; so the record is held against itself
only after something broke. Where it is sound, the fault is ours and stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from sqlalchemy import Connection

from ..core.case import Case
from ..core.text import Text
from ..errors import DubanError, StorageFault, UnknownWorkflow, UnreadableRecord
from ..runtime.family import lineage
from ..store import records
from ..store.door import Door

_Result = TypeVar("_Result")
PersonOf = Callable[[Connection, Case], str | None]


class Suspect:
    """The case that is being looked at."""

    def __init__(self, case: str | None = None) -> None:
        self.case = case

    def each(self, cases: Iterable[Case]) -> Iterator[Case]:
        """The cases one after the other, each suspected while it is looked at."""
        for case in cases:
            self.case = case.id
            yield case
        self.case = None


def blame(door: Door, suspect: Suspect, call: Callable[[], _Result], person_of: PersonOf) -> _Result:
    """What the call gives.

    Raises:
        UnreadableRecord: it broke, and the record of the case, or of one above it, is damaged.
    """
    try:
        return call()
    except UnreadableRecord:
        raise
    except Exception as error:
        if isinstance(error, DubanError) and not isinstance(error, (StorageFault, UnknownWorkflow)):
            raise
        found = _look(door, suspect, error, person_of)
        if found is None:
            raise
        raise found from error


def _look(door: Door, suspect: Suspect, error: Exception, person_of: PersonOf) -> UnreadableRecord | None:
    from ..store.verify import verify_case  # only when something broke

    def work(connection: Connection) -> UnreadableRecord | None:
        for case in reversed(lineage(suspect.case)) if suspect.case is not None else ():
            for flaw in verify_case(connection, case, lambda one: person_of(connection, one)):
                return UnreadableRecord(case=case, what=Text(flaw.message("zh"), flaw.message("en")))
        if "decode" in str(error):  # the case after the one suspected could not even be fetched
            unread = records.undecodable(connection)
            return UnreadableRecord(case=unread, what=records.NO_TEXT) if unread is not None else None
        return None

    try:
        return door.read(work)
    except Exception:  # noqa: BLE001 - what broke first is what is told
        return None
