"""The demonstration log-ins open the door in demonstration mode, to invented people only."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Groupement, Member, Person, RoleKind
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.demonstration import DEMONSTRATION_PASSWORD
from cdo_share.web.extensions import SessionMakers, limiter
from tests.factories import a_person, a_role


def try_to_log_in(app: Flask, email: str, password: str = DEMONSTRATION_PASSWORD) -> int:
    """Return the status of one log-in by a fresh browser."""
    client = app.test_client()
    return client.post("/connexion", data={"email": email, "password": password}).status_code


@pytest.fixture
def demonstration(
    settings: Settings, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """Return the site in demonstration mode."""
    app = create_app(replace(settings, demonstration=True), SessionMakers(sessions, sessions))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    monkeypatch.setattr(limiter, "enabled", False)
    return app


def test_mode_off_password_opens_nothing(app: Flask, person: Person) -> None:
    assert try_to_log_in(app, person.email) == 422


def test_mode_off_page_names_nobody(client: FlaskClient, person: Person) -> None:
    page = client.get("/connexion").text
    assert (person.email in page, "trial" in page) == (False, False)


def test_mode_on_one_tap_for_each_role(
    session: Session, demonstration: Flask, groupement: Groupement, person: Person, member: Member
) -> None:
    busy = a_person(session, name="Busy", email="busy@firm.example")
    a_role(session, busy, groupement, RoleKind.COORDINATOR)
    a_role(session, busy, groupement, RoleKind.MEMBER, member_id=member.id)
    session.commit()

    page = demonstration.test_client().get("/connexion").text

    emails = re.findall(r'type="hidden" name="email" value="([^"]+)"', page)
    passwords = re.findall(r'type="hidden" name="password" value="([^"]+)"', page)
    assert emails == ["busy@firm.example", "anne@legoff.example"]
    assert passwords == [DEMONSTRATION_PASSWORD] * 2
    assert [try_to_log_in(demonstration, email) for email in emails] == [302, 302]


def test_mode_on_own_password_still_works(demonstration: Flask, person: Person) -> None:
    assert try_to_log_in(demonstration, person.email, "le phare du bout du quai") == 302


@pytest.mark.parametrize(
    "values",
    [{"email": "real@person.fr"}, {"email": "gone@firm.example", "is_active": False}],
    ids=["real", "closed"],
)
def test_mode_on_real_and_closed_accounts_stay_shut(
    session: Session, demonstration: Flask, groupement: Groupement, values: dict[str, object]
) -> None:
    somebody = a_person(session, **values)
    a_role(session, somebody, groupement, RoleKind.COORDINATOR)
    session.commit()

    assert try_to_log_in(demonstration, somebody.email) == 422
    assert somebody.email not in demonstration.test_client().get("/connexion").text
