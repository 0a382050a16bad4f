"""The visits of one CDO in a plan, week by week; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cdo_share.core.grid import Grid
from cdo_share.planning.models import PlanVisit
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.formats import visit_time

WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class CalendarVisit:
    """A visit in a cell of the calendar."""

    when: str
    member_name: str
    title: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar; on a closed day nobody works."""

    day: date
    is_open: bool
    visits: list[CalendarVisit]


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """Monday to Friday of one week."""

    number: int
    days: list[CalendarDay]


def calendar_weeks(
    visits: Iterable[PlanVisit],
    days: Sequence[date],
    cdo: CdoName,
    demands: Mapping[int, DemandName],
    grid: Grid,
) -> list[CalendarWeek]:
    """Return the weeks of the period with the visits of the CDO."""
    of_day: dict[date, list[CalendarVisit]] = defaultdict(list)
    for visit in visits:
        if visit.engagement_id == cdo.id:
            when = visit_time(grid, visit.slot, visit.length, cdo.regime)
            demand = demands[visit.demand_id]
            of_day[visit.day].append(CalendarVisit(when, demand.member_name, demand.title))
    open_days = set(days)
    mondays = sorted({day - timedelta(days=day.weekday()) for day in days})
    return [_week(monday, open_days, of_day) for monday in mondays]


def _week(
    monday: date, open_days: set[date], of_day: Mapping[date, list[CalendarVisit]]
) -> CalendarWeek:
    days = [monday + timedelta(days=number) for number in range(WORKING_DAYS)]
    return CalendarWeek(
        monday.isocalendar().week,
        [CalendarDay(day, day in open_days, of_day.get(day, [])) for day in days],
    )
