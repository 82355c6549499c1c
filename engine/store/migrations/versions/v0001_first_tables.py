"""The first tables: definitions, cases, events, outbox, commands, directory, ballots, nights."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WHOLE = "ALTER TABLE {table} SET (toast_tuple_target = 8160)"
"""On PostgreSQL a body of a few thousand bytes stays in its row. SQLAlchemy knows the option as a keyword only since 2.1."""
_DIRECTORY = ("duban_unit", "duban_person", "duban_post", "duban_delegation")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "duban_box",
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.String(length=100), nullable=False),
        sa.Column("choice", sa.String(length=100), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "poll", "group_id", "choice"),
    )
    op.create_table(
        "duban_case",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("workflow", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("parent", sa.String(length=200), nullable=True),
        sa.Column("person", sa.String(length=100), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=100), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=True),
        sa.Column("next_at", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "duban_case_next",
        "duban_case",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("next_at IS NOT NULL"),
        sqlite_where=sa.text("next_at IS NOT NULL"),
    )
    for named in ("parent", "person"):
        op.create_index(
            f"duban_case_{named}",
            "duban_case",
            [named],
            unique=False,
            postgresql_where=sa.text(f"{named} IS NOT NULL"),
            sqlite_where=sa.text(f"{named} IS NOT NULL"),
        )
    op.create_index("duban_case_place", "duban_case", ["status", "state", "due_at"], unique=False)
    op.create_index("duban_case_unit", "duban_case", ["unit"], unique=False)
    op.create_table(
        "duban_command",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,  # short rows found by their key only: one page less to write
    )
    op.create_table(
        "duban_definition",
        sa.Column("workflow", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("deployed_at", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workflow", "version"),
    )
    op.create_index(op.f("ix_duban_definition_digest"), "duban_definition", ["digest"], unique=False)
    op.create_table(
        "duban_delegation",
        sa.Column("from_person", sa.String(length=100), nullable=False),
        sa.Column("to_person", sa.String(length=100), nullable=False),
        sa.Column("workflow", sa.String(length=100), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("from_person", "to_person", "workflow", "since"),
    )
    op.create_table(
        "duban_event",
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("alg", sa.String(length=16), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq"),
    )
    op.create_table(
        "duban_outbox",
        sa.Column("next_at", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("next_at", "case_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "duban_person",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("rank", sa.String(length=64), nullable=True),
        sa.Column("party_member", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "duban_post",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("post", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("person", "post", "unit", "since"),
    )
    op.create_index("duban_post_place", "duban_post", ["unit", "post"], unique=False)
    op.create_table(
        "duban_roll",
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("group_id", sa.String(length=100), nullable=False),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.Column("choice", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "poll", "person"),
    )
    op.create_table(
        "duban_setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "duban_sweep",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_duban_sweep_as_of"), "duban_sweep", ["as_of"], unique=False)
    op.create_table(
        "duban_unit",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("parent", sa.String(length=100), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("rank", sa.String(length=64), nullable=True),
        sa.Column("supervised_by", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_duban_unit_supervised_by"), "duban_unit", ["supervised_by"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("duban_case", "duban_event"):
            op.execute(_WHOLE.format(table=table))
    _name_the_directory_anew()


def _name_the_directory_anew() -> None:
    """Whatever changes the directory, with whichever tool, gives it a new name in the settings.

    A process keeps what it has read of the directory under that name. It is drawn by chance, so that a
    name whose transaction was rolled back never comes again for another content.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION duban_directory_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "INSERT INTO duban_setting (name, value) VALUES ('directory', gen_random_uuid()::text) "
            "ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value; RETURN NULL; END $$"
        )
        for table in _DIRECTORY:
            op.execute(
                f"CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION duban_directory_changed()"
            )
        return
    anew = (
        "INSERT OR REPLACE INTO duban_setting (name, value) VALUES ('directory', lower(hex(randomblob(16))));"
    )
    for table in _DIRECTORY:
        for change in ("INSERT", "UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_{change.lower()} AFTER {change} ON {table} BEGIN {anew} END")


def downgrade() -> None:
    """Refuse: a record is never dropped by a migration."""
    raise RuntimeError("the first migration is not undone: it would drop the record")
