"""What a repair is asked: the plan in force, under the rules that it was found under."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.grid import Half
from cdo_share.demands.models import DemandHalfday, Wish
from cdo_share.jobs.posing import pose
from cdo_share.planning.models import Plan, Run, RunKind
from cdo_share.planning.question import Question, read_question, write_question
from cdo_share.publishing.service import publish
from solver.check import check
from tests.publishing.world import PM, At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY

IMPOSSIBLE_TOO = {"impossible": {"mode": "off", "percent": 100}}


def loosened(session: Session, world: World, plan_of: PlanOf) -> Plan:
    """Return a plan that uses a half-day which its member ruled out, as its rules allowed."""
    ruled_out = DemandHalfday(
        demand_id=world.shop.id, weekday=0, half=Half.PM, wish=Wish.IMPOSSIBLE
    )
    session.add(ruled_out)
    plan = plan_of(At(world.shop, world.zoe, MONDAY, PM))
    edits = [{"op": "rule_off", "rule": "caps"}]
    write_question(session, plan.run_id, Question(board=IMPOSSIBLE_TOO, edits=edits))
    session.commit()
    return plan


def test_repair_finds_nothing_broken_that_the_rules_of_the_plan_allowed(
    *,
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    now: datetime,
) -> None:
    plan = loosened(session, world, plan_of)
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish(session, **keys, published_by_id=None, now=now)
    session.commit()

    browser.post(f"{pages}/reparations?periode={world.period.id}", data={"most_changes": "0"})

    run = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR)).one()
    question = read_question(session, run.id)
    instance, beside = pose(session, run, question, now)
    assert (question.board, question.edits) == (IMPOSSIBLE_TOO, ())
    assert check({**instance, "max_changes": None}, beside["plan"])["errors"] == []


def test_plan_fits_today_by_the_rules_it_was_found_under(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = loosened(session, world, plan_of)

    page = browser.get(f"{pages}/plans/{plan.id}/publier/donnees").text

    assert "Le plan convient" in page


@pytest.mark.parametrize(
    ("sent", "only_hit"),
    [
        ({"most_changes": "0"}, True),
        ({"most_changes": "any"}, True),
        ({"most_changes": "any", "gives_time": "1"}, False),
    ],
)
def test_only_a_repair_that_gives_free_time_away_serves_who_is_not_hit(
    *,
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    now: datetime,
    sent: dict[str, str],
    only_hit: bool,
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, PM))
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish(session, **keys, published_by_id=None, now=now)
    session.commit()

    browser.post(f"{pages}/reparations?periode={world.period.id}", data=sent)

    run = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR).order_by(Run.id)).all()[0]
    _, beside = pose(session, run, read_question(session, run.id), now)
    assert beside["only_hit"] is only_hit
