"""Half-days that could be booked, day by day with the names of the CDOs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from cdo_share.accounts.queries import list_engagements
from cdo_share.planning.instance_parts import number_of
from cdo_share.rounds.models import Period
from cdo_share.web.extensions import db
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


def free_days(
    found: Sequence[Mapping[str, Any]], period: Period, groupement_id: int
) -> list[FreeDay]:
    """Return the visits found, in order of time, as days with names."""
    cdos = {row.id: row for row in list_engagements(db.session, groupement_id)}
    grid = period.grid

    def halfday(visit: Mapping[str, Any]) -> FreeHalfday:
        cdo = cdos[number_of(visit["cdo"])]
        when = visit_time(grid, visit["slot"], visit["length"], cdo.regime)
        value = f"{visit['cdo']} {visit['day']} {visit['slot']}"
        return FreeHalfday(when, cdo.person.name, value)

    days = groupby(found, key=lambda visit: visit["day"])
    return [
        FreeDay(date.fromisoformat(day), tuple(halfday(visit) for visit in some))
        for day, some in days
    ]
