"""What a run's page says of a repeat: the same plan, or which visits stand elsewhere and why."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import null
from sqlalchemy.orm import Session

from cdo_share.planning.models import Plan, Run, RunKind, StopRequest
from cdo_share.planning.question import Question, write_question
from tests.publishing.world import AM, PM, At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.pages import words

WORK = {"format": "cdo-timeshare-work/1", "pages": []}
SAME = (
    "Mêmes données, même plan : chaque intervention a le même CDO, le même jour et le même créneau."
)
EXACT = "refait les mêmes essais : ce plan-ci doit en ressortir."
BY_CLOCK = "la refaire se règle sur la montre et peut donner un autre plan"


@pytest.fixture
def first(session: Session, world: World, plan_of: PlanOf) -> Plan:
    """Return a plan of two visits, of a run that kept what its search did."""
    plan = plan_of(At(world.shop, world.zoe, MONDAY, AM), At(world.shop, world.zoe, TUESDAY, AM))
    session.get_one(Run, plan.run_id).work = dict(WORK)
    session.commit()
    return plan


def page_of_repeat(
    session: Session, browser: FlaskClient, pages: str, first: Plan, second: Plan
) -> str:
    write_question(session, second.run_id, Question(repeats_run_id=first.run_id))
    session.commit()
    return words(browser.get(f"{pages}/calculs/{second.run_id}").text)


def test_repeat_with_the_same_visits_is_said_to_be_the_same_plan(
    session: Session, world: World, plan_of: PlanOf, browser: FlaskClient, pages: str, first: Plan
) -> None:
    again = plan_of(At(world.shop, world.zoe, TUESDAY, AM), At(world.shop, world.zoe, MONDAY, AM))

    page = page_of_repeat(session, browser, pages, first, again)

    assert f"Le même plan que la répartition {first.run_id} {SAME}" in page
    assert "ne figure" not in page


def test_every_visit_that_stands_elsewhere_is_counted_and_the_reason_told(
    session: Session, world: World, plan_of: PlanOf, browser: FlaskClient, pages: str, first: Plan
) -> None:
    again = plan_of(At(world.shop, world.zoe, TUESDAY, PM), At(world.shop, world.zoe, MONDAY, AM))

    page = page_of_repeat(session, browser, pages, first, again)

    assert f"Ce n’est pas le plan de la répartition {first.run_id}" in page
    assert "2 interventions ne figurent que dans l’un des deux plans." in page
    assert "auraient dû donner le même plan" in page
    assert SAME not in page


def test_repeat_by_the_clock_says_that_it_was_one(
    session: Session, world: World, plan_of: PlanOf, browser: FlaskClient, pages: str
) -> None:
    old = plan_of(At(world.shop, world.zoe, MONDAY, AM))
    again = plan_of(At(world.shop, world.zoe, TUESDAY, PM))

    page = page_of_repeat(session, browser, pages, old, again)

    assert "2 interventions ne figurent que dans l’un des deux plans." in page
    assert "celle-ci s’est donc réglée sur la montre" in page
    assert "auraient dû donner le même plan" not in page


def test_page_says_beforehand_what_a_repeat_will_be(
    session: Session, world: World, plan_of: PlanOf, browser: FlaskClient, pages: str, first: Plan
) -> None:
    old = plan_of(At(world.shop, world.zoe, MONDAY, AM))
    for plan in (first, old):
        run = session.get_one(Run, plan.run_id)
        run.started_at = run.finished_at = run.queued_at
    session.commit()

    told = [words(browser.get(f"{pages}/calculs/{plan.run_id}").text) for plan in (first, old)]

    assert [(EXACT in page, BY_CLOCK in page) for page in told] == [(True, False), (False, True)]


def test_repeat_that_was_stopped_accuses_nobody_and_promises_the_first_plan(
    session: Session, world: World, plan_of: PlanOf, browser: FlaskClient, pages: str, first: Plan
) -> None:
    """One of old has kept what the first one did, as if it had done all of it."""
    again = plan_of(At(world.shop, world.zoe, TUESDAY, PM))
    run = session.get_one(Run, again.run_id)
    run.stop_request, run.work = StopRequest.KEEP_BEST, dict(WORK)
    run.started_at = run.finished_at = run.queued_at
    run.versions = {"cdo_share": "1"}

    page = page_of_repeat(session, browser, pages, first, again)

    assert "3 interventions ne figurent que dans l’un des deux plans. Elle a été arrêtée" in page
    assert f"pendant qu’elle refaisait les essais de la répartition {first.run_id}" in page
    assert f"refait tous les essais de la répartition {first.run_id}" in page
    assert "d’autres versions" not in page
    assert "Qui la refait retrouve ce plan" not in page
    assert EXACT not in page


def test_repeat_that_was_stopped_when_it_had_the_plan_is_repeated_to_the_visit_too(
    session: Session, world: World, plan_of: PlanOf, browser: FlaskClient, pages: str, first: Plan
) -> None:
    again = plan_of(At(world.shop, world.zoe, TUESDAY, AM), At(world.shop, world.zoe, MONDAY, AM))
    run = session.get_one(Run, again.run_id)
    run.stop_request = StopRequest.KEEP_BEST
    run.started_at = run.finished_at = run.queued_at

    page = page_of_repeat(session, browser, pages, first, again)

    assert f"Le même plan que la répartition {first.run_id} {SAME}" in page
    assert f"refait tous les essais de la répartition {first.run_id}" in page
    assert BY_CLOCK not in page


@pytest.mark.parametrize("kind", [RunKind.REPAIR, RunKind.BY_HAND])
def test_run_without_a_search_says_where_its_plan_comes_from(
    session: Session, browser: FlaskClient, pages: str, first: Plan, kind: RunKind
) -> None:
    run = session.get_one(Run, first.run_id)
    run.kind, run.work, run.instance = kind, null(), (run.instance or {}) | {"name": "run-7"}
    run.versions, first.bound_kind = {"cdo_share": "1"}, "curve"
    run.started_at = run.finished_at = run.queued_at
    session.commit()

    page = browser.get(f"{pages}/calculs/{run.id}").text

    is_point = kind is RunKind.REPAIR
    told = [text in words(page) for text in ("un point de la courbe 7", "composé à la main")]
    assert told == [is_point, not is_point]
    assert ("Courbe 7" in words(page)) is is_point
    assert "trop ancienne" not in page
