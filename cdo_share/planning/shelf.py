"""Runs that the list of allocations leaves out: put away by a person, or not taken yet."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.planning.models import Plan, Run, RunKind, RunState
from cdo_share.planning.queries import get_run, runs_with_plans

_TRIALS = (RunKind.REPAIR, RunKind.BY_HAND)
_UNDER_WAY = (RunState.QUEUED, RunState.RUNNING)


def put_away(
    session: Session,
    *,
    groupement_id: int,
    run_id: int,
    published: Collection[int],
    person_id: int,
    now: datetime,
) -> Run:
    """Take a run out of the list; its plan and its pages stay.

    `published` are the plans that were ever published. Raises NotFound, and Conflict for a run
    under way or of such a plan.
    """
    run = get_run(session, groupement_id, run_id)
    if run.state in _UNDER_WAY:
        raise Conflict(N_("This allocation is under way: wait for its end, or cancel it."))
    if run.plan is not None and run.plan.id in published:
        raise Conflict(N_("The plan of this allocation was published: it stays in the list."))
    run.put_away_at = now
    _record(session, run, "put_away_run", person_id, now)
    return run


def take_out(
    session: Session, *, groupement_id: int, run_id: int, person_id: int, now: datetime
) -> Run:
    """Put a run back into the list; raises NotFound."""
    run = get_run(session, groupement_id, run_id)
    run.put_away_at = None
    _record(session, run, "take_out_run", person_id, now)
    return run


def bring_back(session: Session, plan_id: int) -> None:
    """Put the run of a plan that becomes binding into the list, wherever it was."""
    run_id = select(Plan.run_id).where(Plan.id == plan_id).scalar_subquery()
    session.execute(update(Run).where(Run.id == run_id).values(put_away_at=None))


def put_trials_away(
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    published: Collection[int],
    person_id: int,
    now: datetime,
) -> int:
    """Take all repairs and arrangements by hand out of the list that were never published."""
    statement = (
        select(Run)
        .where(
            Run.groupement_id == groupement_id,
            Run.period_id == period_id,
            Run.kind.in_(_TRIALS),
            Run.put_away_at.is_(None),
        )
        .options(joinedload(Run.plan))
    )
    trials = [one for one in session.scalars(statement) if is_trial(one, published)]
    for run in trials:
        run.put_away_at = now
        _record(session, run, "put_away_run", person_id, now)
    return len(trials)


def is_trial(run: Run, published: Collection[int]) -> bool:
    """Return whether the run is an ended repair or arrangement by hand, not of a published plan."""
    return run.kind in _TRIALS and run.state not in _UNDER_WAY and _plan_id(run) not in published


def list_put_away(session: Session, groupement_id: int, period_id: int) -> Sequence[Run]:
    """Return the runs that were put away and make plans, the newest first, with their plans."""
    statement = runs_with_plans(groupement_id, period_id).where(Run.put_away_at.is_not(None))
    return session.scalars(statement).all()


def _plan_id(run: Run) -> int | None:
    return run.plan.id if run.plan is not None else None


def _record(session: Session, run: Run, action: str, person_id: int, now: datetime) -> None:
    record_act(
        session,
        at=now,
        groupement_id=run.groupement_id,
        person_id=person_id,
        action=action,
        thing=("run", run.id),
    )
