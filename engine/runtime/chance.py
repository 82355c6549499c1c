"""What decides a draw: the machine's chance, and on a rehearsal the clock and the case, so that it can be played again."""

from __future__ import annotations

import secrets
from hashlib import sha256

from ..core.case import Case
from ..core.commands import Command, Start
from ..core.times import stamp


def chance(command: Command, case: Case | None, *, rehearsal: bool) -> str:
    """The chance handed in with the facts of a command: 128 bits, as hexadecimal digits."""
    if not rehearsal:
        return secrets.token_hex(16)
    name, seq = (case.id, case.seq) if case is not None else ("", 0)
    if isinstance(command, Start):
        name = command.case
    return sha256(f"{stamp(command.origin.at)}\n{name}\n{seq}".encode()).hexdigest()[:32]
