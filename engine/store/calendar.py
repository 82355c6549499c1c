"""The calendar's versions in the database: read as a book, written a version at a time."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import Connection, bindparam, func, insert, select, update

from ..core import canonical
from ..core.holidays.book import Book, Changes, DayRow, LayerRow, VersionRow, YearRow
from .prepared import Prepared
from .tables import CALENDAR_DAY, CALENDAR_LAYER, CALENDAR_VERSION, CALENDAR_YEAR

NEWEST = select(func.max(CALENDAR_VERSION.c.number)).scalar_subquery()
"""The number of the version that holds, for a statement that asks something else as well."""
_NEWEST = Prepared(select(func.max(CALENDAR_VERSION.c.number)))
_VERSIONS = Prepared(
    select(*(CALENDAR_VERSION.c[name] for name in VersionRow.__struct_fields__)).order_by(
        CALENDAR_VERSION.c.number
    )
)
_DAYS = Prepared(select(*(CALENDAR_DAY.c[name] for name in DayRow.__struct_fields__)))
_YEARS = Prepared(select(*(CALENDAR_YEAR.c[name] for name in YearRow.__struct_fields__)))
_LAYERS = Prepared(select(*(CALENDAR_LAYER.c[name] for name in LayerRow.__struct_fields__)))
_OPEN = Prepared(
    select(CALENDAR_VERSION.c.number, CALENDAR_VERSION.c.at)
    .where(CALENDAR_VERSION.c.recounted_at.is_(None), CALENDAR_VERSION.c.number > bindparam("after"))
    .order_by(CALENDAR_VERSION.c.number.desc())
)


def newest_number(connection: Connection) -> int:
    """The number of the version that holds; 0 where none is kept yet."""
    return int(_NEWEST.rows(connection, {})[0][0] or 0)


def read_book(connection: Connection) -> Book:
    """All versions, in one transaction."""
    return Book(
        tuple(VersionRow(*row) for row in _VERSIONS.rows(connection, {})),
        tuple(
            DayRow(layer, date.fromisoformat(day), *rest) for layer, day, *rest in _DAYS.rows(connection, {})
        ),
        tuple(
            YearRow(year, version, tuple(json.loads(missing)))
            for year, version, missing in _YEARS.rows(connection, {})
        ),
        tuple(
            LayerRow(layer, version, title, tuple(json.loads(units)), tuple(json.loads(workflows)))
            for layer, version, title, units, workflows in _LAYERS.rows(connection, {})
        ),
    )


def write_version(connection: Connection, version: VersionRow, changes: Changes) -> None:
    """Write a version with everything it changes.

    Two at once would have one number: the later is refused by the key and tried again by the door.
    """
    row = {name: getattr(version, name) for name in VersionRow.__struct_fields__} | {"recounted_at": None}
    connection.execute(insert(CALENDAR_VERSION), [row])
    if changes.days:
        connection.execute(
            insert(CALENDAR_DAY),
            [
                {name: getattr(one, name) for name in DayRow.__struct_fields__} | {"day": one.day.isoformat()}
                for one in changes.days
            ],
        )
    if changes.years:
        connection.execute(
            insert(CALENDAR_YEAR),
            [
                {"year": one.year, "version": one.version, "missing": canonical.dumps(list(one.missing))}
                for one in changes.years
            ],
        )
    if changes.layers:
        connection.execute(
            insert(CALENDAR_LAYER),
            [
                {
                    "layer": one.layer,
                    "version": one.version,
                    "title": one.title,
                    "units": canonical.dumps(list(one.units)),
                    "workflows": canonical.dumps(list(one.workflows)),
                }
                for one in changes.layers
            ],
        )


def not_recounted(connection: Connection) -> tuple[int, str] | None:
    """Number and instant of the newest version by which not all deadlines were counted for sure."""
    rows = _OPEN.rows(connection, {"after": 1})
    return (int(rows[0][0]), str(rows[0][1])) if rows else None


def mark_recounted(connection: Connection, number: int, at: str) -> None:
    """Every open deadline was counted by this version and all before it."""
    connection.execute(
        update(CALENDAR_VERSION)
        .where(CALENDAR_VERSION.c.number <= number, CALENDAR_VERSION.c.recounted_at.is_(None))
        .values(recounted_at=at)
    )
