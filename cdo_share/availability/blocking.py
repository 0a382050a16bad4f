"""Time that a CDO blocks from the phone: it counts like that of a calendar read from outside."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.found import ReadBusyTime
from cdo_share.availability.locks import lock_engagement
from cdo_share.availability.models import BlockedTime


def hold_engagements(session: Session, person_id: int) -> None:
    """Hold what a person is engaged for: who plans with them waits, and sees what is written."""
    engagements = select(Engagement.id).where(Engagement.person_id == person_id)
    for engagement_id in session.scalars(engagements.order_by(Engagement.id)).all():
        lock_engagement(session, engagement_id)


def block_times(
    session: Session, *, person_id: int, uid_sha256: bytes, times: Iterable[ReadBusyTime]
) -> None:
    """Let one entry of the person block these times, instead of those it blocked before.

    The caller holds the person's engagements.
    """
    session.execute(
        delete(BlockedTime).where(
            BlockedTime.person_id == person_id, BlockedTime.uid_sha256 == uid_sha256
        )
    )
    session.add_all(
        BlockedTime(
            person_id=person_id,
            uid_sha256=uid_sha256,
            starts_at=busy.starts_at,
            ends_at=busy.ends_at,
            kind=busy.kind,
        )
        for busy in times
    )
    session.flush()


def free_all(session: Session, person_ids: Collection[int]) -> None:
    """Free all that these people blocked."""
    session.execute(delete(BlockedTime).where(BlockedTime.person_id.in_(person_ids)))


def count_blocking(session: Session, person_id: int) -> int:
    """Return how many entries of the person block time."""
    entries = func.count(BlockedTime.uid_sha256.distinct())
    return session.scalars(select(entries).where(BlockedTime.person_id == person_id)).one()
