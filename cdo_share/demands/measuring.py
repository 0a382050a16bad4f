"""What stated demands amount to once the days change on which their firm is closed."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, select, update
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from cdo_share.accounts.models import Member
from cdo_share.demands.closed_days import list_closed_days
from cdo_share.demands.copies import wish_of
from cdo_share.demands.models import Cadence, Demand
from cdo_share.demands.wish import measure_wish
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.queries import list_working_days


def measure_again(session: Session, member: Member) -> None:
    """Write down what a firm's demands in open rounds amount to now; see `measure_all_again`."""
    _measure(session, _list_open(session, Demand.member_id == member.id))


def measure_all_again(session: Session, groupement_id: int) -> None:
    """Write down what the demands of a groupement in open rounds amount to now.

    A number of visits in all stays what was typed, and a demand that no visit fits any more keeps
    one, to be told why it gets none. Nobody's edit under way is in vain: versions stay.
    """
    _measure(session, _list_open(session, Demand.groupement_id == groupement_id))


def _measure(session: Session, demands: Sequence[Demand]) -> None:
    of_period: dict[int, list[Demand]] = {}
    for demand in demands:
        of_period.setdefault(demand.period_id, []).append(demand)
    changed = [change for rows in of_period.values() for change in _changes(session, rows)]
    for demand, slots in changed:
        set_committed_value(demand, "requested_slots", slots)
    if changed:
        table = cast("Table", Demand.__table__)
        statement = update(table).where(table.c.id == bindparam("demand"))
        rows = [{"demand": demand.id, "slots": slots} for demand, slots in changed]
        session.execute(statement.values(requested_slots=bindparam("slots")), rows)


def _changes(session: Session, demands: Sequence[Demand]) -> list[tuple[Demand, int]]:
    """Return those of one period's demands that amount to something else now, and to what."""
    period = demands[0].period
    days = list_working_days(session, period)
    members = {demand.member_id: demand.member for demand in demands}.values()
    closed = list_closed_days(session, period.groupement_id, members, days)
    measured = [
        (one, max(one.visit_slots, possible_slots(one, days, closed.get(one.member_id, ()))))
        for one in demands
    ]
    return [(one, slots) for one, slots in measured if slots != one.requested_slots]


def possible_slots(demand: Demand, days: Sequence[date], closed: Collection[date]) -> int:
    """Return the slots that a demand's wish amounts to beside closed days; 0 when none fits.

    `days` are the working days of its period, and its half-days and declined CDOs are loaded.
    """
    return measure_wish(wish_of(demand), demand.period.grid, days, closed).slots


def _list_open(session: Session, whose: ColumnElement[bool]) -> list[Demand]:
    """Return the demands with a rhythm in rounds that are open."""
    statement = (
        select(Demand)
        .join(Period, Period.id == Demand.period_id)
        .where(whose, Demand.cadence != Cadence.ONCE, Period.state == PeriodState.OPEN)
        .options(
            joinedload(Demand.period),
            joinedload(Demand.member).joinedload(Member.site),
            selectinload(Demand.halfdays),
            selectinload(Demand.declined),
        )
        .order_by(Demand.id)
    )
    return list(session.scalars(statement))
