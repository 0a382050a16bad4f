"""Which readings that worked are not believed yet: those that would make somebody free; pure."""

from cdo_share.availability.keeping import Reading
from cdo_share.availability.models import (
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
    ReadingFailure,
)

BELIEVED_EMPTY_AT = 3  # readings in a row


def doubt_of(
    address: CalendarAddress, calendar: ExternalCalendar, reading: Reading
) -> ReadingFailure | None:
    """Return why a reading must not take the place of the last one; None when it may.

    An entry that cannot be read, and that the CDO has not let pass, may take any time: the
    reading waits for the CDO, however often it comes. A calendar that is suddenly empty is
    believed the third time in a row. Before it is accepted, a calendar takes no time anyway.
    """
    if calendar.state is CalendarState.PREVIEW:
        return None
    if set(reading.read.skipped) - set(calendar.skipped_marks):
        return ReadingFailure.PARTLY_UNREADABLE
    if _is_suddenly_empty(address, calendar, reading):
        return ReadingFailure.SUDDENLY_EMPTY
    return None


def _is_suddenly_empty(
    address: CalendarAddress, calendar: ExternalCalendar, reading: Reading
) -> bool:
    """Return whether times that are still to come are gone all at once, and not yet believed."""
    if reading.read.busy_times:
        return False
    lost = any(busy.ends_at > reading.read_at for busy in calendar.busy_times)
    return lost and in_a_row(address, ReadingFailure.SUDDENLY_EMPTY) < BELIEVED_EMPTY_AT


def in_a_row(address: CalendarAddress, failure: ReadingFailure) -> int:
    """Return how many readings fail so in a row, counting the present one.

    Being empty and not being reached are counted apart: only the first can be believed.
    """
    is_empty = failure is ReadingFailure.SUDDENLY_EMPTY
    was_empty = address.failure is ReadingFailure.SUDDENLY_EMPTY
    return address.failures + 1 if is_empty is was_empty else 1
