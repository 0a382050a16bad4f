"""The marks by which calendars know that a visit has changed."""

from datetime import datetime, timedelta

from cdo_share.publishing.models import Visit

ONE_SECOND = timedelta(seconds=1)


def revise(visit: Visit, at: datetime) -> None:
    """Number a change; calendars take one only when both marks have risen."""
    visit.sequence += 1
    visit.last_modified_at = max(at, visit.last_modified_at + ONE_SECOND)
