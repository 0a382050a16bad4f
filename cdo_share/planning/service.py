"""What a coordinator asks of runs: start one, stop one."""

from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.planning.lease import ended
from cdo_share.planning.models import Fairness, Run, RunState, StopRequest
from cdo_share.planning.queries import get_run
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period

LONGEST_SECONDS = 3600
LARGEST_SEED = 2**31 - 1


def request_run(  # noqa: PLR0913 (one argument per column)
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    requested_by_id: int | None,
    time_limit_seconds: int,
    seed: int = 1,
    fairness: Fairness = Fairness.POINTS,
    now: datetime,
) -> Run:
    """Add a queued run; the edge sends its id to the queue after the commit.

    Raises InvalidInput for a time or seed out of range, NotFound for a foreign period,
    Conflict while another run of the period is queued or running.
    """
    _refuse_out_of_range(time_limit_seconds, seed)
    period = get_period(session, groupement_id, period_id)
    _refuse_second(session, period)
    run = Run(
        groupement_id=groupement_id,
        period_id=period_id,
        requested_by_id=requested_by_id,
        time_limit_seconds=time_limit_seconds,
        seed=seed,
        fairness=fairness,
        queued_at=now,
        sent_at=now,
    )
    session.add(run)
    session.flush()
    record_act(
        session,
        at=now,
        groupement_id=groupement_id,
        person_id=requested_by_id,
        action="request_run",
        thing=("run", run.id),
        period_id=period_id,
    )
    return run


def _refuse_out_of_range(time_limit_seconds: int, seed: int) -> None:
    faults = []
    if not 1 <= time_limit_seconds <= LONGEST_SECONDS:
        sentence = N_("Choose a time from 1 to %(longest)d seconds.")
        faults.append(Fault("time_limit_seconds", sentence, {"longest": LONGEST_SECONDS}))
    if not 0 <= seed <= LARGEST_SEED:
        sentence = N_("Choose a number from 0 to %(largest)d.")
        faults.append(Fault("seed", sentence, {"largest": LARGEST_SEED}))
    if faults:
        raise InvalidInput(*faults)


def _refuse_second(session: Session, period: Period) -> None:
    """Raise Conflict when the period has a run under way."""
    # The lock on the period makes two simultaneous requests wait for each other.
    session.execute(select(Period.id).where(Period.id == period.id).with_for_update())
    under_way = select(Run.id).where(
        Run.period_id == period.id, Run.state.in_((RunState.QUEUED, RunState.RUNNING))
    )
    if session.scalar(under_way.limit(1)) is not None:
        raise Conflict(N_("An allocation is already under way for this period."))


def request_stop(
    session: Session, *, groupement_id: int, run_id: int, stop: StopRequest, now: datetime
) -> Run:
    """Ask a run to end: at once without a plan, or with the best plan found so far.

    A queued run is cancelled at once, and so is one to be cancelled whose worker went silent:
    no worker has to come back for that. Raises NotFound for a foreign run, Conflict for one
    that has ended.
    """
    run = get_run(session, groupement_id, run_id)
    nobodys = Run.state == RunState.QUEUED
    if stop is StopRequest.CANCEL:
        nobodys |= and_(Run.state == RunState.RUNNING, Run.lease_until < now)
    at_once = (
        update(Run)
        .where(Run.id == run_id, nobodys)
        .values(ended(RunState.CANCELLED, now) | {"stop_request": stop})
        .returning(Run.id)
    )
    running = (
        update(Run)
        .where(Run.id == run_id, Run.state == RunState.RUNNING)
        .values(stop_request=stop)
        .returning(Run.id)
    )
    if session.scalar(at_once) is None and session.scalar(running) is None:
        raise Conflict(N_("This allocation has already ended."))
    session.refresh(run)
    return run
