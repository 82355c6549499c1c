"""Creating the tables and bringing them up to date, by the migrations shipped with the engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from .faults import faults
from .tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "duban_schema_version"


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing.

    Raises:
        StorageFault: the database failed.
    """
    from alembic import command

    with faults(engine), engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """What Alembic needs to know to run our migrations on a connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes |= {"connection": connection, "metadata": METADATA}
    return config


def create_all(engine: Engine) -> None:
    """The tables as they are declared, without migrations: what a test compares those with."""
    METADATA.create_all(engine)
