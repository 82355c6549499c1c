"""Values as canonical JSON text: the same value gives the same bytes, in any process.

Keys sorted, no blanks, UTF-8, no floats (a number with a fraction is kept as decimal text), no
`null` inside a case. What is hashed is exactly this text.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)
_DECODER = json.JSONDecoder()


def dumps(value: Any) -> str:
    """The canonical text of a value made of dict, list, str, int, bool and None."""
    return _ENCODER.encode(value)


def loads(text: str) -> Any:
    """The value of a canonical text; `ValueError` when it is none."""
    return _DECODER.decode(text)


def digest(value: Any) -> str:
    """SHA-256 of the canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()
