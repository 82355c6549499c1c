"""The calendar that a database keeps: the mainland's days at one version, and local layers over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..core.days import Calendar, Day, DayKind, DayStatus
from ..core.holidays.book import Book, DayRow, LayerRow, State
from ..core.holidays.notice import MAINLAND
from .shipped import MainlandCalendar, mainland

if TYPE_CHECKING:
    from collections.abc import Mapping

_SATURDAY = 5
_DIGITS = 12
"""Of the digest, in the name of a version."""
_VERSION = re.compile(r"mainland-(?P<number>\d{1,9})-(?P<digest>[0-9a-f]{12})(?P<layers>(?:\+[^+]+)*)")


class KeptCalendar:
    """The days at one version, as some layers change them."""

    def __init__(
        self, state: State, digest: str, regulation: MainlandCalendar, layers: Sequence[LayerRow] = ()
    ) -> None:
        """Take what holds, its digest, what the regulation says of assumed years, and the layers over it."""
        self._state = state
        self._regulation = regulation
        self._layers = tuple(layers)
        self._version = "+".join(
            [f"mainland-{state.number}-{digest[:_DIGITS]}", *(one.layer for one in self._layers)]
        )
        self._days: dict[date, Day] = {}
        self._assumed: dict[int, Mapping[date, str]] = {}

    @property
    def version(self) -> str:
        """`mainland-`, the number, twelve digits of the digest, and the layers, each behind a `+`."""
        return self._version

    @property
    def layers(self) -> tuple[LayerRow, ...]:
        """The layers over the mainland's days."""
        return self._layers

    def day(self, date: date) -> Day:
        """What is known of this day."""
        known = self._days.get(date)
        if known is None:
            known = self._look(date)
            if len(self._days) < _MOST_KEPT:  # any day may be asked for
                self._days[date] = known
        return known

    def year_status(self, year: int) -> DayStatus:
        """`announced` by a notice, `assumed` from the regulation and the lunar dates, or `unknown`."""
        if year in self._state.years:
            return "announced"
        return "assumed" if self._regulation.knows_festivals(year) else "unknown"

    def year(self, year: int) -> list[Day]:
        """Every day of the year, in order."""
        first = date(year, 1, 1)
        length = (date(year, 12, 31) - first).days + 1
        return [self.day(first + timedelta(days=one)) for one in range(length)]

    def _look(self, day: date) -> Day:
        found = self._mainland(day)
        for layer in self._layers:
            row = self._state.days.get(layer.layer, {}).get(day)
            if row is not None and row.mark != "plain":
                notice, name = row.notice or layer.title, row.name or found.name
                found = _told(day, row.mark == "work", "announced", notice, name)
        return found

    def _mainland(self, day: date) -> Day:
        row = self._state.days.get(MAINLAND, {}).get(day)
        status = self.year_status(day.year)
        weekend = day.weekday() >= _SATURDAY
        if row is not None and (row.mark != "plain" or status != "announced"):
            # A single day that was announced is settled, whatever the rest of its year.
            worked = not weekend if row.mark == "plain" else row.mark == "work"
            return _told(day, worked, "announced", row.notice, row.name)
        if name := self._by_regulation(day, status):
            return _told(day, False, "assumed", None, name)
        return _told(day, not weekend, status, None, None)

    def _by_regulation(self, day: date, status: DayStatus) -> str | None:
        """The festival a day from Monday to Friday is off for by the regulation alone, where no notice settled it."""
        if status == "unknown":
            return None
        year = day.year
        if year not in self._assumed:
            missing = self._state.years[year].missing if status == "announced" else None
            self._assumed[year] = self._regulation.assumed(year, missing)
        return self._assumed[year].get(day)


class Shelf:
    """All versions of the calendar that a database keeps, each made when first asked for."""

    def __init__(self, book: Book, regulation: MainlandCalendar | None = None) -> None:
        """Take the book of a database; assumed years follow the shipped regulation."""
        self._book = book
        self._regulation = regulation or mainland()
        self._newest = book.newest
        self._state = book.at(self._newest.number) if self._newest is not None else State()
        self._made: dict[tuple[int, tuple[str, ...]], KeptCalendar] = {}

    @property
    def book(self) -> Book:
        """The versions it was made from."""
        return self._book

    @property
    def number(self) -> int:
        """Of the newest version; 0 where none is kept."""
        return self._state.number

    @property
    def state(self) -> State:
        """What holds at the newest version."""
        return self._state

    def mainland(self) -> Calendar:
        """The newest version without any layer; the shipped calendar where none is kept."""
        return self._calendar(self._state, ())

    def layer(self, layer: str) -> Calendar | None:
        """The newest version with one layer over it; `None` when there is no such layer."""
        return self._calendar(self._state, (layer,)) if layer in self._state.layers else None

    def calendar(self, workflow: str, units: Callable[[], Iterable[str]]) -> Calendar:
        """The newest version for a case: with every layer that is for its workflow and its unit.

        Args:
            workflow: the workflow of the case.
            units: the unit of the case and those above it; asked for only where a layer names units.
        """
        if not self._state.layers:
            return self._calendar(self._state, ())
        here: set[str] | None = None
        chosen = []
        for name, layer in sorted(self._state.layers.items()):
            if layer.workflows and workflow not in layer.workflows:
                continue
            if layer.units:
                here = set(units()) if here is None else here
                if here.isdisjoint(layer.units):
                    continue
            chosen.append(name)
        return self._calendar(self._state, tuple(chosen))

    def earlier(self, version: str) -> Calendar | None:
        """The calendar of that version as it was; `None` when it is none of ours."""
        if version == self._regulation.version:
            return self._regulation
        found = _VERSION.fullmatch(version)
        known = self._book.version(int(found["number"])) if found else None
        if found is None or known is None or not known.digest.startswith(found["digest"]):
            return None
        state = self._state if known.number == self.number else self._book.at(known.number)
        layers = tuple(found["layers"].split("+")[1:])
        return self._calendar(state, layers) if all(one in state.layers for one in layers) else None

    def _calendar(self, state: State, layers: tuple[str, ...]) -> Calendar:
        if state.number == 0:
            return self._regulation
        made = self._made.get((state.number, layers))
        if made is None:
            version = self._book.version(state.number)
            digest = version.digest if version is not None else ""
            rows = [state.layers[one] for one in layers]
            made = self._made[state.number, layers] = KeptCalendar(state, digest, self._regulation, rows)
        return made


def shipped_rows(calendar: MainlandCalendar) -> tuple[list[DayRow], list[int]]:
    """The announced days of the shipped file as rows of a book, and its announced years."""
    years = calendar.announced_years()
    rows = [
        DayRow(MAINLAND, one.date, 0, "work" if one.workday else "off", one.notice, one.name)
        for year in years
        for one in calendar.year(year)
        if one.kind in ("holiday", "makeup")
    ]
    return rows, years


def _told(day: date, worked: bool, status: DayStatus, notice: str | None, name: str | None) -> Day:
    weekend = day.weekday() >= _SATURDAY
    kind: DayKind = ("makeup" if worked else "weekend") if weekend else ("workday" if worked else "holiday")
    return Day(day, worked, kind, status, notice, name)


_MOST_KEPT = 50_000
