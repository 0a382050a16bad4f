"""A run that is going on or waits is stopped by hand."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.models import Run, RunState, StopRequest
from tests.factories import a_run
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.reading import body_rows
from tests.web.coordinator.runs.running import a_running_run
from tests.web.pages import words


def test_run_stopped_by_hand_says_so_and_how_long_it_searched(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    run = session.get_one(Run, plan_of(At(world.shop, world.zoe, MONDAY, 0)).run_id)
    run.stop_request, run.time_limit_seconds = StopRequest.KEEP_BEST, 60
    run.started_at, run.finished_at = utc_now() - timedelta(seconds=18), utc_now()
    session.commit()

    page = words(browser.get(f"{pages}/calculs/{run.id}").text)

    assert "Durée accordée 1 min" in page
    assert "Durée utilisée 18 s, arrêtée à la main" in page
    assert "18 s, arrêtée à la main" in body_rows(browser.get(f"{pages}/calculs").text)[0]


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
