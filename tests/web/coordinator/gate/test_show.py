"""The page before a plan binds: checklist, difference, mails, one act."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.core.audit import AuditEntry
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.models import Demand, DemandState
from cdo_share.planning.models import Plan
from cdo_share.publishing.models import Release, Visit
from cdo_share.reserving.confirming import confirm_booking
from tests.factories import a_person, a_role
from tests.publishing.world import At, World
from tests.reserving.desk import AROUND, Desk
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, NEXT_MONDAY, TUESDAY
from tests.web.pages import answers, main_part, words

Gate = Callable[[Plan], str]


@pytest.fixture
def gate(pages: str) -> Gate:
    """Return the address of the page before a plan binds."""
    return lambda plan: f"{pages}/plans/{plan.id}/publier"


def count_releases(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Release)) or 0


def test_show_of_a_plan_that_fits_asks_for_no_tick(
    world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{gate(plan)}/donnees").text

    assert words(page) == "Le plan convient à ce que les adhérents et les CDO disent aujourd’hui."
    assert 'name="confirm"' not in page


def test_publish_makes_the_release_and_shows_it(
    session: Session, world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    page = browser.get(gate(plan)).text

    answer = browser.post(gate(plan), data=answers(page))

    assert answer.location.endswith("/versions/1")
    assert session.scalars(select(Visit.day)).all() == [MONDAY]


def test_what_changed_since_must_be_ticked(
    session: Session, world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))
    world.stock.state = DemandState.WITHDRAWN
    session.commit()
    page = browser.get(gate(plan)).text
    lines = browser.get(f"{gate(plan)}/donnees").text
    refused = browser.post(gate(plan), data=answers(page))

    assert "1 intervention concerne un besoin ou un CDO qui ne participe plus." in words(lines)
    assert refused.status_code == 422
    assert count_releases(session) == 0

    accepted = browser.post(gate(plan), data={**answers(page), "confirm": ticks(lines)})

    assert accepted.location.endswith("/versions/1")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "publish_all_the_same"))
    assert [one.facts["confirmed"] for one in entry] == [["today"]]


def ticks(page: str) -> list[str]:
    """Return what the boxes to be ticked of a page would send."""
    return re.findall(r'name="confirm" value="([^"]+)"', page)


def summary(page: str) -> str:
    """Return what the refusal says above the page."""
    part = page[page.index("error-summary") :]
    return words(part[part.index("<h2>") : part.index("</div>")])


def test_unkept_guarantee_is_named_and_its_tick_counts_for_it_alone(
    session: Session, world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf
) -> None:
    world.shop.guaranteed_slots = 2
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))
    world.stock.state = DemandState.WITHDRAWN
    session.commit()
    lines = browser.get(f"{gate(plan)}/reponses").text
    (guarantee,) = ticks(lines)

    refused = browser.post(gate(plan), data={"seen": "0", "confirm": guarantee})

    assert (
        "Biscuiterie Le Goff : « Ouvrir la boutique en ligne », garanti : 2 demi-journées, "
        "dans ce plan : 1 demi-journée."
    ) in words(lines)
    assert refused.status_code == 422
    assert count_releases(session) == 0
    assert [one.partition(":")[0] for one in ticks(refused.text)] == ["today", "guarantees"]
    assert summary(refused.text) == (
        "Un point attend votre accord Des choses ont changé depuis que ce plan a été calculé."
    )


def test_a_tick_is_void_once_its_line_has_grown(
    session: Session, world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))
    world.stock.state = DemandState.WITHDRAWN
    session.commit()
    seen = ticks(browser.get(f"{gate(plan)}/donnees").text)
    world.shop.state = DemandState.WITHDRAWN
    session.commit()

    refused = browser.post(gate(plan), data={"seen": "0", "confirm": seen})

    assert refused.status_code == 422
    assert "Ce point a changé depuis que vous l’avez coché : relisez-le." in words(refused.text)
    accepted = browser.post(gate(plan), data={"seen": "0", "confirm": ticks(refused.text)})
    assert accepted.location.endswith("/versions/1")


def test_confirmed_booking_that_a_plan_forgets_is_named_and_must_be_ticked(
    session: Session,
    world: World,
    browser: FlaskClient,
    gate: Gate,
    plan_of: PlanOf,
    now: datetime,
) -> None:
    desk = Desk.of(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    older = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    booking = desk.hold(session, now, day=TUESDAY)
    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)
    session.commit()

    lines = browser.get(f"{gate(older)}/reponses").text
    refused = browser.post(gate(older), data={"seen": "2"})

    assert (
        "Chantier naval Kermor : « Caisse en panne », mardi 6 janvier, matin, avec Zoé Martin."
    ) in words(lines)
    assert (refused.status_code, count_releases(session)) == (422, 2)
    assert [one.partition(":")[0] for one in ticks(refused.text)] == ["bookings"]


def test_confirmed_booking_that_a_plan_moves_is_named_and_must_be_ticked(
    session: Session,
    world: World,
    browser: FlaskClient,
    gate: Gate,
    plan_of: PlanOf,
    now: datetime,
) -> None:
    desk = Desk.of(session, world, [], now)
    booking = desk.hold(session, now, day=TUESDAY)
    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)
    demand = session.get_one(Demand, booking.demand_id)
    moved = plan_of(At(demand, world.zoe, TUESDAY, 1, id=booking.visit_id))
    session.commit()

    refused = browser.post(gate(moved), data={"seen": "2"})

    told = "Chantier naval Kermor : « Caisse en panne », mardi 6 janvier, matin, avec Zoé Martin."
    assert told in words(browser.get(f"{gate(moved)}/reponses").text)
    assert "bookings" in [one.partition(":")[0] for one in ticks(refused.text)]
    assert (refused.status_code, count_releases(session)) == (422, 2)


def test_half_day_that_is_held_is_named_and_no_tick_helps(
    session: Session,
    world: World,
    browser: FlaskClient,
    gate: Gate,
    plan_of: PlanOf,
    now: datetime,
) -> None:
    desk = Desk.of(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    desk.hold(session, now, day=TUESDAY)
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, TUESDAY, 0))

    lines = browser.get(f"{gate(plan)}/reponses").text
    refused = browser.post(gate(plan), data={"seen": "1", "confirm": ["held", *ticks(lines)]})

    assert "1 demi-journée de ce plan est retenue pour un adhérent" in words(lines)
    data = words(browser.get(f"{gate(plan)}/donnees").text)
    assert data == "Le plan convient à ce que les adhérents et les CDO disent aujourd’hui."
    assert "« Caisse en panne », mardi 6 janvier, matin, avec Zoé Martin." in words(lines)
    assert 'id="confirm-held"' not in lines
    assert (refused.status_code, count_releases(session)) == (422, 1)


def test_mails_are_shown_as_they_leave_and_nothing_is_done(
    session: Session, world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf
) -> None:
    voice = a_person(session, name="Anne Le Goff")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, NEXT_MONDAY, 0))

    shown = browser.get(f"{gate(plan)}/courriels").text

    assert count_releases(session) == 0
    assert session.scalars(select(OutboxMail)).all() == []
    browser.post(gate(plan), data=answers(browser.get(gate(plan)).text))
    sent = session.scalars(select(OutboxMail).order_by(OutboxMail.recipient)).all()
    assert len(sent) == 2
    for mail in sent:
        assert mail.recipient in shown
        assert mail.text.split("\n", 1)[0] in shown


@pytest.mark.parametrize("is_part", [True, False])
def test_mails_are_a_page_of_their_own_for_who_follows_the_link(
    world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf, *, is_part: bool
) -> None:
    plan = plan_of(At(world.shop, world.zoe, NEXT_MONDAY, 0))
    headers = {"HX-Request": "true"} if is_part else {}

    page = browser.get(f"{gate(plan)}/courriels", headers=headers).text

    assert ("<main" in page) is not is_part
    assert (f'href="{gate(plan)}"' in page) is not is_part


def test_publish_after_another_release_is_refused_in_words(
    session: Session, world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf
) -> None:
    first, second = (plan_of(At(world.shop, world.zoe, day, 0)) for day in (MONDAY, TUESDAY))
    page = browser.get(gate(second)).text
    browser.post(gate(first), data=answers(browser.get(gate(first)).text))

    answer = browser.post(gate(second), data=answers(page))

    assert answer.status_code == 409
    assert "version 1" in answer.text
    assert count_releases(session) == 1


def test_who_comes_second_reads_of_the_release_and_not_of_ticks(
    session: Session, world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf
) -> None:
    """Planted: a checklist that is read before the release in between is looked for."""
    first, second = (plan_of(At(world.shop, world.zoe, day, 0)) for day in (MONDAY, TUESDAY))
    page = browser.get(gate(second)).text
    browser.post(gate(first), data=answers(browser.get(gate(first)).text))
    world.shop.state = DemandState.WITHDRAWN  # now a line of the checklist needs a tick, too
    session.commit()

    answer = browser.post(gate(second), data=answers(page))

    assert answer.status_code == 409
    assert "La version 1 a été publiée entre-temps." in words(answer.text)
    assert count_releases(session) == 1


def test_an_old_release_is_published_anew_through_the_same_page(
    session: Session, world: World, browser: FlaskClient, gate: Gate, plan_of: PlanOf, pages: str
) -> None:
    first, second = (plan_of(At(world.shop, world.zoe, day, 0)) for day in (MONDAY, TUESDAY))
    for plan in (first, second):
        page = browser.get(gate(plan)).text
        browser.post(gate(plan), data=answers(page))

    browser.get(f"{pages}/versions")  # what was announced is not said again
    old = browser.get(f"{pages}/versions/1").text
    new = browser.get(f"{pages}/versions/2").text
    assert f"/plans/{first.id}/publier" in old
    assert "/publier" not in new

    page = browser.get(gate(first)).text
    answer = browser.post(gate(first), data=answers(page))

    assert answer.location.endswith("/versions/3")
    assert session.scalars(select(Visit.day).where(Visit.cancelled_by.is_(None))).all() == [MONDAY]
    browser.get(answer.location)  # what is announced there is not said again
    assert words(main_part(browser.get(f"{pages}/versions/1").text)) == words(main_part(old))


def test_show_of_a_foreign_plan_is_not_found(browser: FlaskClient, pages: str) -> None:
    assert browser.get(f"{pages}/plans/99/publier").status_code == 404
    assert browser.get(f"{pages}/plans/99/publier/courriels").status_code == 404
