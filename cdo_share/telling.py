"""Telling people of an act that changed visits: what they know, letters and files together.

The caller opens and commits the transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.choosing import list_invited
from cdo_share.calendars.enclosure import NAME, enclose_visits, list_subscribers
from cdo_share.calendars.invitations import method_for
from cdo_share.calendars.models import FeedSettings
from cdo_share.calendars.settings import find_settings
from cdo_share.core.errors import Conflict
from cdo_share.core.outbox import OutboxMail
from cdo_share.freshening import show_anew
from cdo_share.messages import write_message
from cdo_share.notifications.composing import Enclosure, Shown
from cdo_share.notifications.given_up import NOTHING_LEFT, list_unmade, take_up_again
from cdo_share.notifications.known import Picture, photograph
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.noting import note_changes
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.telling import write_changes
from cdo_share.notifications.waiting_letters import list_readers, list_readers_since
from cdo_share.own_calendars import invite_to_missing, write_again
from cdo_share.publishing.locks import lock_groupement


@dataclass(frozen=True, slots=True, kw_only=True)
class _Enclosing:
    """Makes the files of the letters of one act."""

    groupement: Groupement
    settings: FeedSettings
    sending: Sending
    subscribers: frozenset[int]
    invited: frozenset[int]
    session: Session

    def is_invited(self, person_id: int) -> bool:
        """Return whether the person chose invitations, and they are on."""
        return person_id in self.invited

    def __call__(
        self, recipient: Recipient, *, soon: Sequence[Shown], later: Sequence[Shown]
    ) -> Enclosure:
        """Enclose what comes within days; to somebody without a subscription all there is.

        To somebody invited, the one visit of the letter: the message to their calendar.
        """
        if self.is_invited(recipient.person_id):
            (shown,) = (*soon, *later)
            return Enclosure([self._invite(recipient, shown)], is_invitation=True)
        has_feed = recipient.person_id in self.subscribers
        visits = [*soon] if has_feed else [*soon, *later]
        if not visits:
            return Enclosure(has_feed=has_feed)
        text = enclose_visits(
            visits,
            self.groupement,
            settings=self.settings,
            language=recipient.language,
            now=self.sending.now,
            base_url=self.sending.base_url,
        )
        file = {"name": NAME, "type": "text/calendar; method=PUBLISH", "text": text}
        return Enclosure([file], has_feed=has_feed)

    def _invite(self, recipient: Recipient, shown: Shown) -> dict[str, Any]:
        visit, is_cdo = shown
        return write_message(
            self.session,
            self.groupement,
            recipient,
            visit,
            settings=self.settings,
            sending=self.sending,
            method=method_for(visit),
            is_cdo=is_cdo,
        )


def look_before(session: Session, groupement_id: int, sending: Sending) -> Picture:
    """Return the visits as they stand before an act; nobody else changes them until its end."""
    lock_groupement(session, groupement_id)
    return photograph(session, groupement_id, sending.now)


def tell_changes(
    session: Session,
    groupement_id: int,
    before: Picture,
    sending: Sending,
    *,
    but: int | None = None,
) -> list[OutboxMail]:
    """Tell everybody but `but`, who did it, what changed for them; return the letters that wait.

    To be called when the feeds are stored, which number what reads otherwise: files say the same,
    also those of letters that were to tell of it, and calendars that show it.
    """
    invited = _list_invited(session, groupement_id, sending)
    # The calendar of who did it is to follow too; nothing but an invitation reaches it.
    spared = None if but in invited else but
    people = note_changes(session, groupement_id, before, now=sending.now, but=spared)
    letters = write_letters(session, groupement_id, people, sending)
    others = list_readers_since(session, groupement_id, sending.now) - people
    if others:  # their letters only say anew what they were to tell
        write_letters(session, groupement_id, others, sending)
    return letters + show_anew(session, groupement_id, invited, sending, since=sending.now)


def tell_names(session: Session, groupement_id: int, sending: Sending) -> list[OutboxMail]:
    """Let what waits, and the calendars of those invited, show visits as they read by now.

    To be called when the feeds were stored anew without an act: a name, a phone or a setting has
    changed. Returns what waits with it.
    """
    lock_groupement(session, groupement_id)
    people = list_readers(session, groupement_id)
    letters = write_letters(session, groupement_id, people, sending) if people else []
    invited = _list_invited(session, groupement_id, sending)
    return letters + show_anew(session, groupement_id, invited, sending)


def _list_invited(session: Session, groupement_id: int, sending: Sending) -> frozenset[int]:
    """Return who is told by invitations; nobody is where they are off."""
    return list_invited(session, groupement_id) if sending.replies else frozenset()


def tell_again(
    session: Session, groupement_id: int, mail_id: int, sending: Sending
) -> list[OutboxMail]:
    """Write anew what a mail that was given up told, or showed; return what waits now.

    Raises what `take_up_again` raises, and Conflict when its reader knows all of it.
    """
    lock_groupement(session, groupement_id)
    unmade = list_unmade(session, [mail_id], sending.now).get(mail_id)
    if unmade is not None:
        letters = write_again(session, groupement_id, unmade, sending)
    else:
        which = {"groupement_id": groupement_id, "mail_id": mail_id}
        person_id = take_up_again(session, **which, now=sending.now)
        letters = write_letters(session, groupement_id, {person_id}, sending)
    if not letters:
        raise Conflict(NOTHING_LEFT)
    return letters


def write_letters(
    session: Session,
    groupement_id: int,
    people: Collection[int],
    sending: Sending,
    *,
    disturbs: bool = True,
) -> list[OutboxMail]:
    """Write what these people have not been told, in the way that each of them chose.

    To whoever chose invitations, also those to visits of which their calendars know nothing. These
    keep the hours of their readers, unless the act is their own: then it does not disturb.
    """
    invited = _list_invited(session, groupement_id, sending)
    enclose = _Enclosing(
        groupement=get_groupement_by_id(session, groupement_id),
        settings=find_settings(session, groupement_id),
        sending=sending,
        subscribers=list_subscribers(session, groupement_id, people),
        invited=invited,
        session=session,
    )
    letters = write_changes(session, groupement_id, people, sending=sending, enclose=enclose)
    own = invited.intersection(people)
    missing = invite_to_missing(session, groupement_id, own, sending, disturbs=disturbs)
    return letters + missing
