"""The base of all rows, the engine with its safe settings, and the transaction of the edge."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Engine, MetaData, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session

from cdo_share.core.types import UTCDateTime


class Model(DeclarativeBase):
    """Base of every row; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UTCDateTime(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def make_engine(url: str) -> Engine:
    """Return an engine for SQLite (WAL, full durability, foreign keys) or PostgreSQL.

    SQLite transactions begin IMMEDIATE: a read followed by a write in a deferred one
    fails at once when another process writes in between. `reader(engine)` is for what
    only reads: it never waits for a writer. Errors never show what was to be stored.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": 10}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")


def reader(engine: Engine) -> Engine:
    """Return the same engine for transactions that only read."""
    return engine.execution_options(sqlite_begin="DEFERRED")


def glancer(engine: Engine) -> Engine:
    """Return an engine on the same connections for single statements that only read.

    Each is true by itself: a database is spared a BEGIN and a ROLLBACK, which take longer than a
    small statement. What listens to the other engine is not called.
    """
    plain = Engine(engine.pool, engine.dialect, engine.url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        return plain  # begins nothing that we do not begin
    return plain.execution_options(isolation_level="AUTOCOMMIT")


def error_words(error: SQLAlchemyError) -> str:
    """Return what may stand in a log: kind and first line, never a value that was to be stored.

    PostgreSQL tells the values of the refused row in the lines after the first.
    """
    told = str(getattr(error, "orig", None) or error)
    return f"{type(error).__name__}: {told.partition(chr(10))[0]}"


def failure_words(error: Exception) -> str:
    """Return what may stand in a log of any error: of a database's what `error_words` says."""
    return error_words(error) if isinstance(error, SQLAlchemyError) else type(error).__name__


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Commit what the block did, or nothing of it; only the edge opens one."""
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
