"""What-ifs: supposing something, reading the answer, asking again when the data have changed."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from cdo_share.core.clock import utc_now
from cdo_share.jobs.answering import OUTCOMES, read_request
from cdo_share.jobs.posing import pose
from cdo_share.planning.models import Plan, Run, RunKind, RunState, Scenario
from cdo_share.planning.question import read_question
from cdo_share.settings import Settings
from tests.factories import CREATED_AT, a_demand, a_groupement, a_period
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.pinning import contradict
from tests.web.coordinator.queues import waiting
from tests.web.coordinator.reading import body_rows
from tests.web.pages import answers, words


@pytest.fixture
def plan(world: World, plan_of: PlanOf) -> Plan:
    """Return a plan of one visit."""
    return plan_of(At(world.shop, world.zoe, MONDAY, 0))


def supposed(world: World, **values: Any) -> dict[str, str]:
    """Return what is typed to suppose that a member like the first joins, with half a CDO."""
    typed = {
        "name": "Un adhérent de plus",
        "kind_1": "more_member",
        "member_1": world.biscuits.id,
        "kind_2": "more_cdo",
        "cdo_2": world.zoe.id,
        "percent_2": 50,
    }
    return {name: str(value) for name, value in (typed | values).items()}


def answered(session: Session, run: Run) -> None:
    """Answer a run as the worker's child does, with the real solver."""
    instance, beside = pose(session, run, read_question(session, run.id), utc_now())
    options = {"time_limit_seconds": 0.6, "seed": 1, "workers": 1}
    request = {"instance": instance, "options": options, **beside}
    asked = read_request(request, "none", lambda _: None, lambda: False)
    run.outcome = OUTCOMES[run.kind.value](asked)
    run.state, run.finished_at = RunState.DONE, utc_now()
    session.commit()


def newest_run(session: Session) -> Run:
    """Return the run that was asked last."""
    statement = select(Run).options(undefer(Run.outcome)).order_by(Run.id.desc()).limit(1)
    return session.scalars(statement).one()


def test_page_without_a_plan_says_what_comes_first(browser: FlaskClient, pages: str) -> None:
    assert "Une hypothèse part d’un plan" in words(browser.get(f"{pages}/hypotheses").text)


def test_supposing_keeps_the_question_and_asks_it_in_the_quick_lane(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str, settings: Settings
) -> None:
    answer = browser.post(f"{pages}/hypotheses/nouvelle", data=supposed(world))

    scenario = session.scalars(select(Scenario)).one()
    run = newest_run(session)
    assert answer.location == f"{pages}/hypotheses/{scenario.id}"
    assert scenario.edits == [
        {
            "op": "add_member",
            "copy_of": f"M{world.biscuits.id}",
            "member": f"M{world.biscuits.id}+1",
        },
        {
            "op": "add_cdo",
            "copy_of": f"C{world.zoe.id}",
            "id": f"C{world.zoe.id}+2",
            "share": 0.5,
        },
    ]
    assert (run.kind, run.name, scenario.run_id) == (RunKind.WHAT_IF, scenario.name, run.id)
    assert read_question(session, run.id).basis_plan_id == plan.id
    assert waiting(settings, RunKind.WHAT_IF) == [run.id]
    page = words(browser.get(answer.location).text)
    assert "Un adhérent de plus, comme Biscuiterie Le Goff" in page
    assert "Un CDO de plus, comme Zoé Martin, à 50 % de son temps" in page


def test_answer_names_who_gains_and_what_is_owed_to_the_change(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    shown = browser.post(f"{pages}/hypotheses/nouvelle", data=supposed(world)).location
    answered(session, newest_run(session))

    page = browser.get(shown).text

    text = words(page)
    assert "un de plus, comme Biscuiterie Le Goff" in text
    assert (
        "Dû au changement +14 h" in text
    )  # of the new member; a plan made anew serves the others in any case
    assert "Le plan pourrait rester tel quel" in text
    assert any("comme Biscuiterie Le Goff 0 h 14 h +14 h" in row for row in body_rows(page))
    assert not any(row.startswith("Chantier naval Kermor") for row in body_rows(page))
    assert "/recalculer" in page
    listed = words(browser.get(f"{pages}/hypotheses").text)
    assert "Dû au changement : +14 h – 42 h couvertes avec lui, 28 h sans lui" in listed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind_1": "member_leaves"}, "Biscuiterie Le Goff part"),
        ({"kind_1": "more_time", "percent_1": 20}, "Zoé Martin a 20 % de temps en plus"),
        ({"kind_1": "more_demand"}, "Un besoin de plus, comme Ouvrir la boutique en ligne"),
        ({"kind_1": "without_rule", "rule_1": "caps"}, "Sans la règle « Les CDO ne travaillent"),
        ({"kind_1": "cdo_leaves"}, "Zoé Martin part"),
        (
            {"kind_1": "cdo_leaves", "first_1": "2099-01-12"},
            "Zoé Martin part le 12 janvier 2099",
        ),
        (
            {"kind_1": "cdo_leaves", "first_1": "2099-01-12", "last_1": "2099-01-16"},
            "Zoé Martin est absent du 12 janvier 2099 au 16 janvier 2099",
        ),
    ],
)
@pytest.mark.usefixtures("plan")
def test_every_kind_of_change_is_said_in_words_and_can_be_answered(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    typed: dict[str, Any],
    said: str,
) -> None:
    base = {
        "name": "Et si",
        "member_1": world.biscuits.id,
        "cdo_1": world.zoe.id,
        "demand_1": world.shop.id,
    }

    shown = browser.post(f"{pages}/hypotheses/nouvelle", data=base | typed)

    assert shown.status_code == 302
    assert said in words(browser.get(shown.location).text)
    answered(session, newest_run(session))
    assert "Couvert avec le changement" in words(browser.get(shown.location).text)


def test_all_faults_are_told_at_once_and_what_was_typed_is_kept(
    session: Session, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    typed = {
        "name": " ",
        "kind_1": "more_time",
        "percent_1": "300",
        "kind_2": "cdo_leaves",
        "first_2": "2099-02-02",
        "last_2": "2099-02-01",
    }

    answer = browser.post(f"{pages}/hypotheses/nouvelle", data=typed)

    assert answer.status_code == 422
    for field in ("name", "cdo_1", "percent_1", "cdo_2", "last_2"):
        assert f'id="{field}-error"' in answer.text, field
    assert answers(answer.text)["percent_1"] == "300"
    assert session.scalars(select(Scenario)).all() == []


def test_who_leaves_twice_and_an_absence_beside_the_period_are_told_at_their_fields(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    typed = {
        "name": "Et si",
        "kind_1": "member_leaves",
        "member_1": world.biscuits.id,
        "kind_2": "member_leaves",
        "member_2": world.biscuits.id,
        "kind_3": "cdo_leaves",
        "cdo_3": world.zoe.id,
        "first_3": "2199-03-01",
    }

    answer = browser.post(f"{pages}/hypotheses/nouvelle", data=typed)

    assert answer.status_code == 422
    for field in ("member_2", "first_3"):
        assert f'id="{field}-error"' in answer.text, field
    text = words(answer.text)
    assert "Cet adhérent part déjà avec le changement 1" in text
    assert "L’absence est en dehors de la période, du" in text
    assert session.scalars(select(Scenario)).all() == []


def test_supposing_nothing_is_refused(plan: Plan, browser: FlaskClient, pages: str) -> None:
    answer = browser.post(f"{pages}/hypotheses/nouvelle", data={"name": "Rien"})

    assert answer.status_code == 422
    assert 'id="kind_1-error"' in answer.text


def test_name_that_is_taken_is_refused(
    world: World, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    browser.post(f"{pages}/hypotheses/nouvelle", data=supposed(world))

    again = browser.post(f"{pages}/hypotheses/nouvelle", data=supposed(world, percent_2=60))

    assert again.status_code == 422
    assert "Ce nom est déjà pris" in words(again.text)


def asked_again(browser: FlaskClient, pages: str) -> str:
    """Open the list as a browser with script does; return what it then shows."""
    answer = browser.post(f"{pages}/hypotheses/actualiser", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.text


def test_nothing_is_asked_again_while_the_data_are_the_same(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    browser.post(f"{pages}/hypotheses/nouvelle", data=supposed(world))
    run = newest_run(session)
    answered(session, run)

    assert "recalculée" not in asked_again(browser, pages)
    assert newest_run(session).id == run.id


def test_changed_data_are_asked_about_again(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str, settings: Settings
) -> None:
    browser.post(f"{pages}/hypotheses/nouvelle", data=supposed(world))
    first = newest_run(session)
    answered(session, first)
    a_demand(session, world.boats, world.period)
    session.commit()

    page = asked_again(browser, pages)

    second = newest_run(session)
    assert second.id > first.id
    assert "Les données ont changé depuis : 1 réponse est recalculée." in words(page)
    assert waiting(settings, RunKind.WHAT_IF) == [first.id, second.id]
    assert session.scalars(select(Scenario)).one().run_id == second.id
    assert "recalculée" not in asked_again(browser, pages)  # it is on its way


def test_only_so_many_are_asked_again_at_once_and_the_others_are_marked(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    for number in range(7):
        session.add(
            Scenario(
                groupement_id=world.groupement.id,
                period_id=world.period.id,
                name=f"Hypothèse {number}",
                edits=[{"op": "remove_member", "member": f"M{world.boats.id}", "n": number}],
                created_at=CREATED_AT,
            )
        )
    session.commit()

    page = asked_again(browser, pages)

    assert "5 réponses sont recalculées" in words(page)
    assert len(session.scalars(select(Run).where(Run.state == RunState.QUEUED)).all()) == 5
    assert words(page).count("Antérieur aux données d’aujourd’hui") == 2


def test_all_can_be_asked_again_though_nothing_has_changed(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    browser.post(f"{pages}/hypotheses/nouvelle", data=supposed(world))
    first = newest_run(session)
    answered(session, first)

    browser.post(f"{pages}/hypotheses/actualiser?tout=1")

    assert newest_run(session).id > first.id


def test_deleting_leaves_nothing_in_the_list(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    shown = browser.post(f"{pages}/hypotheses/nouvelle", data=supposed(world)).location

    answer = browser.post(f"{shown}/supprimer")

    assert answer.status_code == 302
    assert session.scalars(select(Scenario)).all() == []
    assert browser.get(shown).status_code == 404


def test_supposition_of_others_is_not_found(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    other = a_period(session, a_groupement(session))
    scenario = Scenario(
        groupement_id=other.groupement_id,
        period_id=other.id,
        name="Ailleurs",
        edits=[],
        created_at=CREATED_AT,
    )
    session.add(scenario)
    session.commit()

    assert browser.get(f"{pages}/hypotheses/{scenario.id}").status_code == 404
    assert browser.post(f"{pages}/hypotheses/{scenario.id}/recalculer").status_code == 404
    assert browser.post(f"{pages}/hypotheses/{scenario.id}/supprimer").status_code == 404


def test_failed_answer_says_so(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    shown = browser.post(f"{pages}/hypotheses/nouvelle", data=supposed(world)).location
    run = newest_run(session)
    run.state, run.failure = RunState.FAILED, "worker_lost"
    session.commit()

    assert "Il n’y a pas de réponse" in words(browser.get(shown).text)


@pytest.mark.usefixtures("plan")
def test_what_ifs_about_clashing_constraints_are_asked_like_any_other(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    contradict(session, world)
    form = f"{pages}/hypotheses/nouvelle?periode={world.period.id}"

    created = browser.post(form, data=supposed(world))
    run = newest_run(session)
    run.state, run.failure = RunState.FAILED, "contradiction"
    session.commit()
    again = browser.post(f"{created.location}/recalculer")
    refreshed = browser.post(f"{pages}/hypotheses/actualiser?periode={world.period.id}")

    assert [one.status_code for one in (created, again, refreshed)] == [302, 302, 302]
