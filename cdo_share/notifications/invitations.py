"""Mails that carry the links of invitations: one to each person, whatever they speak for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Invitation, Member, Person, Role
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.dates import moment_words
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.core.text import clean_line
from cdo_share.notifications.service import Render, new_mail


@dataclass(frozen=True, slots=True)
class Link:
    """An invitation, the address of its page with the secret, and the firm if it is about one."""

    invitation: Invitation
    url: str
    firm: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a mail: the name to greet, empty if nobody knows it, and the language.

    `has_account`: they log in already, and need no password.
    """

    name: str
    language: str
    has_account: bool = False


def find_languages(
    session: Session, groupement_id: int, emails: Collection[str]
) -> Mapping[str, str]:
    """Return the languages of those of the addresses with which somebody logs in already.

    Judged as by `accounts.queries.has_own_account`.
    """
    elsewhere = select(Role.person_id).where(Role.groupement_id != groupement_id)
    statement = select(Person.email, Person.language).where(
        Person.email.in_(emails),
        Person.known_to_id.is_(None),
        or_(
            Person.password_hash.is_not(None),
            Person.is_active.is_(False),
            Person.id.in_(elsewhere),
        ),
    )
    return {email: language for email, language in session.execute(statement)}


def write_invitation(
    links: Sequence[Link], reader: Reader, groupement: Groupement, *, now: datetime, render: Render
) -> OutboxMail:
    """Return the mail with the links of one person, due at once; not stored yet.

    All links are for one kind of role and end at the same instant.
    """
    invitation = links[0].invitation
    zone = ZoneInfo(groupement.timezone)
    until = moment_words(invitation.expires_at, "EEEE d MMMM y, HH:mm", reader.language, zone)
    text = render(
        "mail/invitation.txt",
        reader.language,
        name=clean_line(reader.name),
        groupement=clean_line(groupement.name),
        kind=invitation.kind.value,
        links=[(clean_line(link.firm), link.url) for link in links],
        has_account=reader.has_account,
        until=until,
    )
    # The hash names the link for ever; SQLite gives the number of a removed row again.
    key = f"invitation-{invitation.token_sha256.hex()}"
    mail = new_mail(text, invitation.email, key, now)
    mail.groupement_id = groupement.id
    return mail


def tell_invitation(
    session: Session,
    *,
    invitation: Invitation,
    url: str,
    language: str,
    now: datetime,
    render: Render,
) -> OutboxMail:
    """Write the mail that carries an invitation's link, due at once, and return it.

    `url` holds the secret: the text is erased from the outbox when the mail has left.
    """
    groupement = get_groupement_by_id(session, invitation.groupement_id)
    member = session.get(Member, invitation.member_id) if invitation.member_id else None
    languages = find_languages(session, groupement.id, [invitation.email])
    reader = Reader(
        invitation.name, languages.get(invitation.email, language), invitation.email in languages
    )
    link = Link(invitation, url, member.name if member else "")
    mail = write_invitation([link], reader, groupement, now=now, render=render)
    post_mail(session, mail)
    session.flush()
    return mail
