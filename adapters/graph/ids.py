"""Names for boxes that no picture language takes for a word of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable


def names(ids: Iterable[str]) -> dict[str, str]:
    """A distinct name of letters, digits and underscores for every id, close to it."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for one in ids:
        name = wanted = "s_" + re.sub(r"[^a-zA-Z0-9]", "_", one)
        number = 1
        while name in taken:
            number += 1
            name = f"{wanted}_{number}"
        taken.add(name)
        found[one] = name
    return found
