"""Access for programs: made in the account, shown once, taken back."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.models import AccessToken, Role, RoleKind
from tests.web.conftest import ClientOf
from tests.web.pages import words as words_of
from tests.web.two_groupements import Tenant, a_tenant

PAGE = "/compte/acces"


@pytest.fixture
def own(session: Session) -> Tenant:
    return a_tenant(session, 1)


@pytest.fixture
def role(session: Session, own: Tenant) -> Role:
    person = own.people[RoleKind.COORDINATOR]
    return session.scalars(select(Role).where(Role.person_id == person.id)).one()


@pytest.fixture
def browser(client_of: ClientOf, own: Tenant) -> FlaskClient:
    return client_of(own.people[RoleKind.COORDINATOR])


def answers(own: Role, /, **changes: Any) -> dict[str, Any]:
    """Return what the form sends."""
    sent = {"label": "Compta", "role": own.id, "scopes": ["demands:read"], "days": "30"}
    return sent | changes


def test_token_is_shown_once_and_works(browser: FlaskClient, role: Role) -> None:
    page = browser.post(PAGE, data=answers(role)).get_data(as_text=True)
    secret = re.search(r"ca_[\w-]{43}", page)

    assert secret is not None
    told = browser.get("/api/v1/me", headers={"Authorization": f"Bearer {secret[0]}"}).json
    assert told["scopes"] == ["demands:read"]
    assert secret[0] not in browser.get(PAGE).get_data(as_text=True)


def test_database_keeps_no_usable_token(browser: FlaskClient, session: Session, role: Role) -> None:
    page = browser.post(PAGE, data=answers(role)).get_data(as_text=True)
    secret = re.search(r"ca_[\w-]{43}", page)

    row = session.scalars(select(AccessToken)).one()
    assert secret is not None
    assert secret[0] not in str(vars(row))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": "  "}, "Nommez le programme"),
        ({"scopes": []}, "au moins une chose"),
        ({"role": 10**6}, "Choisissez une des réponses de la liste"),
    ],
)
def test_wrong_answers_are_told_and_nothing_is_made(
    browser: FlaskClient, session: Session, role: Role, change: dict[str, Any], words: str
) -> None:
    answer = browser.post(PAGE, data=answers(role, **change))

    assert answer.status_code == 422
    assert re.search(words, answer.get_data(as_text=True))
    assert session.scalars(select(AccessToken)).all() == []


@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        (RoleKind.MEMBER, ["rounds:read", "demands:read", "demands:write", "visits:read"]),
        (RoleKind.COORDINATOR, [scope.value for scope in Scope]),
    ],
)
def test_form_offers_what_the_roles_of_the_person_may(
    client_of: ClientOf, own: Tenant, kind: RoleKind, offered: list[str]
) -> None:
    page = client_of(own.people[kind]).get(PAGE).text
    assert re.findall(r'name="scopes"[^>]* value="([^"]+)"', page) == offered


def test_scope_beyond_the_role_is_refused(
    session: Session, client_of: ClientOf, own: Tenant
) -> None:
    person = own.people[RoleKind.MEMBER]
    role = session.scalars(select(Role).where(Role.person_id == person.id)).one()

    answer = client_of(person).post(PAGE, data=answers(role, scopes=["people:read"]))

    assert answer.status_code == 422
    assert "Votre rôle ne permet pas « people:read »" in words_of(answer.text)
    assert session.scalars(select(AccessToken)).all() == []


def test_token_taken_back_is_refused_from_then_on(
    browser: FlaskClient, session: Session, role: Role
) -> None:
    page = browser.post(PAGE, data=answers(role)).get_data(as_text=True)
    secret = re.search(r"ca_[\w-]{43}", page)
    number = session.scalars(select(AccessToken.id)).one()

    browser.post(f"{PAGE}/{number}/retirer")

    assert secret is not None
    headers = {"Authorization": f"Bearer {secret[0]}"}
    assert browser.get("/api/v1/me", headers=headers).status_code == 401


def test_token_of_somebody_else_is_not_found(
    browser: FlaskClient, session: Session, client_of: ClientOf, own: Tenant, role: Role
) -> None:
    browser.post(PAGE, data=answers(role))
    number = session.scalars(select(AccessToken.id)).one()

    other = client_of(own.people[RoleKind.MEMBER])

    assert other.post(f"{PAGE}/{number}/retirer").status_code == 404
    assert PAGE in other.get("/compte").get_data(as_text=True)


def test_strangers_are_asked_to_log_in(client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 302
