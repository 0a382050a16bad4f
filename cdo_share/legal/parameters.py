"""What the law measures by, as a groupement's agreements set it; pure.

Every value begins at what the law says without any agreement. `LIMITS` tells how far an agreement
may go, and by which article.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction

DAY_MINUTES = 24 * 60
WEEK_DAYS = 7
REFERENCE_WEEKS_ALONE = 4  # what an employer may set without an agreement (L3121-45) …
REFERENCE_WEEKS_ALONE_BELOW_50 = 9  # … and with fewer than fifty employees
A_THIRD_IN_PERCENT = 33  # the most that L3123-20 allows is a third, not 33 %


class ShortReason(StrEnum):
    """Why a part-time contract may stay below the least hours, but for a written request."""

    SEVEN_DAYS = "seven_days"  # a contract of seven days at most
    REPLACEMENT = "replacement"  # somebody absent is replaced
    STUDENT = "student"  # under 26, studying


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The measures of one groupement; `agreement` names what grants those beyond the law's own.

    Names end with their unit: minutes of an hour, jours ouvrés for `_working_days`, calendar days
    for `_days`. A notice of 0 days asks for none. `below_fifty`: fewer than
    fifty employees. `forfait_year_month`: the month in which the year of annual days begins.
    """

    day_max_minutes: int = 600
    week_max_minutes: int = 2880
    average_max_minutes: int = 2640
    break_minutes: int = 20
    daily_rest_minutes: int = 660
    week_max_days: int = 6
    sunday_off: bool = True
    part_time_floor_minutes: int = 1440
    interruption_max_minutes: int = 120
    interruptions_max: int = 1
    complementary_percent: int = 10
    part_time_notice_working_days: int = 7
    reference_weeks: int = 1
    below_fifty: bool = False
    reference_notice_days: int = 7
    convention_notice_working_days: int = 0
    forfait_year_days: int = 218
    forfait_year_month: int = 1
    agreement: str = ""

    @property
    def weekly_rest_minutes(self) -> int:
        """Return the rest of a week: a day and, joined to it, the rest of a night."""
        return DAY_MINUTES + self.daily_rest_minutes

    @property
    def complementary_share(self) -> Fraction:
        """Return the share of a contract that may come on top of it."""
        if self.complementary_percent == A_THIRD_IN_PERCENT:
            return Fraction(1, 3)
        return Fraction(self.complementary_percent, 100)

    @property
    def reference_weeks_alone(self) -> int:
        """Return over how many weeks an employer may average without an agreement."""
        return REFERENCE_WEEKS_ALONE_BELOW_50 if self.below_fifty else REFERENCE_WEEKS_ALONE

    @property
    def span_max_minutes(self) -> int:
        """Return how long a day may last from first to last minute: what the rest leaves."""
        return DAY_MINUTES - self.daily_rest_minutes


LAW = Parameters()
AVERAGE_WEEKS = 12
BREAK_AFTER_MINUTES = 360
FORFAIT_MOST_DAYS = 235  # with days of rest given up against a raise (L3121-59, L3121-66)
LEGAL_WEEK_MINUTES = 2100
DRIFT_MINUTES = 120


@dataclass(frozen=True, slots=True)
class Limit:
    """How far a measure may go, both ends included, and the article that says so.

    `usual_least` to `usual_most` needs no agreement.
    """

    least: int
    most: int
    usual_least: int
    usual_most: int
    article: str

    def is_beyond_the_law(self, value: int) -> bool:
        """Return whether the value stands on an agreement or a permit only."""
        return not self.usual_least <= value <= self.usual_most


LIMITS: dict[str, Limit] = {
    "day_max_minutes": Limit(60, 720, 60, 600, "L3121-19"),
    "week_max_minutes": Limit(60, 3600, 60, 2880, "L3121-21"),
    "average_max_minutes": Limit(60, 2760, 60, 2640, "L3121-23"),
    "break_minutes": Limit(20, 120, 20, 120, "L3121-16"),
    "daily_rest_minutes": Limit(540, 900, 660, 900, "L3131-2"),
    "week_max_days": Limit(1, 6, 1, 6, "L3132-1"),
    "part_time_floor_minutes": Limit(0, 2099, 1440, 2099, "L3123-19"),
    "interruption_max_minutes": Limit(0, 600, 0, 120, "L3123-23"),
    "interruptions_max": Limit(0, 3, 0, 1, "L3123-23"),
    "complementary_percent": Limit(0, A_THIRD_IN_PERCENT, 0, 10, "L3123-20"),
    "part_time_notice_working_days": Limit(3, 30, 7, 30, "L3123-24"),
    "reference_weeks": Limit(1, 52, 1, REFERENCE_WEEKS_ALONE, "L3121-44"),
    "reference_notice_days": Limit(1, 60, 7, 60, "L3121-47"),
    "convention_notice_working_days": Limit(0, 30, 0, 30, ""),
    "forfait_year_days": Limit(1, 218, 1, 218, "L3121-64"),
    "forfait_year_month": Limit(1, 12, 1, 12, "L3121-64"),
}


def beyond_the_law(parameters: Parameters) -> list[str]:
    """Return the names of the measures that an agreement or a permit must grant."""
    found = [
        name for name, limit in LIMITS.items() if limit.is_beyond_the_law(getattr(parameters, name))
    ]
    if parameters.reference_weeks <= parameters.reference_weeks_alone:
        found = [name for name in found if name != "reference_weeks"]
    return found if parameters.sunday_off else [*found, "sunday_off"]


NAMES = tuple(field.name for field in fields(Parameters))
