"""The mail that takes a question back: a plan is no longer proposed, nobody need answer."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Person
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.core.text import clean_line
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import new_mail, wait_politely
from cdo_share.proposals.models import Proposal, ProposalState
from cdo_share.rounds.models import Period


def tell_ending(
    session: Session,
    proposal: Proposal,
    people: Iterable[Person],
    *,
    period: Period,
    groupement: Groupement,
    sending: Sending,
) -> list[OutboxMail]:
    """Write to these people that a proposal was withdrawn, or overtaken by another plan."""
    mails = []
    for person in people:
        text = sending.render(
            "mail/proposal_ended.txt",
            person.language,
            name=clean_line(person.name),
            groupement=clean_line(groupement.name),
            contact=groupement.contact_email,
            period=clean_line(period.name),
            is_withdrawn=proposal.state is ProposalState.WITHDRAWN,
            url=f"{sending.base_url}/",
        )
        key = f"proposal-ended-{proposal.id}-person-{person.id}"
        mail = new_mail(text, person.email, key, sending.now)
        mail.groupement_id, mail.person_id = groupement.id, person.id
        wait_politely(mail, sending.now, groupement.timezone)
        mails.append(post_mail(session, mail))
    session.flush()
    return mails
