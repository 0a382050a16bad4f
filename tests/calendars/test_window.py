"""Which days and which cancelled visits a feed holds."""

from datetime import date, timedelta

import pytest

from cdo_share.calendars.models import DetailLevel
from cdo_share.calendars.window import is_shown, window
from cdo_share.publishing.models import CancelledBy, VisitState
from cdo_share.publishing.views import VisitView
from tests.calendars.samples import a_view

FULL, BUSY = DetailLevel
DAY = date(2027, 1, 18)
ONE_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 12, 1), date(2026, 9, 1), date(2028, 6, 30)),
        (date(2026, 12, 31), date(2026, 9, 1), date(2028, 6, 30)),
        (date(2027, 1, 1), date(2026, 10, 1), date(2028, 7, 31)),
        (date(2027, 3, 15), date(2026, 12, 1), date(2028, 9, 30)),
        (date(2026, 8, 31), date(2026, 5, 1), date(2028, 2, 29)),
    ],
)
def test_window_is_whole_months_from_three_behind_to_eighteen_ahead(
    today: date, first: date, last: date
) -> None:
    assert window(today) == (first, last)


def cancelled(before: timedelta) -> VisitView:
    """Return a visit that was cancelled so long before its start."""
    start = a_view(DAY).starts_at
    return a_view(
        DAY,
        state=VisitState.CANCELLED,
        cancelled_by=CancelledBy.MEMBER,
        last_modified_at=start - before,
    )


def test_visit_in_force_is_shown_at_every_level() -> None:
    visit = a_view(DAY)

    assert [is_shown(visit, detail, visit.ends_at) for detail in DetailLevel] == [True, True]


@pytest.mark.parametrize(
    ("before", "is_late"),
    [
        (timedelta(days=7), False),
        (timedelta(days=7) - ONE_SECOND, True),
        (timedelta(0), True),
    ],
)
def test_visit_cancelled_late_is_shown_in_full_until_its_end(
    before: timedelta, is_late: bool
) -> None:
    visit = cancelled(before)

    assert is_shown(visit, FULL, visit.last_modified_at) is is_late
    assert is_shown(visit, FULL, visit.ends_at - ONE_SECOND) is is_late
    assert is_shown(visit, FULL, visit.ends_at) is False
    assert is_shown(visit, BUSY, visit.last_modified_at) is False
