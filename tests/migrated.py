"""Empty databases with the whole schema, migrated once in each process of the tests and copied."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, Engine, create_engine, text

from cdo_share.core.orm import make_engine
from cdo_share.migrations import upgrade


def make_sqlite(file: Path) -> Engine:
    """Return an engine on a new SQLite file with the schema that the migrations make."""
    file.write_bytes(_migrated_sqlite())
    return make_engine(f"sqlite:///{file}")


@cache
def _migrated_sqlite() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "migrated.sqlite3"
        engine = make_engine(f"sqlite:///{file}")
        upgrade(engine)
        engine.dispose()  # the last connection writes what the log holds into the file
        return file.read_bytes()


@contextmanager
def a_postgresql(beside: URL) -> Iterator[Engine]:
    """Yield an engine on a new database with the schema; it is gone afterwards.

    `beside`: the database of this process, whose name the new one begins with.
    """
    name, pattern = f"{beside.database}_own", f"{beside.database}_migrated"
    server = create_engine(beside, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        _provide_pattern(connection, beside.set(database=pattern))
        drop(connection, name)
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {pattern}"))
    engine = make_engine(beside.set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with server.connect() as connection:
        drop(connection, name)
    server.dispose()


def drop(connection: Connection, name: str) -> None:
    """Let go of a database, whoever is connected to it."""
    connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def _provide_pattern(connection: Connection, url: URL) -> None:
    found = text("SELECT count(*) FROM pg_database WHERE datname = :name")
    if connection.scalar(found, {"name": url.database}):
        return
    connection.execute(text(f"CREATE DATABASE {url.database}"))
    engine = make_engine(url.render_as_string(hide_password=False))
    upgrade(engine)
    engine.dispose()  # only what nobody is connected to can be copied
