"""Imports that wait to be confirmed, where their period goes away."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.exchange.models import ImportDraft


def forget_imports(session: Session, period_id: int) -> None:
    """Forget what was read for a period and not carried out."""
    session.execute(delete(ImportDraft).where(ImportDraft.period_id == period_id))
