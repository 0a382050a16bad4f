"""What a coordinator asks of runs: start one, stop one."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.planning.lease import ended
from cdo_share.planning.models import Fairness, Plan, Run, RunKind, RunState, StopRequest
from cdo_share.planning.queries import get_run, get_work
from cdo_share.planning.question import NO_QUESTION, Question, read_question, write_question
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period

LONGEST_SECONDS = 3600
LARGEST_SEED = 2**31 - 1
LONGEST_NAME = 80
REPEATABLE = frozenset({RunKind.SEARCH, RunKind.REPAIR})
MOST_WAITING = 5  # of one period in one lane: each takes the processor from the others


class AskedAlready(Conflict):
    """The same is under way: `run_id`."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        super().__init__(N_("An allocation is already under way for this period."))


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
    is_trial: bool = False,
    now: datetime,
) -> Run:
    """Add a queued run; the edge sends its id to the queue after the commit.

    A trial is not in the list of allocations before somebody keeps its plan.

    Raises InvalidInput for a time, seed or name out of range, NotFound for a period, plan or run
    of others, AskedAlready while the same waits or runs, Conflict while too many do.
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
        name=clean_line(name) or None,
        queued_at=now,
        sent_at=now,
        put_away_at=now if is_trial else None,
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
    """Raise AskedAlready when the same is under way, Conflict when too much waits."""
    # The lock on the period makes two simultaneous requests wait for each other.
    session.execute(select(Period.id).where(Period.id == period.id).with_for_update())
    statement = select(Run).where(
        Run.period_id == period.id, Run.state.in_((RunState.QUEUED, RunState.RUNNING))
    )
    waiting = list(session.scalars(statement))
    for run in waiting:
        is_same = all(getattr(run, name) == value for name, value in asked.items())
        if is_same and read_question(session, run.id) == question:
            raise AskedAlready(run.id)
    lane = asked["kind"].lane
    if sum(run.kind.lane is lane for run in waiting) >= MOST_WAITING:
        raise Conflict(
            N_("%(most)d allocations are waiting already. Wait for one to end, or cancel one."),
            most=MOST_WAITING,
        )


def repeat_run(
    session: Session, *, groupement_id: int, run_id: int, name: str, person_id: int, now: datetime
) -> Run:
    """Ask a run's stored question once more, with its seed, fairness and time.

    Where it is known what its search did, the new run does the same, trial by trial. A repeat of
    a repeat repeats what that one did.

    Raises NotFound, Conflict for a run that has not begun or searched nothing, and what
    `request_run` raises.
    """
    run = get_run(session, groupement_id, run_id)
    is_stored = session.scalar(select(Run.instance.is_not(None)).where(Run.id == run_id))
    if run.kind not in REPEATABLE or not is_stored:
        raise Conflict(N_("There is nothing to be repeated yet."))
    return request_run(
        session,
        groupement_id=groupement_id,
        period_id=run.period_id,
        requested_by_id=person_id,
        time_limit_seconds=run.time_limit_seconds,
        seed=run.seed,
        fairness=run.fairness,
        kind=run.kind,
        name=name,
        question=_once_more(session, run_id),
        now=now,
    )


def _once_more(session: Session, run_id: int) -> Question:
    """Return a run's question as that of a repeat; of one that was itself repeated to the trial."""
    question = read_question(session, run_id)
    first = question.repeats_run_id
    is_same = first is not None and get_work(session, first) is not None
    return question if is_same else replace(question, repeats_run_id=run_id)


def rename_run(
    session: Session, *, groupement_id: int, run_id: int, name: str, person_id: int, now: datetime
) -> Run:
    """Give a run, and with it its plan, another name; an empty one takes it away.

    Raises NotFound, and InvalidInput for a name that is too long.
    """
    run, cleaned = get_run(session, groupement_id, run_id), clean_line(name)
    _refuse_out_of_range(run.time_limit_seconds, run.seed, cleaned)
    run.name = cleaned or None
    record_act(
        session,
        at=now,
        groupement_id=groupement_id,
        person_id=person_id,
        action="rename_run",
        thing=("run", run_id),
        name=cleaned,
    )
    return run


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
