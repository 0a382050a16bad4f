"""What the calendars of people who chose invitations are to hold, and the mails that see to it.

Letters of changes tell what an act changed. What they do not bring is written here: visits that
were planned before somebody chose invitations, and taking all out when somebody ends them or goes.
The caller opens and commits the transaction.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.choosing import is_invited
from cdo_share.calendars.invitations import CANCEL
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.comparing import compare
from cdo_share.notifications.concerned import list_recipients
from cdo_share.notifications.inviting import list_sent, list_untold, list_waiting
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.models import UntoldChange, VisitInvitation
from cdo_share.notifications.round_mails import Sending
from cdo_share.publishing.models import VisitState
from cdo_share.publishing.queries import list_visits_by_id, list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.showing import Manner, write_own


def list_to_come(
    session: Session, groupement_id: int, recipient: Recipient, sending: Sending
) -> list[VisitView]:
    """Return the visits of a person that are planned and have not ended."""
    return list(theirs(list_ahead(session, groupement_id, sending), recipient))


def list_ahead(session: Session, groupement_id: int, sending: Sending) -> list[VisitView]:
    """Return the visits of a groupement that are planned and have not ended."""
    first = _today(get_groupement_by_id(session, groupement_id), sending)
    visits = list_visits_in_force(session, groupement_id, first=first)
    return [visit for visit in visits if visit.ends_at > sending.now]


def _today(groupement: Groupement, sending: Sending) -> date:
    return sending.now.astimezone(ZoneInfo(groupement.timezone)).date()


def theirs(visits: Iterable[VisitView], recipient: Recipient) -> Iterator[VisitView]:
    """Yield those of the visits that concern a person."""
    for visit in visits:
        is_cdo = visit.engagement_id in recipient.engagement_ids
        if is_cdo or visit.member_id in recipient.member_ids:
            yield visit


def invite_to_missing(
    session: Session,
    groupement_id: int,
    people: Collection[int],
    sending: Sending,
    *,
    disturbs: bool,
) -> list[OutboxMail]:
    """Return invitations to what is planned and is neither in their calendars nor on its way.

    So an invitation that was given up, since no server took it for a day, comes after all.
    """
    recipients = list_recipients(session, groupement_id, people) if people else []
    if not recipients:
        return []
    ahead = list_ahead(session, groupement_id, sending)
    return [
        mail
        for recipient in recipients
        for mail in invite_to(
            session,
            recipient,
            theirs(ahead, recipient),
            sending,
            disturbs=disturbs,
            but=list_sent(session, groupement_id, recipient.person_id)
            | list_untold(session, recipient.person_id),
        )
    ]


def invite_to(
    session: Session,
    recipient: Recipient,
    visits: Iterable[VisitView],
    sending: Sending,
    *,
    disturbs: bool = False,
    but: Collection[uuid.UUID] = (),
) -> list[OutboxMail]:
    """Return invitations to these visits, `but` some and those about which a message waits.

    They leave at once, unless `disturbs`: then they keep the hours of their reader.
    """
    known = {*but, *list_waiting(session, recipient.person_id)}
    return [
        write_own(session, recipient, visit, sending, Manner(disturbs=disturbs))
        for visit in visits
        if visit.id not in known
    ]


def clear_calendar(
    session: Session,
    groupement_id: int,
    recipient: Recipient,
    sending: Sending,
    *,
    leaves: bool = False,
    but: Recipient | None = None,
) -> list[OutboxMail]:
    """Return the mails that take out of a calendar what invitations put there and is ahead.

    All of it, but what is the person's as who they are now, `but`. `leaves`: they did not end the
    invitations, but are no longer concerned, perhaps by somebody else's act: that keeps the night.
    """
    manner = Manner(method=CANCEL, leaves=leaves, disturbs=leaves)
    held = list_visits_by_id(
        session, groupement_id, list_sent(session, groupement_id, recipient.person_id)
    )
    kept = {visit.id for visit in theirs(held, but)} if but else set()
    known = _as_known(session, groupement_id, recipient, sending)
    return [
        write_own(session, recipient, visit, sending, manner)
        for visit in (known.get(one.id, one) for one in held if one.id not in kept)
        if visit.ends_at > sending.now
    ]


def _as_known(
    session: Session, groupement_id: int, recipient: Recipient, sending: Sending
) -> dict[uuid.UUID, VisitView]:
    """Return the visits of which a change waits to be told, as the person's calendar has them."""
    rows = session.scalars(
        select(UntoldChange).where(
            UntoldChange.groupement_id == groupement_id,
            UntoldChange.person_id == recipient.person_id,
        )
    ).all()
    groupement = get_groupement_by_id(session, groupement_id)
    told = compare(session, groupement, rows, sending.now)
    return {one.visit.id: one.gone for one in told if one.gone is not None}


def write_again(
    session: Session, groupement_id: int, number: int, sending: Sending
) -> list[OutboxMail]:
    """Return anew the mail of an invitation that was given up: what is to be by now, if anything.

    Raises NotFound when there is no such invitation here.
    """
    row = session.get(VisitInvitation, number)
    if row is None or row.groupement_id != groupement_id:
        raise NotFound(N_("There is no such mail that was given up."))
    recipients = list_recipients(session, groupement_id, [row.person_id])
    if not recipients or sending.replies is None:
        return []
    (visit,) = list_visits_by_id(session, groupement_id, [row.visit_id])
    is_theirs = any(theirs([visit], recipients[0]))
    if is_theirs and is_invited(session, groupement_id, row.person_id):
        is_off = visit.state is VisitState.CANCELLED
        manner = Manner(disturbs=True)
        return [] if is_off else [write_own(session, recipients[0], visit, sending, manner)]
    if row.sequence is None:
        return []
    manner = Manner(method=CANCEL, leaves=not is_theirs, disturbs=True)
    return [write_own(session, recipients[0], visit, sending, manner)]
