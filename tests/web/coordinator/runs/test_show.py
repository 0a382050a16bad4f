"""The page of a run that has ended: its plan, or why there is none."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.models import Run, RunKind, RunState
from tests.factories import a_run
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.pinning import contradict
from tests.web.pages import main_part, words


def test_show_of_a_done_run_leads_to_its_plan(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/calculs/{plan.run_id}").text

    assert "Il couvre 12,5 % du temps demandé" in words(page)
    assert f'href="{pages}/plans/{plan.id}"' in page
    assert "hx-get" not in main_part(page)


def test_show_of_a_done_run_whose_search_broke_off_says_so_beside_the_plan(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    run = session.get_one(Run, plan.run_id)
    run.failure, run.failure_detail = "solver_crashed", "signal SIGSEGV"
    session.commit()

    page = browser.get(f"{pages}/calculs/{plan.run_id}").text

    assert "Il couvre 12,5 % du temps demandé" in words(page)
    assert "La recherche s’est interrompue avant la fin" in page
    assert "<code>signal SIGSEGV</code>" in page


def test_show_of_a_failed_run_says_why(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(
        session,
        world.period,
        state=RunState.FAILED,
        failure="worker_lost",
        failure_detail="lease of 30 s ran out",
    )
    session.commit()

    page = browser.get(f"{pages}/calculs/{run.id}").text

    assert "Cette répartition a échoué" in page
    assert "<code>lease of 30 s ran out</code>" in page


def test_run_that_only_answers_has_a_page_without_a_plan(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, kind=RunKind.WHAT_IF, state=RunState.DONE, outcome={})
    session.commit()

    page = browser.get(f"{pages}/calculs/{run.id}").text

    assert "Nature Hypothèse" in words(page)
    assert "Voir le plan" not in words(page)


def test_clashing_constraints_are_told_with_names_by_the_run_and_where_they_stand(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    contradict(session, world)
    run = a_run(session, world.period, state=RunState.FAILED, failure="contradiction")
    session.commit()
    sentence = "Une contrainte exclut toute intervention pour Biscuiterie Le Goff – "
    address = f"{pages}/contraintes?periode={world.period.id}"

    page = browser.get(f"{pages}/calculs/{run.id}").text

    assert sentence in words(page)
    assert f'href="{address}"' in page
    assert sentence in words(browser.get(address.replace("?", "/contradictions?")).text)
    assert not re.search(r"\b[CD]\d+ ", words(page))
