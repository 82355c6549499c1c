"""Guards told to people: as a sentence with titles for names, and what of it is not so, with what is there instead."""

from __future__ import annotations

from .seen import seen
from .sentences import Telling, telling

__all__ = ["Telling", "seen", "telling"]
