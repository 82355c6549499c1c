"""What happened. Every event carries its change, so an old record replays without today's rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

VERSION = 1
"""The version of the body's shape, written into every event."""

KINDS = (
    "started",
    "moved",
    "reminded",
    "overdue",
    "escalated",
    "stayed",
    "stopped",
    "resumed",
    "fulfilled",
    "recounted",
    "child-ended",
    "child-settled",
    "child-reopened",
    "opened",
    "reopened",
    "rolled",
    "cast",
    "tallied",
    "cancelled",
    "urged",
    "answered",
    "unanswered",
    "recounted",
    "corrected",
    "handed-over",
)


class Event(Struct, frozen=True):
    """One step of a case: `body` is what is hashed and kept, as canonical JSON values.

    Keys: `v seq kind action from to actor on_behalf_of at recorded_at channel user key data note
    role facts change edition batch imported_by`; those without a value are left out.
    """

    seq: int
    kind: str
    body: Mapping[str, Any]

    @property
    def change(self) -> Mapping[str, Any]:
        """The merge patch that leads from the case before to the case after."""
        change: Mapping[str, Any] = self.body["change"]
        return change

    @property
    def is_news(self) -> bool:
        """Whether anybody is told: not of a ballot, whose order stays untold, nor of a count that moved no date.

        Nor of what was entered long after it happened.
        """
        if "imported_by" in self.body:
            return False
        if self.kind == "recounted":
            return bool(self.body.get("due") != self.body.get("before"))
        return self.kind != "cast"
