"""Alembic's entry: runs the migrations on the engine that the caller put into the configuration."""

from typing import Any, Literal

from alembic import context

from cdo_share.core.types import UTCDateTime
from cdo_share.models import METADATA


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our instant type as plain SQLAlchemy, so that old migrations never import ours."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run the migrations in one transaction."""
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # A table rebuilt under ON DELETE CASCADE would take its children along, and the
            # pragma is ignored inside a transaction: it must come before the first statement.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_item=render_item,
            render_as_batch=is_sqlite,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if is_sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


run()
