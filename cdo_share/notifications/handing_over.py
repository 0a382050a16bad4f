"""Giving what somebody entered was not told yet to the account that they turned out to have."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.waiting_letters import KEY


def hand_untold_over(session: Session, groupement_id: int, *, old_id: int, new_id: int) -> None:
    """Make the changes and letters that wait for one person of the groupement another's."""
    if old_id == new_id:
        return
    noted = UntoldChange.person_id == old_id, UntoldChange.groupement_id == groupement_id
    known = select(UntoldChange.visit_id).where(UntoldChange.person_id == new_id)
    plain = {"synchronize_session": False}
    session.execute(
        delete(UntoldChange).where(*noted, UntoldChange.visit_id.in_(known)),
        execution_options=plain,
    )
    session.execute(
        update(UntoldChange).where(*noted).values(person_id=new_id), execution_options=plain
    )
    letters = (
        OutboxMail.person_id == old_id,
        OutboxMail.groupement_id == groupement_id,
        OutboxMail.dedupe_key.startswith(KEY),
    )
    session.execute(
        update(OutboxMail).where(*letters).values(person_id=new_id), execution_options=plain
    )
