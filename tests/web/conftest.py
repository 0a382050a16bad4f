"""The site on the test database, and browsers that are logged in."""

from collections.abc import Callable
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


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a test installation."""
    return Settings(
        data_dir=tmp_path,
        database_url="sqlite://",
        secret_key="only-for-tests-" * 4,
        base_url="http://localhost",
    )


@pytest.fixture
def app(
    settings: Settings, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """Return the site; its sessions share the test's transaction, its rate limits are off."""
    app = create_app(settings, SessionMakers(sessions, sessions))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    monkeypatch.setattr(limiter, "enabled", False)
    return app


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
