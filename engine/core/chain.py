"""The hash chain of a case: every event is sealed to the one before it.

`hash = H("duban/event/v1" NUL case-id NUL seq(8 bytes, big-endian) previous-hash body)`. The first
event's predecessor is derived from the id of the case. The algorithm is named beside every hash.
"""

from __future__ import annotations

import hashlib

ALGORITHM = "sha256"
_LABEL = b"duban/event/v1\0"


def genesis(case: str, algorithm: str = ALGORITHM) -> str:
    """What stands in place of a hash before the first event of a case."""
    return hashlib.new(algorithm, b"duban/case/v1\0" + case.encode()).hexdigest()


def link(case: str, seq: int, previous: str, body: str, algorithm: str = ALGORITHM) -> str:
    """The hash of an event from its place, its predecessor's hash and its canonical text."""
    sealed = hashlib.new(algorithm, _LABEL)
    sealed.update(case.encode() + b"\0" + seq.to_bytes(8, "big") + bytes.fromhex(previous))
    sealed.update(body.encode())
    return sealed.hexdigest()
