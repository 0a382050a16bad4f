"""One run from the queue to its end: claim, ask, watch the child, record.

Each step has a transaction of its own; none is open while the child solves.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from importlib.metadata import version
from platform import python_version
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from cdo_share import __version__
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.orm import transaction
from cdo_share.jobs.desk import Claim, Desk
from cdo_share.jobs.watch import Ending, Outcome, Watch
from cdo_share.ledger.queries import read_factors
from cdo_share.planning.failures import Failure, WrongAnswer
from cdo_share.planning.instance import Limits, build_instance
from cdo_share.planning.lease import (
    claim_run,
    extend_lease,
    get_owned_run,
    give_back,
    record_cancelled,
    record_failure,
    release_run,
)
from cdo_share.planning.models import Run, StopRequest
from cdo_share.planning.results import read_answer, record_plan, store_instance
from cdo_share.publishing.queries import busy_elsewhere, published_visits
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period

log = structlog.get_logger()


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
        instance = read_question(session, run, utc_now())
        store_instance(session, claim.run_id, claim.token, instance=instance, versions=_versions())
        options = {
            "time_limit_seconds": run.time_limit_seconds,
            "seed": run.seed,
            "fairness": run.fairness.value,
            "workers": desk.solver_threads,
        }
    return {"kind": "solve", "id": claim.token, "instance": instance, "options": options}


def read_question(session: Session, run: Run, now: datetime) -> dict[str, Any]:
    """Return the instance of a run, with what the rooms downstream of planning say of today."""
    period = get_period(session, run.groupement_id, run.period_id)
    zone = get_groupement_by_id(session, run.groupement_id).timezone
    limits = Limits(
        elsewhere=busy_elsewhere(session, run.groupement_id, period.starts_on, period.ends_on),
        frozen_before=frozen_before(period, now.astimezone(ZoneInfo(zone)).date()),
        member_weights=read_factors(session, run.groupement_id, period),
    )
    return build_instance(
        session,
        groupement_id=run.groupement_id,
        period_id=run.period_id,
        name=f"run-{run.id}",
        published=published_visits(session, run.groupement_id, run.period_id),
        limits=limits,
    )


def frozen_before(period: Period, today: date) -> date | None:
    """Return the first day of a period that may still change: tomorrow, while it lasts."""
    if period.starts_on <= today <= period.ends_on:
        return today + timedelta(days=1)
    return None


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
    published = published_visits(session, run.groupement_id, run.period_id)
    record_plan(
        session,
        claim.run_id,
        claim.token,
        answer=read_answer(message),
        published=published,
        now=now,
    )
