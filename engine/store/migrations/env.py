"""How Alembic runs the migrations: on the connection handed in, touching only the engine's own tables.

Alembic loads this file by its path, outside any package; what it needs is handed in.
"""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    version_table="duban_schema_version",
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
