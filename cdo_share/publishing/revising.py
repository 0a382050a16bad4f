"""The marks by which calendars know that a visit has changed."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.publishing.models import Visit

ONE_SECOND = timedelta(seconds=1)
MOST_AT_ONCE = 5_000  # a database takes only so many values in one statement


def revise(visit: Visit, at: datetime) -> None:
    """Number a change; calendars take one only when both marks have risen."""
    visit.sequence += 1
    visit.last_modified_at = max(at, visit.last_modified_at + ONE_SECOND)


def revise_visits(session: Session, visit_ids: Iterable[uuid.UUID], at: datetime) -> list[Visit]:
    """Number a change of visits whose own rows stayed as they were: a name, say, that they show."""
    ids = sorted(visit_ids)
    revised: list[Visit] = []
    for first in range(0, len(ids), MOST_AT_ONCE):
        some = Visit.id.in_(ids[first : first + MOST_AT_ONCE])
        revised += session.scalars(select(Visit).where(some).order_by(Visit.id)).all()
    for visit in revised:
        revise(visit, at)
    session.flush()
    return revised
