"""What stated demands amount to once the days change on which their firm is closed."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.accounts.models import Member
from cdo_share.demands.closed_days import closed_days_of
from cdo_share.demands.copies import wish_of
from cdo_share.demands.models import Cadence, Demand
from cdo_share.demands.wish import measure_wish
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.queries import list_working_days


def measure_again(session: Session, member: Member) -> None:
    """Write down what a firm's demands in open rounds amount to now; `member` has its site.

    A number of visits in all stays what was typed, and a demand that no visit fits any more keeps
    one, to be told why it gets none. Nobody's edit under way is in vain: versions stay.
    """
    frames: dict[int, tuple[Sequence[date], Collection[date]]] = {}
    for demand in _list_open(session, member):
        if demand.period_id not in frames:
            days = list_working_days(session, demand.period)
            frames[demand.period_id] = days, closed_days_of(session, member, days)
        slots = max(demand.visit_slots, possible_slots(demand, *frames[demand.period_id]))
        session.execute(update(Demand).where(Demand.id == demand.id).values(requested_slots=slots))


def possible_slots(demand: Demand, days: Sequence[date], closed: Collection[date]) -> int:
    """Return the slots that a demand's wish amounts to beside closed days; 0 when none fits.

    `days` are the working days of its period, and its half-days and declined CDOs are loaded.
    """
    return measure_wish(wish_of(demand), demand.period.grid, days, closed).slots


def _list_open(session: Session, member: Member) -> list[Demand]:
    """Return the demands with a rhythm in rounds that are open."""
    statement = (
        select(Demand)
        .join(Period, Period.id == Demand.period_id)
        .where(
            Demand.member_id == member.id,
            Demand.cadence != Cadence.ONCE,
            Period.state == PeriodState.OPEN,
        )
        .options(
            joinedload(Demand.period),
            selectinload(Demand.halfdays),
            selectinload(Demand.declined),
        )
        .order_by(Demand.id)
    )
    return list(session.scalars(statement))
