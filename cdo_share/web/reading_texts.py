"""Why a calendar could not be read, and what to know of a reading that worked, in words."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from cdo_share.availability.ageing import CalendarTrouble
from cdo_share.availability.models import ReadingFailure
from cdo_share.core.i18n import N_
from cdo_share.web.formats import full_day, moment_text

FAILURES = {
    ReadingFailure.REFUSED_ADDRESS: _l(
        "This address cannot be read from here. Copy it once more from your calendar."
    ),
    ReadingFailure.UNREACHABLE: _l("The calendar's site did not answer as it should."),
    ReadingFailure.UNKNOWN_HOST: _l(
        "There is no site of this name. Copy the address once more from your calendar."
    ),
    ReadingFailure.NOT_FOUND: _l(
        "There is no calendar at this address any more, or it is no longer shared."
    ),
    ReadingFailure.TOO_LARGE: _l("The calendar is larger than 10 MB."),
    ReadingFailure.TOO_SLOW: _l("Reading took too long."),
    ReadingFailure.NOT_A_CALENDAR: _l("What is found at this address is not a calendar."),
    ReadingFailure.TOO_MANY_EVENTS: _l("The calendar holds too many events that repeat."),
    ReadingFailure.SUDDENLY_EMPTY: _l("The calendar is suddenly empty, which may be a mistake."),
    ReadingFailure.PARTLY_UNREADABLE: _l(
        "Some entries of the calendar can no longer be read, and may take your time."
    ),
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


def trouble_text(
    trouble: CalendarTrouble, *, cdo_name: str, read_at: datetime, last_on: date | None
) -> str:
    """Return what a coordinator should know of a calendar that cannot be relied on."""
    values: dict[str, Any] = {"cdo": cdo_name, "moment": moment_text(read_at)}
    if trouble is CalendarTrouble.HELD:
        return str(
            gettext(
                "A calendar of %(cdo)s holds entries that cannot be read: what was read on"
                " %(moment)s still counts until they look at it.",
                **values,
            )
        )
    if trouble is CalendarTrouble.OLD_FILE:
        return _old_file(values, last_on)
    return str(
        gettext(
            "The calendar of %(cdo)s was last read on %(moment)s: their busy times may be out of"
            " date.",
            **values,
        )
    )


def _old_file(values: dict[str, Any], last_on: date | None) -> str:
    begin = gettext(
        "%(cdo)s gave a calendar as a file on %(moment)s: what was entered since is unknown.",
        **values,
    )
    if last_on is None:
        return str(begin)
    known = gettext("Nothing is known after %(day)s.", day=full_day(last_on))
    return f"{begin} {known}"
