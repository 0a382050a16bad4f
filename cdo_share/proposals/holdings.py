"""What a request becomes: where the visit is not to be, and where it is wished; pure."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from cdo_share.accounts.models import RoleKind
from cdo_share.planning.constraint_queries import Holding
from cdo_share.planning.models import ConstraintKind, ConstraintSource
from cdo_share.proposals.models import Reason, RequestState
from cdo_share.proposals.queries import AskedVisit


class Part(StrEnum):
    """One of the things that a request may become; the first two can be without each other."""

    AVOIDED = "avoided"
    WISHED = "wished"
    CLOSED = "closed"  # in place of AVOIDED: nobody comes on that day, the CDO does on others


BOTH = (Part.AVOIDED, Part.WISHED)


def holdings_of(
    asked: AskedVisit, other_engagement_id: int | None = None
) -> Mapping[Part, Holding]:
    """Return what a request may become; `other_engagement_id` is the CDO who comes instead."""
    found = {
        Part.AVOIDED: avoiding(asked, other_engagement_id),
        Part.WISHED: keeping(asked, other_engagement_id),
        Part.CLOSED: None if asked.is_only or not _is_too_far(asked) else _closing(asked),
    }
    return {part: holding for part, holding in found.items() if holding is not None}


def left_out(asked: AskedVisit) -> list[Part]:
    """Return which parts of a request did not become constraints, though others did; pure."""
    request = asked.request
    if request.state is not RequestState.CONSTRAINED:
        return []
    became = {Part.AVOIDED: request.constraint_id, Part.WISHED: request.wished_constraint_id}
    found = holdings_of(asked)
    return [part for part, number in became.items() if part in found and number is None]


def choose(holdings: Mapping[Part, Holding], parts: Collection[Part]) -> dict[Part, Holding]:
    """Return the parts that are chosen; of two that stand for each other the first."""
    chosen = {part: holding for part, holding in holdings.items() if part in parts}
    if Part.AVOIDED in chosen:
        chosen.pop(Part.CLOSED, None)
    return chosen


def _is_too_far(asked: AskedVisit) -> bool:
    """Say whether a CDO finds the way too far, and wishes for no other day."""
    request = asked.request
    return request.reason is Reason.TOO_FAR and request.wished_day is None


def _closing(asked: AskedVisit) -> Holding:
    """Return what keeps everybody from the demand on the day of the visit."""
    return Holding(
        kind=ConstraintKind.AVOID_DEMAND,
        demand_id=asked.demand_id,
        day=asked.request.day,
        source=ConstraintSource.ANSWER,
    )


def avoiding(asked: AskedVisit, other_engagement_id: int | None) -> Holding | None:
    """Return what keeps the visit from where the plan has it; pure.

    A CDO does not work in that stretch, unless only the way to this member is too far: then
    somebody else comes for this demand, on that day as well, unless they wish for another day.
    Otherwise the member is not visited on that day, unless another half of the same day is wished.
    Another CDO comes where one is wished. Of a visit that is to be kept nothing is avoided.
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
    if _is_too_far(asked):
        return Holding(
            kind=ConstraintKind.AVOID_CDO,
            demand_id=asked.demand_id,
            engagement_id=asked.engagement_id,
            source=ConstraintSource.ANSWER,
        )
    return _closing(asked)


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
