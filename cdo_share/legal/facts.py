"""What the law looks at: one CDO's contract and work, without rows and without the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from cdo_share.accounts.models import Regime
from cdo_share.legal.parameters import ShortReason
from cdo_share.legal.places import Place
from cdo_share.legal.workday import WorkDay, home_minutes

ONE_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What is known of an engagement.

    `outside_minutes`: declared work a week as an employee elsewhere, other groupements included.
    `weekly_minutes`: the hours of the contract; None when nobody has said them. `waiver_on`: the
    date of the written request for less than the floor of part time; `short_reason`: another
    reason that the law accepts. `forfait_signed_on`: the date of the individual agreement on
    annual days; `year_days`: the days it says, None for the groupement's measure.
    """

    engagement_id: int
    regime: Regime
    base: Place
    outside_minutes: int = 0
    weekly_minutes: int | None = None
    waiver_on: date | None = None
    short_reason: ShortReason | None = None
    forfait_signed_on: date | None = None
    year_days: int | None = None


def monday_of(day: date) -> date:
    """Return the first day of the civil week (L3121-35)."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Week:
    """The days worked in one civil week, in order; with `outside_minutes` as declared."""

    monday: date
    days: tuple[WorkDay, ...]
    outside_minutes: int

    @property
    def sunday(self) -> date:
        """Return its last day."""
        return self.monday + timedelta(days=6)

    @cached_property
    def own_minutes(self) -> int:
        """Return the work for this groupement, ways between sites included."""
        return sum(day.own.work_minutes for day in self.days if day.own)

    @cached_property
    def work_minutes(self) -> int:
        """Return all work of the week.

        Declared hours elsewhere include those that another groupement has planned: the greater
        of the two counts.
        """
        known = sum(day.work_minutes for day in self.days)
        return max(known, self.own_minutes + self.outside_minutes)


@dataclass(frozen=True, kw_only=True)
class CdoFacts:
    """One CDO's work: `days` in order, also before and after the days `first` to `last` judged.

    `zone` is the groupement's; `holidays` has the public holidays of each commune of work.
    What ended before `today` cannot be mended and is not told.
    """

    contract: Contract
    first: date
    last: date
    zone: str
    days: tuple[WorkDay, ...]
    holidays: Mapping[str, Mapping[date, str]] = field(default_factory=dict)
    today: date = date.min

    @property
    def told_from(self) -> date:
        """Return the earliest last day of what is still told: of the weeks judged, not past."""
        return max(monday_of(self.first), self.today)

    @cached_property
    def own_days(self) -> tuple[WorkDay, ...]:
        """Return the days with work for this groupement, of that work alone."""
        return tuple(day.own for day in self.days if day.own)

    @cached_property
    def weeks(self) -> dict[date, Week]:
        """Return the civil weeks with any work, by Monday, in order."""
        days: dict[date, list[WorkDay]] = {}
        for day in self.days:
            days.setdefault(monday_of(day.day), []).append(day)
        outside = self.contract.outside_minutes
        return {monday: Week(monday, tuple(found), outside) for monday, found in days.items()}

    @property
    def own_weeks(self) -> list[Week]:
        """Return the civil weeks with work for this groupement, in order."""
        return [week for week in self.weeks.values() if week.own_minutes]

    @property
    def home_minutes(self) -> int:
        """Return the minutes from and to the base on the days judged, a counter apart."""
        judged = (day for day in self.own_days if self.first <= day.day <= self.last)
        return sum(home_minutes(day, self.contract.base) for day in judged)

    def judged_weeks(self) -> list[Week]:
        """Return the civil weeks of the days judged with work for this groupement, in order."""
        first = monday_of(self.first)
        return [week for week in self.own_weeks if first <= week.monday <= self.last]

    def week_minutes(self, monday: date) -> int:
        """Return all work of a civil week, also one of which only declared hours are known."""
        week = self.weeks.get(monday)
        return week.work_minutes if week else self.contract.outside_minutes
