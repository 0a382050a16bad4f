"""What the law, and where it is silent the house, allows a CDO of each regime; pure.

Articles are those of the Code du travail. A half-day counts 3.5 hours; what a CDO works elsewhere
as an employee counts with it, for the limits hold for all of somebody's salaried work together.
"""

from dataclasses import dataclass

from cdo_share.accounts.cap_findings import (
    average_findings,
    forfait_findings,
    overtime_findings,
    part_time_findings,
    rest_findings,
    volunteer_findings,
    week_findings,
)
from cdo_share.accounts.caps import (
    USUAL_PERIOD_DAYS,
    YEAR_DAYS,
    Caps,
    Finding,
    Severity,
    pro_rata_halfdays,
)
from cdo_share.accounts.models import Regime
from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_

__all__ = [
    "RULES",
    "USUAL_PERIOD_DAYS",
    "Caps",
    "Finding",
    "Limit",
    "RegimeRules",
    "Severity",
    "blocking_faults",
    "pro_rata_halfdays",
    "review_caps",
]


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


def review_caps(regime: Regime, caps: Caps, *, period_days: int) -> list[Finding]:
    """Return everything to say about the caps, what blocks first.

    `period_days` are the calendar days of a period, for limits that hold for a year.
    """
    found = [*rest_findings(regime, caps)]
    if RULES[regime].counts_hours:
        found += [*week_findings(caps), *average_findings(caps)]
    if regime is Regime.HOURS:
        found += overtime_findings(caps)
    if regime is Regime.PART_TIME:
        found += part_time_findings(caps)
    if regime is Regime.FORFAIT_JOURS:
        found += forfait_findings(caps, period_days)
    if regime is Regime.VOLUNTEER:
        found += volunteer_findings(caps)
    return sorted(found, key=lambda finding: finding.severity is not Severity.BLOCKING)


def blocking_faults(regime: Regime, caps: Caps) -> list[Fault]:
    """Return what cannot be stored, whatever the period and the agreement."""
    found = review_caps(regime, caps, period_days=YEAR_DAYS)
    return [finding.fault for finding in found if finding.severity is Severity.BLOCKING]
