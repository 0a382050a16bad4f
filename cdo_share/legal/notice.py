"""How long ahead a change of somebody's timetable is told, and which changes come too late; pure.

A jour ouvré is Monday to Friday without public holidays. The day on which people are told and the
days of the notice are counted whole: a change may begin on the day after the last of them.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cdo_share.accounts.models import Regime
from cdo_share.legal.parameters import LAW, Parameters

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """So many days, jours ouvrés or calendar days; `article` is "" for a rule of the house."""

    days: int
    counts_working_days: bool
    article: str


NONE = Notice(0, counts_working_days=True, article="")


def notice_of(regime: Regime, law: Parameters) -> Notice:
    """Return the notice of a regime.

    Part time: jours ouvrés (L3123-31, fewer by agreement, L3123-24). Hours averaged over more than
    a week: seven jours ouvrés when the employer sets that alone (D3121-27), else the days of the
    agreement (L3121-47). Otherwise the law names none, and the groupement's convention holds.
    Volunteers are asked.
    """
    if regime is Regime.PART_TIME:
        days = law.part_time_notice_working_days
        is_shortened = days < LAW.part_time_notice_working_days
        return Notice(days, True, "L3123-24" if is_shortened else "L3123-31")
    if regime is Regime.VOLUNTEER:
        return NONE
    if regime is Regime.HOURS and law.reference_weeks > 1:
        return _notice_of_averaging(law)
    return Notice(law.convention_notice_working_days, True, "")


def _notice_of_averaging(law: Parameters) -> Notice:
    """Return the notice where hours are averaged; who set that is told by how far it goes."""
    days = law.reference_notice_days
    needs_agreement = law.reference_weeks > law.reference_weeks_alone
    if needs_agreement or days < LAW.reference_notice_days:
        return Notice(days, False, "L3121-47")
    return Notice(days, True, "D3121-27")


def local_day(now: datetime, zone: str) -> date:
    """Return the day on which people of a time zone are told."""
    return now.astimezone(ZoneInfo(zone)).date()


def first_free_day(notice: Notice, today: date, holidays: Set[date]) -> date:
    """Return the first day whose work may still change without consent.

    `holidays` must reach as far as the notice. Without a notice that is `today` itself.

    >>> first_free_day(Notice(7, True, ""), date(2027, 1, 4), frozenset())
    datetime.date(2027, 1, 14)
    """
    if not notice.days:
        return today
    if not notice.counts_working_days:
        return today + (notice.days + 1) * ONE_DAY
    day, left = today, notice.days
    while left:
        day += ONE_DAY
        left -= _is_working_day(day, holidays)
    return day + ONE_DAY


def _is_working_day(day: date, holidays: Set[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


@dataclass(frozen=True, slots=True)
class FrozenZone:
    """The days of one CDO from `today` to before `first_free` need their consent to change."""

    engagement_id: int
    notice: Notice
    today: date
    first_free: date

    @property
    def last_held(self) -> date:
        """Return the last day that needs consent to change; before `today` where none does."""
        return self.first_free - ONE_DAY

    def holds(self, day: date) -> bool:
        """Return whether a day lies in the zone; what is past is in none."""
        return self.today <= day < self.first_free


@dataclass(frozen=True, slots=True)
class Shift:
    """What changes for one CDO: a visit leaves `was`, stands on `becomes`; None: there is none.

    A visit that goes to another CDO is two of them. One that moves within a day has both the same.
    """

    engagement_id: int
    was: date | None
    becomes: date | None


def needing_consent(shifts: Iterable[Shift], zones: Mapping[int, FrozenZone]) -> list[Shift]:
    """Return the changes that touch a day of the CDO's frozen zone, in the order given."""
    return [
        shift
        for shift in shifts
        if any(
            day is not None and zones[shift.engagement_id].holds(day)
            for day in (shift.was, shift.becomes)
        )
    ]
