"""Taking back what a request became, when those who made it accept the plan after all."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.planning.constraint_queries import remove_constraint
from cdo_share.planning.models import Constraint, ConstraintSource
from cdo_share.proposals.models import Answer, ProposalParty, ProposalRequest, RequestState
from cdo_share.proposals.queries import AskedVisit, get_request


def still_binds(request: ProposalRequest, party: ProposalParty) -> bool:
    """Return whether constraints of a request remain although its party accepts the plan; pure."""
    remains = request.constraint_id is not None or request.wished_constraint_id is not None
    return remains and party.answer is Answer.ACCEPTED


def lift(
    session: Session, *, groupement_id: int, request_id: int, person_id: int, now: datetime
) -> AskedVisit:
    """Remove the constraints of a request whose party accepts by now, and return it.

    What another request or the coordinator wants as well stays. Raises NotFound, Conflict when
    nothing of it binds, or they do not accept.
    """
    asked = get_request(session, groupement_id, request_id)
    session.refresh(asked.request, with_for_update=True)
    session.refresh(asked.party)
    if not still_binds(asked.request, asked.party):
        raise Conflict(N_("Nothing is left to remove, or they do not accept the plan any more."))
    for number in list(_own_constraints(session, asked.request)):
        remove_constraint(
            session,
            groupement_id=groupement_id,
            constraint_id=number,
            person_id=person_id,
            now=now,
        )
    asked.request.constraint_id = asked.request.wished_constraint_id = None
    session.flush()
    return asked


def _own_constraints(session: Session, request: ProposalRequest) -> Iterator[int]:
    """Give the constraints that are there for this request alone."""
    for number in (request.constraint_id, request.wished_constraint_id):
        if number is None:
            continue
        row = session.get_one(Constraint, number)
        if row.source is ConstraintSource.ANSWER and not _is_shared(session, request, number):
            yield number


def _is_shared(session: Session, request: ProposalRequest, constraint_id: int) -> bool:
    shared = select(ProposalRequest.id).where(
        ProposalRequest.id != request.id,
        ProposalRequest.state == RequestState.CONSTRAINED,
        or_(
            ProposalRequest.constraint_id == constraint_id,
            ProposalRequest.wished_constraint_id == constraint_id,
        ),
    )
    return session.scalar(shared.limit(1)) is not None
