"""Milestones of units: a lower level may set an earlier day of its own; those that are there stand for all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_NAMES = ("name", "day", "set_at", "reason")


def upgrade() -> None:
    """Make the table anew with the unit in its key, and put what was there into it."""
    old = sa.table("duban_milestone", *(sa.column(name, sa.String) for name in _NAMES))
    connection = op.get_bind()
    rows = [dict(row._mapping) for row in connection.execute(sa.select(old))]
    op.drop_table("duban_milestone")
    new = op.create_table(
        "duban_milestone",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("set_at", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "unit"),
    )
    if rows:
        op.bulk_insert(new, [{**row, "unit": ""} for row in rows])


def downgrade() -> None:
    """Keep what stands for all."""
    table = sa.table(
        "duban_milestone", sa.column("unit", sa.String), *(sa.column(name, sa.String) for name in _NAMES)
    )
    connection = op.get_bind()
    asked = sa.select(*(table.c[name] for name in _NAMES)).where(table.c.unit == "")
    rows = [dict(row._mapping) for row in connection.execute(asked)]
    op.drop_table("duban_milestone")
    old = op.create_table(
        "duban_milestone",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("set_at", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    if rows:
        op.bulk_insert(old, rows)
