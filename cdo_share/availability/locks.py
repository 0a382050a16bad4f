"""Making two who write one CDO's availability at once wait for each other."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement


def lock_engagement(session: Session, engagement_id: int) -> None:
    """Hold the CDO's row until the end of the transaction."""
    statement = select(Engagement.id).where(Engagement.id == engagement_id)
    session.execute(statement.with_for_update(key_share=True))
