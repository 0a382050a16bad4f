"""How much of a calendar is read: more is refused, or skipped event by event.

Google's secret address exports the whole history, so the file may be large although little of
it matters; an honest calendar of ten years stays far below everything else here.
"""

from datetime import timedelta

MOST_FILE_BYTES = 10 * 1024 * 1024
MOST_LINE_BYTES = 200_000  # unfolded; a list of dates may be long
MOST_VALUE_BYTES = 2_000  # of a property that is no list of dates
MOST_EVENTS = 50_000  # in the file
MOST_KEPT_EVENTS = 5_000  # that may touch the days read
MOST_SKIPPED = 5_000  # that could not be understood
MOST_RULES = 300
MOST_RULES_OF_EVENT = 2
MOST_OCCURRENCES = 5_000
MOST_OCCURRENCES_OF_SERIES = 1_000
MOST_DATES_OF_EVENT = 2_000  # RDATE and EXDATE together
MOST_ATTENDEES_KEPT = 10  # with the CDO's own address
MOST_INTERVAL = 1_000
MOST_COUNT = 100_000
MOST_BY_VALUES = 62
FIRST_YEAR, LAST_YEAR = 1970, 2100
OLDEST_YEAR = 1900  # a rule may begin; it is read from FIRST_YEAR on
MOST_DURATION = timedelta(days=400)  # as it is; of a longer event, what lies in the days read

# The days that are read, around today.
DAYS_BEFORE = 7
DAYS_AHEAD = 400

# Of the process.
CPU_SECONDS = 8
SERIES_SECONDS = 1.0  # of processor time for one series, then it is skipped
MEMORY_BYTES = 768 * 1024 * 1024
WALL_SECONDS = 12.0
MOST_ANSWER_BYTES = 4 * 1024 * 1024
MOST_CHILDREN = 2  # at once, in one process of the site or the worker
WAIT_SECONDS = 15.0  # for one of them to end


class NotACalendar(Exception):
    """The file is no calendar, or only a part of one."""


class TooManyEvents(Exception):
    """The file holds more than is read of any calendar."""


class SeriesTooLong(Exception):
    """One event repeats too often, or takes too long to be worked out."""
