"""The first page of the sheet: the usual week, what differs from it, and the form for more."""

from typing import Any

from flask import request, session

from cdo_share.availability.ageing import trouble_of
from cdo_share.availability.pattern import Pattern, read_pattern, write_pattern
from cdo_share.availability.queries import get_availability, list_calendars
from cdo_share.core.clock import utc_now
from cdo_share.web.availability_sheet.exceptions import ExceptionForm, exception_rows
from cdo_share.web.availability_sheet.right import find_right
from cdo_share.web.availability_sheet.sheet import Sheet
from cdo_share.web.availability_sheet.week import show_halfdays, week_words
from cdo_share.web.availability_sheet.words import week_text
from cdo_share.web.differences import Difference, list_differences
from cdo_share.web.extensions import db
from cdo_share.web.period import find_present_period, local_today, present_grid

REMOVED = "removed_exception"  # kept in the browser's session until the page is shown once


def show_index(
    sheet: Sheet, *, form: ExceptionForm | None = None, typed: Pattern | None = None
) -> str:
    """Return the page; `typed` is a week that could not be stored, `form` one with faults."""
    keys = sheet.keys()
    said = get_availability(db.session, **keys)
    shown = said.pattern if typed is None else typed
    return sheet.render(
        "index",
        form=form or ExceptionForm(formdata=None),
        week=show_halfdays(shown),
        summary=week_text(shown, present_grid()),
        seen=write_pattern(said.pattern),
        differences=week_changes(said.pattern) if typed is not None else None,
        changed_by=sheet.last_changed_by() if typed is not None else "",
        has_hours=sheet.has_hours(),
        exceptions=exception_rows(said.exceptions, local_today()),
        removed=_pop_removed(keys["engagement_id"]),
        right=find_right(keys["engagement_id"], find_present_period()),
        troubled=_count_troubled(keys) if sheet.is_own else 0,
    )


def _count_troubled(keys: dict[str, Any]) -> int:
    """Return how many calendars of the CDO's own cannot be relied on until the period ends."""
    period, now = find_present_period(), utc_now()
    until = period.ends_on if period else None
    calendars = list_calendars(db.session, **keys)
    return sum(trouble_of(one, now, until=until) is not None for one in calendars)


def seen_week() -> Pattern:
    """Return the usual week that the sender of the form began from."""
    return read_pattern(request.form.get("seen", ""))


def week_changes(present: Pattern) -> list[Difference]:
    """Return what somebody else changed since the sender of the form saw the week."""
    return list_differences(week_words(seen_week()), week_words(present))


def _pop_removed(engagement_id: int) -> dict[str, Any] | None:
    """Return what was removed a moment ago, this once; None when it was another CDO's."""
    if REMOVED not in session:
        return None
    removed: dict[str, Any] = session.pop(REMOVED)
    return removed if removed["engagement_id"] == engagement_id else None
