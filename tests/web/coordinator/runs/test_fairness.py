"""What was reached of the choice of fairness is told with the run and its plan."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.instance_parts import demand_name
from cdo_share.planning.models import Fairness, Plan, Run, StopRequest
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


def test_run_that_was_stopped_by_hand_is_not_said_to_have_had_too_little_time(
    session: Session, browser: FlaskClient, pages: str, even_plan: Plan
) -> None:
    even_plan.statistics = even_plan.statistics | {"evening": {"begun": False}}
    session.get_one(Run, even_plan.run_id).stop_request = StopRequest.KEEP_BEST
    session.commit()

    for page in (f"calculs/{even_plan.run_id}", f"plans/{even_plan.id}"):
        text = words(browser.get(f"{pages}/{page}").text)
        assert "La répartition a été arrêtée avant que l’égalisation ne commence" in text
        assert "Donnez plus de temps" not in text


SAME = {"begun": True, "least_before": 0.5, "least_now": 0.5, "points": 0}
MORE = {"begun": True, "least_before": 0.4, "least_now": 0.5, "points": 0}
LEFT_OUT = ", sans compter ce que personne ne peut couvrir"


@pytest.mark.parametrize(
    "case",
    [
        (SAME, "obtient 50 %{left_out}, pas plus que dans le plan"),
        (MORE, "obtient 50 %{left_out} ; dans le plan"),
    ],
)
def test_share_of_the_worst_served_says_what_it_leaves_out(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    even_plan: Plan,
    case: tuple[dict[str, object], str],
) -> None:
    """Each page has one figure for the least-served member, or says how two of them differ."""
    evening, sentence = case
    address = f"{pages}/plans/{even_plan.id}"
    told = even_plan.statistics | {"evening": evening}
    even_plan.statistics = told
    session.commit()
    whole = words(browser.get(address).text)
    even_plan.statistics = told | {"unservable": [demand_name(world.stock.id)]}
    session.commit()

    part = words(browser.get(address).text)

    assert sentence.format(left_out="") in whole
    assert sentence.format(left_out=LEFT_OUT) in part


NOTE = (
    "Ce sont des parts de tout ce qui est demandé. Sans compter ce que personne ne peut couvrir,"
    " l’adhérent le moins bien servi obtient 25 %."
)


@pytest.mark.parametrize("page", ["", "/partage", "/rapport?noms=1"])
def test_table_of_shares_says_whom_it_counts_where_that_is_another_figure(
    session: Session, world: World, browser: FlaskClient, pages: str, even_plan: Plan, page: str
) -> None:
    """One demand is served by a quarter, the other can be served by nobody."""
    address = f"{pages}/plans/{even_plan.id}{page}"
    whole = words(browser.get(address).text)
    left_out = {"unservable": [demand_name(world.stock.id)]}
    even_plan.statistics = even_plan.statistics | left_out
    session.commit()

    part = words(browser.get(address).text)

    assert (NOTE in whole, NOTE in part) == (False, True)
