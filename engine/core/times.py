"""Instants as they are stored: UTC, as text of one width, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache


def stamp(instant: datetime) -> str:
    """`2014-08-01T01:00:00.000000Z` of an aware instant; `ValueError` of one without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return _stamp(instant if instant.tzinfo is UTC else instant.astimezone(UTC))


@lru_cache(maxsize=256)
def _stamp(utc: datetime) -> str:
    """Kept, since all that a night does happens at one instant. Only of UTC: elsewhere two instants may be equal."""
    return utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def instant(text: str) -> datetime:
    """The aware UTC instant of a stored text."""
    return datetime.fromisoformat(text)


def local(text: str, zone: tzinfo) -> str:
    """A stored instant as people see it: ISO in their zone, whole seconds."""
    return instant(text).astimezone(zone).replace(microsecond=0).isoformat()


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The calendar day of an instant in a zone."""
    return _day(moment, zone) if moment.tzinfo is UTC else moment.astimezone(zone).date()


@lru_cache(maxsize=256)
def _day(utc: datetime, zone: tzinfo) -> date:
    """Kept, since one act asks for the day of one instant again and again. Only of UTC, as above."""
    return utc.astimezone(zone).date()
