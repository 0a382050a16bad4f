"""A run and its plan say that what was published had to stay."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.models import Run
from cdo_share.planning.question import Question, write_question
from cdo_share.today import ask_as_it_stands
from tests.publishing.world import At, World, publish_places
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.pages import words


@pytest.mark.parametrize(
    ("is_published", "mode", "is_told"),
    [(True, "wished", True), (True, "off", False), (False, "wished", False)],
)
def test_run_and_plan_say_that_what_was_published_had_to_stay(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    *,
    is_published: bool,
    mode: str,
    is_told: bool,
) -> None:
    if is_published:
        publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], utc_now())
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    asked = build_question(session, world) if is_published else []
    run = session.get_one(Run, plan.run_id)
    run.instance = (run.instance or {}) | {"published": asked}
    write_question(session, run.id, Question(board={"few_changes": {"mode": mode}}))
    session.commit()
    lift = f"/calculs/nouveau?periode={world.period.id}&amp;comme={run.id}&amp;libre=1"

    for page in (f"calculs/{run.id}", f"plans/{plan.id}"):
        shown = browser.get(f"{pages}/{page}").text
        assert ("Des interventions étaient en vigueur" in words(shown), lift in shown) == (
            is_told,
            is_told,
        ), page


def build_question(session: Session, world: World) -> list[object]:
    """Return the visits in force as a run's question has them."""
    whose = world.groupement.id, world.period.id
    asked = ask_as_it_stands(session, *whose, name="run", now=utc_now())
    return list(asked["published"])
