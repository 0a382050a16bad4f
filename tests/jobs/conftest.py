"""A groupement whose rows are really committed, and workers around it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.jobs.children import WarmChild
from cdo_share.jobs.desk import Desk, Timing
from cdo_share.models import METADATA
from cdo_share.settings import Settings
from tests.jobs.office import Office, an_office, fake_command

QUICK = Timing(lease_seconds=2, renew_seconds=0.1, poll_seconds=0.02, grace_seconds=1)


@pytest.fixture
def settings(engine: Engine, tmp_path: Path) -> Settings:
    """Return the settings of an installation on the test's database, with a queue of its own."""
    return Settings(
        data_dir=tmp_path,
        database_url=engine.url.render_as_string(hide_password=False),
        secret_key="test-key-" * 4,
    )


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    """Return a small groupement in committed rows; afterwards all tables are empty again."""
    sessions = sessionmaker(engine)
    yield an_office(sessions)
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def make_desk(office: Office, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Return a maker of desks whose child answers as a script says; children end with the test."""
    desks = []

    def make(script: str, *, timing: Timing = QUICK) -> Desk:
        desk = Desk(
            sessions=office.sessions,
            child=WarmChild(fake_command(tmp_path, script)),
            send=office.sent.append,
            timing=timing,
        )
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.child.drop()


@pytest.fixture
def fresh(office: Office) -> Iterator[Session]:
    """Return a session that sees what others committed."""
    with office.sessions() as session:
        yield session
