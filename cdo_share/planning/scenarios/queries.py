"""Reading stored what-ifs with the runs that answered them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.models import Plan, Run, RunState, Scenario

UNDER_WAY = frozenset({RunState.QUEUED, RunState.RUNNING})


def list_scenarios(session: Session, groupement_id: int, period_id: int) -> list[Scenario]:
    """Return the what-ifs of a period, the newest first."""
    statement = (
        select(Scenario)
        .where(Scenario.groupement_id == groupement_id, Scenario.period_id == period_id)
        .order_by(Scenario.id.desc())
    )
    return list(session.scalars(statement))


def get_scenario(session: Session, groupement_id: int, scenario_id: int) -> Scenario:
    """Return a what-if of the groupement; raises NotFound."""
    scenario = session.get(Scenario, scenario_id)
    if scenario is None or scenario.groupement_id != groupement_id:
        raise NotFound(N_("There is no such supposition in this groupement."))
    return scenario


def answers_of(session: Session, scenarios: Collection[Scenario]) -> dict[int, Run]:
    """Return the runs that answered last, with their outcomes, by what-if."""
    run_ids = {one.run_id for one in scenarios if one.run_id is not None}
    statement = select(Run).where(Run.id.in_(run_ids)).options(undefer(Run.outcome))
    runs = {run.id: run for run in session.scalars(statement)}
    return {one.id: runs[one.run_id] for one in scenarios if one.run_id in runs}


def newest_plan_id(session: Session, groupement_id: int, period_id: int) -> int | None:
    """Return the plan of a period that was stored last."""
    statement = (
        select(Plan.id)
        .join(Run, Run.id == Plan.run_id)
        .where(
            Run.put_away_at.is_(None),
            Plan.groupement_id == groupement_id,
            Plan.period_id == period_id,
        )
        .order_by(Plan.id.desc())
        .limit(1)
    )
    return session.scalar(statement)
