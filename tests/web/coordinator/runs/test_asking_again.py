"""A run is asked again with the very question it had."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.models import Fairness, Run, RunState
from cdo_share.planning.question import Question, read_question, write_question
from cdo_share.settings import Settings
from tests.factories import a_run
from tests.publishing.world import World
from tests.web.coordinator.queues import waiting
from tests.web.pages import words


def test_repeating_asks_the_stored_question_with_seed_time_and_fairness(
    session: Session, world: World, browser: FlaskClient, pages: str, settings: Settings
) -> None:
    board = {"cadence": {"mode": "off", "percent": 100}}
    run = a_run(
        session,
        world.period,
        state=RunState.DONE,
        started_at=utc_now(),
        seed=7,
        fairness=Fairness.LEXIMIN,
        instance={"name": "run-1"},
    )
    write_question(session, run.id, Question(board=board))
    session.commit()

    answer = browser.post(f"{pages}/calculs/{run.id}/refaire")

    again = session.scalars(select(Run).where(Run.id != run.id)).one()
    assert answer.location == f"{pages}/calculs/{again.id}"
    assert (again.seed, again.fairness, again.time_limit_seconds) == (7, Fairness.LEXIMIN, 5)
    assert read_question(session, again.id) == Question(board=board, repeats_run_id=run.id)
    assert waiting(settings) == [again.id]
    page = browser.get(answer.location).text
    assert f"Refait Répartition {run.id}" in words(page)
    assert "Les interventions suivent le rythme demandé Ignoré" in words(page)


def test_repeating_a_run_that_has_not_begun_is_refused(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period)
    session.commit()

    assert browser.post(f"{pages}/calculs/{run.id}/refaire").status_code == 409
