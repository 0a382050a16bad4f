"""Databases of a test's own, where transactions of several connections really commit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from tests.migrated import a_postgresql, make_sqlite


@pytest.fixture(params=["sqlite", "postgresql"])
def own_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on a database that nobody else uses, gone after the test."""
    if request.param == "sqlite":
        engine = make_sqlite(tmp_path / "own.sqlite3")
        yield engine
        engine.dispose()
        return
    with a_postgresql(make_url(request.getfixturevalue("postgresql_url"))) as engine:
        yield engine
