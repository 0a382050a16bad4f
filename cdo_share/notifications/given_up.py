"""Letters that were given up, after a server was away for a day: what they told is told anew."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.models import UntoldChange, VisitInvitation
from cdo_share.notifications.own_mails import invitation_of, is_own
from cdo_share.publishing.models import Visit

DAWN = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING_LEFT = N_("What this mail told has been told since, or is no longer so.")


def list_untold_mails(session: Session, mail_ids: Collection[int], now: datetime) -> set[int]:
    """Return which of these mails tell something that their reader does not know yet."""
    statement = select(UntoldChange.mail_id).where(UntoldChange.mail_id.in_(mail_ids)).distinct()
    letters = {number for number in session.scalars(statement) if number is not None}
    return letters | list_unmade(session, mail_ids, now).keys()


def list_unmade(session: Session, mail_ids: Collection[int], now: datetime) -> dict[int, int]:
    """Return, of these mails, the invitations of those that were to show or take out a visit.

    Only of those that were given up, with no later message about a visit that is ahead.
    """
    statement = select(OutboxMail.id, OutboxMail.dedupe_key, OutboxMail.failed_at).where(
        OutboxMail.id.in_(mail_ids), OutboxMail.failed_at.is_not(None), is_own()
    )
    given_up = {row.id: row for row in session.execute(statement)}
    if not given_up:
        return {}
    numbers = {mail_id: invitation_of(row.dedupe_key) or 0 for mail_id, row in given_up.items()}
    sent = _list_sent_at(session, set(numbers.values()), now)
    newest = _list_newest(session, set(numbers.values()))
    return {
        mail_id: number
        for mail_id, number in numbers.items()
        if number in sent
        and newest[number] == mail_id
        and (sent[number] or DAWN) <= given_up[mail_id].failed_at
    }


def _list_sent_at(session: Session, numbers: set[int], now: datetime) -> dict[int, datetime | None]:
    """Return when the last message of these invitations left, to visits that are ahead."""
    statement = (
        select(VisitInvitation.id, VisitInvitation.sent_at)
        .join(Visit, Visit.id == VisitInvitation.visit_id)
        .where(VisitInvitation.id.in_(numbers), Visit.ends_at > now)
    )
    return {number: sent_at for number, sent_at in session.execute(statement)}


def _list_newest(session: Session, numbers: set[int]) -> dict[int, int]:
    """Return by invitation the number of the newest such mail."""
    whose = select(VisitInvitation.person_id).where(VisitInvitation.id.in_(numbers))
    statement = (
        select(OutboxMail.id, OutboxMail.dedupe_key)
        .where(OutboxMail.person_id.in_(whose), is_own())
        .order_by(OutboxMail.id)
    )
    return {invitation_of(key) or 0: mail_id for mail_id, key in session.execute(statement)}


def take_up_again(session: Session, *, groupement_id: int, mail_id: int, now: datetime) -> int:
    """Count what a letter told as news again, and return its reader.

    Raises NotFound unless it is a letter of the groupement that was given up, and Conflict when
    nothing of it is left to tell.
    """
    statement = select(OutboxMail.person_id).where(
        OutboxMail.id == mail_id,
        OutboxMail.groupement_id == groupement_id,
        OutboxMail.failed_at.is_not(None),
    )
    person_id = session.scalar(statement)
    if person_id is None:
        raise NotFound(N_("There is no such mail that was given up."))
    of_mail = UntoldChange.mail_id == mail_id
    taken = update(UntoldChange).where(of_mail).values(mail_id=None, noted_at=now)
    ids = list(session.scalars(taken.returning(UntoldChange.id)))
    if not ids:
        raise Conflict(NOTHING_LEFT)
    return person_id
