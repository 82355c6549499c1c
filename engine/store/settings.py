"""The settings kept in a database: its time zone, and the clock of a rehearsal."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field
from sqlalchemy import Connection, bindparam, delete, insert, literal_column, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from ..core import lamps
from ..core.reminding import Hours, read_hours
from ..core.text import Text
from ..core.times import instant, stamp
from ..errors import InvalidInput
from .prepared import Prepared
from .tables import SETTING

_CLOCK = Prepared(select(SETTING.c.value).where(SETTING.c.name == bindparam("name")))
DEFAULT_ZONE = "Asia/Shanghai"
_LONGEST = 255
DIRECTORY_NAME = (
    select(SETTING.c.value).where(SETTING.c.name == literal_column("'directory'")).scalar_subquery()
)
"""What the directory is called just now; written by the triggers of its tables."""
CONFIDENTIAL = (
    select(SETTING.c.value).where(SETTING.c.name == literal_column("'confidential'")).scalar_subquery()
)
"""The ids of the workflows of which any version is confidential, with a space between; written when one is deployed.

It comes along with every case that is loaded, so that where nothing is confidential nothing need be asked for it.
"""
ANY = "*"
"""In its place, where they are too many to be told: any workflow may be."""


class Settings(Struct, frozen=True):
    """What a database says of itself."""

    zone: ZoneInfo
    rehearsal: bool
    """It carries its own clock."""
    founded: bool
    """Its first settings have been written."""
    lamps: tuple[str, ...] = lamps.DEFAULT
    """The colours of the lamps, mildest first."""
    hours: Hours | None = field(default_factory=Hours)
    """When messages reach people; `None` stands for any hour of any day."""
    channels: tuple[str, ...] = ()
    """Where the scheduler delivers to, as `--channel` says it."""


def read_settings(connection: Connection) -> Settings:
    """The settings of an initialised database.

    Raises:
        InvalidInput: it was never initialised.
    """
    try:
        values = {row.name: row.value for row in connection.execute(select(SETTING.c.name, SETTING.c.value))}
    except (OperationalError, ProgrammingError) as error:
        missing = "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", "") == "42P01"
        if not missing:
            raise
        raise InvalidInput(_NOT_INITIALISED, url=connection.engine.url.render_as_string()) from None
    return Settings(
        zone=zone_of(values.get("zone", DEFAULT_ZONE)),
        rehearsal="rehearsal" in values,
        founded="zone" in values,
        lamps=lamps.read_colours(values.get("lamps", "")) or lamps.DEFAULT,
        hours=read_hours(values["delivery"]) if "delivery" in values else Hours(),
        channels=tuple(values.get("channels", "").split()),
    )


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        InvalidInput: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(_NO_ZONE, zone=name) from None


def write_setting(connection: Connection, name: str, value: str) -> None:
    """Set a setting."""
    connection.execute(delete(SETTING).where(SETTING.c.name == name))
    connection.execute(insert(SETTING), [{"name": name, "value": value}])


def note_confidential(connection: Connection, workflow: str) -> None:
    """Write down that a workflow has a version that is confidential."""
    known = read_confidential(connection.execute(select(CONFIDENTIAL)).scalar_one())
    if known.isdisjoint({workflow, ANY}):
        told = " ".join(sorted({*known, workflow}))
        write_setting(connection, "confidential", told if len(told) <= _LONGEST else ANY)


def read_confidential(value: str | None) -> frozenset[str]:
    """The workflows that the setting tells."""
    return frozenset((value or "").split())


def rehearsal_now(connection: Connection) -> datetime:
    """What the clock of a rehearsal shows, UTC."""
    ((shown,),) = _CLOCK.rows(connection, {"name": "rehearsal"})
    return instant(shown)


def set_rehearsal(connection: Connection, now: datetime) -> None:
    """Set the clock of a rehearsal."""
    write_setting(connection, "rehearsal", stamp(now))


_NOT_INITIALISED = Text(
    "数据库 {url} 尚未初始化；请先运行 duban init",
    "database {url} has not been initialised; run duban init first",
)
_NO_ZONE = Text(
    "没有时区 {zone}；例：Asia/Shanghai", "there is no time zone {zone}; an example is Asia/Shanghai"
)
