"""Calendars of people who chose invitations, where a visit reads otherwise than it was sent.

A name, a phone, a place or a setting has changed; the visit is when it was. That is no reason to
disturb anybody: the message leaves on the next working morning, with what else changes until then.
The caller opens and commits the transaction.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.invitations import wording_of
from cdo_share.calendars.models import FeedSettings
from cdo_share.calendars.settings import find_settings
from cdo_share.core.outbox import OutboxMail
from cdo_share.core.quiet import digest_instant
from cdo_share.notifications.concerned import list_recipients
from cdo_share.notifications.inviting import Shown, list_shown, list_untold
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.own_mails import forget_own
from cdo_share.notifications.round_mails import Sending
from cdo_share.own_calendars import list_ahead, theirs
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.queries import list_closed_ahead
from cdo_share.showing import Manner, write_own


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """What all messages of one look share; `digest_at` is when they leave."""

    session: Session
    groupement_id: int
    visits: Collection[VisitView]
    settings: FeedSettings
    sending: Sending
    digest_at: datetime


def show_anew(
    session: Session,
    groupement_id: int,
    people: Collection[int],
    sending: Sending,
    *,
    since: datetime | None = None,
) -> list[OutboxMail]:
    """Return messages about visits to come that the calendars of these people show otherwise.

    They chose invitations. Only about visits numbered at or after `since`, if that is given. What
    a letter has in hand is left to the letter; what no server took is not written again by itself.
    A message that waits is taken back where the calendar shows by now what it is to show.
    """
    recipients = list_recipients(session, groupement_id, people) if people else []
    if not recipients:
        return []
    ahead = list_ahead(session, groupement_id, sending)
    groupement = get_groupement_by_id(session, groupement_id)
    closed = list_closed_ahead(session, groupement, sending.now)
    look = _Round(
        session=session,
        groupement_id=groupement_id,
        visits=[visit for visit in ahead if since is None or visit.last_modified_at >= since],
        settings=find_settings(session, groupement_id),
        sending=sending,
        digest_at=digest_instant(sending.now, groupement.timezone, closed),
    )
    return [mail for one in recipients for mail in _show(look, one)] if look.visits else []


def _show(look: _Round, recipient: Recipient) -> Iterator[OutboxMail]:
    shown = list_shown(look.session, look.groupement_id, recipient.person_id)
    in_hand = list_untold(look.session, recipient.person_id)
    for visit in theirs(look.visits, recipient):
        was = shown.get(visit.id)
        if was is None or visit.id in in_hand:
            continue
        is_cdo = visit.engagement_id in recipient.engagement_ids
        wording = wording_of(visit, look.settings, is_cdo=is_cdo)
        if not _is_stale(visit, was, wording):
            continue
        if _is_put_back(was, wording):
            forget_own(look.session, look.groupement_id, recipient.person_id, was.number)
            continue
        manner = _manner(look, visit, was)
        yield write_own(look.session, recipient, visit, look.sending, manner)


def _is_stale(visit: VisitView, was: Shown, wording: str) -> bool:
    if was.wording is None:  # sent by a version that did not keep it
        return visit.sequence > was.sequence
    return wording not in (was.wording, was.given_up)


def _is_put_back(was: Shown, wording: str) -> bool:
    """Return whether a message waits that only changes names, and they are as they were."""
    return was.waiting is not None and was.is_same and was.is_there and was.held == wording


def _manner(look: _Round, visit: VisitView, was: Shown) -> Manner:
    """Return how the message leaves: in the place of one that waits, or in the morning.

    A visit that begins before is shown rightly at the next decent hour.
    """
    if was.waiting is not None:
        leaves_at, zone = was.waiting
        return Manner(is_same=was.is_same, disturbs=zone is not None, not_before=leaves_at)
    in_time = visit.starts_at > look.digest_at
    not_before = look.digest_at if in_time else None
    return Manner(is_same=True, disturbs=True, not_before=not_before)
