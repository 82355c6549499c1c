"""Every code a check of a definition may give, with its sentence and its way out, in both languages.

What is said about guards and terms is worded where those are read; it is taken up here, so that one
table holds all codes.
"""

from __future__ import annotations

from typing import NamedTuple

from ..core.terms import TERM_PROBLEMS
from ..core.text import Text
from .expressions.problems import PROBLEMS
from .messages_decisions import DECISIONS
from .messages_graph import GRAPH
from .messages_linking import LINKING
from .messages_meaning import MEANING
from .messages_reading import READING, syntax_problem
from .messages_secrecy import SECRECY

__all__ = ["MESSAGES", "Message", "syntax_problem"]


class Message(NamedTuple):
    """The sentence of a finding, and what to do about it."""

    message: Text
    hint: Text


def _catalogue() -> dict[str, Message]:
    rows = (*READING, *MEANING, *LINKING, *GRAPH, *SECRECY, *DECISIONS)
    own = {code: Message(Text(zh, en), Text(hint_zh, hint_en)) for code, zh, en, hint_zh, hint_en in rows}
    taken_up = {code: Message(*words) for code, words in (TERM_PROBLEMS | PROBLEMS).items()}
    return own | taken_up


MESSAGES = _catalogue()
"""All codes."""
