"""The desk tells what labour law says of a step, with the article, at once."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.legal.models import LegalContract
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, NEXT_MONDAY, TUESDAY
from tests.web.coordinator.desk.test_show import moving, told


@pytest.fixture
def part_timer(session: Session, world: World) -> None:
    """Let Zoé have a contract of four hours a week: one half-day fits, two do not."""
    world.zoe.regime = Regime.PART_TIME
    session.add(
        LegalContract(
            groupement_id=world.groupement.id,
            engagement_id=world.zoe.id,
            weekly_minutes=240,
            waiver_on=date(2026, 1, 5),
        )
    )
    session.commit()


@pytest.mark.usefixtures("part_timer")
@pytest.mark.parametrize(("day", "is_told"), [(TUESDAY, True), (NEXT_MONDAY, False)])
def test_step_beyond_the_contract_is_made_and_told_with_its_article(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, day: date, is_told: bool
) -> None:
    theirs = At(world.stock, world.yann, TUESDAY, 1)
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), theirs)
    desk = f"{pages}/plans/{plan.id}/bureau"

    said = told(browser, f"{desk}/deplacer", moving(theirs, At(world.stock, world.zoe, day, 1)))

    assert "Prix :" in said
    assert ("Droit du travail, Zoé Martin : " in said) is is_told
    assert said.count("(L3123-28)") == is_told
    assert ("Déplacez des interventions à une autre semaine" in said) is is_told


def test_step_that_lightens_what_is_too_much_is_no_new_warning(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    """A contract of two hours: two half-days are far too much, one is still too much."""
    world.zoe.regime = Regime.PART_TIME
    hours = {"weekly_minutes": 120, "waiver_on": date(2026, 1, 5)}
    ids = {"groupement_id": world.groupement.id, "engagement_id": world.zoe.id}
    session.add(LegalContract(**ids, **hours))
    session.commit()
    moved = At(world.stock, world.zoe, TUESDAY, 1)
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), moved)
    desk = f"{pages}/plans/{plan.id}/bureau"

    said = told(
        browser, f"{desk}/deplacer", moving(moved, At(world.stock, world.yann, NEXT_MONDAY, 1))
    )

    assert "Prix :" in said
    assert "Droit du travail" not in said
