"""Stating and changing many demands at once; what they have in common is read once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from cdo_share.accounts.queries import list_members
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.closed_days import list_closed_days
from cdo_share.demands.faults import Frame
from cdo_share.demands.models import Demand
from cdo_share.demands.queries import get_demands
from cdo_share.demands.wish import DemandWish
from cdo_share.demands.writing import changed_meanwhile, frame_of, write_wish
from cdo_share.rounds.locks import hold_members, hold_open_round
from cdo_share.rounds.member_answers import list_answered_members, take_back_answer


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
    hold_members(session, {member_id for member_id, _ in wishes})
    period = hold_open_round(session, groupement_id, period_id)
    members = {member.id: member for member in list_members(session, groupement_id)}
    if not members.keys() >= {member_id for member_id, _ in wishes}:
        raise NotFound(N_("There is no such member in this groupement."))
    whose = {"groupement_id": groupement_id, "period_id": period_id}
    frame = frame_of(session, period)
    closed = list_closed_days(session, groupement_id, members.values(), frame.days)
    for member_id, wish in wishes:
        demand = Demand(**whose, member_id=member_id, created_at=now)
        write_wish(demand, wish, replace(frame, closed=closed.get(member_id, frozenset())), now)
        session.add(demand)
    answered = list_answered_members(session, groupement_id, period_id)
    for member_id in answered.keys() & {member_id for member_id, _ in wishes}:
        take_back_answer(session, **whose, member_id=member_id)
    session.flush()


def edit_demands(
    session: Session,
    *,
    groupement_id: int,
    changes: Sequence[tuple[int, int, DemandWish]],
    now: datetime,
) -> None:
    """Replace what many demands ask for: the number, the version seen and the wish of each.

    Raises like `edit_demand`, at the first refusal.
    """
    demands = get_demands(session, groupement_id, [number for number, _, _ in changes])
    frames = _open_frames(session, groupement_id, demands.values())
    for number, version, wish in changes:
        demand = demands[number]
        if demand.version != version:
            raise changed_meanwhile()
        write_wish(demand, wish, frames[number], now)
        flag_modified(demand, "updated_at")
    try:
        session.flush()
    except StaleDataError as error:
        raise changed_meanwhile() from error


def _open_frames(
    session: Session, groupement_id: int, demands: Iterable[Demand]
) -> Mapping[int, Frame]:
    """Return what each demand has to fit into, by its number; raises Conflict for a closed round.

    Rounds are held in one order, whoever comes: two never wait for each other.
    """
    of_period: dict[int, list[Demand]] = {}
    for demand in demands:
        of_period.setdefault(demand.period_id, []).append(demand)
    frames: dict[int, Frame] = {}
    for period_id in sorted(of_period):
        rows = of_period[period_id]
        frame = frame_of(session, hold_open_round(session, groupement_id, period_id))
        members = {demand.member_id: demand.member for demand in rows}.values()
        closed = list_closed_days(session, groupement_id, members, frame.days)
        frames |= {row.id: replace(frame, closed=closed[row.member_id]) for row in rows}
    return frames
