"""Registers: open catalogues, line after line, and how far the night has followed each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "duban_register",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=200)),
        sa.Column("seq", sa.Integer()),
        sa.Column("alg", sa.String(length=16), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "number"),
    )
    op.create_index("duban_register_key", "duban_register", ["name", "key", "kind"], unique=True)
    op.create_index("duban_register_case", "duban_register", ["case_id"])
    op.create_table(
        "duban_register_seen",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("duban_register_seen")
    op.drop_index("duban_register_case", table_name="duban_register")
    op.drop_index("duban_register_key", table_name="duban_register")
    op.drop_table("duban_register")
