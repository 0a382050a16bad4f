"""What any worker does for runs that fell down: silent workers, lost messages."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.orm import transaction
from cdo_share.jobs.queue import Queue
from cdo_share.planning.lease import (
    LOST_AFTER_SECONDS,
    kinds_of,
    list_lost,
    mark_sent,
    requeue_expired,
)
from cdo_share.planning.models import Lane


def sweep(
    sessions: sessionmaker[Session],
    queues: Mapping[Lane, Queue],
    *,
    now: datetime,
    lost_after_seconds: int = LOST_AFTER_SECONDS,
) -> list[int]:
    """Queue the runs of silent workers again, send lost messages again; return their ids."""
    with sessions() as session, transaction(session):
        expired = requeue_expired(session, now)
        waiting = {run_id for queue in queues.values() for run_id in queue.waiting()}
        lost = list_lost(session, now, lost_after_seconds)
        again = expired + [run_id for run_id in lost if run_id not in waiting]
        mark_sent(session, again, now)
        kinds = kinds_of(session, again)
    for run_id in again:
        queues[kinds[run_id].lane].send(run_id)
    return again
