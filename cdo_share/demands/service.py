"""Stating, changing, withdrawing and restoring a demand while the round is open."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_member, list_members
from cdo_share.accounts.skills import SKILLS
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.faults import Frame, list_faults
from cdo_share.demands.models import (
    Cadence,
    DeclinedCdo,
    Demand,
    DemandHalfday,
    DemandState,
    Wish,
)
from cdo_share.demands.queries import get_demand, get_demands
from cdo_share.demands.wish import SAME_FIELDS, DemandWish, measure_wish
from cdo_share.rounds.member_answers import list_answered_members, take_back_answer
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.queries import get_period, list_working_days


def submit_demand(
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    period_id: int,
    wish: DemandWish,
    now: datetime,
) -> Demand:
    """Store a new demand of a member; it takes the place of “nothing this time”.

    Raises NotFound for a member or period of another groupement, Conflict when the round
    is closed, InvalidInput with every fault of the wish.
    """
    member = get_member(session, groupement_id, member_id)
    if not member.is_active:
        raise NotFound(N_("There is no such member in this groupement."))
    period = get_period(session, groupement_id, period_id)
    _refuse_closed_round(period)
    demand = Demand(
        groupement_id=groupement_id, period_id=period_id, member_id=member_id, created_at=now
    )
    _write(demand, wish, frame_of(session, period), now)
    session.add(demand)
    take_back_answer(session, groupement_id=groupement_id, member_id=member_id, period_id=period_id)
    session.flush()
    return _reload(session, demand)


def submit_demands(
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    wishes: Sequence[tuple[int, DemandWish]],
    now: datetime,
) -> None:
    """Store many new demands of one period, each with the number of its member.

    What they have in common is read once. Raises like `submit_demand`, at the first refusal.
    """
    period = get_period(session, groupement_id, period_id)
    _refuse_closed_round(period)
    members = {member.id for member in list_members(session, groupement_id)}
    if not members.issuperset(member_id for member_id, _ in wishes):
        raise NotFound(N_("There is no such member in this groupement."))
    whose = {"groupement_id": groupement_id, "period_id": period_id}
    frame = frame_of(session, period)
    for member_id, wish in wishes:
        demand = Demand(**whose, member_id=member_id, created_at=now)
        _write(demand, wish, frame, now)
        session.add(demand)
    answered = list_answered_members(session, groupement_id, period_id)
    for member_id in answered.keys() & {member_id for member_id, _ in wishes}:
        take_back_answer(session, **whose, member_id=member_id)
    session.flush()


def edit_demand(  # noqa: PLR0913 - who, what, the version seen, the new wish and when
    session: Session,
    *,
    groupement_id: int,
    member_id: int | None,
    demand_id: int,
    wish: DemandWish,
    version: int,
    now: datetime,
) -> Demand:
    """Replace what a demand asks for; `member_id` None stands for the coordinator.

    Raises NotFound, Conflict when the round is closed or `version` is not the present one,
    InvalidInput with every fault of the wish.
    """
    demand = get_demand(session, groupement_id, demand_id, member_id)
    _refuse_closed_round(demand.period)
    if demand.version != version:
        raise _changed_meanwhile()
    _write(demand, wish, frame_of(session, demand.period), now)
    _flush(session, demand)
    return _reload(session, demand)


def edit_demands(
    session: Session,
    *,
    groupement_id: int,
    changes: Sequence[tuple[int, int, DemandWish]],
    now: datetime,
) -> None:
    """Replace what many demands ask for: the number, the version seen and the wish of each.

    What they have in common is read once. Raises like `edit_demand`, at the first refusal.
    """
    demands = get_demands(session, groupement_id, [number for number, _, _ in changes])
    frames: dict[int, Frame] = {}
    for number, version, wish in changes:
        demand = demands[number]
        _refuse_closed_round(demand.period)
        if demand.version != version:
            raise _changed_meanwhile()
        if demand.period_id not in frames:
            frames[demand.period_id] = frame_of(session, demand.period)
        _write(demand, wish, frames[demand.period_id], now)
        flag_modified(demand, "updated_at")
    try:
        session.flush()
    except StaleDataError as error:
        raise _changed_meanwhile() from error


def withdraw_demand(
    session: Session,
    *,
    groupement_id: int,
    member_id: int | None,
    demand_id: int,
    now: datetime,
) -> Demand:
    """Take a demand out of the next allocation; it can be restored.

    Raises NotFound, Conflict when the round is closed or the demand is withdrawn already.
    """
    demand = get_demand(session, groupement_id, demand_id, member_id)
    if demand.state is DemandState.WITHDRAWN:
        raise Conflict(N_("This demand is withdrawn already."))
    return _move(session, demand, DemandState.WITHDRAWN, now)


def restore_demand(
    session: Session,
    *,
    groupement_id: int,
    member_id: int | None,
    demand_id: int,
    now: datetime,
) -> Demand:
    """Bring a withdrawn demand back into the next allocation.

    Raises NotFound, Conflict when the round is closed or the demand is not withdrawn.
    """
    demand = get_demand(session, groupement_id, demand_id, member_id)
    if demand.state is DemandState.SUBMITTED:
        raise Conflict(N_("This demand is not withdrawn."))
    take_back_answer(
        session,
        groupement_id=groupement_id,
        member_id=demand.member_id,
        period_id=demand.period_id,
    )
    return _move(session, demand, DemandState.SUBMITTED, now)


def _move(session: Session, demand: Demand, state: DemandState, now: datetime) -> Demand:
    _refuse_closed_round(demand.period)
    demand.state = state
    demand.updated_at = now
    _flush(session, demand)
    return demand


def _refuse_closed_round(period: Period) -> None:
    if period.state is PeriodState.LOCKED:
        raise Conflict(
            N_("The round of %(period)s is closed: ask your coordinator for a change."),
            period=period.name,
        )


def _changed_meanwhile() -> Conflict:
    return Conflict(
        N_("Somebody changed this demand while you were writing; look at it again, then change it.")
    )


def _flush(session: Session, demand: Demand) -> None:
    """Write the demand with a higher version, even when only its half-days changed."""
    flag_modified(demand, "updated_at")
    try:
        session.flush()
    except StaleDataError as error:
        raise _changed_meanwhile() from error


def _reload(session: Session, demand: Demand) -> Demand:
    """Return the demand as a reader finds it, with the names of CDOs and half-days in order."""
    groupement_id, demand_id = demand.groupement_id, demand.id
    session.expire(demand)
    return get_demand(session, groupement_id, demand_id)


def frame_of(session: Session, period: Period) -> Frame:
    """Return what a wish of this period has to fit into."""
    engagement_ids = session.scalars(
        select(Engagement.id).where(
            Engagement.groupement_id == period.groupement_id, Engagement.is_active
        )
    )
    return Frame(
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        days=list_working_days(session, period),
        grid=period.grid,
        skills=SKILLS,
        engagement_ids=frozenset(engagement_ids),
    )


def _write(demand: Demand, wish: DemandWish, frame: Frame, now: datetime) -> None:
    wish = wish.completed(frame.starts_on, frame.ends_on)
    faults = list_faults(wish, frame)
    if faults:
        raise InvalidInput(*faults)
    _copy(wish, demand)
    request = measure_wish(wish, frame.grid, frame.days)
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
