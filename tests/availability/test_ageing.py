"""Calendars from a file grow old, and know nothing of the days behind the last one read."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.availability.ageing import CalendarTrouble, list_stale_calendars
from cdo_share.availability.external import accept_calendar, preview_file
from cdo_share.availability.external_faults import CalendarWish
from tests.availability.spans import MORNING, a_reading
from tests.factories import a_groupement, an_engagement

DAY = timedelta(days=1)
LAST = date(2028, 1, 18)  # of the days that `a_reading` covers


@pytest.mark.parametrize(
    ("days", "until", "is_in_trouble"),
    [
        (30, None, False),
        (31, None, True),
        (0, LAST, False),
        (0, LAST + DAY, True),
    ],
)
def test_file_is_old_after_a_month_or_when_it_ends_too_early(
    session: Session, now: datetime, days: int, until: date | None, is_in_trouble: bool
) -> None:
    cdo = an_engagement(session, a_groupement(session))
    whose = {"groupement_id": cdo.groupement_id, "engagement_id": cdo.id}
    given = {"wish": CalendarWish(name="Outlook"), "reading": a_reading(MORNING, at=now)}
    calendar = preview_file(session, **whose, **given)  # type: ignore[arg-type]
    at = now + days * DAY
    assert list_stale_calendars(session, cdo.groupement_id, at, until=until) == []
    accept_calendar(session, **whose, calendar_id=calendar.id)

    found = list_stale_calendars(session, cdo.groupement_id, at, until=until)

    assert [(one.engagement_id, one.trouble, one.read_at, one.last_on) for one in found] == (
        [(cdo.id, CalendarTrouble.OLD_FILE, now, LAST)] if is_in_trouble else []
    )
