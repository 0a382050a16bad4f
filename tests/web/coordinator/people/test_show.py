"""Who belongs to the groupement, and invitations."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.engaging import engage_cdo
from cdo_share.accounts.models import Invitation, Person, RoleKind
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.clock import utc_now
from cdo_share.core.outbox import OutboxMail
from tests.accounts.test_engaging import a_wish
from tests.factories import a_groupement, a_member, a_person, a_role
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.coordinator.reading import body_rows
from tests.web.pages import answers, words


def test_index_shows_who_speaks_for_whom(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    voice = a_person(session, name="Anne Le Goff", email="anne@biscuits.example")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    session.commit()

    page = browser.get(f"{pages}/personnes").text

    assert "2 adhérents et 2 CDO partagent ici leur temps." in words(page)
    assert body_rows(page[page.index('id="members"') :]) == [
        "Biscuiterie Le Goff Biscuiterie Vannes Anne Le Goff anne@biscuits.example Retirer le rôle",
        "Chantier naval Kermor Biscuiterie Vannes Inviter",
    ]


def test_index_sends_the_same_few_statements_for_one_and_for_ten(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    browser.get(f"{pages}/personnes")  # the first page of a browser also notes that it is alive
    with recorded_statements(session) as few:
        browser.get(f"{pages}/personnes")
    for _ in range(10):
        member = a_member(session, world.groupement)
        a_role(session, a_person(session), world.groupement, RoleKind.MEMBER, member_id=member.id)
    session.commit()
    with recorded_statements(session) as many:
        browser.get(f"{pages}/personnes")

    assert (len(many), len(few) <= 15) == (len(few), True)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kermor", ["Chantier naval Kermor"]),
        ("KERMÓR", ["Chantier naval Kermor"]),
        ("vannes biscuiterie goff", ["Biscuiterie Le Goff"]),
        ("anne@biscuits", ["Biscuiterie Le Goff"]),
        ("zoé", ["Zoé Martin"]),
        ("nobody", []),
    ],
)
def test_index_finds_who_is_searched_for(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    typed: str,
    found: list[str],
) -> None:
    voice = a_person(session, name="Anne Le Goff", email="anne@biscuits.example")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    session.commit()

    page = browser.get(f"{pages}/personnes", query_string={"q": typed}).text

    assert re.findall(r'href="[^"]*/(?:adherents|cdo)/\d+[^"]*">([^<]+)<', page) == found
    assert f'name="q" value="{typed}"' in page
    assert "2 adhérents et 2 CDO partagent ici leur temps." in words(page)


def test_index_shows_fifty_members_at_a_time_with_the_same_few_statements(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    for number in range(58):
        a_member(session, world.groupement, name=f"Zinguerie {number:02}")
    session.commit()
    browser.get(f"{pages}/personnes")
    with recorded_statements(session) as statements:
        first = browser.get(f"{pages}/personnes").text
    second = browser.get(f"{pages}/personnes?page=2").text
    found = browser.get(f"{pages}/personnes?q=zinguerie&page=2").text

    lines = [body_rows(page[page.index('id="members"') :]) for page in (first, second, found)]
    assert [len(rows) for rows in lines] == [50, 10, 8]
    assert "1 à 50 sur 60 Suivants" in words(first)
    assert "Précédents 51 à 60 sur 60" in words(second)
    assert f'href="{pages}/personnes?q=zinguerie&amp;page=1#members"' in found
    assert len(statements) <= 15


def test_new_is_filled_in_from_the_link_beside_a_member(
    world: World, browser: FlaskClient, pages: str
) -> None:
    page = browser.get(f"{pages}/personnes").text
    link = re.findall(rf'href="({pages}/personnes/inviter\?role=member-[^"]+)"', page)[0]

    assert answers(browser.get(link.replace("&amp;", "&")).text)["role"] == (
        f"member-{world.biscuits.id}"
    )


def test_create_sends_the_link_by_mail_and_shows_it_once(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    typed = {
        "role": f"member-{world.biscuits.id}",
        "name": "Anne Le Goff",
        "email": "anne@biscuits.example",
    }

    answer = browser.post(f"{pages}/personnes/inviter", data=typed)

    assert answer.status_code == 201
    secret = re.findall(r'value="http://localhost/invitation/(ci_[^"]+)"', answer.text)[0]
    invitation = session.scalars(select(Invitation)).one()
    assert invitation.token_sha256 == token_hash(secret)
    assert (invitation.kind, invitation.member_id) == (RoleKind.MEMBER, world.biscuits.id)
    mail = session.scalars(select(OutboxMail)).one()
    assert (mail.recipient, secret in mail.text) == ("anne@biscuits.example", True)
    index = browser.get(f"{pages}/personnes").text
    assert "Anne Le Goff Invitation envoyée" in words(index)
    assert secret not in index


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"email": "anne"}, "n’est pas une adresse"),
        ({"role": "member-999999"}, "Choisissez une des réponses de la liste"),
    ],
)
def test_create_with_a_fault_keeps_what_was_typed(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    typed: dict[str, str],
    fault: str,
) -> None:
    right = {"role": "coordinator-0", "name": "Anne Le Goff", "email": "anne@biscuits.example"}

    answer = browser.post(f"{pages}/personnes/inviter", data=right | typed)

    assert (answer.status_code, answers(answer.text)["name"]) == (422, "Anne Le Goff")
    assert re.findall(r'<p class="field-error".*?</p>', answer.text, re.S)[0].count(fault) == 1
    assert session.scalars(select(OutboxMail)).all() == []


def test_create_for_a_member_of_another_groupement_is_refused(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    foreign = a_member(session, a_groupement(session))
    session.commit()
    typed = {"role": f"member-{foreign.id}", "name": "Anne", "email": "anne@biscuits.example"}

    assert browser.post(f"{pages}/personnes/inviter", data=typed).status_code == 422
    assert session.scalars(select(Invitation)).all() == []


def test_cdo_who_was_entered_is_invited_at_the_address_that_was_typed(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    wish = a_wish(email="maelle@cdo.example", name="Maëlle Riou")
    engagement = engage_cdo(session, groupement_id=world.groupement.id, wish=wish, now=utc_now())
    session.commit()

    page = browser.get(f"{pages}/personnes").text
    form = browser.get(f"{pages}/personnes/inviter?role=cdo-{engagement.id}").text

    assert f"{pages}/personnes/inviter?role=cdo-{engagement.id}" in page
    assert "N’a pas encore accepté" in words(page)
    assert answers(form)["email"] == "maelle@cdo.example"


def test_inviting_another_address_puts_the_entered_one_right_and_says_so(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    wish = a_wish(email="tipo@cdo.example", name="Anne")
    engagement = engage_cdo(session, groupement_id=world.groupement.id, wish=wish, now=utc_now())
    session.commit()
    typed = {"role": f"cdo-{engagement.id}", "name": "Anne", "email": "anne@cdo.example"}

    answer = browser.post(f"{pages}/personnes/inviter", data=typed)

    session.expire_all()
    person = session.get_one(Person, engagement.person_id)
    assert (answer.status_code, person.email) == (201, "anne@cdo.example")
    assert "avait été saisi avec tipo@cdo.example" in words(answer.text)


def test_engagement_of_an_account_is_not_offered_to_another_address(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    typed = {"role": f"cdo-{world.zoe.id}", "name": "Anne", "email": "anne@cdo.example"}

    answer = browser.post(f"{pages}/personnes/inviter", data=typed)

    assert (answer.status_code, answers(answer.text)["email"]) == (422, "anne@cdo.example")
    assert "a un compte avec l’adresse" in words(answer.text)
    assert session.scalars(select(Invitation)).all() == []


def test_role_that_is_taken_back_opens_no_page_from_that_moment_on(
    session: Session, world: World, browser: FlaskClient, pages: str, client_of: ClientOf
) -> None:
    voice = a_person(session, name="Anne Le Goff", email="anne@biscuits.example")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    session.commit()
    theirs = client_of(voice)
    before = theirs.get(f"/adherent/{world.biscuits.id}").status_code
    page = browser.get(f"{pages}/personnes").text
    [address] = re.findall(rf'action="({pages}/personnes/roles/\d+/retirer)"', page)

    answer = browser.post(address, follow_redirects=True)

    assert "Anne Le Goff n’a plus ce rôle." in words(answer.text)
    assert (before, theirs.get(f"/adherent/{world.biscuits.id}").status_code) == (200, 404)
    assert address not in answer.text
