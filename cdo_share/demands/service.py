"""Stating, changing, withdrawing and restoring a demand while the round is open."""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_member
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.queries import find_sent, get_demand
from cdo_share.demands.wish import DemandWish
from cdo_share.demands.writing import changed_meanwhile, flush_change, frame_of, write_wish
from cdo_share.rounds.locks import hold_member, hold_open_round
from cdo_share.rounds.member_answers import take_back_answer


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

    Sent again with the same `once_key`, it is the demand of the first time that is returned; one
    that was withdrawn since takes part again, as it is sent now.
    Raises NotFound for a member or period of another groupement, Conflict when the round
    is closed, InvalidInput with every fault of the wish.
    """
    member = get_member(session, groupement_id, member_id)
    if not member.is_active:
        raise NotFound(N_("There is no such member in this groupement."))
    hold_member(session, member_id)
    sent = find_sent(session, groupement_id, member_id, once_key)
    if sent is not None and sent.state is DemandState.SUBMITTED:
        return sent
    period = hold_open_round(session, groupement_id, period_id)
    demand = sent or Demand(
        groupement_id=groupement_id,
        period_id=period_id,
        member_id=member_id,
        once_key=once_key,
        created_at=now,
    )
    write_wish(demand, wish, frame_of(session, period, member), now)
    demand.state = DemandState.SUBMITTED
    session.add(demand)
    take_back_answer(session, groupement_id=groupement_id, member_id=member_id, period_id=period_id)
    session.flush()
    return _reload(session, demand)


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
        raise changed_meanwhile()
    write_wish(demand, wish, frame_of(session, demand.period, demand.member), now)
    flush_change(session, demand)
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
    # What it asks for stays as it was: only its state says that it is withdrawn.
    return _move(session, demand, DemandState.WITHDRAWN, demand.updated_at)


def restore_demand(
    session: Session,
    *,
    groupement_id: int,
    member_id: int | None,
    demand_id: int,
    now: datetime,
    is_planned: bool = False,
) -> Demand:
    """Bring a withdrawn demand back into the next allocation.

    `is_planned` says that visits of it are in force still: then nothing has changed since they were
    published. Raises NotFound, Conflict when the round is closed or the demand is not withdrawn.
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
    return _move(session, demand, DemandState.SUBMITTED, demand.updated_at if is_planned else now)


def _move(session: Session, demand: Demand, state: DemandState, updated_at: datetime) -> Demand:
    hold_open_round(session, demand.groupement_id, demand.period_id)
    demand.state, demand.updated_at = state, updated_at
    flush_change(session, demand)
    return demand


def _reload(session: Session, demand: Demand) -> Demand:
    """Return the demand as a reader finds it, with the names of CDOs and half-days in order."""
    groupement_id, demand_id = demand.groupement_id, demand.id
    session.expire(demand)
    return get_demand(session, groupement_id, demand_id)
