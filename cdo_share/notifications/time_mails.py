"""The letters about times agreed for visits: their keys, and which still wait to leave."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail, withdraw_mails
from cdo_share.publishing.models import ReleaseVisit, Visit


def time_key(visit: Visit) -> str:
    """Return the key of what is told of the time of a visit as it stands now."""
    return f"time-{visit.id}-{visit.sequence}"


def withdraw_times(session: Session, visit_ids: Iterable[uuid.UUID], now: datetime) -> bool:
    """Take back what still waits to be told of these visits' times; return whether some was told.

    Somebody who changes a time twice in an evening writes one letter in the morning.
    """
    about = [OutboxMail.dedupe_key.startswith(f"time-{visit_id}-") for visit_id in visit_ids]
    if not about:
        return False
    mails = session.scalars(select(OutboxMail).where(or_(*about))).all()
    withdraw_mails(session, [mail.dedupe_key for mail in mails], now=now)
    return any(mail.sent_at or mail.failed_at for mail in mails)


def withdraw_lapsed(session: Session, release_id: int, now: datetime) -> None:
    """Take back what waits of the times that a release made lapse: its own letter says it."""
    lapsed = select(ReleaseVisit.visit_id).where(
        ReleaseVisit.release_id == release_id, ReleaseVisit.has_lapsed
    )
    withdraw_times(session, session.scalars(lapsed).all(), now)
