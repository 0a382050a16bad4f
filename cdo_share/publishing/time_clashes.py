"""Where else a CDO is by the clock on the day of a visit."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Regime
from cdo_share.publishing.agreed_time import ClockSpan
from cdo_share.publishing.models import Visit, VisitState


def list_clashes(session: Session, visit: Visit, wanted: ClockSpan) -> list[ClockSpan]:
    """Return the clock times of the CDO's other visits that overlap those wanted for this one.

    In whichever groupement: nothing but the times leaves it. Half-days without any do not clash.
    """
    zone = session.get_one(Groupement, visit.groupement_id).timezone
    starts_at, ends_at = wanted.instants(visit.day, zone)
    clashes = []
    for taken in _list_taken(session, visit):
        if taken[0] < ends_at and starts_at < taken[1]:
            first, last = (instant.astimezone(ZoneInfo(zone)).time() for instant in taken)
            clashes.append(ClockSpan(first, last))
    return clashes


def _list_taken(session: Session, visit: Visit) -> list[tuple[datetime, datetime]]:
    statement = (
        select(Visit, Engagement.regime, Groupement.timezone)
        .join(Engagement, Engagement.id == Visit.engagement_id)
        .join(Groupement, Groupement.id == Visit.groupement_id)
        .where(
            Visit.person_id == visit.person_id,
            Visit.day == visit.day,
            Visit.id != visit.id,
            Visit.state != VisitState.CANCELLED,
        )
        .order_by(Visit.starts_at)
        .execution_options(populate_existing=True)
    )
    found = (_clock_times(*row) for row in session.execute(statement))
    return [times for times in found if times is not None]


def _clock_times(visit: Visit, regime: Regime, zone: str) -> tuple[datetime, datetime] | None:
    if regime is not Regime.FORFAIT_JOURS:
        return visit.starts_at, visit.ends_at
    if visit.agreed_start is None or visit.agreed_end is None:
        return None
    return ClockSpan(visit.agreed_start, visit.agreed_end).instants(visit.day, zone)
