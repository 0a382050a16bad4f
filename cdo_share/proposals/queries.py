"""Reading proposals, who was asked, and what they said."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.models import PlanVisit
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.models import (
    Proposal,
    ProposalLink,
    ProposalParty,
    ProposalRequest,
    ProposalState,
    RequestState,
)
from cdo_share.proposals.standing import Agreement, PartyStanding, Terms, standing_of


@dataclass(frozen=True, slots=True)
class AskedVisit:
    """A request with the party who makes it, and the demand and CDO of the visit it is about.

    `is_only`: the plan has no other visit of the demand by the same CDO.
    """

    request: ProposalRequest
    party: ProposalParty
    demand_id: int
    engagement_id: int
    is_only: bool


def find_open(session: Session, groupement_id: int, period_id: int) -> Proposal | None:
    """Return the proposal of a period that is open, if there is one."""
    statement = select(Proposal).where(
        Proposal.groupement_id == groupement_id,
        Proposal.period_id == period_id,
        Proposal.state == ProposalState.OPEN,
    )
    return session.scalar(statement)


def list_proposals(session: Session, groupement_id: int, period_id: int) -> list[Proposal]:
    """Return the proposals of a period, the newest first, whatever became of them."""
    statement = (
        select(Proposal)
        .where(Proposal.groupement_id == groupement_id, Proposal.period_id == period_id)
        .order_by(Proposal.id.desc())
    )
    return list(session.scalars(statement))


def get_open_of_plan(session: Session, groupement_id: int, plan_id: int) -> Proposal:
    """Return the open proposal of a plan; raises NotFound."""
    statement = select(Proposal).where(
        Proposal.groupement_id == groupement_id,
        Proposal.plan_id == plan_id,
        Proposal.state == ProposalState.OPEN,
    )
    proposal = session.scalar(statement)
    if proposal is None:
        raise NotFound(N_("There is no such proposal here."))
    return proposal


def terms_of(proposal: Proposal) -> Terms:
    """Return what answers to a proposal are judged by."""
    return Terms(proposal.answer_until, proposal.silence_accepts, proposal.ended_at)


def subject_of(party: ProposalParty) -> Subject:
    """Return the CDO or member that a party is."""
    return Subject(party.kind, party.subject_id)


def list_parties(session: Session, proposal_id: int) -> list[ProposalParty]:
    """Return who was asked, in the order in which they were written down."""
    statement = (
        select(ProposalParty)
        .where(ProposalParty.proposal_id == proposal_id)
        .order_by(ProposalParty.id)
    )
    return list(session.scalars(statement))


def list_requests(session: Session, proposal_id: int) -> list[AskedVisit]:
    """Return what was asked for and not taken back, by day, with demand and CDO."""
    return _asked(
        session,
        ProposalParty.proposal_id == proposal_id,
        ProposalRequest.state != RequestState.WITHDRAWN,
    )


def get_request(session: Session, groupement_id: int, request_id: int) -> AskedVisit:
    """Return one request; raises NotFound."""
    found = _asked(
        session, ProposalRequest.groupement_id == groupement_id, ProposalRequest.id == request_id
    )
    if not found:
        raise NotFound(N_("There is no such request here."))
    return found[0]


def _asked(session: Session, *wanted: ColumnElement[bool]) -> list[AskedVisit]:
    another = aliased(PlanVisit)
    others = exists().where(
        another.plan_id == PlanVisit.plan_id,
        another.demand_id == PlanVisit.demand_id,
        another.engagement_id == PlanVisit.engagement_id,
        another.visit_id != PlanVisit.visit_id,
    )
    visit = PlanVisit.demand_id, PlanVisit.engagement_id, ~others
    statement = (
        select(ProposalRequest, ProposalParty, *visit)
        .join(ProposalParty, ProposalParty.id == ProposalRequest.party_id)
        .join(
            PlanVisit,
            (PlanVisit.plan_id == ProposalRequest.plan_id)
            & (PlanVisit.visit_id == ProposalRequest.visit_id),
        )
        .where(*wanted)
        .order_by(ProposalRequest.day, ProposalRequest.slot, ProposalRequest.id)
    )
    return [AskedVisit(*row) for row in session.execute(statement)]


def agreement_of(session: Session, plan_id: int, now: datetime) -> Agreement:
    """Return how far those whom a plan concerns agree to it, by its newest proposal.

    Answers count while it is open only: once a plan of the period was published, or the proposal
    withdrawn, they were given to something else than what publishing the plan would change now.
    """
    newest = (
        select(Proposal).where(Proposal.plan_id == plan_id).order_by(Proposal.id.desc()).limit(1)
    )
    proposal = session.scalar(newest)
    if proposal is None:
        return Agreement()
    if proposal.state is not ProposalState.OPEN:
        return Agreement(proposal.id, proposal.state)
    terms, waiting = terms_of(proposal), _count_open(session, proposal.id)
    return Agreement(
        proposal.id,
        proposal.state,
        proposal.answer_until,
        tuple(
            PartyStanding(
                subject_of(party),
                standing_of(party.answer, terms, now),
                waiting[party.id],
                party.answered_at,
            )
            for party in list_parties(session, proposal.id)
        ),
    )


def _count_open(session: Session, proposal_id: int) -> Counter[int]:
    statement = (
        select(ProposalRequest.party_id, func.count())
        .join(ProposalParty, ProposalParty.id == ProposalRequest.party_id)
        .where(ProposalParty.proposal_id == proposal_id, ProposalRequest.state == RequestState.OPEN)
        .group_by(ProposalRequest.party_id)
    )
    return Counter({party_id: count for party_id, count in session.execute(statement)})


def get_linked(session: Session, token: str) -> tuple[Proposal, int]:
    """Return the proposal and the person of a link; raises NotFound for a link nobody was sent."""
    statement = (
        select(Proposal, ProposalLink.person_id)
        .join(ProposalLink, ProposalLink.proposal_id == Proposal.id)
        .where(ProposalLink.token_sha256 == token_hash(token))
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(
            N_(
                "Perhaps a part of it is missing, or it holds no longer. Open the newest mail "
                "about the plan, or log in."
            )
        )
    return row[0], row[1]


def list_open_parties(
    session: Session, groupement_id: int, kind: RoleKind, subject_id: int
) -> list[tuple[Proposal, ProposalParty]]:
    """Return the open proposals that ask a CDO (by engagement) or a member, the oldest first."""
    statement = _asking(groupement_id, kind, subject_id).where(Proposal.state == ProposalState.OPEN)
    return [(row[0], row[1]) for row in session.execute(statement.order_by(Proposal.id))]


def get_asking(
    session: Session, groupement_id: int, kind: RoleKind, subject_id: int, party_id: int
) -> tuple[Proposal, ProposalParty]:
    """Return the proposal that asked a CDO or a member, open or not; raises NotFound."""
    statement = _asking(groupement_id, kind, subject_id).where(ProposalParty.id == party_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(N_("This plan is no longer proposed."))
    return row[0], row[1]


def _asking(groupement_id: int, kind: RoleKind, subject_id: int) -> Select[Proposal, ProposalParty]:
    column = ProposalParty.member_id if kind is RoleKind.MEMBER else ProposalParty.engagement_id
    return (
        select(Proposal, ProposalParty)
        .join(ProposalParty, ProposalParty.proposal_id == Proposal.id)
        .where(Proposal.groupement_id == groupement_id, column == subject_id)
    )
