"""Databases for the tests: every test that asks for one runs on SQLite and on PostgreSQL."""

import gc
import os
from collections.abc import Generator, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.orm import make_engine
from cdo_share.migrations import upgrade
from tests.cheap_passwords import make_passwords_cheap
from tests.databases import is_spare
from tests.migrated import drop, make_sqlite

POSTGRESQL_SERVER = os.environ.get("TEST_POSTGRESQL_URL", "postgresql:///postgres")
NOW = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to run the tests of pages on both databases too."""
    parser.addoption("--both-databases", action="store_true", help="tests of pages run twice")


def pytest_configure() -> None:
    """Make what is needless in tests cheap before a test file is read."""
    make_passwords_cheap()


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Look for no garbage while tests are collected, nor later among what that made.

    It all lives to the end, and to walk through it again and again takes a quarter of the time of
    collecting and more in every test.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000)  # a page makes some thousands of objects: look once in many
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to each test of a page the database whose turn it is; see `tests/databases.py`."""
    if not config.getoption("both_databases"):
        items[:] = [item for item in items if not is_spare(item)]


@pytest.fixture(scope="session")
def worker(worker_id: str) -> str:
    """Return a short name of this test process; each has databases of its own."""
    return worker_id


@pytest.fixture(scope="session")
def postgresql_url(worker: str) -> Iterator[str]:
    """Return the address of an empty PostgreSQL database that lives as long as the tests."""
    name = f"cdo_share_test_{worker}_{os.getpid()}"  # two runs at once share the server
    server = create_engine(POSTGRESQL_SERVER, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            drop(connection, name)
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"PostgreSQL does not answer at {POSTGRESQL_SERVER}: {error.orig}")
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        for gone in (name, f"{name}_migrated"):
            drop(connection, gone)
    server.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Return an engine whose schema was made by the migrations."""
    if request.param == "sqlite":
        engine = make_sqlite(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        engine = make_engine(request.getfixturevalue("postgresql_url"))
        upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """Return a connection whose transaction is undone after the test."""
    with engine.connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()


@pytest.fixture
def sessions(connection: Connection) -> sessionmaker[Session]:
    """Return a maker of sessions; their commits are savepoints, undone after the test."""
    return sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=True)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """Return one session."""
    with sessions() as session:
        yield session


@pytest.fixture
def now() -> datetime:
    """Return the fixed instant that the tests take for the present."""
    return NOW
