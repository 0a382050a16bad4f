"""At most 218 days a year, counted in half-days; a period has its share of them."""

from collections.abc import Iterator
from datetime import date

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.reference_year import years_of
from cdo_share.legal.rules.rule import FORFAIT, WORKING_TIME_ACT, Rule, of_halfdays

YEAR_DAYS = 365


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield years with too many half-days, and the days judged when above their share.

    Years begin with the month that the groupement's agreement says. Only visits are known: days of
    work inside the groupement come on top. Above the share is possible when the rest of the year
    has less.
    """
    year_most = 2 * (facts.contract.year_days or law.forfait_year_days)
    for first, last in years_of(facts.first, facts.last, law.forfait_year_month):
        worked = halfdays_in(facts, first, last)
        if worked > year_most:
            yield of_halfdays(first, last, worked, year_most, N_YEAR, severity=Severity.BLOCKING)
    days = (facts.last - facts.first).days + 1
    share = -(-year_most * days // YEAR_DAYS)
    worked = halfdays_in(facts, facts.first, facts.last)
    if share < worked <= year_most:
        yield of_halfdays(facts.first, facts.last, worked, share, N_SHARE)


def halfdays_in(facts: CdoFacts, first: date, last: date) -> int:
    """Return the half-days worked for this groupement from `first` to `last`, both included."""
    return sum(day.halfdays for day in facts.own_days if first <= day.day <= last)


N_YEAR = N_(
    "From %(day)s to %(until)s there are %(halfdays)s half-days; a year allows %(most)s "
    "(%(article)s)."
)
N_SHARE = N_(
    "From %(day)s to %(until)s there are %(halfdays)s half-days, more than the %(most)s that are "
    "this stretch’s share of a year (%(article)s)."
)

RULE = Rule(
    code="forfait_days",
    title=N_("Days of a year"),
    words=N_(
        "At most %(forfait_year_days)s days a year, counted in half-days; up to 235 where the "
        "employee gave up days of rest in writing against a raise."
    ),
    remedy=N_(
        "Plan less, or make sure that the rest of the year has less; days agreed in writing are "
        "recorded with the contract."
    ),
    articles=("L3121-64", "L3121-59", "L3121-66"),
    valid_from=WORKING_TIME_ACT,
    regimes=FORFAIT,
    severity=Severity.TO_CONFIRM,
    parameters=("forfait_year_days",),
    check=find,
)
