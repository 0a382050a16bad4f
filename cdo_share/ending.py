"""Ending a proposal as one act: those who were asked hear that there is nothing to answer.

The caller opens and commits the transaction.
"""

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.models import Demand
from cdo_share.notifications.proposal_endings import tell_ending
from cdo_share.notifications.proposals import Outcome, take_back_questions, tell_outcome
from cdo_share.notifications.round_mails import Sending
from cdo_share.proposals.holdings import left_out
from cdo_share.proposals.models import Proposal
from cdo_share.proposals.queries import AskedVisit, list_parties, subject_of
from cdo_share.proposals.service import close_proposal, withdraw_proposal
from cdo_share.proposals.settling import decline_open, overtake_open
from cdo_share.proposals.voices import list_voices
from cdo_share.publishing.models import Release
from cdo_share.publishing.views import Stretch
from cdo_share.rounds.models import Period


def withdraw_and_tell(
    session: Session,
    *,
    groupement_id: int,
    proposal_id: int,
    person_id: int | None,
    sending: Sending,
    told: Collection[int] = (),
) -> Proposal:
    """Withdraw an open proposal and tell those asked but `told`; raises as `withdraw_proposal`."""
    proposal = withdraw_proposal(
        session,
        groupement_id=groupement_id,
        proposal_id=proposal_id,
        person_id=person_id,
        now=sending.now,
    )
    left = overtake_open(session, proposal, person_id=person_id, now=sending.now)
    _tell(session, proposal, left, told, sending)
    return proposal


def close_for_release(
    session: Session, release: Release, *, told: Collection[int], sending: Sending
) -> list[OutboxMail]:
    """End the open proposal of the release's period, if there is one.

    When it was about this plan, requests that nobody settled are declined by that; when it was
    about another one, they are overtaken. Whoever made them is told either way. Of another plan
    those asked hear that it has ended, but for `told`, who have a mail about the release already.
    The mails are returned.
    """
    proposal = close_proposal(
        session,
        groupement_id=release.groupement_id,
        period_id=release.period_id,
        person_id=release.published_by_id,
        now=sending.now,
    )
    if proposal is None:
        return []
    if proposal.plan_id == release.plan_id:
        take_back_questions(session, proposal.id, now=sending.now)
        left = decline_open(session, proposal, person_id=release.published_by_id, now=sending.now)
        return [mail for asked in left for mail in tell_outcome_of(session, asked, sending)]
    left = overtake_open(session, proposal, person_id=release.published_by_id, now=sending.now)
    return _tell(session, proposal, left, told, sending)


def _tell(
    session: Session,
    proposal: Proposal,
    left: Iterable[AskedVisit],
    told: Collection[int],
    sending: Sending,
) -> list[OutboxMail]:
    """Take back what has not left, and write to the others, and to whoever answered logged in.

    Who asked for something that is `left` unsettled was promised an answer, and hears of that, also
    where they are `told` of a release or of another question.
    """
    outcomes = [mail for asked in left for mail in tell_outcome_of(session, asked, sending)]
    know = {*told, *(mail.person_id for mail in outcomes)}
    parties = list_parties(session, proposal.id)
    unaware = take_back_questions(session, proposal.id, now=sending.now)
    unaware -= {party.answered_by_id or 0 for party in parties}
    subjects = [subject_of(party) for party in parties]
    voices = list_voices(session, proposal.groupement_id, subjects)
    return outcomes + tell_ending(
        session,
        proposal,
        [one.person for one in voices if one.person.id not in {*unaware, *know}],
        period=session.get_one(Period, proposal.period_id),
        groupement=get_groupement_by_id(session, proposal.groupement_id),
        sending=sending,
    )


def tell_outcome_of(session: Session, asked: AskedVisit, sending: Sending) -> list[OutboxMail]:
    """Tell those who made a request what became of it."""
    request, party = asked.request, asked.party
    demand = session.get_one(Demand, asked.demand_id)
    grid = session.get_one(Period, demand.period_id).grid_kind
    regime = session.get_one(Engagement, asked.engagement_id).regime
    wished = None
    if request.wished_day is not None and request.wished_slot is not None:
        wished = Stretch(request.wished_day, request.wished_slot, request.length, grid, regime)
    when = Stretch(request.day, request.slot, request.length, grid, regime)
    voices = list_voices(session, request.groupement_id, [subject_of(party)])
    return tell_outcome(
        session,
        Outcome(request, demand.title, when, wished, left_out(asked)),
        [voice.person for voice in voices],
        groupement=get_groupement_by_id(session, request.groupement_id),
        sending=sending,
    )
