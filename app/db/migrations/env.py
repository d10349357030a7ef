"""Runs the migrations on the connection that app/db/upgrade.py hands over: always a copy of the user's file."""

from alembic import context
from sqlalchemy import Connection

from app.db.tables import Base


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run(context.config.attributes["connection"])
