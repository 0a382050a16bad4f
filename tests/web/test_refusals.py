"""A refusal says its status and leads back to its form; an address of forms leads to a page.

What nobody foresaw is answered in plain words, and its values stay out of the log.
"""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.orm import transaction
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers, limiter
from tests.factories import a_person
from tests.web.pages import words

EMAIL = "zoe@firm.example"


def test_refused_form_leads_back_to_the_page_it_came_from(client: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    page = client.post(
        "/connexion",
        data={"email": "x"},
        headers={"Referer": "http://localhost/connexion?next=/compte"},
    )

    assert page.status_code == 400
    assert '<a class="btn btn-primary" href="/connexion?next=/compte">' in page.text
    assert "Erreur 400" in words(page.text)


@pytest.mark.parametrize(
    "referrer", ["https://evil.example/form", "http://localhost//evil.example/form"]
)
def test_refused_form_leads_to_no_other_site(
    client: FlaskClient, app: Flask, referrer: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    page = client.post("/connexion", data={}, headers={"Referer": referrer})

    assert page.status_code == 400
    assert "evil.example" not in page.text
    assert "Retour au formulaire" not in words(page.text)


@pytest.mark.parametrize(
    ("path", "page"),
    [("/compte/acces/3/retirer", "/compte/acces"), ("/deconnexion", "/")],
)
def test_address_that_only_takes_forms_leads_to_the_page_above(
    client: FlaskClient, path: str, page: str
) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_method_that_is_not_taken_is_refused_with_its_own_status(client: FlaskClient) -> None:
    answer = client.delete("/connexion")

    assert answer.status_code == 405
    assert "Erreur 405" in words(answer.text)
    assert "Allow" in answer.headers


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
    assert "Rien n’a été enregistré" in answer.text
    [record] = caplog.records
    assert record.getMessage().startswith("not foreseen at public.sessions.create: ")
    assert "email" in record.getMessage()
    assert EMAIL not in record.getMessage()
