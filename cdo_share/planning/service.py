"""What a coordinator asks of runs: start one, stop one."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.lease import ended
from cdo_share.planning.models import Fairness, Plan, Run, RunKind, RunState, StopRequest
from cdo_share.planning.queries import get_run
from cdo_share.planning.question import NO_QUESTION, Question, read_question, write_question
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period

LONGEST_SECONDS = 3600
LARGEST_SEED = 2**31 - 1
LONGEST_NAME = 80
MOST_WAITING = 5  # of one period: each takes the processor from the others


def request_run(  # noqa: PLR0913 (one argument per column)
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    requested_by_id: int | None,
    time_limit_seconds: int,
    seed: int = 1,
    fairness: Fairness = Fairness.POINTS,
    kind: RunKind = RunKind.SEARCH,
    name: str = "",
    question: Question = NO_QUESTION,
    now: datetime,
) -> Run:
    """Add a queued run; the edge sends its id to the queue after the commit.

    Raises InvalidInput for a time, seed or name out of range, NotFound for a period, plan or run
    of others, Conflict while the same is already asked for, or too many wait.
    """
    _refuse_out_of_range(time_limit_seconds, seed, name)
    period = get_period(session, groupement_id, period_id)
    _require_own(session, period, question)
    asked = {
        "kind": kind,
        "time_limit_seconds": time_limit_seconds,
        "seed": seed,
        "fairness": fairness,
    }
    _refuse_crowd(session, period, asked, question)
    run = Run(
        groupement_id=groupement_id,
        period_id=period_id,
        requested_by_id=requested_by_id,
        name=name or None,
        queued_at=now,
        sent_at=now,
        **asked,
    )
    session.add(run)
    session.flush()
    write_question(session, run.id, question)
    record_act(
        session,
        at=now,
        groupement_id=groupement_id,
        person_id=requested_by_id,
        action="request_run",
        thing=("run", run.id),
        period_id=period_id,
        kind=kind.value,
    )
    return run


def _refuse_out_of_range(time_limit_seconds: int, seed: int, name: str) -> None:
    faults = []
    if not 1 <= time_limit_seconds <= LONGEST_SECONDS:
        sentence = N_("Choose a time from 1 to %(longest)d seconds.")
        faults.append(Fault("time_limit_seconds", sentence, {"longest": LONGEST_SECONDS}))
    if not 0 <= seed <= LARGEST_SEED:
        sentence = N_("Choose a number from 0 to %(largest)d.")
        faults.append(Fault("seed", sentence, {"largest": LARGEST_SEED}))
    if len(name) > LONGEST_NAME:
        sentence = N_("Shorten the name to %(longest)d characters.")
        faults.append(Fault("name", sentence, {"longest": LONGEST_NAME}))
    if faults:
        raise InvalidInput(*faults)


def _require_own(session: Session, period: Period, question: Question) -> None:
    """Raise NotFound where a question is about another period's plan or run."""
    plan_id, run_id = question.basis_plan_id, question.repeats_run_id
    named = [session.get(Plan, plan_id)] if plan_id is not None else []
    rows = [*named, *([session.get(Run, run_id)] if run_id is not None else [])]
    if any(row is None or row.period_id != period.id for row in rows):
        raise NotFound(N_("There is no such plan in this groupement."))


def _refuse_crowd(
    session: Session, period: Period, asked: dict[str, Any], question: Question
) -> None:
    """Raise Conflict when the same is asked for already, or too much waits."""
    # The lock on the period makes two simultaneous requests wait for each other.
    session.execute(select(Period.id).where(Period.id == period.id).with_for_update())
    statement = select(Run).where(
        Run.period_id == period.id, Run.state.in_((RunState.QUEUED, RunState.RUNNING))
    )
    waiting = list(session.scalars(statement))
    for run in waiting:
        is_same = all(getattr(run, name) == value for name, value in asked.items())
        if is_same and read_question(session, run.id) == question:
            raise Conflict(N_("An allocation is already under way for this period."))
    if len(waiting) >= MOST_WAITING:
        raise Conflict(
            N_("%(most)d allocations are waiting already. Wait for one to end, or cancel one."),
            most=MOST_WAITING,
        )


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
