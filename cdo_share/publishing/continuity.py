"""Who served a member before: the CDO whom the next period may keep."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.publishing.models import Visit, VisitState
from cdo_share.rounds.models import Period


def find_last_engagement(
    session: Session, groupement_id: int, member_id: int, period: Period
) -> int | None:
    """Return the CDO of the member's last visit in force before a period, by engagement.

    The visits of the period itself do not count: they are what is being asked for.
    """
    statement = (
        select(Visit.engagement_id)
        .where(
            Visit.groupement_id == groupement_id,
            Visit.member_id == member_id,
            Visit.period_id != period.id,
            Visit.day < period.starts_on,
            Visit.state != VisitState.CANCELLED,
        )
        .order_by(Visit.starts_at.desc())
        .limit(1)
    )
    return session.scalar(statement)
