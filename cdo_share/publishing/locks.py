"""The lock that puts publications of a groupement, and renderings of its feeds, in a row."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement


def lock_groupement(session: Session, groupement_id: int) -> None:
    """Let nobody else publish or render here until the transaction ends; reading goes on.

    SQLite has one writer at a time anyway and ignores FOR UPDATE.
    """
    session.execute(
        select(Groupement.id).where(Groupement.id == groupement_id).with_for_update(key_share=True)
    )
