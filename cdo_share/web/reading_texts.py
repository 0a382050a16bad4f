"""Why a calendar could not be read, and what to know of a reading that worked, in words."""

from flask_babel import lazy_gettext as _l

from cdo_share.availability.models import ReadingFailure
from cdo_share.core.i18n import N_

FAILURES = {
    ReadingFailure.REFUSED_ADDRESS: _l(
        "This address cannot be read from here. Copy it once more from your calendar."
    ),
    ReadingFailure.UNREACHABLE: _l("The calendar's site did not answer as it should."),
    ReadingFailure.NOT_FOUND: _l(
        "There is no calendar at this address any more, or it is no longer shared."
    ),
    ReadingFailure.TOO_LARGE: _l("The calendar is larger than 10 MB."),
    ReadingFailure.TOO_SLOW: _l("Reading took too long."),
    ReadingFailure.NOT_A_CALENDAR: _l("What is found at this address is not a calendar."),
    ReadingFailure.TOO_MANY_EVENTS: _l("The calendar holds too many events that repeat."),
    ReadingFailure.SUDDENLY_EMPTY: _l("The calendar is suddenly empty, which may be a mistake."),
}
FILE_FAULTS = {
    ReadingFailure.TOO_LARGE: N_(
        "This file is larger than 10 MB; export only the coming year from your calendar."
    ),
    ReadingFailure.TOO_SLOW: N_("Several calendars are being read just now. Try in a minute."),
    ReadingFailure.NOT_A_CALENDAR: N_(
        "This file is not a calendar; export it again as an .ics file from your calendar."
    ),
    ReadingFailure.TOO_MANY_EVENTS: N_(
        "This calendar holds too many events that repeat; export only the coming year."
    ),
}
WARNINGS = {
    "floating_times": _l("Some times name no time zone; they are read in yours."),
    "unknown_zone": _l("Some times are in a time zone that nobody knows; they are read in yours."),
    "long_series": _l("Some events repeat without measure; they are left out."),
}
