"""Which visits a feed holds: a window of months, and late cancellations until they are over."""

from datetime import date, datetime, timedelta

from cdo_share.calendars.models import DetailLevel
from cdo_share.publishing.models import VisitState
from cdo_share.publishing.views import VisitView

MONTHS_BEHIND = 3
MONTHS_AHEAD = 18
LATE = timedelta(days=7)


def window(today: date) -> tuple[date, date]:
    """Return the first and the last day of the feeds rendered today.

    From the first of the month three months back to the end of the month eighteen months
    ahead: whole months, so that the bytes change with the visits and not with every day.
    """
    after = _first_of_month(today, MONTHS_AHEAD + 1)
    return _first_of_month(today, -MONTHS_BEHIND), after - timedelta(days=1)


def _first_of_month(day: date, shift: int) -> date:
    months = day.year * 12 + day.month - 1 + shift
    return date(months // 12, months % 12 + 1, 1)


def is_shown(visit: VisitView, detail: DetailLevel, now: datetime) -> bool:
    """Return whether a feed shows the visit: a cancelled one only in full, and if that came late.

    Who has looked at the calendar within the last days before a visit must find out that it
    does not take place; what was cancelled in good time simply vanishes.
    """
    if visit.state is not VisitState.CANCELLED:
        return True
    is_late = visit.starts_at - visit.last_modified_at < LATE
    return detail is DetailLevel.FULL and is_late and now < visit.ends_at
