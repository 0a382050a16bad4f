"""Logging in and out: same answer for every failure, a new id, nothing left behind."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, LoginSession, Member, Person, RoleKind
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.clock import utc_now
from cdo_share.web.demonstration import DEMONSTRATION_PASSWORD
from cdo_share.web.extensions import limiter
from tests.factories import a_person, a_role

LogIn = Callable[..., Any]
REFUSAL = "Cette adresse et ce mot de passe ne vont pas ensemble."


def secret_of(client: FlaskClient) -> str | None:
    """Return the session id that the browser holds."""
    cookie = client.get_cookie("session")
    return cookie.value if cookie else None


def test_new_shows_the_form_and_no_demonstration(client: FlaskClient) -> None:
    page = client.get("/connexion")

    assert page.status_code == 200
    assert re.findall(r'<input[^>]* name="(\w+)"', page.text).count("password") == 1
    assert DEMONSTRATION_PASSWORD not in page.text


def test_create_right_password_logs_in_and_goes_home(
    client: FlaskClient, person: Person, member: Member, log_in: LogIn
) -> None:
    answer = log_in(email=" Anne@LeGoff.example ")

    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/").location == f"/adherent/{member.id}"


def test_create_notes_when_somebody_logged_in(
    session: Session, person: Person, log_in: LogIn
) -> None:
    before = person.last_login_at
    log_in(password="wrong")
    session.refresh(person)
    after_failure = person.last_login_at

    log_in()
    session.refresh(person)

    assert (before, after_failure) == (None, None)
    assert person.last_login_at is not None
    assert abs(utc_now() - person.last_login_at) < timedelta(minutes=5)


def test_create_every_failure_gets_the_same_answer(
    session: Session, person: Person, log_in: LogIn
) -> None:
    a_person(session, email="new@firm.example")  # no password yet
    closed = a_person(session, email="gone@firm.example", is_active=False)
    closed.password_hash = person.password_hash
    session.commit()

    tried = ["anne@legoff.example", "nobody@firm.example", "new@firm.example"]
    answers = [log_in(email=email, password="not the right sentence") for email in tried]
    answers.append(log_in(email="gone@firm.example"))

    assert [answer.status_code for answer in answers] == [422] * 4
    pages = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(pages) == 1
    assert REFUSAL in pages.pop()


def test_create_failure_keeps_the_address_but_never_the_password(
    person: Person, log_in: LogIn
) -> None:
    page = log_in(password="not the right sentence").text

    assert 'value="anne@legoff.example"' in page
    assert "not the right sentence" not in page


@pytest.mark.parametrize(
    "email", ["", "a\x00b@firm.example", "a" * 5000, "'; DROP TABLE person; --"]
)
def test_create_odd_address_is_refused_calmly(log_in: LogIn, email: str) -> None:
    assert log_in(email=email).status_code in {400, 422}


def test_create_renews_the_session_id(client: FlaskClient, person: Person, log_in: LogIn) -> None:
    client.post("/langue", data={"lang": "en"})
    before = secret_of(client)
    log_in()

    assert before is not None
    assert secret_of(client) != before
    assert client.get("/connexion").location == "/"
    client.set_cookie("session", before, domain="localhost")
    assert client.get("/connexion").status_code == 200  # the id known before opens nothing


def test_create_keeps_the_language_chosen_before(
    client: FlaskClient, person: Person, log_in: LogIn
) -> None:
    client.post("/langue", data={"lang": "en"})
    log_in()
    assert '<html lang="en">' in client.get("/?choose=1", follow_redirects=True).text


def test_create_coordinator_is_logged_out_sooner_when_idle(
    session: Session,
    client: FlaskClient,
    groupement: Groupement,
    person: Person,
    log_in: LogIn,
) -> None:
    def idle_minutes() -> float:
        log_in()
        row = session.get(LoginSession, token_hash(secret_of(client) or ""))
        assert row is not None
        return (row.expires_at - row.last_seen_at).total_seconds() / 60

    as_member = idle_minutes()
    client.post("/deconnexion")
    a_role(session, person, groupement, RoleKind.COORDINATOR)
    session.commit()
    assert (as_member, idle_minutes()) == (180, 30)


def test_create_too_many_failures_are_turned_away(
    app: Flask, person: Person, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()

    failures = [log_in(password="a wrong sentence").status_code for _ in range(11)]
    right, other = log_in().status_code, log_in(email="other@firm.example").status_code
    limiter.reset()

    assert failures == [422] * 10 + [429]
    assert (right, other) == (429, 422)


def test_create_right_passwords_are_never_too_many(
    person: Person, client: FlaskClient, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    assert [log_in().status_code for _ in range(12)] == [302] * 12
    limiter.reset()


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("", "/"),
        ("/adherent/1/besoins?tri=jour", "/adherent/1/besoins?tri=jour"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("///evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\/evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("/\n/evil.example/", "/"),
        (" //evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("http:/evil.example", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
    ],
)
def test_create_next_leads_to_this_site_only(
    person: Person, log_in: LogIn, wanted: str, given: str
) -> None:
    assert log_in(next=wanted).headers["Location"] == given


def test_guard_sends_to_the_log_in_and_back(client: FlaskClient, member: Member) -> None:
    answer = client.get(f"/adherent/{member.id}/besoins?page=2")
    assert answer.location == f"/connexion?next=/adherent/{member.id}/besoins?page%3D2"
    page = client.get(answer.location).text
    assert f'value="/adherent/{member.id}/besoins?page=2"' in page


def test_guard_never_comes_back_to_an_act(client: FlaskClient, member: Member) -> None:
    assert client.post(f"/adherent/{member.id}/besoins/nouveau").location == "/connexion"


def test_guard_part_of_a_page_loads_the_page_anew(client: FlaskClient, member: Member) -> None:
    answer = client.get(f"/adherent/{member.id}", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (401, "true")


def test_delete_ends_the_session_on_the_server(
    session: Session, client: FlaskClient, person: Person, log_in: LogIn
) -> None:
    log_in()
    secret = secret_of(client) or ""
    answer = client.post("/deconnexion", follow_redirects=True)

    assert "Votre session est fermée." in answer.text
    assert session.scalars(select(LoginSession.person_id)).all() == []
    client.set_cookie("session", secret, domain="localhost")
    assert client.get("/connexion").status_code == 200


def test_delete_tells_the_browser_to_forget(client: FlaskClient) -> None:
    answer = client.post("/deconnexion")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_delete_by_a_link_does_nothing(client: FlaskClient, person: Person, log_in: LogIn) -> None:
    log_in()
    assert client.get("/deconnexion").status_code == 302
    assert client.get("/connexion").location == "/"


def test_account_closed_meanwhile_is_anonymous(
    session: Session, client: FlaskClient, person: Person, log_in: LogIn
) -> None:
    log_in()
    person.is_active = False
    session.commit()
    assert client.get("/connexion").status_code == 200
