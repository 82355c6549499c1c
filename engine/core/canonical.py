"""Values as canonical JSON text: the same value gives the same bytes, in any process.

Keys sorted, no blanks, UTF-8, no floats (a number with a fraction is kept as decimal text), no
`null` inside a case. What is hashed is exactly this text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from msgspec import DecodeError
from msgspec.json import Decoder, Encoder

_ENCODER = Encoder(order="sorted")
_DECODER = Decoder[Any]()


def dumps(value: Any) -> str:
    """The canonical text of a value made of dict with text as keys, list, str, int, bool and None.

    Raises:
        ValueError: there is a number in it that is none (NaN, infinity).
    """
    return _encoded(value).decode()


def loads(text: str) -> Any:
    """The value of a canonical text; `ValueError` when it is none."""
    try:
        return _DECODER.decode(text)
    except DecodeError as error:
        raise ValueError(str(error)) from None


def digest(value: Any) -> str:
    """SHA-256 of the canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(_encoded(value)).hexdigest()


def _encoded(value: Any) -> bytes:
    text = _ENCODER.encode(value)
    if b"null" in text:  # the encoder writes a number that is none like nothing at all
        _refuse_no_numbers(value)
    return text


def _refuse_no_numbers(value: Any) -> None:
    found = [value]
    for one in found:  # which grows while it is gone through
        kind = type(one)
        if kind in _PLAIN:
            continue
        if kind is dict:
            found += one.values()
        elif kind is list:
            found += one
        elif isinstance(one, float) and not isfinite(one):
            raise ValueError(f"{one} is no number and has no canonical text")
        elif isinstance(one, Mapping):
            found += one.values()
        elif isinstance(one, Iterable):
            found += one


_PLAIN = frozenset({str, int, bool, type(None)})
