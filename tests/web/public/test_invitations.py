"""An invitation works once, for the invited address only, and never takes an account over."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.invitations import Invitee, invite
from cdo_share.accounts.models import (
    Groupement,
    Invitation,
    LoginSession,
    Member,
    Person,
    Role,
    RoleKind,
)
from cdo_share.accounts.queries import find_person_by_email
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.clock import utc_now
from tests.factories import a_person, a_role
from tests.web.conftest import ClientOf
from tests.web.pages import main_part

SENTENCE = "une marée haute à sept heures"


@pytest.fixture
def offer(session: Session, groupement: Groupement, member: Member) -> Callable[..., str]:
    """Return a function that invites and returns the path of the link."""

    def send(email: str = "soazig@firm.example", *, ago: timedelta = timedelta(0)) -> str:
        _, token = invite(
            session,
            Invitee(email, "Soazig Le Bris", RoleKind.MEMBER, member.id),
            groupement_id=groupement.id,
            invited_by_id=None,
            now=utc_now() - ago,
        )
        session.commit()
        return f"/invitation/{token}"

    return send


def accept(client: FlaskClient, link: str, **values: str) -> Any:
    """Send the form of a new person."""
    return client.post(link, data={"name": "Soazig Le Bris", "password": SENTENCE, **values})


def roles_of(session: Session, email: str) -> list[tuple[RoleKind, int | None]]:
    """Return kind and member of the roles of a person."""
    rows = session.execute(
        select(Role.kind, Role.member_id).join(Person).where(Person.email == email)
    )
    return [tuple(row) for row in rows]


def test_show_new_person_reads_who_invites_and_gets_the_form(
    client: FlaskClient, offer: Callable[..., str]
) -> None:
    page = client.get(offer())

    assert page.status_code == 200
    assert "<h1>Bienvenue, Soazig Le Bris</h1>" in page.text
    assert "Golfe Numérique vous invite à " in page.text
    assert 'value="Soazig Le Bris"' in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_accept_new_person_has_account_role_and_is_logged_in(
    session: Session, client: FlaskClient, member: Member, offer: Callable[..., str]
) -> None:
    answer = accept(client, offer(), name=" Soazig  ")

    person = find_person_by_email(session, "soazig@firm.example")
    assert answer.location == "/"
    assert person is not None
    assert person.name == "Soazig"
    assert roles_of(session, person.email) == [(RoleKind.MEMBER, member.id)]
    assert client.get("/").location == f"/adherent/{member.id}"


def test_accept_too_short_password_keeps_the_name_and_the_invitation(
    session: Session, client: FlaskClient, offer: Callable[..., str]
) -> None:
    link = offer()
    answer = accept(client, link, name="Soazig B.", password="trop court")

    assert answer.status_code == 422
    assert 'value="Soazig B."' in answer.text
    assert "trop court" not in answer.text
    assert find_person_by_email(session, "soazig@firm.example") is None
    assert accept(client, link).status_code == 302


def test_accept_second_time_is_not_found(
    app: Any, client: FlaskClient, offer: Callable[..., str]
) -> None:
    link = offer()
    accept(client, link)
    again = app.test_client()
    assert [again.get(link).status_code, accept(again, link).status_code] == [404, 404]


def test_show_used_link_shows_the_way_in(
    app: Any, client: FlaskClient, offer: Callable[..., str]
) -> None:
    link = offer()
    accept(client, link)

    stranger, oneself = (
        main_part(app.test_client().get(link).text),
        main_part(client.get(link).text),
    )

    assert "<h1>Ce lien ne sert plus</h1>" in stranger
    assert "Cette page n’existe pas" not in stranger
    assert re.findall('<a class="btn [^"]*" href="([^"]*)"', stranger) == [
        "/connexion",
        "/mot-de-passe/oublie",
    ]
    assert re.findall('<a class="btn [^"]*" href="([^"]*)"', oneself) == ["/"]


@pytest.mark.parametrize(
    ("age", "status"), [(timedelta(hours=71), 200), (timedelta(hours=72), 404)]
)
def test_show_lives_three_days(
    client: FlaskClient, offer: Callable[..., str], age: timedelta, status: int
) -> None:
    assert client.get(offer(ago=age)).status_code == status


def test_show_unknown_link_is_not_found(client: FlaskClient) -> None:
    assert client.get("/invitation/ci_nothing").status_code == 404


def test_page_is_the_same_for_an_address_with_an_account_and_one_without(
    client: FlaskClient, person: Person, offer: Callable[..., str]
) -> None:
    addresses = person.email, "nobody@firm.example"

    pages = []
    for email in addresses:
        link = offer(email)
        page = client.get(link).text
        assert f'href="/connexion?next={link}"' in page
        pages.append(page.replace(link, "").replace(email, ""))

    same = [re.sub(r'name="csrf_token" value="[^"]*"', "", page) for page in pages]
    assert same[0] == same[1]
    assert 'type="password"' in same[0]


def test_password_that_will_not_do_tells_nothing_of_an_account(
    client: FlaskClient, person: Person, offer: Callable[..., str]
) -> None:
    links = offer(person.email), offer("nobody@firm.example")

    assert [accept(client, link, password="court").status_code for link in links] == [422, 422]


def test_accept_known_address_without_log_in_takes_nothing_over(
    session: Session, client: FlaskClient, person: Person, offer: Callable[..., str]
) -> None:
    before = person.password_hash
    answer = accept(client, offer(person.email))

    session.refresh(person)
    assert answer.status_code == 409
    assert person.password_hash == before
    assert session.scalars(select(Invitation.accepted_at)).all() == [None]


def test_accept_known_person_logged_in_gets_the_role_under_a_new_session(
    session: Session,
    client_of: ClientOf,
    member: Member,
    offer: Callable[..., str],
) -> None:
    known = a_person(session, email="soazig@firm.example")
    client, link = client_of(known), offer()
    before = client.get_cookie("session")
    assert before is not None
    assert "Accepter l’invitation" in client.get(link).text

    answer = client.post(link)

    assert answer.location == "/"
    assert roles_of(session, known.email) == [(RoleKind.MEMBER, member.id)]
    assert session.get(LoginSession, token_hash(before.value)) is None
    assert client.get("/").location == f"/adherent/{member.id}"


def test_accept_somebody_else_logged_in_is_refused(
    session: Session, client_of: ClientOf, person: Person, offer: Callable[..., str]
) -> None:
    client, link = client_of(person), offer()

    page, answer = client.get(link), client.post(link)

    assert "Cette invitation est pour une autre adresse" in page.text
    assert 'action="/deconnexion"' in page.text
    assert answer.status_code == 409
    assert session.scalars(select(Invitation.accepted_at)).all() == [None]


def test_declined_invitation_no_longer_opens_and_the_groupement_sees_it(
    session: Session,
    client: FlaskClient,
    client_of: ClientOf,
    groupement: Groupement,
    offer: Callable[..., str],
) -> None:
    link = offer()
    coordinator = a_person(session)
    a_role(session, coordinator, groupement, RoleKind.COORDINATOR)

    answer = client.post(f"{link}/decliner")

    assert (answer.status_code, client.get(link).status_code) == (302, 404)
    page = client_of(coordinator).get(f"/coordination/{groupement.slug}/personnes").text
    assert "Invitation refusée" in page
    assert roles_of(session, "soazig@firm.example") == []
