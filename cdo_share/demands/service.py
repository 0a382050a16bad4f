"""Stating, changing, withdrawing and restoring a demand while the round is open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from cdo_share.accounts.models import Engagement, Member
from cdo_share.accounts.queries import get_member, list_members
from cdo_share.accounts.skills import SKILLS
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.closed_days import closed_days_of, list_closed_days
from cdo_share.demands.faults import Frame, list_faults
from cdo_share.demands.models import (
    Cadence,
    DeclinedCdo,
    Demand,
    DemandHalfday,
    DemandState,
    Wish,
)
from cdo_share.demands.queries import find_sent, get_demand
from cdo_share.demands.wish import SAME_FIELDS, DemandWish
from cdo_share.rounds.locks import hold_member, hold_open_round
from cdo_share.rounds.member_answers import list_answered_members, take_back_answer
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_working_days


def submit_demand(  # noqa: PLR0913 - who, when, what, and which sending of a form it is
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    period_id: int,
    wish: DemandWish,
    now: datetime,
    once_key: str | None = None,
) -> Demand:
    """Store a new demand of a member; it takes the place of “nothing this time”.

    Sent again with the same `once_key`, it is the demand of the first time that is returned.
    Raises NotFound for a member or period of another groupement, Conflict when the round
    is closed, InvalidInput with every fault of the wish.
    """
    member = get_member(session, groupement_id, member_id)
    if not member.is_active:
        raise NotFound(N_("There is no such member in this groupement."))
    hold_member(session, member_id)
    sent = find_sent(session, groupement_id, member_id, once_key)
    if sent is not None:
        return sent
    period = hold_open_round(session, groupement_id, period_id)
    demand = Demand(
        groupement_id=groupement_id,
        period_id=period_id,
        member_id=member_id,
        once_key=once_key,
        created_at=now,
    )
    _write(demand, wish, frame_of(session, period, member), now)
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
    period = hold_open_round(session, groupement_id, period_id)
    members = {member.id: member for member in list_members(session, groupement_id)}
    if not members.keys() >= {member_id for member_id, _ in wishes}:
        raise NotFound(N_("There is no such member in this groupement."))
    whose = {"groupement_id": groupement_id, "period_id": period_id}
    frame = frame_of(session, period)
    closed = list_closed_days(session, groupement_id, members.values(), frame.days)
    for member_id, wish in wishes:
        demand = Demand(**whose, member_id=member_id, created_at=now)
        _write(demand, wish, replace(frame, closed=closed.get(member_id, frozenset())), now)
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
    hold_open_round(session, groupement_id, demand.period_id)
    if demand.version != version:
        raise _changed_meanwhile()
    _write(demand, wish, frame_of(session, demand.period, demand.member), now)
    _flush(session, demand)
    return _reload(session, demand)


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
    hold_member(session, demand.member_id)
    take_back_answer(
        session,
        groupement_id=groupement_id,
        member_id=demand.member_id,
        period_id=demand.period_id,
    )
    return _move(session, demand, DemandState.SUBMITTED, now)


def _move(session: Session, demand: Demand, state: DemandState, now: datetime) -> Demand:
    hold_open_round(session, demand.groupement_id, demand.period_id)
    demand.state = state
    demand.updated_at = now
    _flush(session, demand)
    return demand


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


def _write(demand: Demand, wish: DemandWish, frame: Frame, now: datetime) -> None:
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
