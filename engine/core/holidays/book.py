"""Every version of the days that a database keeps, as values: what was said of which day, since when.

A day keeps a row for each version that changed it, so that any date can be counted again as it was counted then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, TypeVar

from msgspec import Struct, field

from .. import canonical
from .notice import Mark

Source = Literal["shipped", "notice", "layer"]
"""Where a version came from: the project's own file, a notice, a local layer."""


class DayRow(Struct, frozen=True):
    """What a version says of one day of a layer."""

    layer: str
    day: date
    version: int
    mark: Mark
    notice: str | None = None
    name: str | None = None


class YearRow(Struct, frozen=True):
    """From this version on a year of the mainland is announced."""

    year: int
    version: int
    missing: tuple[str, ...] = ()
    """Festivals its notice does not name: their days stay assumed."""


class LayerRow(Struct, frozen=True):
    """For whom a local layer is, from this version on."""

    layer: str
    version: int
    title: str
    units: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    """Without any of either it is for everybody."""


class VersionRow(Struct, frozen=True):
    """One version: its number, the digest of what then held, and what made it."""

    number: int
    digest: str
    at: str
    source: Source
    notice: str | None = None
    year: int | None = None
    layer: str | None = None


_Row = TypeVar("_Row", DayRow, YearRow, LayerRow)


class State(Struct, frozen=True):
    """What holds at one version."""

    number: int = 0
    days: Mapping[str, Mapping[date, DayRow]] = field(default_factory=dict)
    """By layer and day; days taken back are among them, as `plain`."""
    years: Mapping[int, YearRow] = field(default_factory=dict)
    layers: Mapping[str, LayerRow] = field(default_factory=dict)

    def digest(self, regulation: str) -> str:
        """Of everything that decides which days are worked and how surely; `regulation` is that of assumed years."""
        days = [
            [layer, one.day.isoformat(), one.mark]
            for layer, rows in sorted(self.days.items())
            for one in sorted(rows.values(), key=lambda row: row.day)
            if one.mark != "plain"
        ]
        years = [[one.year, list(one.missing)] for _, one in sorted(self.years.items())]
        layers = [[one.layer, list(one.units), list(one.workflows)] for _, one in sorted(self.layers.items())]
        return canonical.digest({"days": days, "years": years, "layers": layers, "regulation": regulation})


class Book(Struct, frozen=True):
    """All versions. Without any, nothing is kept and the shipped calendar serves."""

    versions: tuple[VersionRow, ...] = ()
    days: tuple[DayRow, ...] = ()
    years: tuple[YearRow, ...] = ()
    layers: tuple[LayerRow, ...] = ()

    @property
    def newest(self) -> VersionRow | None:
        """The version that holds now."""
        return max(self.versions, key=lambda one: one.number, default=None)

    def version(self, number: int) -> VersionRow | None:
        """The version of that number."""
        return next((one for one in self.versions if one.number == number), None)

    def at(self, number: int) -> State:
        """What held at a version: of each day, year and layer the newest row up to it."""
        days: dict[str, dict[date, DayRow]] = {}
        for row in sorted(self._until(self.days, number), key=lambda one: one.version):
            days.setdefault(row.layer, {})[row.day] = row
        years = {
            one.year: one for one in sorted(self._until(self.years, number), key=lambda one: one.version)
        }
        layers = {
            one.layer: one for one in sorted(self._until(self.layers, number), key=lambda one: one.version)
        }
        return State(number, days, years, layers)

    @staticmethod
    def _until(rows: Iterable[_Row], number: int) -> Iterable[_Row]:
        return (one for one in rows if one.version <= number)

    def plus(self, version: VersionRow, more: Changes) -> Book:
        """The book with one version more."""
        return Book(
            (*self.versions, version),
            (*self.days, *more.days),
            (*self.years, *more.years),
            (*self.layers, *more.layers),
        )


class Changes(Struct, frozen=True):
    """The rows that a new version writes; none when it would change nothing."""

    days: tuple[DayRow, ...] = ()
    years: tuple[YearRow, ...] = ()
    layers: tuple[LayerRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.days or self.years or self.layers)
