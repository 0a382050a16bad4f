"""Who executes a run: the lease of a worker, and what becomes of a run whose worker is gone.

A worker owns a run while the token it drew is the row's token. Each of its writes is one
conditional UPDATE, so that a worker that slept through its lease changes nothing.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session, undefer

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.planning.failures import Failure
from cdo_share.planning.models import Run, RunKind, RunState, StopRequest

MAX_ATTEMPTS = 3
LEASE_SECONDS = 30
LOST_AFTER_SECONDS = 30
PROGRESS_KEPT = 200  # the latest events of a run
DETAIL_LENGTH = 500

_NOBODYS = {"token": None, "lease_until": None}


def claim_run(
    session: Session, run_id: int, *, now: datetime, lease_seconds: int = LEASE_SECONDS
) -> str | None:
    """Make a queued run the caller's and return its token, or None when it is not to be had."""
    token = secrets.token_hex(16)
    statement = (
        update(Run)
        .where(Run.id == run_id, Run.state == RunState.QUEUED)
        .values(
            state=RunState.RUNNING,
            attempts=Run.attempts + 1,
            token=token,
            lease_until=now + timedelta(seconds=lease_seconds),
            started_at=now,
            progress=[],
        )
        .returning(Run.id)
    )
    return None if session.scalar(statement) is None else token


def get_owned_run(session: Session, run_id: int, token: str) -> Run:
    """Return the run with its instance; raises Conflict when it is no longer the caller's."""
    statement = (
        select(Run)
        .where(Run.id == run_id, Run.token == token, Run.state == RunState.RUNNING)
        .options(undefer(Run.instance))
    )
    run = session.scalar(statement)
    if run is None:
        raise _fenced()
    return run


def extend_lease(
    session: Session,
    run_id: int,
    token: str,
    *,
    now: datetime,
    lease_seconds: int = LEASE_SECONDS,
    progress: Sequence[Any] | None = None,
) -> StopRequest | None:
    """Keep the run for `lease_seconds` more and return what was asked of it meanwhile.

    `progress` replaces the stored events when given; only the latest are kept.
    Raises Conflict when the run is no longer the caller's.
    """
    values: dict[str, Any] = {"lease_until": now + timedelta(seconds=lease_seconds)}
    if progress is not None:
        values["progress"] = list(progress)[-PROGRESS_KEPT:]
    return write_owned(session, run_id, token, values)


def write_owned(
    session: Session, run_id: int, token: str, values: dict[str, Any]
) -> StopRequest | None:
    """Change columns of the caller's run; raises Conflict when it is no longer the caller's."""
    statement = (
        update(Run)
        .where(Run.id == run_id, Run.token == token, Run.state == RunState.RUNNING)
        .values(**values)
        .returning(Run.id, Run.stop_request)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise _fenced()
    stop: StopRequest | None = row.stop_request
    return stop


def _fenced() -> Conflict:
    return Conflict(N_("Another worker has taken over this allocation."))


def give_back(
    session: Session, run_id: int, token: str, *, now: datetime, failure: Failure, detail: str
) -> bool:
    """Queue the caller's run again after a breakdown; return whether an attempt was left.

    Without one the run is failed. Raises Conflict when it is no longer the caller's.
    """
    run = get_owned_run(session, run_id, token)
    if run.attempts >= MAX_ATTEMPTS:
        record_failure(session, run_id, token, failure=failure, detail=detail, now=now)
        return False
    write_owned(session, run_id, token, _queued_again(now))
    return True


def release_run(session: Session, run_id: int, token: str, *, now: datetime) -> None:
    """Queue the caller's run again because the worker is told to end; no attempt is lost."""
    values = _queued_again(now) | {"attempts": Run.attempts - 1}
    write_owned(session, run_id, token, values)


def record_failure(
    session: Session, run_id: int, token: str, *, failure: Failure, detail: str, now: datetime
) -> None:
    """End the caller's run as failed; raises Conflict when it is no longer the caller's."""
    told = {"failure": failure.value, "failure_detail": detail[:DETAIL_LENGTH]}
    write_owned(session, run_id, token, ended(RunState.FAILED, now) | told)


def record_cancelled(session: Session, run_id: int, token: str, *, now: datetime) -> None:
    """End the caller's run as cancelled; raises Conflict when it is no longer the caller's."""
    write_owned(session, run_id, token, ended(RunState.CANCELLED, now))


def ended(state: RunState, now: datetime) -> dict[str, Any]:
    """Return the columns of a run that has ended in `state`."""
    return _NOBODYS | {"state": state, "finished_at": now}


def _queued_again(now: datetime) -> dict[str, Any]:
    return _NOBODYS | {"state": RunState.QUEUED, "stop_request": None, "sent_at": now}


def requeue_expired(session: Session, now: datetime) -> list[int]:
    """Queue the runs again whose worker went silent, and return their ids for the queue.

    One that was to be cancelled is cancelled; one without an attempt left is failed.
    """
    expired = and_(Run.state == RunState.RUNNING, Run.lease_until < now)
    session.execute(
        update(Run)
        .where(expired, Run.stop_request == StopRequest.CANCEL)
        .values(ended(RunState.CANCELLED, now))
    )
    session.execute(
        update(Run)
        .where(expired, Run.attempts >= MAX_ATTEMPTS)
        .values(ended(RunState.FAILED, now) | {"failure": Failure.WORKER_LOST.value})
    )
    queued = update(Run).where(expired).values(_queued_again(now)).returning(Run.id)
    return sorted(session.scalars(queued))


def list_lost(
    session: Session, now: datetime, lost_after_seconds: int = LOST_AFTER_SECONDS
) -> list[int]:
    """Return the queued runs whose message was sent so long ago that it may be lost."""
    sent_before = now - timedelta(seconds=lost_after_seconds)
    statement = (
        select(Run.id)
        .where(Run.state == RunState.QUEUED, Run.sent_at < sent_before)
        .order_by(Run.id)
    )
    return list(session.scalars(statement))


def kinds_of(session: Session, run_ids: Collection[int]) -> dict[int, RunKind]:
    """Return what these runs are for: their messages go into the queue of their kind."""
    rows = session.execute(select(Run.id, Run.kind).where(Run.id.in_(run_ids)))
    return {run_id: kind for run_id, kind in rows}


def mark_sent(session: Session, run_ids: Collection[int], now: datetime) -> None:
    """Remember that the messages of these runs are sent again."""
    session.execute(update(Run).where(Run.id.in_(run_ids)).values(sent_at=now))
