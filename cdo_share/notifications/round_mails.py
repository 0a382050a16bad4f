"""Who is written to about a round, and the mail as a row of the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cdo_share.accounts.models import Groupement, Invitation, Person
from cdo_share.core.dates import day_words, moment_words
from cdo_share.core.outbox import OutboxMail
from cdo_share.core.quiet import polite_instant
from cdo_share.core.reply_addresses import ReplyAddresses
from cdo_share.core.text import clean_line
from cdo_share.demands.answers import Answering
from cdo_share.notifications.service import MAX_SUBJECT, Render
from cdo_share.rounds.models import Period
from cdo_share.rounds.reminded import address_sha256

INVITED_LANGUAGE = "fr"  # somebody without an account has not chosen one yet


@dataclass(frozen=True, slots=True)
class Sending:
    """What every mail of one act shares: the moment, the site's address, the templates.

    `replies` makes the addresses of invitations; None where invitations are off.
    """

    now: datetime
    base_url: str
    render: Render
    replies: ReplyAddresses | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRecipient:
    """One person, or one invited address, with the members and CDOs they answer for."""

    person: Person | None
    invitation: Invitation | None
    answering: tuple[Answering, ...]

    @property
    def email(self) -> str:
        """Return the address."""
        return self.person.email if self.person else self._invited.email

    @property
    def name(self) -> str:
        """Return the name to greet."""
        return self.person.name if self.person else self._invited.name

    @property
    def language(self) -> str:
        """Return the language they read."""
        return self.person.language if self.person else INVITED_LANGUAGE

    @property
    def key(self) -> str:
        """Return what tells them from all others; an address is not readable in it."""
        if self.person:
            return f"person-{self.person.id}"
        return f"invited-{address_sha256(self.email)[:40]}"

    @property
    def _invited(self) -> Invitation:
        if self.invitation is None:
            raise ValueError("a recipient is a person or is invited")
        return self.invitation


def list_recipients(answering: Iterable[Answering]) -> list[RoundRecipient]:
    """Return everybody who speaks for one of these, each once; people first, then the invited.

    An invited address that belongs to a person of the list is told in that person's mail only.
    """
    people: dict[int, Person] = {}
    invited: dict[str, Invitation] = {}
    for_person: dict[int, list[Answering]] = {}
    for_address: dict[str, list[Answering]] = {}
    for one in answering:
        for person in one.people:
            people[person.id] = person
            for_person.setdefault(person.id, []).append(one)
        for invitation in one.invitations:
            invited[invitation.email] = invitation
            for_address.setdefault(invitation.email, []).append(one)
    known = {person.email for person in people.values()}
    return [
        RoundRecipient(person=person, invitation=None, answering=tuple(for_person[number]))
        for number, person in people.items()
    ] + [
        RoundRecipient(person=None, invitation=one, answering=tuple(for_address[email]))
        for email, one in invited.items()
        if email not in known
    ]


def write_mail(
    template: str,
    recipient: RoundRecipient,
    period: Period,
    groupement: Groupement,
    sending: Sending,
) -> OutboxMail:
    """Return the mail about a round, to leave when it disturbs nobody; not stored yet."""
    text = sending.render(
        f"mail/{template}.txt",
        recipient.language,
        name=clean_line(recipient.name),
        groupement=clean_line(groupement.name),
        contact=groupement.contact_email,
        period=clean_line(period.name),
        starts_on=_day(period.starts_on, recipient.language),
        ends_on=_day(period.ends_on, recipient.language),
        closes_on=_day(period.closes_on, recipient.language) if period.closes_on else "",
        roles=[(one.kind.value, clean_line(one.name)) for one in recipient.answering],
        invitation=_invitation(recipient, groupement, sending.now),
        url=f"{sending.base_url}/",
    )
    subject, _, body = text.strip().partition("\n")
    return OutboxMail(
        groupement_id=groupement.id,
        person_id=recipient.person.id if recipient.person else None,
        recipient=recipient.email,
        subject=clean_line(subject, MAX_SUBJECT),
        text=body.strip() + "\n",
        attachments=[],
        dedupe_key=f"{template}-{period.id}-{recipient.key}",
        created_at=sending.now,
        next_try_at=polite_instant(sending.now, groupement.timezone),
        quiet_zone=groupement.timezone,
    )


def _invitation(
    recipient: RoundRecipient, groupement: Groupement, now: datetime
) -> dict[str, Any] | None:
    """Return when the invitation was sent and whether its link still works; never the link."""
    if recipient.invitation is None:
        return None
    zone = ZoneInfo(groupement.timezone)
    sent_on = recipient.invitation.created_at.astimezone(zone).date()
    expires_at = recipient.invitation.expires_at
    until = moment_words(expires_at, "EEEE d MMMM y, HH:mm", recipient.language, zone)
    is_usable = expires_at > now
    return {"sent_on": _day(sent_on, recipient.language), "until": until if is_usable else ""}


def _day(day: date, language: str) -> str:
    return day_words(day, "EEEE d MMMM y", language)
