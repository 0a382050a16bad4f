"""Writing mails into the outbox, in the transaction of the act they tell about."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import (
    Engagement,
    PasswordReset,
    Person,
    Role,
    RoleKind,
)
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.core.text import clean_line
from cdo_share.notifications.letters import Recipient, write_letter
from cdo_share.notifications.quiet import polite_instant
from cdo_share.notifications.untold import Untold, release_key
from cdo_share.publishing.models import Release
from cdo_share.publishing.queries import list_changes
from cdo_share.publishing.views import ChangeView

MAX_SUBJECT = 200


class Render(Protocol):
    """Fills a mail template; its first line is the subject, the rest the text."""

    def __call__(self, template: str, language: str, **values: Any) -> str:
        """Return the text of `template` in `language`."""


def tell_release(
    session: Session, *, release: Release, now: datetime, base_url: str, render: Render
) -> list[OutboxMail]:
    """Write one mail to every person whose visits the release changes, and return them.

    It tells their own changes only, and waits for the morning when it is late. Where mails about
    earlier releases of the period still wait, this one takes their place and tells what changed
    since the person was last told. Who has a mail about this release gets no second one.
    """
    groupement = get_groupement_by_id(session, release.groupement_id)
    changes = list_changes(session, release.id)
    today = now.astimezone(ZoneInfo(groupement.timezone)).date()
    recipients = _recipients(session, release, changes)
    untold = Untold(session, release, changes, {one.person_id for one in recipients})
    mails = []
    for recipient in recipients:
        if write_letter(changes, recipient, today).count == 0:
            continue
        letter = write_letter(untold.changes_for(recipient.person_id), recipient, today)
        untold.withdraw(recipient.person_id, now)
        if letter.count == 0:
            continue
        text = render(
            "mail/release.txt",
            recipient.language,
            name=clean_line(recipient.name),
            groupement=clean_line(groupement.name),
            number=release.number,
            letter=letter,
            url=f"{base_url}/",
        )
        mail = new_mail(text, recipient.email, release_key(release.id, recipient.person_id), now)
        mail.groupement_id, mail.person_id = groupement.id, recipient.person_id
        mail.next_try_at = polite_instant(now, groupement.timezone)
        mails.append(post_mail(session, mail))
    session.flush()
    return mails


def tell_reset(
    session: Session,
    *,
    reset: PasswordReset,
    url: str,
    life_minutes: int,
    now: datetime,
    render: Render,
) -> OutboxMail:
    """Write the mail that carries the link to a new password, due at once, and return it.

    `url` holds the secret: the text is erased from the outbox when the mail has left.
    """
    person = session.get_one(Person, reset.person_id)
    text = render(
        "mail/password.txt",
        person.language,
        name=clean_line(person.name),
        email=person.email,
        url=url,
        minutes=life_minutes,
    )
    # The hash names the link for ever; SQLite gives the number of a removed row again.
    mail = new_mail(text, person.email, f"password-{reset.token_sha256.hex()}", now)
    mail.person_id = person.id
    post_mail(session, mail)
    session.flush()
    return mail


def new_mail(rendered: str, address: str, dedupe_key: str, now: datetime) -> OutboxMail:
    """Return a mail of a filled template, due at once; not stored yet."""
    subject, _, text = rendered.strip().partition("\n")
    return OutboxMail(
        recipient=address,
        subject=clean_line(subject, MAX_SUBJECT),
        text=text.strip() + "\n",
        attachments=[],
        dedupe_key=dedupe_key,
        created_at=now,
        next_try_at=now,
    )


def _recipients(
    session: Session, release: Release, changes: Sequence[ChangeView]
) -> list[Recipient]:
    """Return the people whom the changes concern and who have no mail about them yet."""
    members: dict[int, set[int]] = defaultdict(set)
    cdos: dict[int, set[int]] = defaultdict(set)
    for person_id, member_id in session.execute(_voices(release, changes)):
        members[person_id].add(member_id)
    for person_id, engagement_id in session.execute(_cdos(changes)):
        cdos[person_id].add(engagement_id)
    keys = {release_key(release.id, one): one for one in (*members, *cdos)}
    told = session.scalars(
        select(OutboxMail.dedupe_key).where(OutboxMail.dedupe_key.in_(keys))
    ).all()
    ids = set(keys.values()) - {keys[key] for key in told}
    # Who was entered and declined has no role left, and is written to no more.
    is_willing = or_(Person.known_to_id.is_(None), exists().where(Role.person_id == Person.id))
    people = session.scalars(
        select(Person).where(Person.id.in_(ids), Person.is_active, is_willing).order_by(Person.id)
    )
    return [
        Recipient(
            person_id=person.id,
            email=person.email,
            name=person.name,
            language=person.language,
            member_ids=frozenset(members[person.id]),
            engagement_ids=frozenset(cdos[person.id]),
        )
        for person in people
    ]


def _voices(release: Release, changes: Sequence[ChangeView]) -> Any:
    return select(Role.person_id, Role.member_id).where(
        Role.groupement_id == release.groupement_id,
        Role.kind == RoleKind.MEMBER,
        Role.member_id.in_({change.member_id for change in changes}),
    )


def _cdos(changes: Sequence[ChangeView]) -> Any:
    ids = {change.engagement_id for change in changes}
    ids |= {change.was_engagement_id for change in changes if change.was_engagement_id}
    return select(Engagement.person_id, Engagement.id).where(Engagement.id.in_(ids))
