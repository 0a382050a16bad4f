"""Periods of one week and the instances built of them."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.grid import Half
from cdo_share.demands.models import Demand, DemandHalfday, Wish
from cdo_share.planning.instance import build_instance
from cdo_share.rounds.models import Period
from tests.factories import a_period

MONDAY = date(2027, 1, 4)


def built(session: Session, period: Period, **values: Any) -> dict[str, Any]:
    """Return the instance of a period."""
    return build_instance(
        session,
        groupement_id=period.groupement_id,
        period_id=period.id,
        name="run-1",
        **values,
    )


def a_week(session: Session, groupement: Groupement, **values: Any) -> Period:
    """Return a period of one week, Monday to Friday."""
    ends_on = date(2027, 1, 8)
    return a_period(session, groupement, starts_on=MONDAY, ends_on=ends_on, **values)


def says(demand: Demand, wish: Wish, *halfdays: tuple[int, Half]) -> list[DemandHalfday]:
    """Return rows of a demand's half-days."""
    return [
        DemandHalfday(demand_id=demand.id, weekday=weekday, half=half, wish=wish)
        for weekday, half in halfdays
    ]
