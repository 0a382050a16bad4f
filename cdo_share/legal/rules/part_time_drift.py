"""Twelve weeks with two hours more than the contract on average raise the contract."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import ONE_WEEK, CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import AVERAGE_WEEKS, DRIFT_MINUTES, Parameters
from cdo_share.legal.rules.rule import PART_TIME, WORKING_TIME_ACT, Rule, of_weeks
from cdo_share.legal.rules.runs import runs_too_full


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the runs of twelve weeks of work far beyond the contract, each stretch once.

    The law also takes twelve weeks of fifteen; only those in a row are looked at.
    """
    contract = facts.contract.weekly_minutes
    if contract is None:
        return
    least = (contract + DRIFT_MINUTES) * AVERAGE_WEEKS
    own = {week.monday: week.own_minutes for week in facts.own_weeks}
    total = partial(_total, own)
    for monday in runs_too_full(facts, total, lambda minutes: minutes >= least):
        yield of_weeks(
            monday,
            AVERAGE_WEEKS,
            total(monday) // AVERAGE_WEEKS,
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
