"""A plan whose judgement was asked before is told what the judge says of it, not of another."""

import pytest
from sqlalchemy.orm import Session

import solver
from cdo_share.planning.instance import build_instance
from cdo_share.planning.models import Run
from tests.publishing.world import At, World, a_world
from tests.web.coordinator.conftest import PlanOf, solved_by
from tests.web.coordinator.days import LAST_FRIDAY, MONDAY, TUESDAY
from tests.web.coordinator.judging import judged


def asked(session: Session, world: World) -> dict[str, object]:
    return build_instance(
        session, groupement_id=world.groupement.id, period_id=world.period.id, name="run"
    )


@pytest.mark.parametrize("day", [MONDAY, LAST_FRIDAY])
def test_every_groupement_is_told_its_own_judgement(session: Session, day: object) -> None:
    for _ in range(2):
        world = a_world(session, name="Hiver 2099", starts_on=MONDAY, ends_on=LAST_FRIDAY)
        instance = asked(session, world)
        solved = solved_by((At(world.shop, world.zoe, day, 0),))
        plan = solver.read_plan(solved, instance="run")

        report, told = judged(instance, solved)

        answers = solver.explain(solver.read_instance(instance), plan)
        assert report == solver.check(instance, solved)
        assert told == [{**answer, "demand": int(answer["demand"][1:])} for answer in answers]


def test_plan_of_a_page_carries_what_the_judge_says(
    session: Session, world: World, plan_of: PlanOf
) -> None:
    places = (At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))

    plan = plan_of(*places)

    report = solver.check(session.get_one(Run, plan.run_id).instance, solved_by(places))
    assert (plan.cost, plan.parts) == (report["cost"], report["components"])
    assert [entry["demand"] for entry in plan.unmet] == [world.shop.id, world.stock.id]
