"""One letter of changes as a mail: its two parts, its file, and when it may leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.outbox import OutboxMail
from cdo_share.core.quiet import digest_instant, is_soon, urgent_instant
from cdo_share.core.text import clean_line
from cdo_share.notifications.comparing import Told
from cdo_share.notifications.letters import Letter, Recipient, write_letter
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import new_mail
from cdo_share.notifications.waiting_letters import KEY
from cdo_share.publishing.views import VisitView

Shown = tuple[VisitView, bool]  # a visit as a calendar shows it, and whether that is a CDO's


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What goes with a letter: files of the outbox, and whether the person subscribes anyway.

    `is_invitation`: the one file is no attachment but a message to the person's calendar.
    """

    files: list[dict[str, Any]] = field(default_factory=list)
    has_feed: bool = False
    is_invitation: bool = False


class Enclose(Protocol):
    """Makes the file of a letter, which only the edge can: letters know no calendars."""

    def is_invited(self, person_id: int) -> bool:
        """Return whether a person is told of each visit by an invitation, a mail of its own."""

    def __call__(
        self, recipient: Recipient, *, soon: Sequence[Shown], later: Sequence[Shown]
    ) -> Enclosure:
        """Return what goes with a letter that tells these visits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What all letters of one act share."""

    session: Session
    groupement: Groupement
    closed: frozenset[date]
    sending: Sending
    enclose: Enclose

    @property
    def zone(self) -> str:
        """Return where its readers are, an IANA name."""
        return self.groupement.timezone


def compose_letter(
    post: Post, recipient: Recipient, told: Sequence[Told], fresh: Sequence[Told]
) -> OutboxMail | None:
    """Return the letter, not stored yet; None when nothing in it concerns the person any more."""
    now, zone = post.sending.now, ZoneInfo(post.zone)
    digest_at = digest_instant(min(one.row.noted_at for one in fresh), post.zone, post.closed)
    soon = [one for one in told if is_soon(one.begins_at, now, digest_at)]
    later = [one for one in told if one not in soon]
    parts = [
        write_letter([one.change for one in part], recipient, now.astimezone(zone).date())
        for part in (soon, later)
    ]
    if not any(part.count for part in parts):
        return None
    enclosure = post.enclose(
        recipient,
        soon=[one.shown_to(recipient) for one in soon],
        later=[one.shown_to(recipient) for one in later],
    )
    text = _text(post, recipient, enclosure, soon=parts[0], later=parts[1])
    mail = new_mail(text, recipient.email, f"{KEY}{uuid4().hex}", now)
    mail.groupement_id, mail.person_id = post.groupement.id, recipient.person_id
    mail.attachments = enclosure.files
    mail.next_try_at, mail.quiet_zone = digest_at, post.zone
    if soon:
        first = min(one.begins_at for one in soon)
        mail.next_try_at = min(digest_at, urgent_instant(now, first, post.zone))
    return mail


def _text(post: Post, recipient: Recipient, enclosure: Enclosure, **letters: Letter) -> str:
    return post.sending.render(
        "mail/changes.txt",
        recipient.language,
        name=clean_line(recipient.name),
        groupement=clean_line(post.groupement.name),
        has_file=bool(enclosure.files) and not enclosure.is_invitation,
        is_invitation=enclosure.is_invitation,
        has_feed=enclosure.has_feed,
        url=f"{post.sending.base_url}/",
        **letters,
    )
