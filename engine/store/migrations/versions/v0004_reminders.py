"""Each rung once, held by a key; who was told what, and what is still to be handed over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the key of the clock's events, and the tables of the relay."""
    op.add_column("duban_event", sa.Column("occurrence", sa.String(length=200), nullable=True))
    op.create_index(
        "duban_event_occurrence",
        "duban_event",
        ["case_id", "occurrence"],
        unique=True,
        postgresql_where=sa.text("occurrence IS NOT NULL"),
        sqlite_where=sa.text("occurrence IS NOT NULL"),
    )
    op.create_table(
        "duban_delivery",
        sa.Column("id", sa.String(length=330), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("next_at", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("duban_delivery_status", "duban_delivery", ["status", "made_at"], unique=False)
    op.create_table(
        "duban_notice",
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("delivery", sa.String(length=330), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", "person"),
    )
    op.create_index("duban_notice_delivery", "duban_notice", ["delivery"], unique=False)
    op.create_index("duban_notice_person", "duban_notice", ["person", "kind"], unique=False)
    setting = sa.table("duban_setting", sa.column("name", sa.String), sa.column("value", sa.String))
    op.bulk_insert(setting, [{"name": "relay", "value": ""}])  # the row that relays take turns by


def downgrade() -> None:
    """Refuse: a record is never dropped by a migration."""
    raise RuntimeError("who was told what belongs to the record and is not dropped")
