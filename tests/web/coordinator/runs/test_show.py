"""Asking for a run, watching it, stopping it."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.models import Fairness, Plan, Run, RunKind, RunState, StopRequest
from cdo_share.planning.question import Question, read_question, write_question
from cdo_share.settings import Settings
from cdo_share.today import ask_as_it_stands
from tests.factories import a_run
from tests.publishing.world import At, World, publish_places
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.pinning import contradict
from tests.web.coordinator.queues import waiting
from tests.web.coordinator.reading import body_rows
from tests.web.pages import main_part, words


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


def test_tried_remedy_is_listed_as_what_it_is(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, kind=RunKind.REPAIR, name="Accepter le jeudi")
    write_question(session, run.id, Question(wish={"demand": "D1"}))
    session.commit()

    row = body_rows(browser.get(f"{pages}/calculs").text)[0]

    assert row.startswith(f"Accepter le jeudi Essai d’un remède {run.id}")


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


def test_run_that_only_answers_has_a_page_without_a_plan(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, kind=RunKind.WHAT_IF, state=RunState.DONE, outcome={})
    session.commit()

    page = browser.get(f"{pages}/calculs/{run.id}").text

    assert "Nature Hypothèse" in words(page)
    assert "Voir le plan" not in words(page)


def test_stop_of_an_ended_run_is_refused(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, state=RunState.CANCELLED)
    session.commit()

    assert browser.post(f"{pages}/calculs/{run.id}/arreter").status_code == 409


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
