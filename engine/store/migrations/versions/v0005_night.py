"""What the night reads: cases in the order in which they fall due, those put aside, and those in doubt."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PAGE = 1_000
_MARKED = '%"provisional":true%'
"""Bodies are canonical JSON, so this finds every deadline that is provisional, and perhaps more."""


def upgrade() -> None:
    """Add the column for dates in doubt, fill it, and make the indexes."""
    op.add_column("duban_case", sa.Column("doubt", sa.Integer(), nullable=False, server_default="0"))
    _fill()
    op.drop_index("duban_case_next", "duban_case")
    for name, columns, some in (
        ("next", ["next_at", "id"], "next_at IS NOT NULL"),
        ("parked", ["attempts"], "attempts > 0"),
        ("doubt", ["doubt"], "doubt > 0"),
    ):
        op.create_index(
            f"duban_case_{name}",
            "duban_case",
            columns,
            unique=False,
            postgresql_where=sa.text(some),
            sqlite_where=sa.text(some),
        )


def _fill() -> None:
    """Mark the open cases that have a provisional deadline; deadlines without a date were not yet known."""
    connection, last = op.get_bind(), ""
    page = sa.text(
        "SELECT id, body FROM duban_case WHERE id > :last AND status = 'open' "
        "AND body LIKE :marked ORDER BY id LIMIT :page"
    )
    while rows := connection.execute(page, {"last": last, "page": _PAGE, "marked": _MARKED}).all():
        for case, body in rows:
            if any(one.get("provisional") for one in json.loads(body)["deadlines"].values()):
                connection.execute(
                    sa.text("UPDATE duban_case SET doubt = 1 WHERE id = :case"), {"case": case}
                )
        last = rows[-1][0]


def downgrade() -> None:
    """Refuse: the version before would not know the column."""
    raise RuntimeError("this migration is not undone: go back to a back-up instead")
