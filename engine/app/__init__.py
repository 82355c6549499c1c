"""The way in: everything a host, the command line or a scheduler asks of the engine.

    duban = Duban("sqlite:///duban.db")
    answer = duban.act("4kq…", "endorse", by="wang")
    if not answer.ok:
        for refusal in answer.refusals:
            print(refusal.message("zh"))

Inside a host's transaction: `Duban(session).act(…)`; the engine then neither commits nor rolls back.
"""

from __future__ import annotations

from .base import Answer, View
from .draws import Draws
from .earlier import EarlierCases
from .notices import Notices
from .questions import Questions
from .registers import Registers
from .reports import Reports
from .soundness import Soundness
from .upkeep import Upkeep

__all__ = ["Answer", "Duban", "View"]


class Duban(EarlierCases, Questions, Draws, Reports, Notices, Registers, Soundness, Upkeep):
    """The engine on a database. One object serves a whole process; threads may share it."""
