"""Somebody who is not logged in: looking costs no write, and the cookie cannot be forged."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import LoginSession
from cdo_share.accounts.service import set_password
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers, limiter
from tests.factories import a_person

pytestmark = pytest.mark.both_databases

PASSWORD = "une phrase assez longue"


def count_sessions(session: Session) -> int | None:
    """Return how many browser sessions are stored."""
    return session.scalar(select(func.count()).select_from(LoginSession))


@pytest.mark.parametrize("path", ["/", "/connexion", "/no-such-page"])
def test_stranger_who_looks_leaves_no_row(client: FlaskClient, session: Session, path: str) -> None:
    client.get(path)

    assert count_sessions(session) == 0


def test_stranger_keeps_the_language_chosen(client: FlaskClient) -> None:
    client.post("/langue", data={"lang": "en", "next": "/connexion"})

    assert '<html lang="en">' in client.get("/connexion").text


@pytest.mark.parametrize("key", ["only-for-tests-" * 4, "somebody else's key"])
def test_stranger_cannot_sign_themselves_in(
    app: Flask, client: FlaskClient, session: Session, key: str
) -> None:
    person = a_person(session)
    session.commit()
    signer = URLSafeTimedSerializer(key, salt="stranger's session")
    forged = "s." + str(signer.dumps({"_user_id": str(person.id), "_fresh": True}))
    client.set_cookie("session", forged, domain="localhost")

    assert client.get("/").status_code == 200
    assert "Se connecter" in client.get("/").text


@pytest.mark.parametrize("value", ["s.", "s.x", "s.e30.x.y", "s." + "a" * 4000, "\x00"])
def test_stranger_with_a_broken_cookie_begins_anew(client: FlaskClient, value: str) -> None:
    client.set_cookie("session", value, domain="localhost")

    assert client.get("/connexion").status_code == 200


def test_act_whose_session_cannot_be_stored_asks_to_try_again(
    settings: Settings,
    session: Session,
    sessions: sessionmaker[Session],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = a_person(session)
    set_password(session, person, PASSWORD)
    session.commit()

    def locked() -> Session:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    app = create_app(settings, SessionMakers(locked, sessions))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    monkeypatch.setattr(limiter, "enabled", False)

    client = app.test_client()
    answer = client.post("/connexion", data={"email": person.email, "password": PASSWORD})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Location" not in answer.headers
    assert client.get_cookie("session") is None
