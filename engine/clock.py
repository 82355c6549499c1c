"""Where the time comes from."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This instant, UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands until it is set: for tests and rehearsals."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to, UTC."""
        return self._now

    def set(self, now: datetime) -> None:
        """Set it, to any instant."""
        self._now = now.astimezone(UTC)
