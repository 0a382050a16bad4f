"""After a release: what was granted, what is still to come, and why not more."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import GridKind
from cdo_share.demands.closures import add_closure
from cdo_share.planning.models import Plan, Run
from cdo_share.publishing.models import Visit, VisitState
from cdo_share.publishing.service import publish
from cdo_share.rounds.models import PeriodState
from tests.factories import a_demand
from tests.publishing.world import At, World, publish_places
from tests.web.member.conftest import LAST_FRIDAY, MONDAY, TUESDAY
from tests.web.pages import main_part, words

WEEK_IS_FULL = {"code": "raise_week_cap", "cdo": "cdo-1", "after": 8, "slots": 2, "points": 20}
RULED_OUT = {
    "code": "accept_forbidden_slots",
    "cdo": None,
    "after": None,
    "slots": 2,
    "points": 20,
}


def publish_one(session: Session, world: World, now: datetime, relaxation: dict[str, Any]) -> None:
    """Publish one visit of four for the shop, with what its plan says of the rest."""
    release = publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    entry = {
        "demand": world.shop.id,
        "requested": 4,
        "served": 1,
        "reason": "hindered",
        "relaxation": relaxation,
    }
    session.get_one(Plan, release.plan_id).unmet = [entry]
    session.commit()


def test_demand_says_why_not_more_and_what_would_help(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    publish_one(session, world, now, RULED_OUT)

    page = words(main_part(browser.get(pages).text))

    assert "Accordé 1 sur 4 demi-journées" in page
    assert "Encore à venir : 1 demi-journée" in page
    assert (
        "Pourquoi pas davantage Il ne reste du temps que sur des demi-journées que vous avez"
        " exclues. Si vous ouvriez certaines des demi-journées que vous avez exclues, vous pourriez"
        " obtenir 2 demi-journées de plus."
    ) in page


def test_home_says_it_too_and_names_nobody(
    session: Session, browser: FlaskClient, firm: Member, world: World, now: datetime
) -> None:
    publish_one(session, world, now, WEEK_IS_FULL)

    page = words(main_part(browser.get(f"/adherent/{firm.id}").text))
    after_visits = page[page.index("Votre temps") :]

    assert "Pourquoi pas davantage pour « Ouvrir la boutique en ligne »" in after_visits
    assert "n’ont plus de temps les jours qui vous conviennent" in after_visits
    assert [name for name in ("Zoé", "Yann", "Kermor") if name in after_visits] == []


def test_demand_changed_since_the_release_is_not_explained_by_it(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    publish_one(session, world, now, RULED_OUT)
    world.shop.updated_at = datetime.fromisoformat("2099-01-01T09:00:00+00:00")
    session.commit()
    assert "Pourquoi pas davantage" not in browser.get(pages).text


def test_demand_changed_since_is_not_explained_by_an_older_plan_published_anew(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    publish_one(session, world, now, RULED_OUT)
    older = session.scalars(select(Plan)).one()
    publish_places(session, world, [], now + timedelta(hours=1))
    session.get_one(Run, older.run_id).started_at = now
    world.shop.updated_at = now + timedelta(hours=1)
    keys = {"groupement_id": world.groupement.id, "plan_id": older.id}
    publish(session, **keys, published_by_id=None, now=now + timedelta(hours=2))
    session.commit()

    page = words(browser.get(pages).text)

    assert "Modifié depuis le calcul du plan" in page
    assert "Pourquoi pas davantage" not in page


def test_demand_withdrawn_and_brought_back_stands_as_it_was_published(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    places = [At(world.shop, world.zoe, day, 0) for day in (MONDAY, TUESDAY)]
    publish_places(session, world, places, utc_now() - timedelta(hours=1))
    session.commit()
    before = words(main_part(browser.get(pages).text))

    for act in ("retirer", "retablir"):
        browser.post(f"{pages}/{world.shop.id}/{act}")
    browser.get(pages)  # shows the messages

    assert words(main_part(browser.get(pages).text)) == before


def test_held_visit_is_no_longer_to_come(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    places = [At(world.shop, world.zoe, day, 0) for day in (MONDAY, TUESDAY)]
    publish_places(session, world, places, now)
    session.execute(update(Visit).where(Visit.day == MONDAY).values(state=VisitState.HELD))
    session.commit()

    page = words(browser.get(pages).text)
    assert "Accordé 2 sur 4 demi-journées" in page
    assert "Encore à venir : 1 demi-journée" in page


def test_hour_grid_counts_hours(
    session: Session, browser: FlaskClient, pages: str, firm: Member, world: World, now: datetime
) -> None:
    world.period.grid_kind = GridKind.HOUR
    a_demand(session, world.biscuits, world.period, requested_slots=8)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0, 3)], now)
    session.commit()

    assert "Encore à venir : 3 heures" in words(browser.get(pages).text)
    assert "Encore à venir 3 heures" in words(browser.get(f"/adherent/{firm.id}").text)


def test_demand_says_that_closed_weeks_leave_no_room(
    session: Session, browser: FlaskClient, pages: str, firm: Member, world: World, now: datetime
) -> None:
    world.period.state = PeriodState.LOCKED
    whose = {"groupement_id": firm.groupement_id, "member_id": firm.id}
    add_closure(session, **whose, starts_on=date(2099, 1, 12), ends_on=LAST_FRIDAY)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    session.commit()

    assert (
        "Encore à venir : 1 demi-journée Pourquoi pas davantage Personne ne vient les jours où"
        " votre entreprise ou votre groupement est fermé : les autres jours ne"
        " laissent pas de place pour davantage."
    ) in words(main_part(browser.get(pages).text))


def test_demand_says_that_less_was_asked_when_the_release_was_planned(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    session.commit()

    assert "la prochaine en tiendra compte" in words(browser.get(pages).text)


def part_of_home(session: Session, browser: FlaskClient, firm: Member) -> str:
    """Return what the first page says of the firm's time."""
    session.commit()
    page = words(main_part(browser.get(f"/adherent/{firm.id}").text))
    return page[page.index("Votre temps") :]


def test_demand_changed_since_the_release_keeps_its_visits_and_is_not_measured_by_them(
    session: Session,
    browser: FlaskClient,
    pages: str,
    firm: Member,
    world: World,
    now: datetime,
) -> None:
    places = [At(world.shop, world.zoe, day, 0) for day in (MONDAY, TUESDAY)]
    publish_places(session, world, places, now)
    world.shop.requested_slots, world.shop.updated_at = 1, now + timedelta(hours=1)
    session.commit()

    page = words(main_part(browser.get(pages).text))

    assert ("Couvert" in page, "2 sur 1" in page) == (False, False)
    assert "Modifié depuis le calcul du plan" in page
    assert "2 demi-journées sont prévues pour ce qui était demandé auparavant." in page
    assert part_of_home(session, browser, firm).startswith(
        "Votre temps pour cette période Mes besoins Demandé 1 demi-journée"
        " Accordé 2 demi-journées 1 demi-journée attend la prochaine répartition"
        " Encore à venir 2 demi-journées"
    )


@pytest.mark.parametrize("granted", [0, 1])
def test_demand_changed_since_stands_so_when_an_older_plan_is_published_anew(  # noqa: PLR0917
    session: Session,
    browser: FlaskClient,
    pages: str,
    firm: Member,
    world: World,
    now: datetime,
    granted: int,
) -> None:
    """Planted: a comparison with the day of publication, which makes an old plan look new."""
    places = [At(world.shop, world.zoe, MONDAY, 0)] * granted
    publish_places(session, world, [*places, At(world.stock, world.yann, MONDAY, 0)], now)
    older = session.scalars(select(Plan)).one()
    session.get_one(Run, older.run_id).started_at = now
    publish_places(session, world, [], now + timedelta(hours=1))
    late = {"created_at": now + timedelta(hours=1), "updated_at": now + timedelta(hours=1)}
    a_demand(session, firm, world.period, title="Former l’équipe", **late)
    world.shop.updated_at = now + timedelta(hours=1)
    keys = {"groupement_id": world.groupement.id, "plan_id": older.id}
    publish(session, **keys, published_by_id=None, now=now + timedelta(hours=2))
    session.commit()

    page = words(main_part(browser.get(pages).text))

    assert page.count("Modifié depuis le calcul du plan") == granted
    assert "Non couvert" not in page


def test_booked_demand_has_its_visit_although_the_plan_in_force_is_older(
    session: Session, browser: FlaskClient, pages: str, firm: Member, world: World, now: datetime
) -> None:
    late = now + timedelta(hours=1)
    booked = a_demand(
        session,
        firm,
        world.period,
        title="Caisse en panne",
        requested_slots=1,
        created_at=late,
        updated_at=late,
    )
    publish_places(session, world, [At(booked, world.zoe, MONDAY, 0)], late)
    session.get_one(Run, session.scalars(select(Plan.run_id)).one()).started_at = now
    session.commit()

    assert "Modifié depuis" not in words(main_part(browser.get(pages).text))


def test_demand_stated_after_the_release_waits_and_is_not_counted_as_refused(
    session: Session, browser: FlaskClient, firm: Member, world: World, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    a_demand(
        session,
        firm,
        world.period,
        requested_slots=6,
        created_at=now + timedelta(hours=1),
        updated_at=now + timedelta(hours=1),
    )

    assert part_of_home(session, browser, firm).startswith(
        "Votre temps pour cette période Mes besoins Demandé 10 demi-journées"
        " Accordé 1 demi-journée 6 demi-journées attendent la prochaine répartition"
    )


def test_withdrawn_demand_keeps_telling_of_its_visits_until_the_next_release(
    session: Session,
    browser: FlaskClient,
    pages: str,
    firm: Member,
    world: World,
    now: datetime,
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    session.commit()
    browser.post(f"{pages}/{world.shop.id}/retirer")

    page = words(main_part(browser.get(pages).text))

    assert "1 demi-journée est prévue pour ce qui était demandé auparavant." in page
    assert part_of_home(session, browser, firm).startswith(
        "Votre temps pour cette période Mes besoins Demandé 0 demi-journée"
        " Accordé 1 demi-journée pour un besoin retiré : 1 demi-journée"
        " Encore à venir 1 demi-journée"
    )
