"""The calendar: its versions, days, announced years and local layers. `duban init` fills them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "duban_calendar_day",
        sa.Column("layer", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.Column("notice", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("layer", "day", "version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "duban_calendar_layer",
        sa.Column("layer", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("workflows", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("layer", "version"),
    )
    op.create_table(
        "duban_calendar_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("notice", sa.String(length=64), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("layer", sa.String(length=64), nullable=True),
        sa.Column("recounted_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "duban_calendar_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("year", "version"),
    )


def downgrade() -> None:
    """Refuse: deadlines name the versions that they were counted by."""
    raise RuntimeError("the calendar is not undone: deadlines name its versions")
