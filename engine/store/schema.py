"""Creating the tables and bringing them up to date, by the migrations shipped with the engine."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from .database import faults
from .tables import METADATA

VERSION_TABLE = "duban_schema_version"


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing.

    Raises:
        StorageFault: the database failed.
    """
    from alembic import command
    from alembic.config import Config

    with faults():
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with engine.begin() as connection:
            config.attributes |= {"connection": connection, "metadata": METADATA}
            command.upgrade(config, "head")


def create_all(engine: Engine) -> None:
    """The tables as they are declared, without migrations: what a test compares those with."""
    METADATA.create_all(engine)
