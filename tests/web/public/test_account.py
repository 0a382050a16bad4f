"""My account: for anybody who is logged in, for nobody else."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Groupement, LoginSession, Member, Person, Role, RoleKind
from cdo_share.accounts.recovery import ask_reset
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.clock import utc_now
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers, limiter
from tests.factories import a_person, a_role, an_engagement
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words
from tests.web.public.conftest import PASSWORD

SENTENCE = "une marée haute à sept heures"
CHANGE = "/compte/mot-de-passe"


def secret_of(client: FlaskClient) -> str:
    """Return the session id that the browser holds."""
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def change(client: FlaskClient, present: str = PASSWORD, password: str = SENTENCE) -> Any:
    """Send the form of the password."""
    return client.post(CHANGE, data={"present": present, "password": password})


def can_log_in(app: Flask, person: Person, password: str) -> bool:
    """Return whether a fresh browser gets in."""
    data = {"email": person.email, "password": password}
    return app.test_client().post("/connexion", data=data).status_code == 302


def test_anonymous_people_are_sent_to_the_log_in(client: FlaskClient) -> None:
    answers = [client.get("/compte"), client.post("/compte"), client.post(CHANGE)]
    assert [answer.location for answer in answers] == [
        "/connexion?next=/compte",
        "/connexion",
        "/connexion",
    ]


@pytest.mark.parametrize("kind", [*RoleKind, None])
def test_edit_is_for_every_role_and_for_none(
    session: Session,
    client_of: ClientOf,
    groupement: Groupement,
    member: Member,
    kind: RoleKind | None,
) -> None:
    somebody = a_person(session, name="Yann", email="yann@firm.example")
    subjects = {
        RoleKind.MEMBER: {"member_id": member.id},
        RoleKind.CDO: {"engagement_id": an_engagement(session, groupement).id},
    }
    if kind is not None:
        a_role(session, somebody, groupement, kind, **subjects.get(kind, {}))
    session.commit()

    page = client_of(somebody).get("/compte")

    assert page.status_code == 200
    assert "<h1>Mon compte</h1>" in page.text
    assert "Vous vous connectez avec l’adresse yann@firm.example." in words(main_part(page.text))
    assert 'value="Yann"' in page.text
    assert re.findall(r'<input[^>]*checked[^>]*value="(\w+)"', page.text) == ["fr"]


def test_edit_after_a_refused_password_can_be_loaded_again(
    client_of: ClientOf, person: Person
) -> None:
    client = client_of(person)
    change(client, "not the right sentence")
    again = client.post("/langue", data={"lang": "en", "next": CHANGE}, follow_redirects=True)
    assert "<h1>My account</h1>" in again.text


def test_person_menu_leads_there(client_of: ClientOf, person: Person, member: Member) -> None:
    page = client_of(person).get(f"/adherent/{member.id}").text
    assert re.findall(r'href="/compte"[^>]*>\s*([^<]+?)\s*<', page) == ["Mon compte"]


def test_update_stores_the_name_and_speaks_the_language(
    session: Session, client_of: ClientOf, person: Person
) -> None:
    client = client_of(person)
    data = {"name": " Anne  Le Bihan ", "language": "en"}

    page = client.post("/compte", data=data, follow_redirects=True)

    session.refresh(person)
    assert (person.name, person.language) == ("Anne Le Bihan", "en")
    assert '<html lang="en">' in page.text
    assert "Your account is up to date." in page.text
    assert "You log in with the address anne@legoff.example." in page.text


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"name": "  ", "language": "en"}, 'value="en"'),
        ({"name": "Anne", "language": "br"}, 'value="Anne"'),
        ({"name": "Anne" * 40, "language": "fr"}, f'value="{"Anne" * 40}"'),
    ],
)
def test_update_refused_keeps_what_was_typed(
    session: Session, client_of: ClientOf, person: Person, values: dict[str, str], kept: str
) -> None:
    answer = client_of(person).post("/compte", data=values)

    session.refresh(person)
    assert answer.status_code == 422
    assert kept in answer.text
    assert (person.name, person.language) == ("Anne Le Goff", "fr")


def test_update_never_changes_the_address(
    session: Session, client_of: ClientOf, person: Person
) -> None:
    data = {"name": "Anne", "language": "fr", "email": "evil@firm.example"}
    client_of(person).post("/compte", data=data)
    session.refresh(person)
    assert person.email == "anne@legoff.example"


def test_change_password_keeps_this_session_under_a_new_id_and_ends_the_others(
    app: Flask, session: Session, client_of: ClientOf, person: Person
) -> None:
    client, others = client_of(person), [client_of(person) for _ in range(5)]
    stranger = client_of(a_person(session))
    before = secret_of(client)
    asked = ask_reset(session, person.email, now=utc_now())
    assert asked is not None
    session.commit()

    answer = change(client)

    assert answer.location == "/compte"
    assert "Votre nouveau mot de passe est enregistré." in client.get("/compte").text
    assert secret_of(client) != before
    assert session.get(LoginSession, token_hash(before)) is None
    assert [other.get("/compte").status_code for other in others] == [302] * 5
    assert stranger.get("/compte").status_code == 200
    assert app.test_client().get(f"/mot-de-passe/nouveau/{asked[1]}").status_code == 404
    assert [can_log_in(app, person, one) for one in (PASSWORD, SENTENCE)] == [False, True]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("not the right sentence", SENTENCE), "Ce n’est pas votre mot de passe actuel."),
        ((PASSWORD, "trop court"), "Ce mot de passe a 10 caractères"),
        (("", SENTENCE), "Merci de remplir ce champ."),
        ((PASSWORD, ""), "Merci de remplir ce champ."),
    ],
)
def test_change_password_refused_keeps_sessions_and_shows_no_password(
    app: Flask, client_of: ClientOf, person: Person, typed: tuple[str, str], sentence: str
) -> None:
    client, other = client_of(person), client_of(person)

    answer = change(client, *typed)

    assert answer.status_code == 422
    assert sentence in words(main_part(answer.text))
    assert [one for one in typed if one and one in answer.text] == []
    assert 'value="Anne Le Goff"' in answer.text
    assert [one.get("/compte").status_code for one in (client, other)] == [200, 200]
    assert can_log_in(app, person, PASSWORD)


def test_change_password_too_many_wrong_ones_are_turned_away(
    client_of: ClientOf, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(person)
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()

    statuses = [change(client, "not the right sentence").status_code for _ in range(10)]
    right = change(client).status_code
    limiter.reset()

    assert (statuses, right) == ([422] * 10, 429)


@pytest.mark.parametrize("path", ["/compte", CHANGE])
def test_forged_act_is_refused(app: Flask, client_of: ClientOf, person: Person, path: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert client_of(person).post(path, data={"name": "Evil"}).status_code == 400


def test_demonstration_changes_no_password_but_a_name(
    session: Session,
    settings: Settings,
    sessions: sessionmaker[Session],
    client_of: ClientOf,
    person: Person,
) -> None:
    secret = secret_of(client_of(person))
    app = create_app(replace(settings, demonstration=True), SessionMakers(sessions, sessions))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    client = app.test_client()
    client.set_cookie("session", secret, domain="localhost")
    before = person.password_hash

    page, refused = client.get("/compte").text, change(client)
    saved = client.post("/compte", data={"name": "Annick", "language": "fr"})

    session.refresh(person)
    assert "Dans la démonstration, les mots de passe ne changent pas." in page
    assert 'type="password"' not in page
    assert refused.status_code == 403
    assert "Dans la démonstration, les mots de passe ne changent pas." in refused.text
    assert (person.password_hash, saved.status_code, person.name) == (before, 302, "Annick")
    assert session.scalars(select(LoginSession.person_id)).all() == [person.id]


def test_role_is_left_on_the_account_page_and_only_ones_own(
    session: Session,
    client_of: ClientOf,
    groupement: Groupement,
    member: Member,
    person: Person,
) -> None:
    own = session.scalars(select(Role.id).where(Role.person_id == person.id)).one()
    other = a_role(session, a_person(session), groupement, RoleKind.MEMBER, member_id=member.id)
    client = client_of(person)

    refused = client.post(f"/compte/roles/{other.id}/quitter")
    page = client.get("/compte").text
    left = client.post(f"/compte/roles/{own}/quitter", follow_redirects=True)

    assert refused.status_code == 404
    assert (f"/compte/roles/{own}/quitter" in page, left.status_code) == (True, 200)
    assert "Vous avez quitté" in words(left.text)
    assert session.scalars(select(Role.id)).all() == [other.id]


@pytest.mark.parametrize(
    ("kinds", "caldav", "erased"),
    [
        ([RoleKind.CDO], True, [True]),
        ([RoleKind.CDO], False, [False]),
        ([RoleKind.MEMBER, RoleKind.CDO], True, [True, False]),  # the page begins with the CDO
        ([RoleKind.CDO, RoleKind.CDO], True, [False, False]),
    ],
)
def test_question_before_a_role_is_left_says_what_is_erased_with_it(
    session: Session,
    app: Flask,
    client_of: ClientOf,
    groupement: Groupement,
    member: Member,
    kinds: list[RoleKind],
    *,
    caldav: bool,
    erased: list[bool],
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], caldav=caldav)
    somebody = a_person(session, name="Yann", email="yann@firm.example")
    for kind in kinds:
        subject = (
            {"engagement_id": an_engagement(session, groupement).id}
            if kind is RoleKind.CDO
            else {"member_id": member.id}
        )
        a_role(session, somebody, groupement, kind, **subject)
    session.commit()

    page = client_of(somebody).get("/compte").text

    questions = re.findall(r'data-confirm="(Quitter ce rôle[^"]*)"', page)
    assert ["est effacé pour de bon" in words(one) for one in questions] == erased
