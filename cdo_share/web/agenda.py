"""Visits as an agenda: day by day, in words, ready for the component of the same name."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import format_date, gettext

from cdo_share.core.grid import GRIDS
from cdo_share.publishing.views import VisitView
from cdo_share.web.formats import clock_text, visit_time

Say = Callable[[VisitView], str]


def agenda_days(
    visits: Iterable[VisitView],
    *,
    today: date,
    who: Say,
    cancel_url: Say | None = None,
    time_url: Say | None = None,
    file_url: Say | None = None,
) -> list[dict[str, Any]]:
    """Return the days of visits given in order of time.

    `who` names the other side: a member reads the name of the CDO, a CDO that of the member.
    `cancel_url` gives the page on which a visit can be cancelled, `time_url` the one on which the
    time agreed for it is noted, "" where none can be, and `file_url` the visit as a file for a
    calendar.
    """
    days = groupby(visits, key=lambda visit: visit.day)
    return [
        _day(day, today, [_show(visit, who, cancel_url, time_url, file_url) for visit in some])
        for day, some in days
    ]


def agenda_months(days: Iterable[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """Return the days of an agenda under the months they lie in, in order.

    The month whose visits come next is open; when none is to come, the last one is.
    """
    months = {key: list(some) for key, some in groupby(days, key=lambda day: day["iso"][:7])}
    to_come = (key for key in months if key >= today.isoformat()[:7])
    opened = next(to_come, max(months, default=None))
    return [
        {
            "label": format_date(date.fromisoformat(f"{key}-01"), "LLLL y"),
            "days": some,
            "count": sum(len(day["visits"]) for day in some),
            "is_open": key == opened,
        }
        for key, some in months.items()
    ]


def _day(day: date, today: date, visits: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "iso": day.isoformat(),
        "weekday": format_date(day, "EEE"),
        "number": str(day.day),
        "month": format_date(day, "MMM"),
        "is_today": day == today,
        "visits": visits,
    }


def _show(
    visit: VisitView,
    who: Say,
    cancel_url: Say | None,
    time_url: Say | None,
    file_url: Say | None,
) -> dict[str, str]:
    return {
        "key": str(visit.id),
        "who": who(visit),
        "when": when_text(visit),
        "agreed": agreed_text(visit),
        "subject": visit.title,
        "where": where_text(visit),
        "place": "on_site" if visit.is_on_site else "remote",
        "state": visit.state.value,
        "url": "",
        "cancel_url": cancel_url(visit) if cancel_url else "",
        "time_url": time_url(visit) if time_url else "",
        "file_url": file_url(visit) if file_url else "",
    }


def when_text(visit: VisitView) -> str:
    """Return when in its day a visit is; never clock times for a CDO on forfait-jours.

    What such a CDO set with the member is told beside it, by `agreed_text`.
    """
    return visit_time(GRIDS[visit.grid_kind], visit.slot, visit.length, visit.regime)


def agreed_text(visit: VisitView) -> str:
    """Return the time that a CDO on forfait-jours set with the member; "" where there is none."""
    if visit.agreed is None:
        return ""
    start, end = clock_text(visit.agreed.start), clock_text(visit.agreed.end)
    return str(gettext("Time agreed: from %(start)s to %(end)s", start=start, end=end))


def where_text(visit: VisitView) -> str:
    """Return the address of a visit on site; empty for a remote one."""
    parts = (visit.address, visit.commune) if visit.is_on_site else ()
    return ", ".join(part for part in parts if part)
