"""Twelve weeks with two hours more than the contract on average raise the contract."""

from collections.abc import Iterator
from datetime import date

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import ONE_WEEK, CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import AVERAGE_WEEKS, DRIFT_MINUTES, Parameters
from cdo_share.legal.rules.rule import PART_TIME, WORKING_TIME_ACT, Rule, of_weeks


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the worst run of twelve weeks of work far beyond the contract, if there is one.

    The law also takes twelve weeks of fifteen; only those in a row are looked at.
    """
    contract = facts.contract.weekly_minutes
    own = {week.monday: week.own_minutes for week in facts.own_weeks}
    worst = max(own, key=lambda monday: _total(own, monday), default=None)
    if contract is None or worst is None:
        return
    if _total(own, worst) < (contract + DRIFT_MINUTES) * AVERAGE_WEEKS:
        return
    yield of_weeks(
        worst,
        AVERAGE_WEEKS,
        _total(own, worst) // AVERAGE_WEEKS,
        contract,
        N_(
            "From %(day)s to %(until)s the week has %(measured)s on average for a contract of "
            "%(allowed)s: the contract would have to be raised (%(article)s)."
        ),
    )


def _total(own: dict[date, int], monday: date) -> int:
    return sum(own.get(monday + number * ONE_WEEK, 0) for number in range(AVERAGE_WEEKS))


RULE = Rule(
    code="part_time_drift",
    title=N_("A contract that grows"),
    words=N_(
        "Two hours a week more than the contract on average over 12 weeks raise the contract, "
        "unless the employee refuses."
    ),
    remedy=N_("Spread the visits over more weeks, or raise the contract."),
    articles=("L3123-13",),
    valid_from=WORKING_TIME_ACT,
    regimes=PART_TIME,
    severity=Severity.TO_CONFIRM,
    check=find,
)
