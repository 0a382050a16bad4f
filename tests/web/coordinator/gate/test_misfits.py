"""What no longer fits is told with who and when, in the words of the desk."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.core.grid import Half
from cdo_share.demands.models import DemandHalfday, Wish
from cdo_share.publishing.models import Release
from tests.publishing.world import AM, At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, NEXT_MONDAY
from tests.web.pages import words


@pytest.fixture
def ruled_out(session: Session, world: World, plan_of: PlanOf) -> int:
    """Return a plan of four visits, none of which may be where it is any more."""
    places = [(world.shop, world.zoe), (world.stock, world.yann)]
    plan = plan_of(*(At(*who, day, AM) for who in places for day in (MONDAY, NEXT_MONDAY)))
    session.add_all(
        DemandHalfday(
            demand_id=who.id, weekday=MONDAY.weekday(), half=Half.AM, wish=Wish.IMPOSSIBLE
        )
        for who, _ in places
    )
    session.commit()
    return plan.id


def test_first_three_are_told_with_names_and_the_rest_is_counted(
    browser: FlaskClient, pages: str, ruled_out: int
) -> None:
    page = words(browser.get(f"{pages}/plans/{ruled_out}/publier/donnees").text)

    assert page.count("a exclu ce moment") == 3
    assert "Biscuiterie Le Goff – Ouvrir la boutique en ligne a exclu ce moment : lundi" in page
    assert "(Règle : les moments impossibles de l’adhérent.)" in page
    assert "1 autre point ne convient pas." in page


def test_older_plan_on_a_recorded_absence_is_refused_and_no_tick_helps(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    session.add(
        AvailabilityException(
            engagement_id=world.zoe.id,
            kind=ExceptionKind.LEAVE,
            starts_on=MONDAY,
            ends_on=MONDAY,
        )
    )
    session.commit()
    gate = f"{pages}/plans/{plan.id}/publier"
    lines = browser.get(f"{gate}/donnees").text
    ticks = re.findall(r'name="confirm" value="([^"]+)"', lines)

    answer = browser.post(gate, data={"seen": "0", "confirm": [*ticks, "away"]})

    assert (
        "Absence de Zoé Martin le 5 janvier 2099 : l’intervention « Ouvrir la boutique en "
        "ligne » pour Biscuiterie Le Goff ne peut pas y être placée."
    ) in words(lines)
    assert 'id="confirm-away"' not in lines
    assert (answer.status_code, session.scalars(select(Release)).all()) == (422, [])
