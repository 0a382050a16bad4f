"""The coordinator settles a request: it becomes a constraint of further runs, or is declined."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_engagement
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.planning.constraint_queries import Holding, add_constraint
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.proposals.holdings import BOTH, Part, choose, holdings_of
from cdo_share.proposals.models import (
    LONGEST_REFUSAL,
    Proposal,
    ProposalRequest,
    Reason,
    RequestState,
)
from cdo_share.proposals.queries import AskedVisit, get_request, list_requests


def constrain(  # noqa: PLR0913 - which request, what of it, by whom, and when
    session: Session,
    *,
    groupement_id: int,
    request_id: int,
    other_engagement_id: int | None = None,
    parts: Collection[Part] = BOTH,
    person_id: int,
    now: datetime,
) -> AskedVisit:
    """Make constraints of a request, or of a part of it, which further runs of the period respect.

    `other_engagement_id` names the CDO who comes instead, where another is wished. Raises NotFound,
    Conflict when the request is settled already, InvalidInput without another CDO or any part.
    """
    asked = _take_open(session, groupement_id, request_id)
    if asked.request.reason is Reason.OTHER_CDO:
        _require_other(session, groupement_id, asked, other_engagement_id)
    else:
        other_engagement_id = None
    period_id = session.scalars(
        select(Proposal.period_id).where(Proposal.id == asked.party.proposal_id)
    ).one()
    numbers = {
        part: add_constraint(
            session,
            groupement_id=groupement_id,
            period_id=period_id,
            holding=holding,
            person_id=person_id,
            now=now,
        ).id
        for part, holding in _chosen(asked, other_engagement_id, parts).items()
    }
    asked.request.constraint_id = numbers.get(Part.AVOIDED, numbers.get(Part.CLOSED))
    asked.request.wished_constraint_id = numbers.get(Part.WISHED)
    _settle(session, asked, RequestState.CONSTRAINED, person_id, now)
    return asked


def _chosen(
    asked: AskedVisit, other_engagement_id: int | None, parts: Collection[Part]
) -> dict[Part, Holding]:
    found = holdings_of(asked, other_engagement_id)
    chosen = choose(found, parts)
    if not chosen:
        raise InvalidInput(Fault("part", N_("Tick at least one line, or decline the request.")))
    return chosen


def decline(
    session: Session,
    *,
    groupement_id: int,
    request_id: int,
    refusal: str,
    person_id: int,
    now: datetime,
) -> AskedVisit:
    """Decline a request with a sentence for those who made it.

    Raises NotFound, Conflict when the request is settled already, InvalidInput without a sentence.
    """
    asked = _take_open(session, groupement_id, request_id)
    sentence = clean_line(refusal, LONGEST_REFUSAL)
    if not sentence:
        raise InvalidInput(Fault("refusal", N_("Say why in a sentence: it is mailed to them.")))
    asked.request.refusal = sentence
    _settle(session, asked, RequestState.DECLINED, person_id, now)
    return asked


def decline_open(
    session: Session, proposal: Proposal, *, person_id: int | None, now: datetime
) -> list[AskedVisit]:
    """Decline what nobody settled before the proposed plan was published, and return it.

    There is no sentence: that the plan binds as it was proposed says why.
    """
    return _settle_open(session, proposal, RequestState.DECLINED, person_id, now)


def overtake_open(
    session: Session, proposal: Proposal, *, person_id: int | None, now: datetime
) -> list[AskedVisit]:
    """Close what nobody settled before a proposal ended without its plan, and return it.

    The plan it was about binds nobody: there is nothing to decline.
    """
    return _settle_open(session, proposal, RequestState.OVERTAKEN, person_id, now)


def _settle_open(
    session: Session,
    proposal: Proposal,
    state: RequestState,
    person_id: int | None,
    now: datetime,
) -> list[AskedVisit]:
    left = [
        asked
        for asked in list_requests(session, proposal.id)
        if asked.request.state is RequestState.OPEN
    ]
    for asked in left:
        _settle(session, asked, state, person_id, now)
    return left


def _take_open(session: Session, groupement_id: int, request_id: int) -> AskedVisit:
    """Return a request that nobody else settles or takes back before the transaction ends."""
    session.execute(
        select(ProposalRequest.id)
        .where(ProposalRequest.id == request_id, ProposalRequest.groupement_id == groupement_id)
        .with_for_update()
    )
    asked = get_request(session, groupement_id, request_id)
    session.refresh(asked.request)
    if asked.request.state is not RequestState.OPEN:
        raise Conflict(N_("This request was settled or taken back meanwhile."))
    return asked


def _require_other(
    session: Session, groupement_id: int, asked: AskedVisit, engagement_id: int | None
) -> None:
    if engagement_id is None or engagement_id == asked.engagement_id:
        raise InvalidInput(Fault("other_engagement_id", N_("Choose the CDO who comes instead.")))
    get_engagement(session, groupement_id, engagement_id)
    pinned = select(Constraint.id).where(
        Constraint.demand_id == asked.demand_id,
        Constraint.engagement_id == asked.engagement_id,
        Constraint.kind == ConstraintKind.KEEP_CDO,
    )
    if session.scalar(pinned) is not None:
        sentence = N_("This demand is pinned to the very CDO it is to change; take that pin away.")
        raise Conflict(sentence)


def _settle(
    session: Session,
    asked: AskedVisit,
    state: RequestState,
    person_id: int | None,
    now: datetime,
) -> None:
    request = asked.request
    request.state, request.settled_at, request.settled_by_id = state, now, person_id
    session.flush()
    record_act(
        session,
        at=now,
        groupement_id=request.groupement_id,
        person_id=person_id,
        action="settle_request",
        thing=("proposal_request", request.id),
        state=state.value,
    )
