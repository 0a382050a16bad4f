"""The list of runs: what they gave, and what those that are going on have so far."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.models import RunKind
from cdo_share.planning.question import Question, write_question
from tests.factories import a_run
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.reading import body_rows
from tests.web.coordinator.runs.running import a_running_run
from tests.web.pages import words


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
        f"Répartition {plan.run_id} lun. 2 nov. 2026, 09:00 5 s Terminée"
        " 3 h 30 12,5 % 0,4 % Voir le plan",
    ]


def test_list_tells_what_a_running_run_serves_so_far_and_renews_it(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    event = {"phase": "improve", "seconds": 2.0, "served_slots": 5, "asked_slots": 8, "gap": 0.03}
    run = a_running_run(session, world, progress=[event])
    page = browser.get(f"{pages}/calculs").text
    asked = f"{pages}/calculs/en-cours?periode={world.period.id}&etats={run.id}running"

    row = body_rows(page)[0]
    same, ended = (browser.get(asked + more) for more in ("", "-9queued"))

    assert row.endswith("En cours 17 h 30 62,5 % 3 % –")
    assert asked.replace("&", "&amp;") in page
    assert f'id="run-served-{run.id}" hx-swap-oob="true">17\xa0h\xa030' in same.text
    assert ("HX-Refresh" in same.headers, "HX-Refresh" in ended.headers) == (False, True)


def test_tried_remedy_is_listed_as_what_it_is(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, kind=RunKind.REPAIR, name="Accepter le jeudi")
    write_question(session, run.id, Question(wish={"demand": "D1"}))
    session.commit()

    row = body_rows(browser.get(f"{pages}/calculs").text)[0]

    assert row.startswith(f"Accepter le jeudi Essai d’un remède {run.id}")
