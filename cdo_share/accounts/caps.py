"""How much a CDO may work, and what is to be said of it; the measures that both are told in.

A half-day counts 3.5 hours.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cdo_share.core.errors import Fault

HALFDAY_HOURS = 3.5
WEEK_HOURS = 48
AVERAGE_HOURS = 44
AGREED_AVERAGE_HOURS = 46
AVERAGE_WEEKS = 12
LEGAL_WEEK_HOURS = 35
PART_TIME_FLOOR_HOURS = 24
WEEK_HALFDAYS = 12  # six days: the seventh is for rest
YEAR_HALFDAYS = 2 * 218
YEAR_DAYS = 365
USUAL_PERIOD_DAYS = 91  # the thirteen weeks that the defaults of a period are for
VOLUNTEER_WEEK_HALFDAYS = 2


class Severity(StrEnum):
    """Whether something cannot be, or must be confirmed by whoever knows the agreement."""

    BLOCKING = "blocking"
    TO_CONFIRM = "to_confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How much a CDO may work: half-days a day, a week, a period; `outside_hours` a week elsewhere.

    `average_halfdays` bounds any run of `average_weeks`; both None for no such bound.
    """

    day_cap_halfdays: int = 2
    week_cap_halfdays: int
    period_cap_halfdays: int
    average_weeks: int | None = None
    average_halfdays: int | None = None
    outside_hours: int = 0

    @property
    def week_hours(self) -> float:
        """Return the hours of the fullest week, here alone."""
        return self.week_cap_halfdays * HALFDAY_HOURS

    def most_halfdays_in(self, weeks: int) -> int:
        """Return the most half-days in so many weeks in a row that the caps allow."""
        free = weeks * self.week_cap_halfdays
        if not self.average_weeks or self.average_halfdays is None:
            return free
        runs, rest = divmod(weeks, self.average_weeks)
        last = min(self.average_halfdays, rest * self.week_cap_halfdays)
        return min(free, runs * self.average_halfdays + last)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, at the field of the same name; `article` is "" for a house rule.

    The sentence names the article and the remedy.
    """

    field: str
    severity: Severity
    article: str
    msgid: str
    values: dict[str, Any]

    @property
    def fault(self) -> Fault:
        """Return it as a fault of what was typed."""
        return Fault(self.field, self.msgid, {**self.values, "article": self.article})


def pro_rata_halfdays(period_days: int) -> int:
    """Return the share of 218 days, in half-days, that falls to so many calendar days.

    >>> pro_rata_halfdays(91), pro_rata_halfdays(365)
    (109, 436)
    """
    return -(-YEAR_HALFDAYS * period_days // YEAR_DAYS)
