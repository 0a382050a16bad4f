"""Entering a member, changing it, letting it leave and come back."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Invitation, Member, RoleKind, Sector
from cdo_share.accounts.queries import get_member, list_members
from cdo_share.core.audit import AuditEntry
from tests.factories import a_groupement, a_member
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.coordinator.people.test_cdos import act_of, form_of
from tests.web.pages import words

LA_POSTE = "356 000 000 09075"
FIRM = {
    "name": "Voilerie Kervella",
    "siret": "732 829 320 00074",
    "trade": "Voilerie",
    "sector": "craft",
    "headcount": "7",
    "address": "3 quai des Indes",
    "commune": "Lorient",
    "insee": "",
}


def new_member(browser: FlaskClient, pages: str, **typed: str) -> dict[str, str]:
    """Return the form of a new member, filled in."""
    return form_of(browser.get(f"{pages}/adherents/nouveau").text) | FIRM | typed


def test_create_enters_the_member_and_invites_its_contact(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    typed = new_member(browser, pages, contact_name="Nolwenn", email="nolwenn@voiles.example")

    answer = browser.post(f"{pages}/adherents/nouveau", data=typed)

    assert answer.status_code == 201
    session.expire_all()
    member = next(
        one for one in list_members(session, world.groupement.id) if one.name == "Voilerie Kervella"
    )
    assert (member.siret, member.sector, member.headcount) == ("73282932000074", Sector.CRAFT, 7)
    assert (member.site.commune, member.site.address) == ("Lorient", "3 quai des Indes")
    invitation = session.scalars(select(Invitation)).one()
    assert (invitation.kind, invitation.member_id) == (RoleKind.MEMBER, member.id)
    assert (invitation.name, invitation.email) == ("Nolwenn", "nolwenn@voiles.example")
    assert session.scalars(select(AuditEntry.action)).all() == ["register_member"]


def test_create_without_an_address_invites_nobody(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    answer = browser.post(f"{pages}/adherents/nouveau", data=new_member(browser, pages))

    assert answer.location == f"{pages}/personnes"
    assert len(list_members(session, world.groupement.id)) == 3
    assert session.scalars(select(Invitation)).all() == []


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"siret": LA_POSTE}, []),
        ({"siret": ""}, []),
        ({"siret": "732 829 320 00075"}, ["siret"]),
        ({"siret": "356 000 000 09076"}, ["siret"]),
        ({"siret": "12"}, ["siret"]),
        ({"name": "", "headcount": "5001", "commune": ""}, ["commune", "headcount", "name"]),
        ({"email": "nobody"}, ["email"]),
        ({"sector": "magic", "headcount": "many", "name": ""}, ["headcount", "name", "sector"]),
    ],
)
def test_create_tells_every_fault_at_its_field(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    typed: dict[str, str],
    fields: list[str],
) -> None:
    answer = browser.post(f"{pages}/adherents/nouveau", data=new_member(browser, pages, **typed))

    assert sorted(re.findall(r'<p class="field-error" id="([^"]+)-error"', answer.text)) == fields
    assert answer.status_code == (422 if fields else 302)
    assert len(list_members(session, world.groupement.id)) == (2 if fields else 3)
    assert session.scalars(select(Invitation)).all() == []


def test_edit_left_as_it_is_keeps_the_site(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address, site_id = f"{pages}/adherents/{world.boats.id}", world.boats.site_id

    answer = browser.post(address, data=form_of(browser.get(address).text))

    assert answer.location == f"{pages}/personnes"
    session.expire_all()
    member = get_member(session, world.groupement.id, world.boats.id)
    assert (member.site_id, member.site.lat, member.site.lon) == (site_id, 47.66, -2.7568)
    assert (member.name, member.headcount) == ("Chantier naval Kermor", 12)


def test_second_of_two_editors_sees_the_difference_and_keeps_what_they_typed(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/adherents/{world.boats.id}"
    shown = form_of(browser.get(address).text)
    browser.post(address, data=shown | {"trade": "Bateaux", "sector": "industry"})

    answer = browser.post(address, data=shown | {"headcount": "20"})

    page = words(answer.text)
    assert answer.status_code == 409
    assert "c’était « Biscuiterie », c’est maintenant « Bateaux »" in page
    assert "Secteur d’activité : nouveau, « Industrie »" in page
    kept = form_of(answer.text)
    assert kept["headcount"] == "20"
    assert browser.post(address, data=kept).location == f"{pages}/personnes"
    session.expire_all()
    assert session.get_one(Member, world.boats.id).headcount == 20


def test_archived_member_leaves_the_list_and_comes_back(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/adherents/{world.boats.id}"

    act_of(browser, address, "archiver")
    gone = [member.name for member in list_members(session, world.groupement.id)]
    page = words(browser.get(f"{pages}/personnes").text)
    act_of(browser, address, "reactiver")

    assert gone == ["Biscuiterie Le Goff"]
    assert "Archives Chantier naval Kermor Vannes" in page
    assert len(list_members(session, world.groupement.id)) == 2


def test_member_of_another_groupement_is_not_found(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    foreign = a_member(session, a_groupement(session))
    session.commit()
    address = f"{pages}/adherents/{foreign.id}"

    assert browser.get(address).status_code == 404
    assert browser.post(address, data=FIRM).status_code == 404
    assert browser.post(f"{address}/archiver", data={"version": "1"}).status_code == 404


@pytest.mark.parametrize("page", ["/adherents/nouveau", "/adherents/{}", "/incompatibilites"])
def test_pages_send_few_statements(
    session: Session, world: World, browser: FlaskClient, pages: str, page: str
) -> None:
    browser.get(pages)
    with recorded_statements(session) as statements:
        answer = browser.get(pages + page.format(world.boats.id))

    assert (answer.status_code, len(statements) <= 15) == (200, True)
