"""All members' demands, filtered, with what each was granted."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cdo_share.core.grid import Half
from cdo_share.demands.models import (
    DeclinedCdo,
    DeclineReason,
    Demand,
    DemandHalfday,
    DemandState,
    Wish,
)
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy, Visit
from cdo_share.publishing.service import publish
from tests.factories import a_demand, a_member
from tests.publishing.world import At, World, publish_places
from tests.statements import recorded_statements
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.reading import body_rows, section
from tests.web.pages import words

SHOP = "Ouvrir la boutique en ligne"
STOCK = "Suivre le stock"


def titles(page: str, world: World) -> list[str]:
    """Return which of the two demands the page lists."""
    rows = body_rows(page)
    return [title for title in (SHOP, STOCK) if any(row.startswith(title) for row in rows)]


def test_index_without_demands_says_how_they_come(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    session.execute(delete(Demand))
    session.commit()

    assert "Les adhérents expriment leurs besoins sur leurs propres pages" in words(
        browser.get(f"{pages}/besoins").text
    )


def test_index_shows_asked_and_granted_of_every_member(
    session: Session, world: World, browser: FlaskClient, pages: str, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    a_demand(session, world.boats, world.period, title="Retiré", state=DemandState.WITHDRAWN)
    session.commit()

    skill = "Site web et présence dans les recherches locales"
    assert body_rows(browser.get(f"{pages}/besoins").text) == [
        f"{SHOP} {skill} Biscuiterie Le Goff Une intervention par semaine 4 1 Couvert en partie",
        f"{STOCK} {skill} Chantier naval Kermor Une intervention par semaine 4 0 Non couvert",
        f"Retiré {skill} Chantier naval Kermor Une intervention par semaine 4 – Retiré",
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [SHOP, STOCK]),
        ({"adherent": "boats"}, [STOCK]),
        ({"competence": "SECU-CYB"}, [STOCK]),
        ({"etat": "submitted"}, [SHOP]),
        ({"q": "kermor vannes"}, [STOCK]),
        ({"etat": "withdrawn"}, [STOCK]),
    ],
)
def test_index_shows_what_fits_the_filter(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    wanted: dict[str, str],
    found: list[str],
) -> None:
    world.stock.skill, world.stock.state = "SECU-CYB", DemandState.WITHDRAWN
    session.commit()
    values = {
        name: str(world.boats.id) if value == "boats" else value for name, value in wanted.items()
    }

    page = browser.get(f"{pages}/besoins", query_string=values).text

    assert titles(page, world) == found


def test_index_shows_fifty_demands_at_a_time_and_many_members_are_searched(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    for number in range(58):
        member = a_member(session, world.groupement, name=f"Zinguerie {number:02}")
        a_demand(session, member, world.period)
    session.commit()

    first = browser.get(f"{pages}/besoins?etat=submitted").text
    second = browser.get(f"{pages}/besoins?etat=submitted&page=2").text
    chosen = browser.get(f"{pages}/besoins?adherent={world.boats.id}").text

    assert [len(body_rows(page)) for page in (first, second, chosen)] == [50, 10, 1]
    assert f'href="{pages}/besoins?etat=submitted&amp;page=2"' in first
    assert 'name="adherent"' not in first
    assert re.findall(r"<option selected[^>]*>([^<]+)<", chosen) == [
        "Chantier naval Kermor",
        *("Tout voir", "Tout voir"),
    ]


def test_index_where_nothing_fits_offers_all(browser: FlaskClient, pages: str) -> None:
    page = browser.get(f"{pages}/besoins?etat=withdrawn").text

    assert "Aucun besoin ne correspond à ce filtre" in words(page)
    assert f'href="{pages}/besoins"' in page


def test_index_sends_the_same_few_statements_for_one_and_for_ten(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    browser.get(f"{pages}/besoins")  # the first page of a browser also notes that it is alive
    with recorded_statements(session) as few:
        browser.get(f"{pages}/besoins")
    for _ in range(10):
        a_demand(session, a_member(session, world.groupement), world.period)
    session.commit()
    with recorded_statements(session) as many:
        browser.get(f"{pages}/besoins")

    assert (len(many), len(few) <= 15) == (len(few), True)


def test_show_tells_what_is_asked_question_by_question(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    session.add(
        DemandHalfday(demand_id=world.shop.id, weekday=0, half=Half.AM, wish=Wish.PREFERRED)
    )
    session.add(
        DeclinedCdo(
            demand_id=world.shop.id,
            engagement_id=world.yann.id,
            reason=DeclineReason.PAST_DISAGREEMENT,
        )
    )
    session.commit()

    page = browser.get(f"{pages}/besoins/{world.shop.id}").text

    assert section(page, "asked") == (
        "Ce qui est demandé Compétence Site web et présence dans les recherches locales"
        " Niveau Notions Demandé en tout 4 demi-journées Une intervention 1 demi-journée"
        " Fréquence chaque semaine Lieu Sur place Entre le 5 janvier 2099 et le 30 janvier 2099"
        " Urgence Ordinaire Demi-journées préférées lundi matin"
        " Préfère éviter Yann Guégan (désaccord passé)"
    )
    assert section(page, "granted") == (
        "Ce qui est accordé Rien pour l’instant : il attend la prochaine version publiée."
    )


def test_show_tells_what_was_granted_and_why_not_more(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, now: datetime
) -> None:
    world.zoe.period_cap_halfdays, world.yann.period_cap_halfdays = 1, 0
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    publish(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan.id,
        published_by_id=None,
        now=now,
    )
    session.commit()

    page = browser.get(f"{pages}/besoins/{world.shop.id}").text

    assert section(page, "granted") == (
        "Ce qui est accordé Accordé 1 sur 4 demi-journées 1 sur 4 demi-journées"
        " Pourquoi pas davantage Zoé Martin n’a plus de temps de travail sur la période."
        " Si Zoé Martin travaillait plus sur la période : 1 demi-journée de plus."
        " L’adhérent lit : « Les CDO qui pourraient venir n’ont plus de temps les jours qui vous"
        " conviennent. »"
        " Interventions en vigueur Jour Quand CDO lun. 5 janv. matin Zoé Martin"
    )


def test_cancelled_time_is_no_longer_asked_for(
    session: Session, world: World, browser: FlaskClient, pages: str, now: datetime
) -> None:
    world.shop.requested_slots = 2
    places = [At(world.shop, world.zoe, MONDAY, slot) for slot in (0, 1)]
    publish_places(session, world, places, now)
    visit = session.scalars(select(Visit).order_by(Visit.slot)).first()
    assert visit is not None
    wish = CancelWish(
        visit_id=visit.id, cancelled_by=CancelledBy.MEMBER, person_id=None, is_replaced=False
    )
    cancel_visit(session, groupement_id=world.groupement.id, wish=wish, now=now)
    session.commit()

    listed = body_rows(browser.get(f"{pages}/besoins?etat=served").text)
    page = words(section(browser.get(f"{pages}/besoins/{world.shop.id}").text, "granted"))

    assert [row.split("semaine ")[1] for row in listed] == ["1 1 Couvert"]
    assert "Accordé 1 sur 1 demi-journée" in page
    assert "1 demi-journée a été annulée et n’est plus demandée." in page
