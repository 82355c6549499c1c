"""Calendars of working days: the mainland's as shipped, and the one that a database keeps."""

from __future__ import annotations

from .kept import KeptCalendar, Shelf, shipped_rows
from .shipped import SEED, MainlandCalendar, assumed_holidays, mainland

__all__ = [
    "SEED",
    "KeptCalendar",
    "MainlandCalendar",
    "Shelf",
    "assumed_holidays",
    "mainland",
    "shipped_rows",
]
