"""The tables: migrations make what is declared, on a registry of our own, and nothing of a host's is touched."""

from __future__ import annotations

from typing import Any

from alembic import command
from sqlalchemy import create_engine, inspect, text
from sqlmodel import SQLModel

from duban.engine.app import Duban
from duban.engine.store.schema import alembic_config, create_all, upgrade
from duban.engine.store.tables import METADATA


def described(url: str) -> dict[str, Any]:
    """Every table of ours as the database tells it."""
    engine = create_engine(url)
    try:
        seen = inspect(engine)
        return {
            name: {
                "columns": {
                    one["name"]: (str(one["type"]), one["nullable"]) for one in seen.get_columns(name)
                },
                "key": seen.get_pk_constraint(name)["constrained_columns"],
                "indexes": sorted((str(one["name"]), one["column_names"]) for one in seen.get_indexes(name)),
            }
            for name in seen.get_table_names()
            if name.startswith("duban_") and name != "duban_schema_version"
        }
    finally:
        engine.dispose()


def test_migrations_make_what_is_declared(database_url: str) -> None:
    """The migrated schema and the declared one are the same, table by table and index by index."""
    engine = create_engine(database_url)
    upgrade(engine)
    migrated = described(database_url)
    upgrade(engine)
    assert described(database_url) == migrated
    with engine.begin() as connection:
        for name in migrated:
            connection.execute(text(f"DROP TABLE {name}"))
    create_all(engine)
    engine.dispose()
    assert described(database_url) == migrated
    assert set(migrated) == set(METADATA.tables)


def test_the_hosts_tables_stay_the_hosts(database_url: str) -> None:
    """Setting up beside tables of a host changes none of them, and puts nothing on SQLModel's own metadata."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('of the host')"))
    duban = Duban(database_url)
    assert duban.initialise()
    duban.close()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [("of the host",)]
    engine.dispose()
    assert not any(name.startswith("duban_") for name in SQLModel.metadata.tables)


def test_initialising_again_changes_nothing(database_url: str) -> None:
    """A database that is up to date is left as it is."""
    duban = Duban(database_url)
    assert duban.initialise()
    assert not duban.initialise()
    assert duban.settings().zone.key == "Asia/Shanghai"
    duban.initialise(zone="UTC")
    assert duban.settings().zone.key == "UTC"
    duban.close()


def test_an_older_database_learns_which_dates_are_in_doubt(database_url: str) -> None:
    """Open cases of before that have a provisional deadline are marked by the migration; all others are not."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        config = alembic_config(connection)
        command.upgrade(config, "0001")
        for case, status, deadlines in (
            ("a", "open", '{"case":{"provisional":true}}'),
            ("b", "cancelled", '{"case":{"provisional":true}}'),
            ("c", "open", '{"case":{"due":"2026"}}'),
        ):
            body = f'{{"data":{{"x":{{"provisional":true}}}},"deadlines":{deadlines}}}'
            connection.execute(
                text(
                    "INSERT INTO duban_case (id, workflow, digest, unit, status, state, seq, head, opened_at, "
                    "updated_at, attempts, body) VALUES (:case, 'w', 'd', 'u', :status, 's', 1, 'h', 'o', 'u', 0, :body)"
                ),
                {"case": case, "status": status, "body": body},
            )
    upgrade(engine)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, doubt FROM duban_case ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [("a", 1), ("b", 0), ("c", 0)]


def test_an_older_databases_command_ids_are_still_answered(database_url: str) -> None:
    """Ids that lay in a table of their own lie with the event that tells of them, and the answer they got stays theirs."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0023")
        bodies = {1: '{"key":"k-1"}', 2: '{"key":"k-2"}', 3: "{}", 4: "damaged"}
        for seq, body in bodies.items():
            connection.execute(
                text(
                    "INSERT INTO duban_event (case_id, seq, kind, at, alg, prev, hash, body) "
                    "VALUES ('c', :seq, 'moved', 't', 'a', 'p', 'h', :body)"
                ),
                {"seq": seq, "body": body},
            )
        for key, seq in (("k-1", 1), ("k-2", 3), ("k-3", 4)):
            connection.execute(
                text(
                    "INSERT INTO duban_command (key, request, case_id, seq, at) VALUES (:k, 'r', 'c', :s, 't')"
                ),
                {"k": key, "s": seq},
            )
    upgrade(engine)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT command, request, seq, answer FROM duban_event ORDER BY seq"))
        rows = [tuple(row) for row in found]
    engine.dispose()
    assert rows == [("k-1", "r", 1, None), ("k-2", "r", 2, 3), (None, None, 3, None), ("k-3", "r", 4, None)]


def test_an_older_databases_milestones_stand_for_all(database_url: str) -> None:
    """Dates that were set before units could set their own are those of all units."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0025")
        row = {"name": "basic-end", "day": "2014-09-30", "at": "t", "reason": "市委通知"}
        connection.execute(
            text(
                "INSERT INTO duban_milestone (name, day, set_at, reason) VALUES (:name, :day, :at, :reason)"
            ),
            row,
        )
    upgrade(engine)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT name, unit, day, set_at, reason FROM duban_milestone")).all()
    engine.dispose()
    assert [tuple(one) for one in found] == [("basic-end", "", "2014-09-30", "t", "市委通知")]
