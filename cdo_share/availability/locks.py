"""Making those who write one CDO's availability at once wait for each other."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.models import CalendarAddress


def lock_engagement(session: Session, engagement_id: int) -> None:
    """Hold the CDO's row until the end of the transaction."""
    statement = select(Engagement.id).where(Engagement.id == engagement_id)
    session.execute(statement.with_for_update(key_share=True))


def hold_address(session: Session, address_id: int) -> CalendarAddress | None:
    """Return an address as it is now, held until the end of the transaction; None when it is gone.

    A reading holds it too while it writes: whoever deletes waits, and sees what was written.
    """
    statement = select(CalendarAddress).where(CalendarAddress.id == address_id)
    return session.scalar(statement.with_for_update().execution_options(populate_existing=True))
