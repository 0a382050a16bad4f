"""The site on the test database, and browsers that are logged in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import LoginSession, Person
from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.core.clock import utc_now
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers, limiter

ClientOf = Callable[[Person], FlaskClient]


def settings_of(data_dir: Path) -> Settings:
    """Return the settings of a test installation."""
    return Settings(
        data_dir=data_dir,
        database_url="sqlite://",
        secret_key="only-for-tests-" * 4,
        base_url="http://localhost",
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a test installation with a folder of its own."""
    return settings_of(tmp_path)


def _no_session() -> Session:
    raise AssertionError("the site is not bound to the database of a test")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the site, made once: its addresses and templates are compiled once for all tests."""
    settings = settings_of(tmp_path_factory.mktemp("site"))
    return create_app(settings, SessionMakers(_no_session, _no_session))


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    site: Flask,
    settings: Settings,
    sessions: sessionmaker[Session],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """Return the site; its sessions share the test's transaction, its rate limits are off.

    What a test sets in its configuration is undone; one that changes more is marked `own_site`.
    """
    makers = SessionMakers(sessions, sessions)
    monkeypatch.setattr(limiter, "enabled", False)
    if request.node.get_closest_marker("own_site"):
        site = create_app(settings, makers)
    monkeypatch.setitem(site.extensions, "database", makers)
    before = dict(site.config)
    site.config.update(TESTING=True, WTF_CSRF_ENABLED=False, SETTINGS=settings)
    yield site
    site.config.clear()
    site.config.update(before)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser that is not logged in."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask, session: Session) -> ClientOf:
    """Return a function that gives a browser in which the person is logged in."""

    def log_in(person: Person, language: str = "fr") -> FlaskClient:
        secret = new_token("")
        now = utc_now()
        row = LoginSession(
            id_sha256=token_hash(secret),
            person_id=person.id,
            values={"_user_id": str(person.id), "_fresh": True, "language": language},
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=1),
        )
        session.add(row)
        session.commit()
        client = app.test_client()
        client.set_cookie("session", secret, domain="localhost")
        return client

    return log_in
