"""Writing a wish into a demand: what it has to fit into, its measure, its version."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from cdo_share.accounts.models import Engagement, Member
from cdo_share.accounts.skills import SKILLS
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.demands.closed_days import closed_days_of
from cdo_share.demands.faults import Frame, list_faults
from cdo_share.demands.models import Cadence, DeclinedCdo, Demand, DemandHalfday, Wish
from cdo_share.demands.wish import SAME_FIELDS, DemandWish
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_working_days


def frame_of(session: Session, period: Period, member: Member | None = None) -> Frame:
    """Return what a wish of this period has to fit into.

    `member`, loaded with its site, brings the days on which that firm is closed.
    """
    days = list_working_days(session, period)
    engagement_ids = session.scalars(
        select(Engagement.id).where(
            Engagement.groupement_id == period.groupement_id, Engagement.is_active
        )
    )
    return Frame(
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        days=days,
        grid=period.grid,
        skills=SKILLS,
        engagement_ids=frozenset(engagement_ids),
        closed=closed_days_of(session, member, days) if member else frozenset(),
    )


def write_wish(demand: Demand, wish: DemandWish, frame: Frame, now: datetime) -> None:
    """Write a wish into a demand and measure it; raises InvalidInput with every fault."""
    wish = wish.completed(frame.starts_on, frame.ends_on)
    faults = list_faults(wish, frame)
    if faults:
        raise InvalidInput(*faults)
    _copy(wish, demand)
    request = frame.measure(wish)
    demand.visit_slots = request.visit_slots
    demand.requested_slots = request.slots
    demand.updated_at = now


def _copy(wish: DemandWish, demand: Demand) -> None:
    for field in SAME_FIELDS:
        setattr(demand, field, getattr(wish, field))
    is_once = wish.cadence is Cadence.ONCE
    demand.visits_per_window = 1 if is_once else wish.visits_per_window or 1
    wishes = ((wish.preferred, Wish.PREFERRED), (wish.impossible, Wish.IMPOSSIBLE))
    demand.halfdays = [
        DemandHalfday(weekday=weekday, half=half, wish=kind)
        for halfdays, kind in wishes
        for weekday, half in halfdays
    ]
    demand.declined = [
        DeclinedCdo(engagement_id=engagement_id, reason=reason)
        for engagement_id, reason in wish.declined
    ]


def changed_meanwhile() -> Conflict:
    """Return the refusal to one who did not see the present state of a demand."""
    return Conflict(
        N_("Somebody changed this demand while you were writing; look at it again, then change it.")
    )


def flush_change(session: Session, demand: Demand) -> None:
    """Write the demand with a higher version, even when only its half-days changed.

    Raises Conflict when somebody else changed it meanwhile.
    """
    flag_modified(demand, "updated_at")
    try:
        session.flush()
    except StaleDataError as error:
        raise changed_meanwhile() from error
