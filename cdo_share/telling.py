"""Telling people of an act that changed visits: what they know, letters and files together.

The caller opens and commits the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.enclosure import NAME, enclose_visits, list_subscribers
from cdo_share.calendars.models import FeedSettings
from cdo_share.calendars.settings import find_settings
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.known import Picture, photograph
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.noting import note_changes
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.telling import Enclosure, Shown, write_changes
from cdo_share.publishing.locks import lock_groupement


@dataclass(frozen=True, slots=True)
class _Enclosing:
    """Makes the files of the letters of one act."""

    groupement: Groupement
    settings: FeedSettings
    sending: Sending
    subscribers: frozenset[int]

    def __call__(
        self, recipient: Recipient, *, soon: Sequence[Shown], later: Sequence[Shown]
    ) -> Enclosure:
        """Enclose what comes within days; to somebody without a subscription all there is."""
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

    To be called when the feeds are stored, which number what reads otherwise: files say the same.
    """
    people = note_changes(session, groupement_id, before, now=sending.now, but=but)
    enclose = _Enclosing(
        get_groupement_by_id(session, groupement_id),
        find_settings(session, groupement_id),
        sending,
        list_subscribers(session, groupement_id, people),
    )
    return write_changes(session, groupement_id, people, sending=sending, enclose=enclose)
