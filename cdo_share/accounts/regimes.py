"""What the law, and where it is silent the house, allows a CDO of each regime; pure.

Articles are those of the Code du travail. A half-day counts 3.5 hours; what a CDO works elsewhere
as an employee counts with it, for the limits hold for all of somebody's salaried work together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cdo_share.accounts.models import Regime
from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_

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


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a regime in a sentence, with its article; "" for a house rule."""

    article: str
    msgid: str


@dataclass(frozen=True, slots=True)
class RegimeRules:
    """What a regime begins with and what bounds it, for the person who fills in the form.

    `counts_hours` when weekly hours are bounded; `notice_working_days` is the notice of a change
    of plan that the law asks for, None where it asks for none.
    """

    defaults: Caps
    limits: tuple[Limit, ...]
    counts_hours: bool
    notice_working_days: int | None = None


_HOURS_LIMITS = (
    Limit("L3121-18", N_("At most 10 hours a day: two half-days are 7 hours.")),
    Limit("L3121-20", N_("At most 48 hours a week, work elsewhere included.")),
    Limit("L3121-22", N_("At most 44 hours a week on average over any 12 weeks.")),
    Limit("L3132-1", N_("At most six days a week.")),
)
RULES: dict[Regime, RegimeRules] = {
    Regime.HOURS: RegimeRules(
        Caps(week_cap_halfdays=10, period_cap_halfdays=96), _HOURS_LIMITS, counts_hours=True
    ),
    Regime.PART_TIME: RegimeRules(
        Caps(week_cap_halfdays=7, period_cap_halfdays=64),
        (
            Limit("L3123-7", N_("A contract of at least 24 hours a week, unless waived.")),
            Limit("L3121-27", N_("Less than 35 hours a week.")),
            Limit("L3123-31", N_("A change of plan is told seven working days ahead.")),
            *_HOURS_LIMITS,
        ),
        counts_hours=True,
        notice_working_days=7,
    ),
    Regime.FORFAIT_JOURS: RegimeRules(
        Caps(week_cap_halfdays=9, period_cap_halfdays=92),
        (
            Limit("L3121-64", N_("Counted in days or half-days, at most 218 days a year.")),
            Limit("L3121-62", N_("No limit of hours a day or a week.")),
            Limit("L3132-2", N_("35 hours of rest in a row each week.")),
        ),
        counts_hours=False,
    ),
    Regime.VOLUNTEER: RegimeRules(
        Caps(day_cap_halfdays=1, week_cap_halfdays=1, period_cap_halfdays=10),
        (Limit("", N_("A helping hand: one or two half-days a week, with no target to reach.")),),
        counts_hours=False,
    ),
}


def pro_rata_halfdays(period_days: int) -> int:
    """Return the share of 218 days, in half-days, that falls to so many calendar days.

    >>> pro_rata_halfdays(91), pro_rata_halfdays(365)
    (109, 436)
    """
    return -(-YEAR_HALFDAYS * period_days // YEAR_DAYS)


def review_caps(regime: Regime, caps: Caps, *, period_days: int) -> list[Finding]:
    """Return everything to say about the caps, what blocks first.

    `period_days` are the calendar days of a period, for limits that hold for a year.
    """
    found = [*_rest_findings(regime, caps)]
    if RULES[regime].counts_hours:
        found += [*_week_findings(caps), *_average_findings(caps)]
    if regime is Regime.HOURS:
        found += _overtime_findings(caps)
    if regime is Regime.PART_TIME:
        found += _part_time_findings(caps)
    if regime is Regime.FORFAIT_JOURS:
        found += _forfait_findings(caps, period_days)
    if regime is Regime.VOLUNTEER:
        found += _volunteer_findings(caps)
    return sorted(found, key=lambda finding: finding.severity is not Severity.BLOCKING)


def blocking_faults(regime: Regime, caps: Caps) -> list[Fault]:
    """Return what cannot be stored, whatever the period and the agreement."""
    found = review_caps(regime, caps, period_days=YEAR_DAYS)
    return [finding.fault for finding in found if finding.severity is Severity.BLOCKING]


def _rest_findings(regime: Regime, caps: Caps) -> Iterator[Finding]:
    if regime is Regime.VOLUNTEER or caps.week_cap_halfdays <= WEEK_HALFDAYS:
        return
    article = "L3132-2" if regime is Regime.FORFAIT_JOURS else "L3132-1"
    yield Finding(
        "week_cap_halfdays",
        Severity.BLOCKING,
        article,
        N_(
            "%(halfdays)s half-days leave no day of rest in the week (%(article)s); "
            "enter %(most)s at most."
        ),
        {"halfdays": caps.week_cap_halfdays, "most": WEEK_HALFDAYS},
    )


def _week_findings(caps: Caps) -> Iterator[Finding]:
    hours = caps.week_hours + caps.outside_hours
    if hours > WEEK_HOURS:
        yield Finding(
            "week_cap_halfdays",
            Severity.BLOCKING,
            "L3121-20",
            N_(
                "With the work elsewhere that makes %(hours)s hours in a week; the law allows "
                "%(limit)s (%(article)s). Enter %(most)s half-days at most."
            ),
            {"hours": hours, "limit": WEEK_HOURS, "most": _halfdays_within(caps, WEEK_HOURS)},
        )


def _halfdays_within(caps: Caps, hours: float) -> int:
    return max(0, int((hours - caps.outside_hours) // HALFDAY_HOURS))


def _average_findings(caps: Caps) -> Iterator[Finding]:
    halfdays = caps.most_halfdays_in(AVERAGE_WEEKS)
    hours = halfdays * HALFDAY_HOURS / AVERAGE_WEEKS + caps.outside_hours
    is_too_much = hours > AGREED_AVERAGE_HOURS
    if hours <= AVERAGE_HOURS or caps.week_hours + caps.outside_hours > WEEK_HOURS:
        return
    free = (AVERAGE_HOURS - caps.outside_hours) * AVERAGE_WEEKS / HALFDAY_HOURS
    values = {"hours": round(hours, 1), "limit": AVERAGE_HOURS, "most": max(0, int(free))}
    if is_too_much:
        sentence = N_(
            "Over 12 weeks that makes %(hours)s hours a week on average, work elsewhere included; "
            "the law allows %(limit)s (%(article)s). Enter an average of %(most)s half-days at "
            "most in 12 weeks."
        )
        yield Finding("average_halfdays", Severity.BLOCKING, "L3121-22", sentence, values)
        return
    sentence = N_(
        "Over 12 weeks that makes %(hours)s hours a week on average, work elsewhere included: "
        "above %(limit)s only with an agreement or a permit (%(article)s). Without one, enter an "
        "average of %(most)s half-days at most in 12 weeks."
    )
    yield Finding("average_halfdays", Severity.TO_CONFIRM, "L3121-23", sentence, values)


def _overtime_findings(caps: Caps) -> Iterator[Finding]:
    if caps.week_hours > LEGAL_WEEK_HOURS:
        yield Finding(
            "week_cap_halfdays",
            Severity.TO_CONFIRM,
            "L3121-27",
            N_(
                "A full week makes %(hours)s hours: those above %(limit)s are overtime "
                "(%(article)s). Enter 10 half-days to stay within."
            ),
            {"hours": caps.week_hours, "limit": LEGAL_WEEK_HOURS},
        )


def _part_time_findings(caps: Caps) -> Iterator[Finding]:
    values = {"hours": caps.week_hours}
    if caps.week_hours >= LEGAL_WEEK_HOURS:
        yield Finding(
            "week_cap_halfdays",
            Severity.BLOCKING,
            "L3121-27",
            N_(
                "%(hours)s hours a week are full time (%(article)s); enter 9 half-days at most, "
                "or choose another regime."
            ),
            values,
        )
    if caps.week_hours < PART_TIME_FLOOR_HOURS:
        yield Finding(
            "week_cap_halfdays",
            Severity.TO_CONFIRM,
            "L3123-7",
            N_(
                "%(hours)s hours a week are less than the 24 of a part-time contract "
                "(%(article)s). Enter 7 half-days, or keep the employee's written and reasoned "
                "request in the file."
            ),
            values,
        )


def _forfait_findings(caps: Caps, period_days: int) -> Iterator[Finding]:
    share = pro_rata_halfdays(period_days)
    if caps.period_cap_halfdays > YEAR_HALFDAYS:
        yield Finding(
            "period_cap_halfdays",
            Severity.BLOCKING,
            "L3121-64",
            N_(
                "%(halfdays)s half-days are more than the 218 days of a year (%(article)s); "
                "enter %(most)s at most."
            ),
            {"halfdays": caps.period_cap_halfdays, "most": share},
        )
    elif caps.period_cap_halfdays > share:
        yield Finding(
            "period_cap_halfdays",
            Severity.TO_CONFIRM,
            "L3121-64",
            N_(
                "%(halfdays)s half-days are more than the period's share of 218 days a year, "
                "%(most)s (%(article)s). Enter %(most)s, or plan less in the rest of the year."
            ),
            {"halfdays": caps.period_cap_halfdays, "most": share},
        )


def _volunteer_findings(caps: Caps) -> Iterator[Finding]:
    if caps.week_cap_halfdays > VOLUNTEER_WEEK_HALFDAYS:
        yield Finding(
            "week_cap_halfdays",
            Severity.TO_CONFIRM,
            "",
            N_(
                "%(halfdays)s half-days a week are much for a volunteer. Enter %(most)s at most, "
                "or choose a regime with a contract."
            ),
            {"halfdays": caps.week_cap_halfdays, "most": VOLUNTEER_WEEK_HALFDAYS},
        )
