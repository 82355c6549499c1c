"""The terminal: what people would be told, written out."""

from __future__ import annotations

import sys
from typing import TextIO

from duban.engine.core.text import Language
from duban.engine.delivery import Delivery


class Terminal:
    """Writes each delivery in words."""

    name = "terminal"

    def __init__(self, language: Language = "zh", out: TextIO | None = None) -> None:
        self._language: Language = language
        self._out = out

    def send(self, delivery: Delivery) -> None:
        """Write it."""
        words = str(delivery.body["text"][self._language])
        clean = "".join(one if one == "\n" or one.isprintable() else "·" for one in words)
        out = self._out or sys.stdout
        out.write(f"→ {delivery.person}  {delivery.body['day']}\n")
        out.write("".join(f"  {line}\n" for line in clean.split("\n")))

    def flush(self) -> None:
        """Let it be seen."""
        (self._out or sys.stdout).flush()
