"""A CDO notes the time set with a member; the member reads it, the coordinator may change it."""

import re
import uuid
from datetime import date, datetime, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime, RoleKind
from cdo_share.core.outbox import list_mails
from tests.factories import a_person, a_role
from tests.publishing.world import At, World, a_world, publish_places, stored_visit
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words

ONE, TWO = (uuid.UUID(int=number, version=4) for number in (1, 2))
MONDAY = date(2099, 1, 5)
H = "\N{NO-BREAK SPACE}h"
AGREED = f"Heure convenue\N{NO-BREAK SPACE}: de 9{H}\N{NO-BREAK SPACE}15 à 12{H}"


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return ONE by Zoé, on forfait-jours, and TWO by Yann, whose hours are planned."""
    world = a_world(session, starts_on=MONDAY, ends_on=date(2099, 1, 30))
    world.zoe.regime = Regime.FORFAIT_JOURS
    places = [At(world.shop, world.zoe, MONDAY, 0, id=ONE)]
    places += [At(world.stock, world.yann, MONDAY, 0, id=TWO)]
    publish_places(session, world, places, now)
    session.commit()
    return world


@pytest.fixture
def cdo(session: Session, world: World, client_of: ClientOf) -> FlaskClient:
    """Return Zoé's browser."""
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    return client_of(zoe)


def test_noted_time_is_read_by_the_member_and_can_be_taken_back(
    session: Session, world: World, cdo: FlaskClient, client_of: ClientOf
) -> None:
    voice = a_person(session, name="Annick Le Goff")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    own, theirs = (
        f"/cdo/{world.zoe.id}/interventions",
        f"/adherent/{world.biscuits.id}/interventions",
    )
    link = f'href="{own}/{ONE}/heure"'

    offered = link in cdo.get(own).text
    answer = cdo.post(f"{own}/{ONE}/heure", data={"start": "09:15", "end": "12 h"})
    shown = [words(page.get(at).text) for page, at in ((cdo, own), (client_of(voice), theirs))]
    cdo.post(f"{own}/{ONE}/heure", data={"start": "", "end": ""})

    assert (offered, answer.location) == (True, own)
    assert [words(AGREED) in page for page in shown] == [True, True]
    assert words(AGREED) not in words(cdo.get(own).text)
    mails = list_mails(session, world.groupement.id)
    assert [(mail.person_id, mail.text) for mail in mails] == [(voice.id, "")]  # taken back too


def test_every_fault_is_told_at_once_and_what_was_typed_is_kept(
    session: Session, world: World, cdo: FlaskClient
) -> None:
    path = f"/cdo/{world.zoe.id}/interventions/{ONE}/heure"
    seen = []
    for start, end in (("8:00", "13:10"), ("bientôt", "13:10"), ("", "10:00")):
        answer = cdo.post(path, data={"start": start, "end": end})
        page = main_part(answer.text)
        kept = re.findall(r'<input[^>]*name="(?:start|end)"[^>]*value="([^"]*)"', page)
        faults = re.findall(r'class="field-error" id="(\w+)-error"', page)
        seen.append((answer.status_code, kept[:2], faults))

    assert seen == [
        (422, ["8:00", "13:10"], ["start", "end"]),
        (422, ["bientôt", "13:10"], ["start", "end"]),
        (422, ["", "10:00"], ["start"]),
    ]
    assert stored_visit(session, ONE).agreed_start is None


def test_no_time_is_offered_where_hours_are_planned_and_the_coordinator_may_note_one(
    session: Session, world: World, client_of: ClientOf
) -> None:
    office = a_person(session, name="Claire")
    a_role(session, office, world.groupement, RoleKind.COORDINATOR)
    browser, own = client_of(office), f"/coordination/{world.groupement.slug}/interventions"

    page = browser.get(own).text
    times = {"start": "09:15", "end": "12:00"}
    statuses = [
        browser.post(f"{own}/{visit}/heure", data=times).status_code for visit in (ONE, TWO)
    ]

    assert re.findall(r'href="[^"]*/([^/"]+)/heure"', page) == [str(ONE)]
    assert "Aucune heure ne peut être notée" in browser.get(f"{own}/{TWO}/heure").text
    assert statuses == [302, 409]
    assert [stored_visit(session, one).agreed_start for one in (ONE, TWO)] == [time(9, 15), None]
    assert f"de 9{H}\N{NO-BREAK SPACE}15 à 12{H}" in browser.get(own).text
