"""Creating the tables and bringing them up to date, by the migrations shipped with the engine."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect

from .database import faults
from .tables import Base

VERSION_TABLE = "duban_schema_version"


def upgrade(engine: Engine) -> bool:
    """Run the migrations that are missing; says whether the database was new.

    Raises:
        StorageFault: the database failed.
    """
    from alembic import command
    from alembic.config import Config

    with faults():
        new = not inspect(engine).has_table("duban_setting")
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return new


def create_all(engine: Engine) -> None:
    """The tables as they are declared, without migrations: what a test compares those with."""
    Base.metadata.create_all(engine)
