"""The report for the members' meeting names nobody unless wished, and adds up."""

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.models import Fairness, Run
from cdo_share.planning.question import Question, write_question
from tests.publishing.world import At, World, publish_places
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.coordinator.reading import body_rows, section
from tests.web.pages import words


def test_report_names_no_member_unless_asked(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    report = f"{pages}/plans/{plan_of(At(world.shop, world.zoe, MONDAY, 0)).id}/rapport"

    hidden, shown = browser.get(report).text, browser.get(f"{report}?noms=1").text

    assert [name in hidden for name in ("Biscuiterie", "Kermor")] == [False, False]
    assert section(shown, "report-names").endswith(
        "Chantier naval Kermor 14 h 0 h 0 % Biscuiterie Le Goff 14 h 3 h 30 25 %"
    )


def test_report_says_hours_and_what_is_missing_in_all(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    world.zoe.period_cap_halfdays, world.yann.period_cap_halfdays = 1, 0
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}/rapport").text

    assert section(page, "report-served").startswith("3 h 30 couvertes sur 28 h demandées")
    assert body_rows(page) == ["Zoé Martin n’a plus de temps de travail sur la période. 2 24 h 30"]
    assert "Zoé Martin 3 h 30 100 % 1 1 0" in section(page, "report-loads")


def test_report_tells_the_rule_of_sharing_that_was_chosen(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    report = f"{pages}/plans/{plan.id}/rapport"
    balanced = section(browser.get(report).text, "report-fair")
    session.get_one(Run, plan.run_id).fairness = Fairness.LEXIMIN
    session.commit()

    even = section(browser.get(report).text, "report-fair")

    assert "les premières heures de chacun passent avant" in balanced
    assert (
        "La règle choisie : les moins bien servis d’abord. On améliore d’abord l’adhérent qui"
        " obtient la plus petite part de tout ce qu’il demande" in even
    )
    assert "le besoin qui obtient" not in even


def test_report_of_a_plan_that_was_evened_out_by_demand_tells_that_rule(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    session.get_one(Run, plan.run_id).fairness = Fairness.LEXIMIN
    plan.statistics = plan.statistics | {
        "evening": {"begun": True, "least_before": 0.5, "points": 1}
    }
    session.commit()

    told = section(browser.get(f"{pages}/plans/{plan.id}/rapport").text, "report-fair")

    assert "on améliore d’abord le besoin qui obtient la plus petite part" in told
    assert "On améliore d’abord l’adhérent" not in told


def test_report_and_plan_tell_the_rules_that_were_not_as_usual(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    board = {
        "preferred": {"mode": "strict", "percent": 100},
        "kilometres": {"mode": "off", "percent": 100},
    }
    write_question(session, plan.run_id, Question(board=board))
    session.commit()

    fair = section(browser.get(f"{pages}/plans/{plan.id}/rapport").text, "report-fair")
    served = section(browser.get(f"{pages}/plans/{plan.id}").text, "served")

    unusual = (
        "Règles et souhaits hors de l’habitude : « Les interventions tombent sur les demi-journées"
        " préférées » : obligatoire, « Des trajets courts » : ignoré."
    )
    assert "Comptent ensuite : le même CDO qu’avant et le moment habituel." in fair
    assert (unusual in fair, unusual in served) == (True, True)


def test_report_counts_what_would_change(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 1), At(world.stock, world.yann, TUESDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}/rapport").text

    assert section(page, "report-changes") == (
        "Ce qui changerait par rapport à la version 1, en vigueur"
        " 1 nouvelle intervention 1 déplacée"
    )
    assert "Plan de la répartition" in words(page)
