"""A member books a half-day and lets it go; cancels a visit; CDO and coordinator answer."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Person, Regime, Role, RoleKind
from cdo_share.bookings.models import Booking, BookingState
from cdo_share.core.clock import utc_now
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.models import Demand
from cdo_share.legal.models import LegalParameters
from cdo_share.planning.models import Run
from cdo_share.publishing.models import Cancellation, CancelledBy, Visit, VisitState
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.publishing.service import publish
from cdo_share.today import ask_as_it_stands
from tests.factories import a_person, a_role
from tests.publishing.world import AM, At, World, a_plan
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.member.conftest import MONDAY, TUESDAY
from tests.web.pages import words

ANSWERS = {"title": "Caisse en panne", "skill": "VENTE-WEB", "level": "1", "place": "on_site"}


@pytest.fixture
def home(firm: Member) -> str:
    return f"/adherent/{firm.id}"


@pytest.fixture
def visit(session: Session, world: World, now: datetime) -> Visit:
    """Publish one visit of Zoé at the firm, on Monday morning."""
    plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)])
    keys = {"groupement_id": world.groupement.id}
    run = session.get_one(Run, plan.run_id)
    run.instance = ask_as_it_stands(
        session, world.groupement.id, world.period.id, name="run", now=now, published=[]
    )
    publish(session, **keys, plan_id=plan.id, published_by_id=None, now=now)
    office, zoe = a_person(session, name="Claire"), session.get_one(Person, world.zoe.person_id)
    a_role(session, office, world.groupement, RoleKind.COORDINATOR)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    session.commit()
    return session.scalars(select(Visit)).one()


def only_booking(session: Session) -> Booking:
    session.expire_all()
    return session.scalars(select(Booking)).one()


@pytest.mark.usefixtures("visit")
def test_free_halfdays_are_shown_within_the_statements(
    session: Session, browser: FlaskClient, home: str, world: World
) -> None:
    browser.get(home)
    session.expire_all()
    with recorded_statements(session) as statements:
        page = browser.get(f"{home}/reservations/libres", query_string=ANSWERS).text

    values = re.findall(r'name="halfday" value="([^"]+)"', page)
    assert f"C{world.zoe.id} {TUESDAY.isoformat()} {AM}" in values
    assert f"C{world.zoe.id} {MONDAY.isoformat()} {AM}" not in values
    # Seven of them for labour law, however many are free: nothing is offered that it forbids.
    assert len(statements) <= 22


@pytest.mark.usefixtures("visit")
def test_booked_halfday_is_held_and_confirmed_by_the_cdo(
    session: Session, browser: FlaskClient, home: str, world: World, client_of: ClientOf
) -> None:
    value = f"C{world.zoe.id} {TUESDAY.isoformat()} {AM}"
    told = browser.post(
        f"{home}/reservations", data=ANSWERS | {"halfday": value}, follow_redirects=True
    )
    assert "Attend une réponse" in words(told.text)
    booking = only_booking(session)
    zoe = client_of(session.get_one(Person, world.zoe.person_id))
    pages = f"/cdo/{world.zoe.id}/reservations"
    assert "Biscuiterie Le Goff" in zoe.get(pages).text

    done = zoe.post(f"{pages}/{booking.id}/confirmer", follow_redirects=True)

    assert "la version 2 est en vigueur" in words(done.text)
    assert only_booking(session).state is BookingState.CONFIRMED
    visits = list_visits_in_force(session, world.groupement.id)
    assert [(one.day, one.slot, one.title) for one in visits] == [
        (MONDAY, AM, world.shop.title),
        (TUESDAY, AM, "Caisse en panne"),
    ]


@pytest.mark.parametrize("by", [None, CancelledBy.RELEASE, CancelledBy.MEMBER])
@pytest.mark.usefixtures("visit")
def test_confirmed_booking_says_what_became_of_its_visit(
    session: Session,
    browser: FlaskClient,
    home: str,
    world: World,
    client_of: ClientOf,
    by: CancelledBy | None,
) -> None:
    value = f"C{world.zoe.id} {TUESDAY.isoformat()} {AM}"
    browser.post(f"{home}/reservations", data=ANSWERS | {"halfday": value})
    zoe = client_of(session.get_one(Person, world.zoe.person_id))
    pages = f"/cdo/{world.zoe.id}/reservations"
    zoe.post(f"{pages}/{only_booking(session).id}/confirmer")
    assert "Confirmée" in words(browser.get(f"{home}/reservations").text)
    booked = session.get_one(Visit, only_booking(session).visit_id)
    if by is None:
        booked.slot = AM + 1
    else:
        booked.state, booked.cancelled_by = VisitState.CANCELLED, by
    session.commit()

    said = {
        None: "Déplacée depuis la version 2",
        CancelledBy.RELEASE: "Plus prévue depuis la version 2",
        CancelledBy.MEMBER: "Annulée",
    }[by]
    for page in (browser.get(f"{home}/reservations"), zoe.get(pages)):
        assert said in words(page.text)
        assert '<span class="state state-good">' not in page.text


@pytest.mark.usefixtures("visit")
def test_booking_form_chooses_no_skill_beforehand(browser: FlaskClient, home: str) -> None:
    page = browser.get(f"{home}/reservations").text

    skills = page.partition('name="skill"')[2].partition("</select>")[0]
    assert words(skills.partition("<optgroup")[0]).endswith("Choisissez…")
    assert "<option selected" not in skills.partition("<optgroup")[2]
    unasked = browser.get(f"{home}/reservations/libres", query_string=ANSWERS | {"skill": ""})
    assert unasked.status_code == 422


@pytest.mark.usefixtures("visit")
def test_booking_that_labour_law_forbids_is_refused_with_the_sentence(
    session: Session, browser: FlaskClient, home: str, world: World, client_of: ClientOf
) -> None:
    value = f"C{world.zoe.id} {TUESDAY.isoformat()} {AM}"
    browser.post(f"{home}/reservations", data=ANSWERS | {"halfday": value})
    session.add(LegalParameters(groupement_id=world.groupement.id, day_max_minutes=200))
    session.commit()
    zoe = client_of(session.get_one(Person, world.zoe.person_id))
    booking = only_booking(session)

    refused = zoe.post(f"/cdo/{world.zoe.id}/reservations/{booking.id}/confirmer")

    assert refused.status_code == 422
    assert "Le droit du travail l’interdit. Le 6 janvier 2099," in words(refused.text)
    assert "3 h 20 sont permises (L3121-18). Déplacez" in words(refused.text)
    assert only_booking(session).state is BookingState.HELD
    assert len(list_visits_in_force(session, world.groupement.id)) == 1


@pytest.mark.usefixtures("visit")
def test_coordinator_confirms_within_the_notice_only_with_consent(
    session: Session, browser: FlaskClient, home: str, world: World, client_of: ClientOf
) -> None:
    value = f"C{world.zoe.id} {TUESDAY.isoformat()} {AM}"
    browser.post(f"{home}/reservations", data=ANSWERS | {"halfday": value})
    booking = only_booking(session)
    world.zoe.regime = Regime.PART_TIME
    booking.day = utc_now().date() + timedelta(days=2)
    session.commit()
    person_id = session.scalars(
        select(Role.person_id).where(Role.kind == RoleKind.COORDINATOR)
    ).one()
    office = client_of(session.get_one(Person, person_id))
    pages = f"/coordination/{world.groupement.slug}/reservations"
    shown = office.get(pages).text

    refused = office.post(f"{pages}/{booking.id}/confirmer")

    assert 'name="consent"' in shown
    assert "dans le délai de prévenance du CDO" in words(shown)
    assert refused.status_code == 422
    assert "Demandez-lui son accord" in words(refused.text)


@pytest.mark.usefixtures("visit")
def test_mails_about_a_booking_lead_to_it(
    session: Session, browser: FlaskClient, home: str, world: World, client_of: ClientOf
) -> None:
    value = f"C{world.zoe.id} {TUESDAY.isoformat()} {AM}"
    browser.post(f"{home}/reservations", data=ANSWERS | {"halfday": value})

    mails = session.scalars(select(OutboxMail)).all()
    leads = {mail.person_id: re.findall(r"http://[^/]+(/\S+)", mail.text)[0] for mail in mails}
    assert len(leads) == 2
    for person_id, path in leads.items():
        page = client_of(session.get_one(Person, person_id or 0)).get(path)
        assert (page.status_code, "Caisse en panne" in page.text) == (200, True)
    zoe = client_of(session.get_one(Person, world.zoe.person_id))
    waits = words(zoe.get(f"/cdo/{world.zoe.id}/reservations/avis").text)
    assert waits.startswith("1 demi-journée réservée attend votre réponse")


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("slot", ["7", "-1", "x"])
def test_booking_outside_the_day_books_nothing(
    session: Session, browser: FlaskClient, home: str, world: World, slot: str
) -> None:
    value = f"C{world.zoe.id} {TUESDAY.isoformat()} {slot}"

    assert (
        browser.post(f"{home}/reservations", data=ANSWERS | {"halfday": value}).status_code == 302
    )
    assert session.scalars(select(Booking)).all() == []


@pytest.mark.usefixtures("visit")
def test_second_tap_on_the_same_halfday_is_told_that_it_is_taken(
    session: Session, browser: FlaskClient, home: str, world: World
) -> None:
    value = f"C{world.zoe.id} {TUESDAY.isoformat()} {AM}"
    for _ in range(2):
        told = browser.post(
            f"{home}/reservations", data=ANSWERS | {"halfday": value}, follow_redirects=True
        )

    assert "Cette demi-journée vient d’être prise. Choisissez-en une autre." in words(told.text)
    only_booking(session)


@pytest.mark.usefixtures("visit")
def test_halfday_let_go_is_free_again(
    session: Session, browser: FlaskClient, home: str, world: World
) -> None:
    value = f"C{world.zoe.id} {TUESDAY.isoformat()} {AM}"
    browser.post(f"{home}/reservations", data=ANSWERS | {"halfday": value})

    browser.post(f"{home}/reservations/{only_booking(session).id}/liberer")

    assert only_booking(session).state is BookingState.WITHDRAWN
    page = browser.get(f"{home}/reservations/libres", query_string=ANSWERS).text
    assert value in page


def test_nothing_can_be_booked_before_a_plan_is_in_force(
    session: Session, browser: FlaskClient, home: str, world: World
) -> None:
    value = f"C{world.zoe.id} {TUESDAY.isoformat()} {AM}"

    answer = browser.post(f"{home}/reservations", data=ANSWERS | {"halfday": value})

    assert answer.status_code == 422
    assert "Rien ne peut encore être réservé" in words(answer.text)
    assert session.scalars(select(Booking)).all() == []


@pytest.mark.parametrize(("answer", "requested"), [("no", 3), ("yes", 4)])
def test_member_cancels_a_visit_and_the_demand_asks_for_less_or_another_day(  # noqa: PLR0917
    session: Session,
    browser: FlaskClient,
    home: str,
    world: World,
    visit: Visit,
    voice: Person,
    now: datetime,
    answer: str,
    requested: int,
) -> None:
    browser.get(f"{home}/interventions/{visit.id}/annuler")

    told = browser.post(
        f"{home}/interventions/{visit.id}/annuler",
        data={"replaced": answer},
        follow_redirects=True,
    )

    assert "L’intervention est annulée" in words(told.text)
    session.expire_all()
    assert (visit.state, visit.cancelled_by) == (VisitState.CANCELLED, CancelledBy.MEMBER)
    row = session.scalars(select(Cancellation)).one()
    assert (row.person_id, row.is_replaced) == (voice.id, answer == "yes")
    keys = (world.groupement.id, world.period.id)
    instance = ask_as_it_stands(session, *keys, name="run", now=now)
    demand = next(one for one in instance["demands"] if one["id"] == f"D{world.shop.id}")
    assert (demand["requested"], demand["closed"]) == (requested, [MONDAY.isoformat()])
    mails = session.scalars(select(OutboxMail.subject)).all()
    assert len(mails) == 2


def test_cancelling_asks_what_becomes_of_the_time(
    session: Session, browser: FlaskClient, home: str, visit: Visit
) -> None:
    answer = browser.post(f"{home}/interventions/{visit.id}/annuler", data={})

    assert answer.status_code == 422
    session.expire_all()
    assert visit.state is VisitState.PLANNED


def test_rule_of_notice_is_told_before_cancelling(
    session: Session, browser: FlaskClient, home: str, world: World, visit: Visit
) -> None:
    world.groupement.cancel_notice_days = 7
    session.commit()

    page = words(browser.get(f"{home}/interventions/{visit.id}/annuler").text)

    assert "Votre groupement demande de prévenir 7 jours avant : c’est à temps." in page
    assert session.scalars(select(Demand)).all() != []


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize("value", ["C{cdo} {day} 99", "C99999999999999999999 {day} 0"])
def test_halfday_that_no_page_offers_leads_back_to_those_that_are_free(
    session: Session, browser: FlaskClient, home: str, world: World, value: str
) -> None:
    value = value.format(cdo=world.zoe.id, day=TUESDAY)

    answer = browser.post(f"{home}/reservations", data=ANSWERS | {"halfday": value})

    assert (answer.status_code, "/libres" in answer.location) == (302, True)
    assert session.scalars(select(Booking)).all() == []
