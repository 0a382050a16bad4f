"""Mails about a proposed plan: the question, the one reminder, and what became of a request."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Person, RoleKind
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.dates import moment_words
from cdo_share.core.outbox import OutboxMail, post_mail, withdraw_mails
from cdo_share.core.text import clean_line
from cdo_share.notifications.letters import Recipient, moment_of, write_letter
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import new_mail, wait_politely
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.holdings import Part
from cdo_share.proposals.models import ProposalLink, ProposalRequest, Reason, RequestState
from cdo_share.proposals.voices import Voice
from cdo_share.publishing.models import Change
from cdo_share.publishing.views import ChangeView, Stretch

ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What every letter about one proposal shares.

    `asked_again`: who accepted before a release changed their visits, in a reminder.
    """

    groupement: Groupement
    period_name: str
    answer_until: datetime
    silence_accepts: bool
    changes: Sequence[ChangeView]
    asked_again: frozenset[Subject] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail as it will leave: to whom, the subject, the text."""

    name: str
    email: str
    subject: str
    text: str


def preview_proposal(proposed: Proposed, voice: Voice, url: str, sending: Sending) -> Draft:
    """Return the question to one person; `url` stands where their own link will be."""
    text = _question("proposal", proposed, voice, url, sending)
    mail = new_mail(text, voice.person.email, "", sending.now)
    return Draft(voice.person.name, mail.recipient, mail.subject, mail.text)


def tell_proposal(
    session: Session,
    template: str,
    proposed: Proposed,
    voices: Iterable[Voice],
    tokens: Mapping[int, str],
    sending: Sending,
) -> list[OutboxMail]:
    """Write the question ("proposal") or the reminder ("proposal_reminder"), one mail a person.

    `tokens` holds the secret of each person's link: the text is erased from the outbox when the
    mail has left. A mail waits for the morning when it is late.
    """
    mails = []
    for voice in voices:
        token = tokens[voice.person.id]
        url = f"{sending.base_url}/proposition/{token}"
        text = _question(template, proposed, voice, url, sending)
        mail = new_mail(text, voice.person.email, _key(token_hash(token)), sending.now)
        mails.append(_post(session, mail, voice.person, proposed.groupement, sending))
    session.flush()
    return mails


def take_back_questions(session: Session, proposal_id: int, *, now: datetime) -> set[int]:
    """Take back the questions and reminders that have not left: their links take no answer.

    Return the people, by number, who were written to in vain: they know of no question.
    """
    statement = select(ProposalLink.token_sha256).where(ProposalLink.proposal_id == proposal_id)
    keys = [_key(hashed) for hashed in session.scalars(statement)]
    withdraw_mails(session, keys, now=now)
    written = select(OutboxMail.person_id, func.max(OutboxMail.sent_at)).where(
        OutboxMail.dedupe_key.in_(keys)
    )
    rows = session.execute(written.group_by(OutboxMail.person_id)).all()
    return {number for number, sent_at in rows if number is not None and sent_at is None}


def _key(hashed: bytes) -> str:
    return f"proposal-{hashed.hex()}"


def _question(template: str, proposed: Proposed, voice: Voice, url: str, sending: Sending) -> str:
    groupement, language = proposed.groupement, voice.person.language
    zone = ZoneInfo(groupement.timezone)
    recipient = _recipient(voice)
    is_asked_again = bool(voice.subjects & proposed.asked_again)
    return sending.render(
        f"mail/{template}.txt",
        language,
        name=clean_line(voice.person.name),
        groupement=clean_line(groupement.name),
        contact=groupement.contact_email,
        period=clean_line(proposed.period_name),
        letter=write_letter(proposed.changes, recipient, sending.now.astimezone(zone).date()),
        kept=_count_kept(proposed.changes, recipient),
        # The last second of the last day: nobody reads midnight as the end of the day before.
        answer_by=moment_words(proposed.answer_until - ONE_SECOND, "EEEE d MMMM y", language, zone),
        # An acceptance that was given to something else stays one: silence does not renew it.
        silence_accepts=proposed.silence_accepts and not is_asked_again,
        is_asked_again=is_asked_again,
        url=url,
    )


def _recipient(voice: Voice) -> Recipient:
    def numbers(kind: RoleKind) -> frozenset[int]:
        return frozenset(one.number for one in voice.subjects if one.kind is kind)

    return Recipient(
        person_id=voice.person.id,
        email=voice.person.email,
        name=voice.person.name,
        language=voice.person.language,
        member_ids=numbers(RoleKind.MEMBER),
        engagement_ids=numbers(RoleKind.CDO),
    )


def _count_kept(changes: Iterable[ChangeView], recipient: Recipient) -> int:
    return sum(
        one.change is Change.KEPT
        and (one.member_id in recipient.member_ids or one.engagement_id in recipient.engagement_ids)
        for one in changes
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request about one visit; `wished` is None where any other time would do.

    `left_out`: the parts of a request taken into account that the next allocation is free of.
    """

    request: ProposalRequest
    title: str
    when: Stretch
    wished: Stretch | None
    left_out: Collection[Part] = ()


def tell_outcome(
    session: Session,
    outcome: Outcome,
    people: Collection[Person],
    *,
    groupement: Groupement,
    sending: Sending,
) -> list[OutboxMail]:
    """Write to those who speak for a party what became of their request."""
    mails = []
    for person in people:
        text = _outcome_text(outcome, person, groupement, sending)
        key = f"proposal-request-{outcome.request.id}-person-{person.id}"
        mail = new_mail(text, person.email, key, sending.now)
        mails.append(_post(session, mail, person, groupement, sending))
    session.flush()
    return mails


def _outcome_text(
    outcome: Outcome, person: Person, groupement: Groupement, sending: Sending
) -> str:
    language, wished = person.language, outcome.wished
    return sending.render(
        "mail/proposal_outcome.txt",
        language,
        name=clean_line(person.name),
        groupement=clean_line(groupement.name),
        contact=groupement.contact_email,
        title=clean_line(outcome.title),
        when=moment_of(outcome.when, language),
        wished=moment_of(wished, language) if wished else None,
        is_declined=outcome.request.state is RequestState.DECLINED,
        is_overtaken=outcome.request.state is RequestState.OVERTAKEN,
        is_to_be_kept=outcome.request.reason is Reason.KEEP,
        left_out=[part.value for part in outcome.left_out],
        refusal=outcome.request.refusal,
        url=f"{sending.base_url}/",
    )


def _post(
    session: Session, mail: OutboxMail, person: Person, groupement: Groupement, sending: Sending
) -> OutboxMail:
    mail.groupement_id, mail.person_id = groupement.id, person.id
    wait_politely(mail, sending.now, groupement.timezone)
    return post_mail(session, mail)
