"""One run from the queue to its end: claim, ask, watch the child, record.

Each step has a transaction of its own; none is open while the child solves.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from platform import python_version
from typing import Any

import structlog
from sqlalchemy.orm import Session

from cdo_share import __version__
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.orm import transaction
from cdo_share.jobs.desk import Claim, Desk
from cdo_share.jobs.posing import pose, standing
from cdo_share.jobs.watch import Ending, Outcome, Watch
from cdo_share.planning.board.applying import moves_freely
from cdo_share.planning.failures import Failure, WrongAnswer
from cdo_share.planning.lease import (
    claim_run,
    extend_lease,
    get_owned_run,
    give_back,
    record_cancelled,
    record_failure,
    release_run,
)
from cdo_share.planning.models import Run, RunKind, StopRequest
from cdo_share.planning.queries import get_work
from cdo_share.planning.question import Question, read_question
from cdo_share.planning.results import read_answer, record_outcome, record_plan, store_instance
from solver import InvalidInstance

log = structlog.get_logger()

EXPLAIN_SECONDS = 10.0  # what a plan leaves unmet is looked into at most so long
QUICK_EXPLAIN_SECONDS = 1.0  # the same where somebody waits
REPAIR_EXPLAIN_SECONDS = 0.3  # a proposal must stand within three seconds
# A repeated search makes the same trials, however long that takes on a busy machine.
REPEAT_TIMES = 20


def execute_run(desk: Desk, run_id: int) -> None:
    """Bring a queued run to its end; does nothing when somebody else has taken it."""
    claim = _claim(desk, run_id)
    if claim is None:
        log.info("run_not_to_be_had", run_id=run_id)
        return
    try:
        watch = Watch(desk, claim, _prepare(desk, claim))
        ending = watch.until_end()
        _record(desk, claim, ending, list(watch.progress))
        log.info("run_ended", run_id=run_id, outcome=ending.outcome.value, detail=ending.detail)
    except InvalidInstance as error:
        failed = Ending(
            Outcome.FAILED, failure=Failure.CONTRADICTION, detail=" ".join(error.faults)
        )
        _record(desk, claim, failed, [])
    except Conflict:
        desk.child.drop()  # it may still be solving what is no longer ours
        log.warning("run_taken_over", run_id=run_id)
    except Exception as error:  # the one broad net: the next run must get its turn
        desk.child.drop()
        log.exception("run_broke", run_id=run_id)
        failed = Ending(Outcome.FAILED, failure=Failure.PROGRAM_ERROR, detail=repr(error))
        with suppress(Conflict):
            _record(desk, claim, failed, [])


def _claim(desk: Desk, run_id: int) -> Claim | None:
    with desk.sessions() as session, transaction(session):
        token = claim_run(session, run_id, now=utc_now(), lease_seconds=desk.timing.lease_seconds)
    return None if token is None else Claim(run_id, token)


def _prepare(desk: Desk, claim: Claim) -> dict[str, Any]:
    """Store the run's question and return the request for the child."""
    with desk.sessions() as session, transaction(session):
        run = get_owned_run(session, claim.run_id, claim.token)
        question = read_question(session, run.id)
        instance, beside = pose(session, run, question, utc_now())
        store_instance(session, claim.run_id, claim.token, instance=instance, versions=_versions())
        options = {
            "time_limit_seconds": run.time_limit_seconds,
            "seed": run.seed,
            "fairness": run.fairness.value,
            "workers": desk.solver_threads,
            "disruption": "free" if _moves_freely(question) else "few",
        }
        options |= _as_it_was(session, run, question)
        request = {
            "kind": "solve" if run.kind.makes_plan else run.kind.value,
            "id": claim.token,
            "instance": instance,
            "options": options,
            "explain_seconds": _explain_seconds(run.kind),
        }
    return request | beside


def _as_it_was(session: Session, run: Run, question: Question) -> dict[str, Any]:
    """Return the options by which a run repeats the search of another; none for other runs."""
    if question.repeats_run_id is None:
        return {}
    work = get_work(session, question.repeats_run_id)
    fence = REPEAT_TIMES * run.time_limit_seconds
    return {} if work is None else {"repeats": work, "time_limit_seconds": fence}


def _moves_freely(question: Question) -> bool:
    return moves_freely(question.board) or bool(question.wish.get("fills_gaps"))


def _explain_seconds(kind: RunKind) -> float:
    if kind is RunKind.REPAIR:
        return REPAIR_EXPLAIN_SECONDS
    return EXPLAIN_SECONDS if kind is RunKind.SEARCH else QUICK_EXPLAIN_SECONDS


def _versions() -> dict[str, str]:
    return {
        "cdo_share": __version__,
        "ortools": version("ortools"),
        "python": python_version(),
    }


def _record(desk: Desk, claim: Claim, ending: Ending, progress: list[Any]) -> None:
    """Write the ending; a run that is queued again is sent again, after the commit."""
    is_queued_again = False
    try:
        with desk.sessions() as session, transaction(session):
            is_queued_again = _write_ending(session, claim, ending, progress)
    except WrongAnswer as error:
        log.error("wrong_answer", run_id=claim.run_id, faults=error.faults)
        _record_wrong_answer(desk, claim, error)
    if is_queued_again:
        desk.send(claim.run_id)


def _record_wrong_answer(desk: Desk, claim: Claim, error: WrongAnswer) -> None:
    with desk.sessions() as session, transaction(session):
        record_failure(
            session,
            claim.run_id,
            claim.token,
            failure=Failure.WRONG_ANSWER,
            detail=str(error),
            now=utc_now(),
        )


def _write_ending(session: Session, claim: Claim, ending: Ending, progress: list[Any]) -> bool:
    """Write the ending within the caller's transaction; return whether the run is queued again."""
    now, owned = utc_now(), (session, claim.run_id, claim.token)
    stop = extend_lease(*owned, now=now, progress=progress or None)
    if ending.outcome is Outcome.CANCELLED or stop is StopRequest.CANCEL:
        record_cancelled(*owned, now=now)
    elif ending.answer is not None:
        _record_answer(session, claim, ending.answer, now)
    elif ending.outcome is Outcome.CRASHED:
        return give_back(*owned, now=now, failure=ending.failure, detail=ending.detail)
    elif ending.outcome is Outcome.RELEASED:
        release_run(*owned, now=now)
        return True
    else:
        record_failure(*owned, failure=ending.failure, detail=ending.detail, now=now)
    return False


def _record_answer(
    session: Session, claim: Claim, message: Mapping[str, Any], now: datetime
) -> None:
    run = get_owned_run(session, claim.run_id, claim.token)
    owned = (session, claim.run_id, claim.token)
    if not run.kind.makes_plan:
        record_outcome(*owned, outcome=message["outcome"], now=now)
        return
    stood = standing(session, run, read_question(session, run.id))
    record_plan(*owned, answer=read_answer(message), published=stood, now=now)
