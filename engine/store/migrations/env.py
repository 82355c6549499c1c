"""How Alembic runs the migrations: on the connection handed in, touching only the engine's own tables."""

from __future__ import annotations

from alembic import context

from duban.engine.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table="duban_schema_version",
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
