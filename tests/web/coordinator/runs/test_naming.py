"""A run is called as the coordinator calls it."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.models import RunState
from tests.factories import a_run
from tests.publishing.world import World
from tests.web.coordinator.reading import body_rows


def test_name_is_changed_and_shown_wherever_the_run_is(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, state=RunState.DONE)
    session.commit()

    answer = browser.post(f"{pages}/calculs/{run.id}/nom", data={"name": "  Avant le conseil "})

    assert answer.location == f"{pages}/calculs/{run.id}"
    assert "<h1>Avant le conseil</h1>" in browser.get(answer.location).text
    assert body_rows(browser.get(f"{pages}/calculs").text)[0].startswith(
        f"Avant le conseil Répartition {run.id}"
    )


def test_name_that_is_too_long_is_refused_and_kept_in_the_field(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, state=RunState.DONE, name="Avant")
    session.commit()

    answer = browser.post(f"{pages}/calculs/{run.id}/nom", data={"name": "x" * 81})

    session.refresh(run)
    assert (answer.status_code, run.name) == (422, "Avant")
    assert 'value="' + "x" * 81 in answer.text
