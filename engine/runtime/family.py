"""Ids of cases and their families: a child's id is its parent's with a part added.

So the ancestors of a case are known from its id, and sorting ids puts an ancestor before its
children: cases are always locked in that order.
"""

from __future__ import annotations

import secrets

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0 o 1 i l, which people misread."""


def new_id() -> str:
    """An id for a case of its own: 12 letters, some 59 bits of chance."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def lineage(case: str) -> list[str]:
    """The case and its ancestors, the eldest first."""
    parts = case.split(".")
    return [".".join(parts[: length + 1]) for length in range(len(parts))]
