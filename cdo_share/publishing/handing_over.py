"""Giving the visits of an engagement to the person it turned out to be."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.publishing.models import Visit
from cdo_share.publishing.overlap import OVERLAP_MARK


def hand_visits_over(
    session: Session, *, engagement_id: int, person_id: int, now: datetime
) -> None:
    """Make the visits to come the person's; what has begun stays whose it was.

    Raises Conflict when the person is busy elsewhere at one of them.
    """
    ahead = Visit.engagement_id == engagement_id, Visit.starts_at > now
    mine = update(Visit).where(*ahead).values(person_id=person_id)
    try:
        with session.begin_nested():
            session.execute(mine)
    except IntegrityError as error:
        if OVERLAP_MARK not in str(error.orig):
            raise
        raise Conflict(
            N_(
                "Visits are planned here at hours at which you have visits for another "
                "groupement. Ask for them to be moved, then open this link again."
            )
        ) from error
