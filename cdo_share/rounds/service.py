"""Opening and locking a period, and marking the days on which everybody rests."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.grid import GridKind
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.rounds.days import MOST_DAYS, working_days
from cdo_share.rounds.models import ClosedDay, Period, PeriodState
from cdo_share.rounds.queries import get_period, list_periods

MOST_NAME_CHARACTERS = 80


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
    others = list_periods(session, groupement_id)
    faults = [*_name_faults(period.name, others), *_date_faults(period, others)]
    if faults:
        raise InvalidInput(*faults)
    session.add(period)
    session.flush()
    return period


def lock_period(session: Session, *, groupement_id: int, period_id: int) -> Period:
    """Close the round: demands may no longer change. Raises Conflict when that is done already."""
    period = get_period(session, groupement_id, period_id)
    if period.state is PeriodState.LOCKED:
        raise Conflict(N_("The round of %(period)s is closed already."), period=period.name)
    period.state = PeriodState.LOCKED
    session.flush()
    return period


def reopen_period(session: Session, *, groupement_id: int, period_id: int) -> Period:
    """Let demands change again. Raises Conflict when they can already."""
    period = get_period(session, groupement_id, period_id)
    if period.state is PeriodState.OPEN:
        raise Conflict(N_("The round of %(period)s is open already."), period=period.name)
    period.state = PeriodState.OPEN
    session.flush()
    return period


def add_closed_day(session: Session, *, groupement_id: int, day: date, name: str) -> ClosedDay:
    """Mark a day on which everybody rests.

    Raises InvalidInput for a name that is missing or too long, or a day marked already.
    """
    closed = ClosedDay(groupement_id=groupement_id, day=day, name=clean_line(name))
    faults = [*_closed_day_faults(session, closed), *_length_faults(closed.name)]
    if faults:
        raise InvalidInput(*faults)
    session.add(closed)
    session.flush()
    return closed


def _length_faults(name: str) -> Iterator[Fault]:
    if not name:
        yield Fault("name", N_("Give a name."))
    elif len(name) > MOST_NAME_CHARACTERS:
        yield Fault(
            "name",
            N_("The name has %(length)s characters; shorten it to %(most)s at most."),
            {"length": len(name), "most": MOST_NAME_CHARACTERS},
        )


def _name_faults(name: str, others: list[Period]) -> Iterator[Fault]:
    yield from _length_faults(name)
    if any(other.name == name for other in others):
        yield Fault(
            "name", N_("Another period is called %(name)s; choose another name."), {"name": name}
        )


def _date_faults(period: Period, others: list[Period]) -> Iterator[Fault]:
    dates = {"starts_on": period.starts_on, "ends_on": period.ends_on}
    length = (period.ends_on - period.starts_on).days + 1
    if length < 1:
        yield Fault(
            "ends_on",
            N_("The last day, %(ends_on)s, comes before the first, %(starts_on)s; swap them."),
            dates,
        )
    elif length > MOST_DAYS:
        yield Fault(
            "ends_on",
            N_("A period lasts %(most)s weeks at most; choose a last day before %(ends_on)s."),
            {"most": MOST_DAYS // 7, "ends_on": period.ends_on},
        )
    elif not working_days(period.starts_on, period.ends_on, ()):
        yield Fault(
            "ends_on",
            N_("There is no day from Monday to Friday up to %(ends_on)s; choose a later last day."),
            dates,
        )
    yield from (_overlap_fault(other) for other in others if _overlap(period, other))


def _overlap(period: Period, other: Period) -> bool:
    return period.starts_on <= other.ends_on and other.starts_on <= period.ends_on


def _overlap_fault(other: Period) -> Fault:
    values = {"name": other.name, "starts_on": other.starts_on, "ends_on": other.ends_on}
    return Fault(
        "starts_on",
        N_(
            "The period %(name)s already covers %(starts_on)s to %(ends_on)s; "
            "choose dates outside it."
        ),
        values,
    )


def _closed_day_faults(session: Session, closed: ClosedDay) -> Iterator[Fault]:
    taken = select(ClosedDay).where(
        ClosedDay.groupement_id == closed.groupement_id, ClosedDay.day == closed.day
    )
    if session.scalar(taken) is not None:
        yield Fault(
            "day", N_("%(day)s is marked as closed already; choose another."), {"day": closed.day}
        )
