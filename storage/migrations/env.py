"""Alembic's entry: runs the migrations over the connection that `storage.migrate` hands it."""

from alembic import context

from storage.models.every import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
