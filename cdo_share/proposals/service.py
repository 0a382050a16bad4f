"""Proposing a plan, reminding those who wait, and ending the proposal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.quiet import polite_instant
from cdo_share.planning.queries import get_plan
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.models import (
    Answer,
    Proposal,
    ProposalLink,
    ProposalParty,
    ProposalState,
)
from cdo_share.proposals.queries import find_open
from cdo_share.proposals.settings import find_settings
from cdo_share.rounds.locks import hold_round

LINK_PREFIX = "cp_"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked, and until which instant."""

    subjects: Collection[Subject]
    answer_until: datetime


def propose(
    session: Session,
    *,
    groupement_id: int,
    plan_id: int,
    asking: Asking,
    sent_by_id: int | None,
    now: datetime,
) -> Proposal:
    """Return a new open proposal of the plan to those who are asked.

    Raises NotFound, InvalidInput for a deadline that is past, Conflict when nobody is concerned or
    a plan of the period is proposed already, also by somebody who was a moment faster.
    """
    plan = get_plan(session, groupement_id, plan_id)
    if asking.answer_until <= now:
        raise InvalidInput(Fault("answer_by", N_("Choose a day that is not over yet.")))
    if not asking.subjects:
        raise Conflict(N_("This plan changes nothing for anybody, so nobody has to agree to it."))
    hold_round(session, groupement_id, plan.period_id)
    _refuse_second(session, groupement_id, plan.period_id)
    proposal = Proposal(
        groupement_id=groupement_id,
        period_id=plan.period_id,
        plan_id=plan.id,
        sent_at=now,
        sent_by_id=sent_by_id,
        answer_until=asking.answer_until,
        silence_accepts=find_settings(session, groupement_id).silence_accepts,
    )
    session.add(proposal)
    session.flush()
    session.add_all(_party(proposal, subject) for subject in asking.subjects)
    session.flush()
    _record(session, proposal, "propose", sent_by_id, now)
    return proposal


def _refuse_second(session: Session, groupement_id: int, period_id: int) -> None:
    if find_open(session, groupement_id, period_id) is not None:
        raise Conflict(
            N_("A plan of this period is proposed already. Withdraw it before you propose another.")
        )


def _party(proposal: Proposal, subject: Subject) -> ProposalParty:
    is_member = subject.kind is RoleKind.MEMBER
    return ProposalParty(
        groupement_id=proposal.groupement_id,
        proposal_id=proposal.id,
        member_id=subject.number if is_member else None,
        engagement_id=None if is_member else subject.number,
    )


def make_links(
    session: Session, proposal: Proposal, person_ids: Iterable[int], *, now: datetime
) -> dict[int, str]:
    """Return a new secret for each person; links they were sent before go on working."""
    tokens = {person_id: new_token(LINK_PREFIX) for person_id in person_ids}
    session.add_all(
        ProposalLink(
            token_sha256=token_hash(token),
            proposal_id=proposal.id,
            person_id=person_id,
            created_at=now,
        )
        for person_id, token in tokens.items()
    )
    session.flush()
    return tokens


def hold_proposal(session: Session, groupement_id: int, proposal_id: int) -> Proposal:
    """Return a proposal that nobody else answers or ends before the transaction does.

    Raises NotFound, Conflict when it has ended.
    """
    statement = (
        select(Proposal)
        .where(Proposal.groupement_id == groupement_id, Proposal.id == proposal_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    proposal = session.scalar(statement)
    if proposal is None:
        raise NotFound(N_("There is no such proposal here."))
    if proposal.state is not ProposalState.OPEN:
        raise Conflict(N_("This plan is no longer proposed."))
    return proposal


def has_asked(sent_at: datetime, now: datetime, zone: str) -> bool:
    """Return whether the questions of a proposal written at `sent_at` were due to leave; pure."""
    return polite_instant(sent_at, zone) <= now


def can_still_remind(answer_until: datetime, now: datetime, zone: str) -> bool:
    """Return whether a reminder written now leaves before the time to answer is over; pure."""
    return polite_instant(now, zone) < answer_until


def take_those_to_remind(
    session: Session,
    *,
    groupement_id: int,
    proposal_id: int,
    person_id: int,
    now: datetime,
    outdated: Collection[int] = (),
) -> list[ProposalParty]:
    """Return the parties who wait and were never reminded, and note that they are now.

    Those as well, of the parties `outdated` by number, who were not since they accepted. Raises
    NotFound, Conflict when the time is over or nobody is left to remind.
    """
    proposal = hold_proposal(session, groupement_id, proposal_id)
    zone = get_groupement_by_id(session, groupement_id).timezone
    if not has_asked(proposal.sent_at, now, zone):
        raise Conflict(N_("The mails that ask have not left yet: there is nothing to remind of."))
    if not can_still_remind(proposal.answer_until, now, zone):
        raise Conflict(N_("A reminder would leave when the time to answer is over."))
    never = ProposalParty.reminded_at.is_(None)
    not_since = or_(never, ProposalParty.reminded_at < ProposalParty.answered_at)
    statement = (
        update(ProposalParty)
        .where(
            ProposalParty.proposal_id == proposal.id,
            or_(
                and_(ProposalParty.answer == Answer.WAITING, never),
                and_(ProposalParty.id.in_(outdated), not_since),
            ),
        )
        .values(reminded_at=now)
        .returning(ProposalParty)
    )
    parties = list(session.scalars(statement, execution_options={"populate_existing": True}))
    if not parties:
        raise Conflict(N_("Everybody who has not answered was reminded already."))
    _record(session, proposal, "remind_proposal", person_id, now)
    return parties


def withdraw_proposal(
    session: Session, *, groupement_id: int, proposal_id: int, person_id: int | None, now: datetime
) -> Proposal:
    """Take an open proposal back: its links say so from now on. Raises NotFound, Conflict."""
    proposal = hold_proposal(session, groupement_id, proposal_id)
    proposal.state, proposal.ended_at = ProposalState.WITHDRAWN, now
    _record(session, proposal, "withdraw_proposal", person_id, now)
    return proposal


def close_proposal(
    session: Session, *, groupement_id: int, period_id: int, person_id: int | None, now: datetime
) -> Proposal | None:
    """End the open proposal of a period and return it, if there is one: a plan binds from now."""
    statement = (
        update(Proposal)
        .where(
            Proposal.groupement_id == groupement_id,
            Proposal.period_id == period_id,
            Proposal.state == ProposalState.OPEN,
        )
        .values(state=ProposalState.CLOSED, ended_at=now)
        .returning(Proposal)
    )
    proposal = session.scalar(statement, execution_options={"populate_existing": True})
    if proposal is not None:
        _record(session, proposal, "close_proposal", person_id, now)
    return proposal


def _record(
    session: Session, proposal: Proposal, action: str, person_id: int | None, now: datetime
) -> None:
    record_act(
        session,
        at=now,
        groupement_id=proposal.groupement_id,
        person_id=person_id,
        action=action,
        thing=("proposal", proposal.id),
        plan_id=proposal.plan_id,
    )
