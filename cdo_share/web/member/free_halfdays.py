"""Half-days that could be booked, day by day with the names of the CDOs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cdo_share.core.grid import Grid
from cdo_share.reserving.fitting import Offer
from cdo_share.rounds.models import Period
from cdo_share.web.formats import visit_time


@dataclass(frozen=True, slots=True)
class FreeHalfday:
    """One half-day of one CDO; `value` is what the form sends."""

    when: str
    cdo_name: str
    value: str


@dataclass(frozen=True, slots=True)
class FreeDay:
    """The half-days of one day that could be booked."""

    day: date
    halfdays: tuple[FreeHalfday, ...]


def free_days(offers: Sequence[Offer], period: Period) -> list[FreeDay]:
    """Return the offers, in order of time, as days with names."""
    days = groupby(offers, key=lambda offer: offer.visit["day"])
    return [
        FreeDay(date.fromisoformat(day), tuple(_halfday(offer, period.grid) for offer in some))
        for day, some in days
    ]


def _halfday(offer: Offer, grid: Grid) -> FreeHalfday:
    visit = offer.visit
    when = visit_time(grid, visit["slot"], visit["length"], offer.cdo.regime)
    value = f"{visit['cdo']} {visit['day']} {visit['slot']}"
    return FreeHalfday(when, offer.cdo.person.name, value)
