"""What nobody foresaw is answered in plain words, and its values stay out of the log."""

import logging

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.orm import transaction
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers, limiter
from tests.factories import a_person

EMAIL = "zoe@firm.example"


@pytest.fixture
def colliding(
    settings: Settings, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """Return a site whose sign-in stores a person who is there already."""
    app = create_app(settings, SessionMakers(sessions, sessions))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    monkeypatch.setattr(limiter, "enabled", False)

    def collide() -> None:
        with sessions() as session, transaction(session):
            a_person(session, email=EMAIL)

    app.view_functions["public.sessions.create"] = collide
    return app


def test_collision_is_a_conflict_in_plain_words(
    session: Session, colliding: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    a_person(session, email=EMAIL)
    session.commit()

    with caplog.at_level(logging.ERROR):
        answer = colliding.test_client().post("/connexion")

    assert answer.status_code == 409
    assert "rien n’a été enregistré" in answer.text
    [record] = caplog.records
    assert record.getMessage().startswith("not foreseen at public.sessions.create: ")
    assert "email" in record.getMessage()
    assert EMAIL not in record.getMessage()
