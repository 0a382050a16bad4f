"""Reading runs, plans and the balance of a period."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.errors import NotFound
from cdo_share.planning.models import Plan, RunState
from cdo_share.planning.queries import (
    DemandSupply,
    SkillBalance,
    demand_supply,
    get_plan,
    get_run,
    list_runs,
)
from cdo_share.rounds.models import Period
from tests.factories import (
    a_demand,
    a_groupement,
    a_member,
    a_period,
    a_run,
    an_engagement,
)


@pytest.fixture
def groupement(session: Session) -> Groupement:
    """Return a groupement."""
    return a_groupement(session)


def a_plan(session: Session, period: Period, now: datetime) -> Plan:
    """Return an empty plan of a new run."""
    run = a_run(session, period, state=RunState.DONE)
    plan = Plan(
        groupement_id=period.groupement_id,
        period_id=period.id,
        run_id=run.id,
        cost=7,
        parts={"shortage": 7},
        bound=7,
        bound_kind="proof",
        gap=0.0,
        statistics={},
        unmet=[],
        created_at=now,
    )
    session.add(plan)
    session.flush()
    return plan


def test_list_runs_gives_the_newest_first_with_their_plans(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = a_period(session, groupement)
    plan = a_plan(session, period, now)
    newer = a_run(session, period)
    a_run(session, a_period(session, groupement))
    session.expire_all()

    runs = list_runs(session, groupement.id, period.id)

    assert [(run.id, run.plan) for run in runs] == [(newer.id, None), (plan.run_id, plan)]
    assert list_runs(session, a_groupement(session).id, period.id) == []


def test_get_run_of_another_groupement_is_not_found(
    session: Session, groupement: Groupement
) -> None:
    run = a_run(session, a_period(session, groupement))

    assert get_run(session, groupement.id, run.id) is run
    with pytest.raises(NotFound):
        get_run(session, a_groupement(session).id, run.id)


def test_get_plan_of_another_groupement_is_not_found(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    plan = a_plan(session, a_period(session, groupement), now)
    session.expire_all()

    found = get_plan(session, groupement.id, plan.id)

    assert (found.visits, found.run.state) == ([], RunState.DONE)
    with pytest.raises(NotFound):
        get_plan(session, a_groupement(session).id, plan.id)


def test_demand_supply_sets_what_is_asked_against_who_can(
    session: Session, groupement: Groupement
) -> None:
    period = a_period(session, groupement, ends_on=date(2027, 1, 8))
    both = {"VENTE-WEB": 2, "DATA-PIL": 1}
    an_engagement(session, groupement, skills=both, period_cap_halfdays=6)
    an_engagement(session, groupement, skills={"VENTE-WEB": 1}, week_cap_halfdays=4)
    an_engagement(session, groupement, skills={"SECU-CYB": 3})
    for skill, slots in (("VENTE-WEB", 3), ("VENTE-WEB", 2), ("DATA-PIL", 1), ("IA-USAGE", 1)):
        member = a_member(session, groupement)
        a_demand(session, member, period, skill=skill, visit_slots=slots, requested_slots=slots)

    assert demand_supply(session, groupement.id, period.id) == DemandSupply(
        skills=[
            SkillBalance(
                skill="DATA-PIL", asked_slots=1, supply_slots=6, shared_slots=2, able_cdos=1
            ),
            SkillBalance(
                skill="IA-USAGE", asked_slots=1, supply_slots=0, shared_slots=0, able_cdos=0
            ),
            SkillBalance(
                skill="VENTE-WEB", asked_slots=5, supply_slots=10, shared_slots=8, able_cdos=2
            ),
        ],
        asked_slots=7,
        supply_slots=20,
    )
