"""What a notice, a layer or a newer shipped file changes in the days that are kept: only what differs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .book import Book, Changes, DayRow, LayerRow, State, YearRow
from .notice import MAINLAND, Entry, Mark, Notice

_SATURDAY = 5


def changes_of(notice: Notice, book: Book) -> Changes:
    """The rows of the version that a notice or layer would make; empty when it says nothing new.

    A notice for a whole year replaces what an earlier text of the same notice said; what other notices said
    of other days stays. A layer is replaced as a whole.
    """
    newest = book.newest
    state = book.at(newest.number) if newest is not None else State()
    number = state.number + 1
    kept = state.days.get(notice.layer, {})
    said = {one.day: one for one in notice.entries}
    gone = _said_before(notice, book, state) - said.keys()
    entries = [*notice.entries, *(Entry(day, "plain") for day in gone)]
    rows = (_row(one, notice, kept.get(one.day), number) for one in entries)
    days = tuple(sorted((one for one in rows if one is not None), key=lambda one: one.day))
    return Changes(days, _year(notice, state, number), _layer(notice, state, number))


def changes_of_shipped(rows: Iterable[DayRow], years: Iterable[int], book: Book) -> Changes:
    """The rows that a shipped file adds: years not announced yet, and corrections of its own earlier ones.

    What an office imported itself is never overwritten.
    """
    newest = book.newest
    state = book.at(newest.number) if newest is not None else State()
    number, known = state.number + 1, state.days.get(MAINLAND, {})
    shipped = {one.number for one in book.versions if one.source == "shipped"}
    open_years = {year for year in years if year not in state.years or state.years[year].version in shipped}
    wanted = {one.day: one for one in rows if one.day.year in open_years}
    ours = {day for day, row in known.items() if row.version in shipped and day.year in open_years}
    days = []
    for day in sorted(wanted.keys() | ours):
        row, new = known.get(day), wanted.get(day)
        mark: Mark = new.mark if new is not None else "plain"
        if row is not None and (row.version not in shipped or row.mark == mark):
            continue
        if row is None and mark == "plain":
            continue
        days.append(
            DayRow(MAINLAND, day, number, mark, new.notice if new else None, new.name if new else None)
        )
    fresh = tuple(YearRow(year, number) for year in sorted(open_years) if year not in state.years)
    return Changes(tuple(days), fresh, ())


def _said_before(notice: Notice, book: Book, state: State) -> set[date]:
    """Days that an earlier text of the same notice, or of the same layer, changed."""
    rows = [one for one in state.days.get(notice.layer, {}).values() if one.mark != "plain"]
    if notice.layer != MAINLAND:
        return {one.day for one in rows}
    if notice.year is None:
        return set()
    if notice.number is not None:
        return {one.day for one in rows if one.notice == notice.number}
    nameless = {
        one.number
        for one in book.versions
        if one.source == "notice" and one.notice is None and one.year == notice.year
    }
    return {one.day for one in rows if one.version in nameless}


def _row(entry: Entry, notice: Notice, known: DayRow | None, number: int) -> DayRow | None:
    mark = entry.mark if notice.layer != MAINLAND else _canonical(entry.day, entry.mark)
    before = known.mark if known is not None else "plain"
    same = known if known is not None and before == mark else None
    number_of_notice = notice.number or (same.notice if same else None)
    name = entry.name or (same.name if same else None)
    if mark == before and (
        mark == "plain" or (same and (same.notice, same.name) == (number_of_notice, name))
    ):
        return None
    return DayRow(notice.layer, entry.day, number, mark, number_of_notice, name)


def _canonical(day: date, mark: Mark) -> Mark:
    """Of the mainland only what the weekday does not say is kept: a Saturday off is a plain Saturday."""
    return "plain" if mark == ("off" if day.weekday() >= _SATURDAY else "work") else mark


def _year(notice: Notice, state: State, number: int) -> tuple[YearRow, ...]:
    if notice.year is None or notice.layer != MAINLAND:
        return ()
    known = state.years.get(notice.year)
    if known is not None and (not known.missing or known.missing == notice.missing):
        return ()
    return (YearRow(notice.year, number, notice.missing),)


def _layer(notice: Notice, state: State, number: int) -> tuple[LayerRow, ...]:
    if notice.layer == MAINLAND:
        return ()
    known = state.layers.get(notice.layer)
    title = notice.layer_title or (known.title if known else notice.layer)
    new = (title, notice.units, notice.workflows)
    if known is not None and (known.title, known.units, known.workflows) == new:
        return ()
    return (LayerRow(notice.layer, number, *new),)
