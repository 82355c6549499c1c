"""A message to be delivered is its event: the outbox says which, and no longer what."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the copy of what the event says already."""
    op.drop_column("duban_outbox", "body")


def downgrade() -> None:
    """Refuse: the version before would not know what to deliver."""
    raise RuntimeError("this migration is not undone: go back to a back-up instead")
