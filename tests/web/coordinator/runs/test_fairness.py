"""What was reached of the choice of fairness is told with the run and its plan."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.models import Fairness, Plan, Run
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.pages import words


@pytest.fixture
def even_plan(session: Session, world: World, plan_of: PlanOf) -> Plan:
    """Return a plan of a run for the worst-served first."""
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    session.get_one(Run, plan.run_id).fairness = Fairness.LEXIMIN
    session.commit()
    return plan


@pytest.mark.parametrize(
    ("evening", "sentence"),
    [
        ({"begun": False}, "Le temps était écoulé avant que l’égalisation ne commence"),
        (
            {"begun": True, "least_before": 0.5, "least_now": 0.6, "points": 1200},
            "Égalisation faite : l’adhérent le moins bien servi obtient 60 % ; dans le plan le"
            " moins cher en points trouvé avant, il obtenait 50 %. Par rapport à ce plan, elle"
            " coûte 1 200 points.",
        ),
    ],
)
def test_what_was_reached_of_the_choice_of_fairness_is_told(
    session: Session,
    browser: FlaskClient,
    pages: str,
    even_plan: Plan,
    evening: dict[str, object],
    sentence: str,
) -> None:
    run, plan = even_plan.run_id, even_plan.id
    even_plan.statistics = even_plan.statistics | {"evening": evening}
    session.commit()

    for page in (f"calculs/{run}", f"plans/{plan}", f"plans/{plan}/rapport"):
        assert sentence in words(browser.get(f"{pages}/{page}").text), page


@pytest.mark.parametrize("page", ["calculs/{run}", "plans/{plan}"])
def test_proof_of_an_even_plan_is_said_to_count_points(
    session: Session, browser: FlaskClient, pages: str, even_plan: Plan, page: str
) -> None:
    address = f"{pages}/{page.format(run=even_plan.run_id, plan=even_plan.id)}"
    note = "Cela compte les points, pas l’égalité du partage."
    even = words(browser.get(address).text)
    session.get_one(Run, even_plan.run_id).fairness = Fairness.POINTS
    session.commit()

    balanced = words(browser.get(address).text)

    assert (note in even, note in balanced) == (True, False)
