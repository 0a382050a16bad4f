"""What a run that waits or is going on says of itself."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.models import RunKind
from tests.factories import a_run
from tests.publishing.world import World
from tests.web.coordinator.runs.running import a_running_run
from tests.web.pages import words


def test_show_of_a_running_run_says_phase_gap_and_time(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    event = {
        "phase": "improve",
        "seconds": 29.0,
        "served_slots": 5,
        "asked_slots": 8,
        "gap": 0.0321,
        "limit_slots": 6,
    }
    first = event | {"phase": "greedy", "seconds": 2.0, "served_slots": 4, "gap": None}
    run = a_running_run(session, world, progress=[first, event])

    page = browser.get(f"{pages}/calculs/{run.id}").text

    assert "Un premier plan est prêt\xa0; recherche d’un meilleur." in page
    assert "21 h : le plus qu’un plan puisse couvrir, c’est prouvé" in words(page)
    assert "17 h 30 couvertes sur 28 h demandées (62,5 %)" in words(page)
    assert "aucun plan n’est meilleur de plus de 3,3 %" in words(page)
    assert re.search(r"3\d s sur 1 min · encore (30|2\d) s", words(page))
    assert page.count("<polyline") == 2
    assert int(re.findall(r'<progress max="100" value="(\d+)"', page)[0]) in range(50, 60)
    assert f'hx-get="{pages}/calculs/{run.id}/avancement?etat=running"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


def test_gap_too_small_to_write_is_no_double_comparison(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    event = {"phase": "improve", "seconds": 2.0, "served_slots": 5, "asked_slots": 8, "gap": 0.0004}
    run = a_running_run(session, world, progress=[event])

    page = words(browser.get(f"{pages}/calculs/{run.id}").text)

    assert "Prouvé : aucun plan n’est meilleur de plus de 0,1 %." in page


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


def test_queued_run_says_how_many_come_first(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    a_running_run(session, world)
    a_run(session, world.period, kind=RunKind.WHAT_IF)  # waits in the other lane
    a_run(session, world.period)
    last = a_run(session, world.period)
    session.commit()

    page = browser.get(f"{pages}/calculs/{last.id}").text

    assert "En attente : 2 répartitions avant la vôtre." in words(page)
