"""Letters of changes that wait, and what people have not been told yet."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.own_mails import is_unsent
from cdo_share.publishing.models import Visit

KEY = "changes-"


def list_waiting_letters(
    session: Session, groupement_id: int, person_ids: Collection[int]
) -> dict[int, list[OutboxMail]]:
    """Return by person the letters that have surely not left, kept from leaving meanwhile."""
    statement = (
        select(OutboxMail)
        .where(
            OutboxMail.groupement_id == groupement_id,
            OutboxMail.person_id.in_(person_ids),
            OutboxMail.dedupe_key.startswith(KEY),
            is_unsent(),
        )
        .order_by(OutboxMail.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[OutboxMail]] = defaultdict(list)
    for mail in session.scalars(statement):
        if mail.person_id is not None and not mail.may_have_left:
            found[mail.person_id].append(mail)
    return found


def list_untold_rows(
    session: Session, groupement_id: int, person_ids: Collection[int]
) -> dict[int, list[tuple[UntoldChange, OutboxMail | None]]]:
    """Return by person what they have not been told; what may be on its way counts as told."""
    statement = (
        select(UntoldChange, OutboxMail)
        .outerjoin(OutboxMail, OutboxMail.id == UntoldChange.mail_id)
        .where(UntoldChange.groupement_id == groupement_id, UntoldChange.person_id.in_(person_ids))
        .order_by(UntoldChange.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[tuple[UntoldChange, OutboxMail | None]]] = defaultdict(list)
    for row, mail in session.execute(statement):
        is_on_its_way = mail is not None and mail.failed_at is None and mail.may_have_left
        if not is_on_its_way:
            found[row.person_id].append((row, mail))
    return found


def list_readers(session: Session, groupement_id: int) -> set[int]:
    """Return the people for whom a letter of changes waits."""
    statement = select(OutboxMail.person_id).where(
        OutboxMail.groupement_id == groupement_id,
        OutboxMail.person_id.is_not(None),
        OutboxMail.dedupe_key.startswith(KEY),
        is_unsent(),
    )
    return {number for number in session.scalars(statement) if number is not None}


def list_readers_since(session: Session, groupement_id: int, at: datetime) -> set[int]:
    """Return the people who are still to be told of a visit that was numbered at or after `at`."""
    statement = (
        select(UntoldChange.person_id)
        .join(Visit, Visit.id == UntoldChange.visit_id)
        .where(UntoldChange.groupement_id == groupement_id, Visit.last_modified_at >= at)
    )
    return set(session.scalars(statement))
