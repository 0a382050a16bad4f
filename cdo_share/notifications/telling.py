"""Writing what changed for people into one waiting letter each: at once, or in the digest."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.outbox import MailState, OutboxMail, post_mail, withdraw_mails
from cdo_share.core.quiet import digest_instant, is_soon, urgent_instant
from cdo_share.core.text import clean_line
from cdo_share.notifications.comparing import Told, compare
from cdo_share.notifications.concerned import list_recipients
from cdo_share.notifications.letters import Letter, Recipient, write_letter
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import new_mail
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.queries import list_closed_days

KEY = "changes-"
CLOSED_AHEAD = timedelta(days=60)

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
class _Post:
    """What all letters of one act share."""

    session: Session
    groupement: Groupement
    closed: frozenset[date]
    sending: Sending
    enclose: Enclose

    @property
    def zone(self) -> str:
        return self.groupement.timezone


def write_changes(
    session: Session,
    groupement_id: int,
    person_ids: Collection[int],
    *,
    sending: Sending,
    enclose: Enclose,
) -> list[OutboxMail]:
    """Write to each person the one letter with all that they have not been told; return them.

    A letter that waits is written anew; one with nothing left to tell is taken back. It leaves at
    once when a visit of the next seven days is in it, else on the next working morning. To
    whoever is invited to visits, there is one such letter for each visit.
    """
    groupement = get_groupement_by_id(session, groupement_id)
    post = _Post(
        session=session,
        groupement=groupement,
        closed=_list_closed(session, groupement, sending.now),
        sending=sending,
        enclose=enclose,
    )
    untold = _list_untold(session, groupement_id, person_ids)
    waiting = _list_waiting(session, groupement_id, person_ids)
    mails = [
        mail
        for one in list_recipients(session, groupement_id, person_ids)
        for mail in _write(post, one, untold[one.person_id], waiting[one.person_id])
    ]
    session.flush()
    return mails


def _list_closed(session: Session, groupement: Groupement, now: datetime) -> frozenset[date]:
    today = now.astimezone(ZoneInfo(groupement.timezone)).date()
    rows = list_closed_days(session, groupement.id, today, today + CLOSED_AHEAD)
    return frozenset(row.day for row in rows)


def _list_waiting(
    session: Session, groupement_id: int, person_ids: Collection[int]
) -> dict[int, list[OutboxMail]]:
    """Return by person the letters that have surely not left, kept from leaving meanwhile."""
    statement = (
        select(OutboxMail)
        .where(
            OutboxMail.groupement_id == groupement_id,
            OutboxMail.person_id.in_(person_ids),
            OutboxMail.dedupe_key.startswith(KEY),
            OutboxMail.sent_at.is_(None),
            OutboxMail.failed_at.is_(None),
            OutboxMail.withdrawn_at.is_(None),
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


def _list_untold(
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


@dataclass(frozen=True, slots=True)
class _Bundle:
    """What one letter tells, what of it is new, and the letters that wait in its place."""

    told: Sequence[Told]
    fresh: Sequence[Told]
    waiting: Sequence[OutboxMail]


def _write(
    post: _Post,
    recipient: Recipient,
    untold: Sequence[tuple[UntoldChange, OutboxMail | None]],
    waiting: Sequence[OutboxMail],
) -> list[OutboxMail]:
    """Return the person's letters, waiting; none when there is nothing new to tell them."""
    told = compare(post.session, post.groupement, [row for row, _ in untold], post.sending.now)
    for row in {row for row, _ in untold} - {one.row for one in told}:
        post.session.delete(row)
    # What was given up is told with the next letter, but is no reason to write one.
    given_up = {row.id for row, mail in untold if mail and mail.state is MailState.FAILED}
    fresh = [one for one in told if one.row.id not in given_up]
    bundles = [_Bundle(told, fresh, waiting)]
    if post.enclose.is_invited(recipient.person_id):
        bundles = _each_apart(told if fresh else [], waiting)
    mails = [_put_in_place(post, recipient, bundle) for bundle in bundles]
    return [mail for mail in mails if mail is not None]


def _each_apart(told: Sequence[Told], waiting: Sequence[OutboxMail]) -> list[_Bundle]:
    """Return one bundle for each visit, in the place of the letter that told of it first."""
    spare = {mail.id: mail for mail in waiting}
    bundles = []
    for one in told:
        own = spare.pop(one.row.mail_id or 0, None)
        bundles.append(_Bundle([one], [one], [own] if own else []))
    return [*bundles, _Bundle([], [], list(spare.values()))]


def _put_in_place(post: _Post, recipient: Recipient, bundle: _Bundle) -> OutboxMail | None:
    letter = _compose(post, recipient, bundle.told, bundle.fresh) if bundle.fresh else None
    superfluous = bundle.waiting[1:] if letter else bundle.waiting
    if superfluous:
        keys = [mail.dedupe_key for mail in superfluous]
        withdraw_mails(post.session, keys, now=post.sending.now)
    if letter is None:
        return None
    mail = _put(post.session, letter, bundle.waiting)
    for one in bundle.told:
        one.row.mail_id = mail.id
    return mail


def _compose(
    post: _Post, recipient: Recipient, told: Sequence[Told], fresh: Sequence[Told]
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


def _text(post: _Post, recipient: Recipient, enclosure: Enclosure, **letters: Letter) -> str:
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


def _put(session: Session, letter: OutboxMail, waiting: Sequence[OutboxMail]) -> OutboxMail:
    """Store a letter, in the place of the one that waits; return the stored one."""
    if not waiting:
        post_mail(session, letter)
        session.flush()
        return letter
    mail = waiting[0]
    for name in ("recipient", "subject", "text", "attachments", "created_at"):
        setattr(mail, name, getattr(letter, name))
    # A server that asked for patience gets it.
    is_new = mail.attempts == 0
    mail.next_try_at = letter.next_try_at if is_new else max(letter.next_try_at, mail.next_try_at)
    return mail
