"""A command id lies with the last event that came of it: an act writes one row and one page less."""

from __future__ import annotations

import contextlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_EVENT = sa.table(
    "duban_event",
    *(sa.column(name, sa.String) for name in ("case_id", "body", "command", "request")),
    *(sa.column(name, sa.Integer) for name in ("seq", "answer")),
)
_COMMAND = sa.table(
    "duban_command",
    *(sa.column(name, sa.String) for name in ("key", "request", "case_id")),
    sa.column("seq", sa.Integer),
)


def upgrade() -> None:
    """Move the ids to the events, and drop their table."""
    op.add_column("duban_event", sa.Column("command", sa.String(length=200), nullable=True))
    op.add_column("duban_event", sa.Column("request", sa.String(length=64), nullable=True))
    op.add_column("duban_event", sa.Column("answer", sa.Integer(), nullable=True))
    connection = op.get_bind()
    for key, request, case, seq in connection.execute(sa.select(_COMMAND)).all():
        own = _own_event(connection, key, case, seq)
        here = sa.and_(_EVENT.c.case_id == case, _EVENT.c.seq == own)
        values = {"command": key, "request": request, "answer": None if own == seq else seq}
        connection.execute(sa.update(_EVENT).where(here).values(values))
    op.create_index(
        "duban_event_command",
        "duban_event",
        ["command"],
        unique=True,
        postgresql_where=sa.text("command IS NOT NULL"),
        sqlite_where=sa.text("command IS NOT NULL"),
    )
    op.drop_table("duban_command")


def _own_event(connection: sa.Connection, key: str, case: str, seq: int) -> int:
    """The number of the last event that says it came of a command; that of the answer where none does any more."""
    told = sa.select(_EVENT.c.seq, _EVENT.c.body).where(_EVENT.c.case_id == case, _EVENT.c.seq <= seq)
    for number, body in connection.execute(told.order_by(_EVENT.c.seq.desc())):
        with contextlib.suppress(ValueError, AttributeError):  # a damaged event is for `verify` to find
            if json.loads(body).get("key") == key:
                return int(number)
    return seq


def downgrade() -> None:
    """Refuse: a record is never dropped by a migration."""
    raise RuntimeError("which commands were answered belongs to the record and is not dropped")
