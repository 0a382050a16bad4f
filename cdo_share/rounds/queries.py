"""Reading the periods and the closed days of a groupement."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.rounds.days import working_days
from cdo_share.rounds.models import ClosedDay, Period, PeriodState

CLOSED_AHEAD = timedelta(days=60)


def list_periods(session: Session, groupement_id: int) -> list[Period]:
    """Return the periods of a groupement, the earliest first."""
    statement = (
        select(Period)
        .where(Period.groupement_id == groupement_id)
        .order_by(Period.starts_on, Period.id)
    )
    return list(session.scalars(statement))


def get_period(session: Session, groupement_id: int, period_id: int) -> Period:
    """Return a period of the groupement; raises NotFound."""
    period = session.get(Period, period_id)
    if period is None or period.groupement_id != groupement_id:
        raise NotFound(N_("There is no such period in this groupement."))
    return period


def find_current_period(session: Session, groupement_id: int, today: date) -> Period | None:
    """Return the period that `today` lies in, else the next one, else the last one."""
    return current_of(list_periods(session, groupement_id), today)


def current_of(periods: list[Period], today: date) -> Period | None:
    """Return of periods in order what `find_current_period` returns of all."""
    ahead = [period for period in periods if period.ends_on >= today]
    return next(iter(ahead or periods[-1:]), None)


def find_round(session: Session, groupement_id: int, today: date) -> Period | None:
    """Return the first period that collects answers with a last day to give them, else the current.

    While a quarter is under way, the round of the next one is what people are asked about.
    """
    return round_of(list_periods(session, groupement_id), today)


def round_of(periods: list[Period], today: date) -> Period | None:
    """Return of periods in order what `find_round` returns of all."""
    asking = [one for one in periods if one.state is PeriodState.OPEN and one.closes_on]
    ahead = [period for period in asking if period.ends_on >= today]
    return ahead[0] if ahead else current_of(periods, today)


def list_closed_days(
    session: Session, groupement_id: int, first: date, last: date
) -> list[ClosedDay]:
    """Return the closed days of [first, last], both included, in order."""
    statement = (
        select(ClosedDay)
        .where(ClosedDay.groupement_id == groupement_id, ClosedDay.day.between(first, last))
        .order_by(ClosedDay.day)
    )
    return list(session.scalars(statement))


def list_closed_ahead(session: Session, groupement: Groupement, now: datetime) -> frozenset[date]:
    """Return the closed days from today on, of the time in which anything waits for a digest."""
    today = now.astimezone(ZoneInfo(groupement.timezone)).date()
    rows = list_closed_days(session, groupement.id, today, today + CLOSED_AHEAD)
    return frozenset(row.day for row in rows)


def list_working_days(session: Session, period: Period) -> list[date]:
    """Return the days of a period on which visits can happen, in order."""
    closed = list_closed_days(session, period.groupement_id, period.starts_on, period.ends_on)
    return working_days(period.starts_on, period.ends_on, {row.day for row in closed})
