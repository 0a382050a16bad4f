"""What a calendar of the CDO's own takes of the present period, ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask_babel import format_date, gettext

from cdo_share.availability.models import ExternalCalendar
from cdo_share.availability.queries import get_availability
from cdo_share.availability.taking import SlotOfDay, taken_slots
from cdo_share.core.grid import GRIDS, Grid
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_working_days
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.formats import amount_text, day_text, half_text
from cdo_share.web.period import find_present_period


@dataclass(frozen=True, slots=True)
class Month:
    """The days of one month on which something is taken: a heading and a line for each."""

    name: str
    amount: str
    days: list[str]


@dataclass(frozen=True, slots=True)
class TakenLook:
    """How many slots of a period are lost, how many are in doubt, and when."""

    period: Period
    grid: Grid
    offered: str
    lost: int
    doubtful: int
    lost_months: list[Month]
    doubtful_months: list[Month]


def look_at_taken(calendar: ExternalCalendar) -> TakenLook | None:
    """Return what a calendar takes of the present period; None when there is no period."""
    period = find_present_period()
    if period is None:
        return None
    grid, groupement = GRIDS[period.grid_kind], actor().groupement
    known = get_availability(
        db.session, groupement.id, calendar.engagement_id, without=calendar.name
    )
    taken = taken_slots(
        list_working_days(db.session, period),
        grid,
        known=known,
        spans=[(busy.starts_at, busy.ends_at, busy.kind) for busy in calendar.busy_times],
        zone=groupement.timezone,
    )
    return TakenLook(
        period=period,
        grid=grid,
        offered=amount_text(len(taken.offered), grid),
        lost=len(taken.lost),
        doubtful=len(taken.doubtful),
        lost_months=_months(taken.lost, grid),
        doubtful_months=_months(taken.doubtful, grid),
    )


def _months(slots: Iterable[SlotOfDay], grid: Grid) -> list[Month]:
    months = []
    for _, of_month in groupby(slots, key=lambda slot: (slot[0].year, slot[0].month)):
        listed = list(of_month)
        days = [_day(day, list(of_day), grid) for day, of_day in groupby(listed, lambda s: s[0])]
        name = str(format_date(listed[0][0], "MMMM y"))
        months.append(Month(name, amount_text(len(listed), grid), days))
    return months


def _day(day: date, slots: list[SlotOfDay], grid: Grid) -> str:
    halves = sorted({grid.half_of(number) for _, number in slots})
    when = ", ".join(half_text(half) for half in halves)
    if len(slots) == len(grid.slots):
        return f"{day_text(day)} ({gettext('whole day')})"
    return f"{day_text(day)} ({when})"
