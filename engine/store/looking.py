"""One look at many cases, in which nothing is written: what several of them ask for is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from ..core.case import Case
from ..ports import Directory
from .definitions import Definitions
from .uow import SqlUnitOfWork


class Looking(SqlUnitOfWork):
    """`ports.UnitOfWork` for reading, which keeps what it has read as long as it lives.

    Hundreds of cases of one unit wait for the same other case. Whoever then acts on what was seen reads it again,
    under the lock.
    """

    def __init__(
        self, connection: Connection, definitions: Definitions, directory: Callable[[Connection], Directory]
    ) -> None:
        super().__init__(connection, definitions, directory)
        self._others: dict[tuple[str, tuple[str, ...] | None, bool], tuple[Case, ...]] = {}

    def others(self, workflow: str, units: Sequence[str] | None, *, filled: bool = True) -> tuple[Case, ...]:
        """See `ports.UnitOfWork`."""
        asked = workflow, None if units is None else tuple(units), filled
        if asked not in self._others:
            self._others[asked] = tuple(super().others(workflow, units, filled=filled))
        return self._others[asked]
