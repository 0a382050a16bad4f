"""Asking for a run, watching it, stopping it."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.jobs.queue import make_queue
from cdo_share.planning.models import Fairness, Run, RunState, StopRequest
from cdo_share.settings import Settings
from tests.factories import a_run
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.reading import body_rows
from tests.web.pages import answers, main_part, words


def waiting(settings: Settings) -> list[int]:
    """Return the run ids that lie in the queue."""
    queue = make_queue(settings)
    ids = queue.waiting()
    queue.close()
    return ids


def test_index_without_runs_invites_to_start_one(browser: FlaskClient, pages: str) -> None:
    page = browser.get(f"{pages}/calculs").text

    assert "Aucune répartition pour l’instant" in words(page)
    assert len(re.findall(rf'href="{pages}/calculs/nouveau\?periode=\d+"', page)) == 1


def test_index_shows_runs_with_their_results_newest_first(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    queued = a_run(session, world.period, time_limit_seconds=600)
    session.commit()

    page = browser.get(f"{pages}/calculs").text

    assert body_rows(page) == [
        f"Répartition {queued.id} lun. 2 nov. 2026, 09:00 10 min En attente – – –",
        f"Répartition {plan.run_id} lun. 2 nov. 2026, 09:00 5 s Terminée 12,5 % 0,4 % Voir le plan",
    ]


def test_new_asks_for_time_and_fairness_in_plain_words(browser: FlaskClient, pages: str) -> None:
    page = browser.get(f"{pages}/calculs/nouveau").text

    sent = answers(page)
    assert (sent["time_limit_seconds"], sent["fairness"]) == ("60", "points")
    assert "Un coup d’œil – 5 secondes" in words(page)
    assert "Le moteur du site est arrêté" in words(page)


def test_create_queues_the_run_and_sends_its_message(
    session: Session, world: World, browser: FlaskClient, pages: str, settings: Settings
) -> None:
    answer = browser.post(
        f"{pages}/calculs/nouveau", data={"time_limit_seconds": "5", "fairness": "leximin"}
    )

    run = session.scalars(select(Run)).one()
    assert (run.period_id, run.time_limit_seconds, run.fairness, run.state) == (
        world.period.id,
        5,
        Fairness.LEXIMIN,
        RunState.QUEUED,
    )
    assert answer.location == f"{pages}/calculs/{run.id}"
    assert waiting(settings) == [run.id]


@pytest.mark.parametrize("typed", [{}, {"time_limit_seconds": "7", "fairness": "points"}])
def test_create_with_a_missing_answer_asks_again(
    session: Session, browser: FlaskClient, pages: str, typed: dict[str, str], settings: Settings
) -> None:
    answer = browser.post(f"{pages}/calculs/nouveau", data=typed)

    assert answer.status_code == 422
    assert session.scalars(select(Run)).all() == []
    assert waiting(settings) == []


def test_create_while_a_run_is_under_way_shows_that_one(
    session: Session, world: World, browser: FlaskClient, pages: str, settings: Settings
) -> None:
    run = a_run(session, world.period)
    session.commit()

    answer = browser.post(
        f"{pages}/calculs/nouveau", data={"time_limit_seconds": "5", "fairness": "points"}
    )

    assert answer.location == f"{pages}/calculs/{run.id}"
    assert "Cette répartition est encore en cours" in words(browser.get(answer.location).text)
    assert waiting(settings) == []


def a_running_run(session: Session, world: World, **values: object) -> Run:
    """Return a run that began 30 seconds ago and has 60."""
    run: Run = a_run(
        session,
        world.period,
        state=RunState.RUNNING,
        time_limit_seconds=60,
        started_at=utc_now() - timedelta(seconds=30),
        **values,
    )
    session.commit()
    return run


def test_show_of_a_running_run_says_phase_gap_and_time(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    event = {"phase": "improve", "seconds": 29.0, "cost": 90, "bound": 80, "gap": 0.0321}
    run = a_running_run(session, world, progress=[{"phase": "greedy", "gap": None}, event])

    page = browser.get(f"{pages}/calculs/{run.id}").text

    assert "Un premier plan est prêt\xa0; recherche d’un meilleur." in page
    assert "est à 3,2\xa0% au plus du meilleur possible." in page
    assert int(re.findall(r'<progress max="100" value="(\d+)"', page)[0]) in range(50, 60)
    assert f'hx-get="{pages}/calculs/{run.id}/avancement?etat=running"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


def test_progress_returns_the_changing_part_only(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_running_run(session, world)

    answer = browser.get(f"{pages}/calculs/{run.id}/avancement?etat=running")

    assert "<html" not in answer.text
    assert "Lecture des besoins et des disponibilités." in answer.text
    assert "HX-Refresh" not in answer.headers


def test_progress_after_a_change_of_state_reloads_the_page(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_running_run(session, world)

    answer = browser.get(f"{pages}/calculs/{run.id}/avancement?etat=queued")

    assert answer.headers["HX-Refresh"] == "true"


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


@pytest.mark.parametrize(
    ("sent", "stop"),
    [({"keep": "best"}, StopRequest.KEEP_BEST), ({"keep": "nothing"}, StopRequest.CANCEL)],
)
def test_stop_asks_the_running_run_to_end(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    sent: dict[str, str],
    stop: StopRequest,
) -> None:
    run = a_running_run(session, world)

    answer = browser.post(f"{pages}/calculs/{run.id}/arreter", data=sent)

    session.refresh(run)
    assert (answer.location, run.stop_request) == (f"{pages}/calculs/{run.id}", stop)
    assert "/arreter" not in browser.get(answer.location).text


def test_stop_of_a_queued_run_cancels_it(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period)
    session.commit()

    browser.post(f"{pages}/calculs/{run.id}/arreter", data={"keep": "nothing"})

    assert "Cette répartition a été annulée" in browser.get(f"{pages}/calculs/{run.id}").text


def test_stop_of_an_ended_run_is_refused(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, state=RunState.CANCELLED)
    session.commit()

    assert browser.post(f"{pages}/calculs/{run.id}/arreter").status_code == 409
