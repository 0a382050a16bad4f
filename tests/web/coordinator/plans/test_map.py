"""The map of a plan: its list says who visits whom where, and carries the marks."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Site
from cdo_share.planning.models import PlanVisit
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, NEXT_MONDAY, TUESDAY
from tests.web.coordinator.reading import section


def spots(page: str) -> list[tuple[str, str, str, str]]:
    """Return kind, number, latitude and name of each mark."""
    found = re.findall(
        r'data-spot="([^"]+)" data-number="([^"]+)" data-colour="[^"]+" data-lat="([^"]+)"'
        r' data-lon="[^"]+" data-name="([^"]+)"',
        page,
    )
    return [tuple(spot) for spot in found]


def test_every_cdo_has_a_base_and_their_members(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    session.get_one(Site, world.biscuits.site_id).lat = 47.7
    session.commit()
    plan = plan_of(
        At(world.shop, world.zoe, MONDAY, 0),
        At(world.shop, world.zoe, TUESDAY, 0),
        At(world.stock, world.zoe, NEXT_MONDAY, 0),
    )
    visits = session.query(PlanVisit)
    visits.filter_by(demand_id=world.stock.id).update({"is_on_site": False})
    visits.filter_by(day=TUESDAY).update({"is_on_site": False})
    session.commit()

    page = browser.get(f"{pages}/plans/{plan.id}/carte").text

    assert spots(page) == [
        ("base", "1", "47.66", "Yann Guégan"),
        ("base", "2", "47.66", "Zoé Martin"),
        ("on-site", "2", "47.7", "Biscuiterie Le Goff"),
        ("remote", "2", "47.66", "Chantier naval Kermor"),
    ]
    assert section(page, "round-2") == (
        "2 Zoé Martin point de départ : Vannes · 2 adhérents"
        " Biscuiterie Le Goff Vannes 2 interventions, dont 1 à distance"
        " Chantier naval Kermor Vannes 1 intervention, dont 1 à distance"
    )


def test_one_cdo_alone_keeps_their_number(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}/carte?cdo={world.zoe.id}").text

    assert [spot[:2] for spot in spots(page)] == [("base", "2"), ("on-site", "2")]
    assert f'<option value="{world.zoe.id}" selected>' in page


def test_whom_nobody_visits_is_told_apart(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}/carte").text

    assert ("none", "–", "47.66", "Chantier naval Kermor") in spots(page)
    assert "Chantier naval Kermor" in section(page, "left-out")
