"""Deadline phrases as officials write them, read into structured terms: see `docs/phrases.md`."""

from ..recurrence import Recurrence, Spot
from .reader import LONGEST, read_phrase
from .values import Between, Counted, Reading, Rule

__all__ = ["LONGEST", "Between", "Counted", "Reading", "Recurrence", "Rule", "Spot", "read_phrase"]
