"""A remedy that is tried by the real worker reaches what it promised, whatever else moves."""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.core.grid import Half
from cdo_share.core.orm import transaction
from cdo_share.demands.models import Demand, DemandHalfday, Wish
from cdo_share.jobs.children import WarmChild
from cdo_share.jobs.desk import Desk
from cdo_share.jobs.solve import execute_run
from cdo_share.planning.explaining.asked import ask, basis_question
from cdo_share.planning.explaining.edits import edits_of, visits_to_keep
from cdo_share.planning.explaining.remedies import Remedy, find_remedies
from cdo_share.planning.models import Plan, RunKind, RunState
from cdo_share.planning.queries import get_instance, get_plan, solver_plan
from tests.factories import a_person
from tests.jobs.office import Office, present

MOST_TRIED = 6


@pytest.fixture(scope="module")
def child() -> Iterator[WarmChild]:
    """Return the real child, kept for all tests of this module."""
    child = WarmChild()
    yield child
    child.drop()


def tighten(office: Office, seed: int) -> None:
    """Make the groupement short of time in ways that differ from seed to seed."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    with office.sessions() as session, transaction(session):
        for engagement in session.scalars(select(Engagement).order_by(Engagement.id)):
            engagement.period_cap_halfdays = chance.choice([2, 4, 8])
            engagement.week_cap_halfdays = chance.choice([1, 2, 3])
            engagement.max_members = chance.choice([1, 2])
        for demand in session.scalars(select(Demand).order_by(Demand.id)):
            open_day = chance.randrange(5)
            for weekday in range(5):
                if weekday != open_day:
                    session.add_all(
                        DemandHalfday(
                            demand_id=demand.id, weekday=weekday, half=half, wish=Wish.IMPOSSIBLE
                        )
                        for half in Half
                    )


def execute(office: Office, child: WarmChild, run_id: int) -> None:
    """Let a worker bring a run to its end."""
    desk = Desk(sessions=office.sessions, child=child, send=office.sent.append, solver_threads=1)
    execute_run(desk, run_id)
    run = office.run(run_id)
    assert (run.state, run.failure_detail) == (RunState.DONE, None)


def described(session: Session, plan: Plan) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the question of a plan, and the plan in the solver's words."""
    instance = get_instance(session, plan.groupement_id, plan.run_id)
    return instance, solver_plan(plan, instance)


def request(office: Office, plan: Plan, demand_id: int, remedy: Remedy, person_id: int) -> int:
    """Ask for a trial as the page does, and return its run."""
    with office.sessions() as session, transaction(session):
        _, answer = described(session, plan)
        question = basis_question(
            session,
            plan,
            edits_of(remedy, demand_id),
            visits_to_keep(remedy, answer, demand_id),
        )
        run, is_new = ask(
            session, plan, RunKind.REPAIR, question, person_id=person_id, now=present()
        )
        assert is_new
        return run.id


def served(plan: Plan, demand_id: int) -> int:
    """Return the slots that a plan gives a demand."""
    return sum(one.length for one in plan.visits if one.demand_id == demand_id)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_trial_gives_at_least_what_was_promised(
    office: Office, child: WarmChild, seed: int
) -> None:
    tighten(office, seed)
    with office.sessions() as session, transaction(session):
        person_id = a_person(session).id
    execute(office, child, office.ask(seconds=2))
    (plan,) = office.plans()
    with office.sessions() as session:
        instance, answer = described(session, plan)
    found = [
        (entry["demand"], remedy)
        for entry in plan.unmet
        for remedy in find_remedies(instance, answer, entry["demand"]).remedies
        if remedy.can_be_tried
    ][:MOST_TRIED]
    assert found != []
    reached: Counter[bool] = Counter()
    for demand_id, remedy in found:
        run_id = request(office, plan, demand_id, remedy, person_id)
        execute(office, child, run_id)
        with office.sessions() as session:
            made = office.run(run_id)
            number = session.scalar(select(Plan.id).where(Plan.run_id == made.id))
            after = get_plan(session, office.groupement_id, number or 0)
            gained = served(after, demand_id) - served(plan, demand_id)
        reached[gained >= remedy.slots > 0] += 1
    assert reached == Counter({True: len(found)})
