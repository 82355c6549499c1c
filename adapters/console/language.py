"""The language of this run: `--lang`, then `DUBAN_LANG`, then the system's, then English."""

from __future__ import annotations

import os
import sys
from functools import cache

from duban.engine.core.text import Language


@cache
def language() -> Language:
    """The language, read from the words of the call before they are parsed: help needs it that early."""
    words = sys.argv[1:]
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in ("--lang=zh", "--lang=en"):
            return "zh" if word.endswith("zh") else "en"
        if word == "--lang" and following in ("zh", "en"):
            return "zh" if following == "zh" else "en"
    for name in ("DUBAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        chosen = os.environ.get(name, "").lower()
        if chosen:
            return "zh" if chosen.startswith("zh") else "en"
    return "en"
