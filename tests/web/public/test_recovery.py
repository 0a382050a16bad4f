"""Password forgotten: nobody learns who has an account, the link works once, it logs in."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import LoginSession, Member, PasswordReset, Person
from cdo_share.accounts.recovery import ask_reset
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.clock import utc_now
from cdo_share.core.outbox import OutboxMail
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers, limiter
from cdo_share.web.public import recovery
from tests.factories import a_person
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words

ASK = "/mot-de-passe/oublie"
SENTENCE = "une marée haute à sept heures"
NO_BREAK = "\N{NO-BREAK SPACE}"
WORTHLESS = "Ce lien a déjà servi ou n’est plus valable. Demandez-en un nouveau."


ANSWER_SECONDS = recovery.ANSWER_SECONDS


@pytest.fixture(autouse=True)
def swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer at once; the tests of the time set it themselves."""
    monkeypatch.setattr(recovery, "ANSWER_SECONDS", 0.0)


@pytest.fixture
def link(session: Session, person: Person) -> Callable[..., str]:
    """Return a function that asks for a link and returns its path."""

    def ask(ago: timedelta = timedelta(0)) -> str:
        asked = ask_reset(session, person.email, now=utc_now() - ago)
        assert asked is not None
        session.commit()
        return f"/mot-de-passe/nouveau/{asked[1]}"

    return ask


def choose(client: FlaskClient, path: str, password: str = SENTENCE) -> Any:
    """Send the form of a link."""
    return client.post(path, data={"password": password})


def secret_of(client: FlaskClient) -> str:
    """Return the session id that the browser holds."""
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def test_log_in_page_leads_to_the_form(client: FlaskClient) -> None:
    assert f'<a href="{ASK}">Mot de passe oublié{NO_BREAK}?</a>' in client.get("/connexion").text

    page = client.get(ASK)

    assert page.status_code == 200
    assert "<h1>Mot de passe oublié</h1>" in page.text
    assert re.findall(r'autocomplete="([\w-]+)"', page.text) == ["username"]


MAILS = {
    "fr": (
        "Choisissez un nouveau mot de passe",
        "Bonjour Anne Le Goff,\n\n"
        "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour le compte "
        "anne@legoff.example.\n\n"
        f"Ouvrez ce lien pour choisir votre mot de passe{NO_BREAK}:\n*\n\n"
        "Il sert une seule fois, dans les 20 minutes qui suivent la demande. "
        "Un lien plus récent le remplace.\n"
        f"Si ce n’était pas vous, ne faites rien{NO_BREAK}: votre mot de passe reste le même.\n\n"
        "CDO Share\n",
    ),
    "en": (
        "Choose a new password",
        "Hello Anne Le Goff,\n\n"
        "Somebody, probably you, asked for a new password for the account anne@legoff.example.\n\n"
        "Open this link to choose your password:\n*\n\n"
        "It works once, within 20 minutes of asking. A newer link replaces it.\n"
        "If it was not you, do nothing: your password stays as it is.\n\n"
        "CDO Share\n",
    ),
}


@pytest.mark.parametrize("language", MAILS)
def test_create_mails_a_link_in_the_language_of_the_person(
    session: Session, client: FlaskClient, person: Person, language: str
) -> None:
    person.language = language
    session.commit()

    client.post(ASK, data={"email": " Anne@LeGoff.example "})

    mail = session.scalars(select(OutboxMail)).one()
    paths = re.findall(r"^http://localhost(/mot-de-passe/nouveau/cr_[\w-]{43})$", mail.text, re.M)
    text = re.sub(r"http://\S+", "*", mail.text)
    assert (mail.recipient, mail.person_id) == (person.email, person.id)
    assert (mail.subject, text) == MAILS[language]
    assert mail.next_try_at == mail.created_at
    assert [client.get(path).status_code for path in paths] == [200]


def test_create_known_unknown_and_closed_get_the_same_answer(
    session: Session, client: FlaskClient, person: Person
) -> None:
    a_person(session, email="gone@legoff.example", is_active=False)
    session.commit()
    emails = ["anne@legoff.example", "none@legoff.example", "gone@legoff.example"]
    for _ in range(2):  # the cookie comes with the form, and is marked at the next visit
        client.get(ASK)

    answers = [client.post(ASK, data={"email": email}) for email in emails]

    pages = {
        main_part(answer.text).replace(email, "*")
        for answer, email in zip(answers, emails, strict=True)
    }
    assert [answer.status_code for answer in answers] == [200] * 3
    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None] * 3
    assert len(pages) == 1
    assert "Si un compte existe à l’adresse *, un courriel" in pages.pop()
    assert session.scalars(select(OutboxMail.recipient)).all() == [person.email]


def test_create_sixth_mail_of_a_day_is_not_sent_and_the_answer_stays_the_same(
    session: Session, client: FlaskClient, person: Person
) -> None:
    answers = {main_part(client.post(ASK, data={"email": person.email}).text) for _ in range(6)}

    assert len(answers) == 1
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 5


@pytest.mark.parametrize(
    "email", ["anne@legoff.example", "none@legoff.example", "gone@legoff.example"]
)
def test_create_takes_the_same_time_whoever_is_asked_for(
    session: Session,
    client: FlaskClient,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    email: str,
) -> None:
    a_person(session, email="gone@legoff.example", is_active=False)
    session.commit()

    def seconds() -> float:
        start = monotonic()
        assert client.post(ASK, data={"email": email}).status_code == 200
        return monotonic() - start

    work = min(seconds() for _ in range(3))
    monkeypatch.setattr(recovery, "ANSWER_SECONDS", ANSWER_SECONDS)

    assert work < ANSWER_SECONDS <= seconds()


@pytest.mark.parametrize("email", ["", "anne", "a b@legoff.example"])
def test_create_not_an_address_is_refused_and_kept(
    session: Session, client: FlaskClient, email: str
) -> None:
    answer = client.post(ASK, data={"email": email})

    assert answer.status_code == 422
    assert f'value="{email}"' in answer.text
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 0


def test_create_eleventh_time_in_an_hour_is_turned_away(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    tried = [f"nobody-{number}@legoff.example" for number in range(11)]

    statuses = [client.post(ASK, data={"email": email}).status_code for email in tried]
    limiter.reset()

    assert statuses == [200] * 10 + [429]


def test_edit_shows_whose_password_and_tells_no_other_site(
    client: FlaskClient, link: Callable[..., str]
) -> None:
    page = client.get(link())

    assert page.status_code == 200
    assert "Pour le compte anne@legoff.example." in words(main_part(page.text))
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_edit_speaks_english_too(client: FlaskClient, link: Callable[..., str]) -> None:
    page = client.get(link(), headers={"Accept-Language": "en"}).text
    assert "<h1>Choose a new password</h1>" in page


def test_update_ends_five_sessions_and_logs_in_under_a_new_one(
    session: Session,
    client: FlaskClient,
    client_of: ClientOf,
    person: Person,
    member: Member,
    link: Callable[..., str],
) -> None:
    others = [client_of(person) for _ in range(5)]
    client.post("/langue", data={"lang": "fr"})
    before, path = secret_of(client), link()

    answer = choose(client, path)

    assert answer.location == "/"
    assert client.get("/").location == f"/adherent/{member.id}"
    assert secret_of(client) != before
    assert session.get(LoginSession, token_hash(before)) is None
    assert [other.get(f"/adherent/{member.id}").location for other in others] == [
        f"/connexion?next=/adherent/{member.id}"
    ] * 5
    client.post("/deconnexion")
    data = {"email": person.email, "password": SENTENCE}
    assert client.post("/connexion", data=data).status_code == 302


def test_update_says_that_it_is_done(client: FlaskClient, link: Callable[..., str]) -> None:
    page = choose(client, link()).location
    assert "Votre nouveau mot de passe est enregistré." in (
        client.get(page, follow_redirects=True).text
    )


def test_update_of_another_account_logs_the_first_one_out(
    session: Session, client_of: ClientOf, person: Person, link: Callable[..., str]
) -> None:
    client = client_of(a_person(session))

    choose(client, link())

    assert session.scalars(select(LoginSession.person_id)).all() == [person.id]


def test_update_too_short_password_is_not_shown_and_the_link_stays_good(
    client: FlaskClient, link: Callable[..., str]
) -> None:
    path = link()
    answers = [choose(client, path, "trop court"), choose(client, path, "")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "trop court" not in answers[0].text
    assert "Ce mot de passe a 10 caractères" in answers[0].text
    assert choose(client, path).status_code == 302


def test_used_expired_replaced_and_unknown_links_are_not_found_in_one_sentence(
    app: Flask, client: FlaskClient, link: Callable[..., str]
) -> None:
    expired, replaced, used = link(timedelta(minutes=20)), link(), link()
    choose(client, used)
    fresh = app.test_client()
    paths = [expired, replaced, used, "/mot-de-passe/nouveau/cr_nothing"]

    answers = [fresh.get(path) for path in paths] + [choose(fresh, path) for path in paths]

    assert [answer.status_code for answer in answers] == [404] * 8
    assert {words(main_part(answer.text)) for answer in answers} == {
        f"Ce lien ne sert plus {WORTHLESS} Demander un nouveau lien"
    }


def test_update_forged_is_refused(
    app: Flask, session: Session, person: Person, link: Callable[..., str]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    before = person.password_hash

    answer = choose(app.test_client(), link())

    session.refresh(person)
    assert (answer.status_code, person.password_hash) == (400, before)


def test_worthless_link_shows_the_way_to_a_new_one(client: FlaskClient) -> None:
    page = client.get("/mot-de-passe/nouveau/cr_nothing", headers={"Accept-Language": "en"})
    assert "This link has been used or has run out. Ask for a new one." in page.text
    assert f'href="{ASK}"' in main_part(page.text)


@pytest.fixture
def demonstration(
    settings: Settings, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """Return a browser of a demonstration."""
    app = create_app(replace(settings, demonstration=True), SessionMakers(sessions, sessions))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    monkeypatch.setattr(limiter, "enabled", False)
    return app.test_client()


def test_demonstration_says_that_passwords_stay(
    session: Session, demonstration: FlaskClient, person: Person, link: Callable[..., str]
) -> None:
    path = link()
    answers = [
        demonstration.get(ASK),
        demonstration.get(path),
        demonstration.post(ASK, data={"email": person.email}),
        choose(demonstration, path),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 403, 403]
    for answer in answers:
        assert "Dans la démonstration, les mots de passe ne changent pas." in answer.text
        assert re.findall(r'type="(?:email|password)"', main_part(answer.text)) == []
    assert session.scalars(select(PasswordReset.used_at)).all() == [None]
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 0
