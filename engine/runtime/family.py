"""Ids of cases and their families: a child's id is its parent's with a part added.

So the ancestors of a case are known from its id, and sorting ids puts an ancestor before its
children: cases are always locked in that order.
"""

from __future__ import annotations

import hashlib
import secrets

from ..core.case import lineage

__all__ = ["hidden_id", "lineage", "new_id"]

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0 o 1 i l, which people misread."""


def new_id() -> str:
    """An id for a case of its own: 12 letters, some 59 bits of chance."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def hidden_id(number: int) -> str:
    """The id of a rehearsal's confidential case: apart from those that are counted, which so have no gap."""
    sealed = hashlib.sha256(f"confidential {number}".encode()).digest()
    return "".join(_LETTERS[one % len(_LETTERS)] for one in sealed[:12])
