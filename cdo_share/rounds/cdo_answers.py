"""What CDOs answer in a round: that their availability is right for a period."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_engagement
from cdo_share.rounds.models import CdoAnswer
from cdo_share.rounds.queries import get_period


def confirm_availability(
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    engagement_id: int,
    by_person_id: int | None,
    now: datetime,
) -> CdoAnswer:
    """Note that a CDO's availability is right for a period; said again, the newest counts.

    Raises NotFound when the period or the CDO is not of the groupement.
    """
    get_period(session, groupement_id, period_id)
    get_engagement(session, groupement_id, engagement_id)
    # The lock on the CDO makes two simultaneous answers wait for each other.
    lock = select(Engagement.id).where(Engagement.id == engagement_id)
    session.execute(lock.with_for_update(key_share=True))
    answer = session.get(CdoAnswer, (period_id, engagement_id))
    if answer is None:
        answer = CdoAnswer(
            groupement_id=groupement_id, period_id=period_id, engagement_id=engagement_id
        )
        session.add(answer)
    answer.answered_by_id, answer.answered_at = by_person_id, now
    session.flush()
    return answer


def list_answered_engagements(
    session: Session, groupement_id: int, period_id: int
) -> dict[int, datetime]:
    """Return when each CDO last said that their availability is right, by engagement."""
    statement = (
        select(CdoAnswer.engagement_id, CdoAnswer.answered_at)
        .where(CdoAnswer.groupement_id == groupement_id, CdoAnswer.period_id == period_id)
        .order_by(CdoAnswer.engagement_id)
    )
    return {engagement_id: at for engagement_id, at in session.execute(statement)}
