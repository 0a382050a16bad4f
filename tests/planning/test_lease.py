"""Owning a run: claim, renewal, fencing, and runs whose worker is gone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict
from cdo_share.planning.failures import Failure
from cdo_share.planning.lease import (
    MAX_ATTEMPTS,
    PROGRESS_KEPT,
    claim_run,
    extend_lease,
    get_owned_run,
    give_back,
    list_lost,
    mark_sent,
    record_failure,
    release_run,
    requeue_expired,
)
from cdo_share.planning.models import Run, RunState, StopRequest
from tests.factories import a_groupement, a_period, a_run

LEASE = 30


@pytest.fixture
def run(session: Session) -> Run:
    """Return a queued run."""
    return a_run(session, a_period(session, a_groupement(session)))


def claimed(session: Session, run: Run, now: datetime) -> str:
    """Claim the run and return the token."""
    token = claim_run(session, run.id, now=now, lease_seconds=LEASE)
    assert token is not None
    return token


def later(now: datetime, seconds: int) -> datetime:
    """Return the instant that many seconds after `now`."""
    return now + timedelta(seconds=seconds)


def test_claim_run_makes_it_the_callers(session: Session, run: Run, now: datetime) -> None:
    token = claimed(session, run, now)

    session.refresh(run)
    assert (run.state, run.attempts, run.token) == (RunState.RUNNING, 1, token)
    assert (run.started_at, run.lease_until) == (now, later(now, LEASE))


def test_claim_run_a_second_time_is_refused(session: Session, run: Run, now: datetime) -> None:
    token = claimed(session, run, now)

    assert claim_run(session, run.id, now=now) is None
    session.refresh(run)
    assert (run.attempts, run.token) == (1, token)


def test_claim_run_of_an_unknown_run_is_refused(session: Session, now: datetime) -> None:
    assert claim_run(session, 10**6, now=now) is None


def test_extend_lease_moves_its_end_and_stores_the_latest_progress(
    session: Session, run: Run, now: datetime
) -> None:
    token = claimed(session, run, now)
    events = [{"cost": cost} for cost in range(PROGRESS_KEPT + 5)]

    stop = extend_lease(
        session, run.id, token, now=later(now, 7), lease_seconds=LEASE, progress=events
    )

    session.refresh(run)
    assert stop is None
    assert run.lease_until == later(now, 7 + LEASE)
    assert run.progress == events[5:]


def test_extend_lease_without_progress_keeps_what_is_there(
    session: Session, run: Run, now: datetime
) -> None:
    token = claimed(session, run, now)
    extend_lease(session, run.id, token, now=now, progress=[{"cost": 1}])

    extend_lease(session, run.id, token, now=now)

    session.refresh(run)
    assert run.progress == [{"cost": 1}]


@pytest.mark.parametrize("stop", StopRequest)
def test_extend_lease_returns_the_stop_that_was_asked(
    session: Session, run: Run, now: datetime, stop: StopRequest
) -> None:
    token = claimed(session, run, now)
    run.stop_request = stop
    session.flush()

    assert extend_lease(session, run.id, token, now=now) is stop


def test_stale_token_changes_nothing(session: Session, run: Run, now: datetime) -> None:
    stale = claimed(session, run, now)
    requeue_expired(session, later(now, LEASE + 1))
    fresh = claimed(session, run, later(now, LEASE + 2))

    for write in (
        lambda: extend_lease(session, run.id, stale, now=now, progress=[{"cost": 0}]),
        lambda: get_owned_run(session, run.id, stale),
        lambda: release_run(session, run.id, stale, now=now),
        lambda: record_failure(
            session, run.id, stale, failure=Failure.TOO_SLOW, detail="", now=now
        ),
        lambda: give_back(
            session, run.id, stale, now=now, failure=Failure.SOLVER_CRASHED, detail=""
        ),
    ):
        with pytest.raises(Conflict):
            write()

    session.refresh(run)
    assert (run.state, run.token, run.attempts) == (RunState.RUNNING, fresh, 2)
    assert run.progress == []


def test_requeue_expired_leaves_a_living_lease(session: Session, run: Run, now: datetime) -> None:
    claimed(session, run, now)

    assert requeue_expired(session, later(now, LEASE)) == []
    session.refresh(run)
    assert run.state is RunState.RUNNING


def test_requeue_expired_queues_a_silent_workers_run(
    session: Session, run: Run, now: datetime
) -> None:
    claimed(session, run, now)
    run.stop_request = StopRequest.KEEP_BEST
    session.flush()
    after = later(now, LEASE + 1)

    assert requeue_expired(session, after) == [run.id]

    session.refresh(run)
    assert (run.state, run.token, run.lease_until) == (RunState.QUEUED, None, None)
    assert (run.stop_request, run.sent_at) == (None, after)


def test_requeue_expired_fails_a_run_without_attempts_left(
    session: Session, run: Run, now: datetime
) -> None:
    for _ in range(MAX_ATTEMPTS):
        claimed(session, run, now)
        now = later(now, LEASE + 1)
        requeued = requeue_expired(session, now)

    session.refresh(run)
    assert requeued == []
    assert (run.state, run.failure, run.attempts) == (RunState.FAILED, "worker_lost", MAX_ATTEMPTS)
    assert run.finished_at == now


def test_requeue_expired_cancels_a_run_that_was_to_be_cancelled(
    session: Session, run: Run, now: datetime
) -> None:
    claimed(session, run, now)
    run.stop_request = StopRequest.CANCEL
    session.flush()

    assert requeue_expired(session, later(now, LEASE + 1)) == []
    session.refresh(run)
    assert run.state is RunState.CANCELLED


def test_give_back_queues_the_run_until_its_attempts_are_used(
    session: Session, run: Run, now: datetime
) -> None:
    outcomes = []
    for _ in range(MAX_ATTEMPTS):
        token = claimed(session, run, now)
        outcomes.append(
            give_back(
                session,
                run.id,
                token,
                now=now,
                failure=Failure.SOLVER_CRASHED,
                detail="status -6",
            )
        )

    session.refresh(run)
    assert outcomes == [True, True, False]
    assert (run.state, run.failure) == (RunState.FAILED, "solver_crashed")
    assert run.failure_detail == "status -6"


def test_release_run_costs_no_attempt(session: Session, run: Run, now: datetime) -> None:
    token = claimed(session, run, now)

    release_run(session, run.id, token, now=later(now, 3))

    session.refresh(run)
    assert (run.state, run.attempts, run.sent_at) == (RunState.QUEUED, 0, later(now, 3))


def test_record_failure_cuts_a_long_detail(session: Session, run: Run, now: datetime) -> None:
    token = claimed(session, run, now)

    record_failure(
        session, run.id, token, failure=Failure.INVALID_INSTANCE, detail="x" * 900, now=now
    )

    session.refresh(run)
    assert (run.state, run.failure_detail) == (RunState.FAILED, "x" * 500)


def test_list_lost_names_queued_runs_sent_long_ago(
    session: Session, run: Run, now: datetime
) -> None:
    run.sent_at = now
    session.flush()

    assert list_lost(session, later(now, 30), lost_after_seconds=30) == []
    assert list_lost(session, later(now, 31), lost_after_seconds=30) == [run.id]
    mark_sent(session, [run.id], later(now, 31))
    assert list_lost(session, later(now, 31), lost_after_seconds=30) == []


def test_list_lost_leaves_out_running_runs(session: Session, run: Run, now: datetime) -> None:
    claimed(session, run, now)

    assert list_lost(session, later(now, 600), lost_after_seconds=30) == []
