"""Inviting by mail: one person within the transaction of the page, many prepared before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask import current_app, url_for
from sqlalchemy.orm import Session

from cdo_share.accounts.invitations import Invitee, invite, new_invitation
from cdo_share.accounts.models import Invitation, RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.outbox import OutboxMail
from cdo_share.exchange.preview import Contact
from cdo_share.notifications.invitations import (
    Link,
    Reader,
    find_languages,
    tell_invitation,
    write_invitation,
)
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.languages import language
from cdo_share.web.mails import render_mail


def send_invitation(invitee: Invitee) -> tuple[Invitation, str]:
    """Invite somebody by mail; return the invitation and its link, which is not kept.

    Raises InvalidInput, NotFound; the caller opens the transaction.
    """
    now = utc_now()
    invitation, token = invite(
        db.session,
        invitee,
        groupement_id=actor().groupement_id,
        invited_by_id=actor().person_id,
        now=now,
    )
    link = _link(token)
    tell_invitation(
        db.session,
        invitation=invitation,
        url=link,
        language=language(),
        now=now,
        render=render_mail,
    )
    return invitation, link


def _link(token: str) -> str:
    base_url: str = current_app.config["SETTINGS"].base_url
    return base_url + url_for("public.invitations.show", token=token)


@dataclass(frozen=True, slots=True)
class Letters:
    """Invitations by the line of a table that asks for each, and the mails, all still unstored."""

    invitations: Mapping[int, Invitation]
    mails: tuple[OutboxMail, ...]


def write_letters(reading: Session, contacts: Iterable[tuple[int, Contact]]) -> Letters:
    """Return what invites the contacts of the lines of a table: one mail to each address."""
    of_address = sorted(contacts, key=lambda pair: (pair[1].email, pair[0]))
    emails = {contact.email for _, contact in of_address}
    languages = find_languages(reading, actor().groupement_id, emails)
    invitations: dict[int, Invitation] = {}
    mails = []
    for email, group in groupby(of_address, key=lambda pair: pair[1].email):
        asked = [*group]
        links = [_invitation_link(contact) for _, contact in asked]
        invitations |= {line: link.invitation for (line, _), link in zip(asked, links, strict=True)}
        mails.append(_letter(links, asked[0][1].name, languages.get(email)))
    return Letters(invitations, tuple(mails))


def _invitation_link(contact: Contact) -> Link:
    invitation, token = new_invitation(
        Invitee(contact.email, contact.name or contact.firm, contact.kind),
        groupement_id=actor().groupement_id,
        invited_by_id=actor().person_id,
        now=utc_now(),
    )
    return Link(invitation, _link(token), contact.firm)


def _letter(links: list[Link], name: str, account_language: str | None) -> OutboxMail:
    reader = Reader(name, account_language or language(), account_language is not None)
    return write_invitation(links, reader, actor().groupement, now=utc_now(), render=render_mail)


def store_letters(session: Session, letters: Letters, numbers: Mapping[int, int]) -> None:
    """Store invitations and mails; `numbers` are those of members or engagements by line.

    The caller opens the transaction.
    """
    for line, invitation in letters.invitations.items():
        if invitation.kind is RoleKind.MEMBER:
            invitation.member_id = numbers[line]
        else:
            invitation.engagement_id = numbers[line]
    session.add_all([*letters.invitations.values(), *letters.mails])
    session.flush()
