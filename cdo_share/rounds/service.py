"""Opening and locking a period, and marking the days on which everybody rests."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.grid import GridKind
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.rounds.faults import date_faults, length_faults, name_faults
from cdo_share.rounds.locks import hold_round, hold_rounds
from cdo_share.rounds.models import ClosedDay, Period, PeriodState
from cdo_share.rounds.queries import list_periods


def open_period(
    session: Session,
    *,
    groupement_id: int,
    name: str,
    starts_on: date,
    ends_on: date,
    grid_kind: GridKind,
) -> Period:
    """Open a period for demands and availabilities; both ends are included.

    Raises InvalidInput for a name that is missing, too long or taken, and for dates in the
    wrong order, too far apart, without a working day, or inside another period.
    """
    period = Period(
        groupement_id=groupement_id,
        name=clean_line(name),
        starts_on=starts_on,
        ends_on=ends_on,
        grid_kind=grid_kind,
    )
    hold_rounds(session, groupement_id)
    others = list_periods(session, groupement_id)
    faults = [*name_faults(period.name, others), *date_faults(starts_on, ends_on, others)]
    if faults:
        raise InvalidInput(*faults)
    session.add(period)
    session.flush()
    return period


def lock_period(session: Session, *, groupement_id: int, period_id: int) -> Period:
    """Close the round: demands may no longer change. Raises Conflict when that is done already."""
    period = hold_round(session, groupement_id, period_id)
    if period.state is PeriodState.LOCKED:
        raise Conflict(N_("The round of %(period)s is closed already."), period=period.name)
    period.state = PeriodState.LOCKED
    session.flush()
    return period


def reopen_period(session: Session, *, groupement_id: int, period_id: int) -> Period:
    """Let demands change again. Raises Conflict when they can already."""
    period = hold_round(session, groupement_id, period_id)
    if period.state is PeriodState.OPEN:
        raise Conflict(N_("The round of %(period)s is open already."), period=period.name)
    period.state = PeriodState.OPEN
    session.flush()
    return period


def add_closed_day(session: Session, *, groupement_id: int, day: date, name: str) -> ClosedDay:
    """Mark a day on which everybody rests.

    Raises InvalidInput for a name that is missing or too long, or a day marked already.
    """
    hold_rounds(session, groupement_id)
    closed = ClosedDay(groupement_id=groupement_id, day=day, name=clean_line(name))
    faults = [*_closed_day_faults(session, closed), *length_faults(closed.name)]
    if faults:
        raise InvalidInput(*faults)
    session.add(closed)
    session.flush()
    return closed


def remove_closed_day(session: Session, *, groupement_id: int, day: date) -> None:
    """Make an ordinary day of a closed one; raises NotFound when it is not marked."""
    hold_rounds(session, groupement_id)
    closed = session.get(ClosedDay, (groupement_id, day))
    if closed is None:
        raise NotFound(N_("This day is not marked as closed."))
    session.delete(closed)
    session.flush()


def _closed_day_faults(session: Session, closed: ClosedDay) -> Iterator[Fault]:
    taken = select(ClosedDay).where(
        ClosedDay.groupement_id == closed.groupement_id, ClosedDay.day == closed.day
    )
    if session.scalar(taken) is not None:
        yield Fault(
            "day", N_("%(day)s is marked as closed already; choose another."), {"day": closed.day}
        )
