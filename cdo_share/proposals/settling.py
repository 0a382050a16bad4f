"""The coordinator settles a request: it becomes a constraint of further runs, or is declined."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.queries import get_engagement
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.planning.constraint_queries import Holding, add_constraint
from cdo_share.planning.models import Constraint, ConstraintKind, ConstraintSource
from cdo_share.proposals.models import (
    LONGEST_REFUSAL,
    Proposal,
    ProposalRequest,
    Reason,
    RequestState,
)
from cdo_share.proposals.queries import AskedVisit, get_request


def avoiding(asked: AskedVisit, other_engagement_id: int | None) -> Holding | None:
    """Return what keeps the visit from where the plan has it; pure.

    A CDO does not work in that stretch, unless only the way to this member is too far. Otherwise
    the member is not visited on that day, unless another half of the same day is wished. Another
    CDO comes where one is wished. Of a visit that is to be kept nothing is avoided.
    """
    request = asked.request
    if request.reason is Reason.KEEP:
        return None
    if request.reason is Reason.OTHER_CDO:
        return Holding(
            kind=ConstraintKind.KEEP_CDO,
            demand_id=asked.demand_id,
            engagement_id=other_engagement_id,
            source=ConstraintSource.ANSWER,
        )
    if asked.party.kind is RoleKind.CDO and request.reason is not Reason.TOO_FAR:
        return Holding(
            kind=ConstraintKind.AVOID_CDO,
            engagement_id=asked.engagement_id,
            day=request.day,
            slot=request.slot,
            length=request.length,
            source=ConstraintSource.ANSWER,
        )
    if request.wished_day == request.day:
        return None
    return Holding(
        kind=ConstraintKind.AVOID_DEMAND,
        demand_id=asked.demand_id,
        day=request.day,
        source=ConstraintSource.ANSWER,
    )


def keeping(asked: AskedVisit, other_engagement_id: int | None) -> Holding | None:
    """Return what puts the visit where it is wished, None where any other half-day does; pure.

    A CDO who asks to keep a visit keeps it themselves: at its time another might come.
    """
    request = asked.request
    if request.wished_day is None:
        return None
    is_own = request.reason is Reason.KEEP and asked.party.kind is RoleKind.CDO
    return Holding(
        kind=ConstraintKind.KEEP_VISIT if is_own else ConstraintKind.KEEP_TIME,
        demand_id=asked.demand_id,
        engagement_id=other_engagement_id or asked.engagement_id,
        day=request.wished_day,
        slot=request.wished_slot,
        length=request.length,
        source=ConstraintSource.ANSWER,
    )


def constrain(
    session: Session,
    *,
    groupement_id: int,
    request_id: int,
    other_engagement_id: int | None = None,
    person_id: int,
    now: datetime,
) -> AskedVisit:
    """Make constraints of a request, which every further run of the period respects.

    `other_engagement_id` names the CDO who comes instead, where another is wished. Raises NotFound,
    Conflict when the request is settled already, InvalidInput without another CDO.
    """
    asked = _take_open(session, groupement_id, request_id)
    if asked.request.reason is Reason.OTHER_CDO:
        _require_other(session, groupement_id, asked, other_engagement_id)
    else:
        other_engagement_id = None
    period_id = session.scalars(
        select(Proposal.period_id).where(Proposal.id == asked.party.proposal_id)
    ).one()
    numbers = [
        add_constraint(
            session,
            groupement_id=groupement_id,
            period_id=period_id,
            holding=holding,
            person_id=person_id,
            now=now,
        ).id
        if holding
        else None
        for holding in (avoiding(asked, other_engagement_id), keeping(asked, other_engagement_id))
    ]
    asked.request.constraint_id, asked.request.wished_constraint_id = numbers
    _settle(session, asked, RequestState.CONSTRAINED, person_id, now)
    return asked


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
    session: Session, asked: AskedVisit, state: RequestState, person_id: int, now: datetime
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
