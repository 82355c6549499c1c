"""The language of this run: `--lang`, then `DUBAN_LANG`, then the system's, then English."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextvars import ContextVar
from itertools import zip_longest

from duban.engine.core.text import Language, Text

_CHOSEN: ContextVar[Language | None] = ContextVar("duban_language", default=None)


def language() -> Language:
    """The language of this run."""
    return _CHOSEN.get() or _surroundings()


def words(zh: str, en: str) -> str:
    """One of the two, in the language of this run."""
    return Text(zh, en).pick(language())


def choose(arguments: Sequence[str]) -> None:
    """Settle the language from the words of the call, before they are parsed: a usage error needs it that early."""
    chosen: Language | None = None
    for word, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        if word == "--":
            break
        value = following if word == "--lang" else word.removeprefix("--lang=")
        if value != word and value in ("zh", "en"):
            chosen = "zh" if value == "zh" else "en"
    _CHOSEN.set(chosen)


def _surroundings() -> Language:
    for name in ("DUBAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        chosen = os.environ.get(name, "").lower()
        if chosen:
            return "zh" if chosen.startswith("zh") else "en"
    return "en"
