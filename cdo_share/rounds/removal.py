"""Removing a round that was opened by mistake, with what was answered to it."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.rounds.models import CdoAnswer, MemberAnswer, Period, Reminder


def remove_round(session: Session, period: Period) -> None:
    """Remove a period that the caller holds and knows to be empty of demands and allocations.

    Who said “nothing this time”, or confirmed their availability, will be asked again.
    """
    for model in (MemberAnswer, CdoAnswer, Reminder):
        session.execute(delete(model).where(model.period_id == period.id))
    session.delete(period)
    session.flush()
