"""Demands whose days do not fit the period; pure."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from cdo_share.planning.readiness.facts import DemandFact
from cdo_share.planning.readiness.findings import Check, Finding, Severity


def find_dates_outside(
    demands: Sequence[DemandFact], starts_on: date, ends_on: date
) -> Iterator[Finding]:
    """Yield the demands that name days outside [starts_on, ends_on]; those days are ignored."""
    for demand in demands:
        is_inside = starts_on <= demand.earliest_on and demand.latest_on <= ends_on
        if not is_inside and _touches(demand, starts_on, ends_on):
            yield _finding(Check.DATES_OUTSIDE, Severity.LOOK, demand)


def _touches(demand: DemandFact, starts_on: date, ends_on: date) -> bool:
    return demand.earliest_on <= ends_on and starts_on <= demand.latest_on


def find_no_day_left(demands: Sequence[DemandFact], asking: Collection[int]) -> Iterator[Finding]:
    """Yield the demands for which no working day is left: outside the period, or all closed.

    `asking` are the numbers of the demands that the instance holds.
    """
    for demand in demands:
        if demand.id not in asking:
            yield _finding(Check.NO_DAY_LEFT, Severity.BLOCKS, demand)


def _finding(check: Check, severity: Severity, demand: DemandFact) -> Finding:
    return Finding(
        check=check,
        severity=severity,
        name=demand.title,
        demand_id=demand.id,
        member_id=demand.member_id,
        values={
            "member": demand.member_name,
            "earliest_on": demand.earliest_on,
            "latest_on": demand.latest_on,
        },
    )
