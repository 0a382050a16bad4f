"""Words that both the rows and the process that reads files use; imports nothing, so that the
process starts fast and has little in it."""

from enum import StrEnum


class BusyKind(StrEnum):
    """Whether an imported time rules work out, or only makes it less welcome."""

    BUSY = "busy"
    TENTATIVE = "tentative"


class ReadingFailure(StrEnum):
    """Why a calendar could not be read the last time."""

    REFUSED_ADDRESS = "refused_address"
    UNREACHABLE = "unreachable"
    UNKNOWN_HOST = "unknown_host"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_MANY_EVENTS = "too_many_events"
    SUDDENLY_EMPTY = "suddenly_empty"
    PARTLY_UNREADABLE = "partly_unreadable"


class ReadingWarning(StrEnum):
    """What the CDO should know of a reading that worked."""

    FLOATING_TIMES = "floating_times"  # times without a zone, read in the CDO's
    UNKNOWN_ZONE = "unknown_zone"  # times in a zone that nobody knows, read in the CDO's
    LONG_SERIES = "long_series"  # repetitions without end or measure, skipped
