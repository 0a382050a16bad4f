"""All checks of a period, the gravest findings first; pure."""

from collections import Counter
from collections.abc import Iterable, Iterator

from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.readiness.caps import find_caps_above_law
from cdo_share.planning.readiness.dates import find_dates_outside, find_no_day_left
from cdo_share.planning.readiness.duplicates import find_same_demands, find_same_firms
from cdo_share.planning.readiness.facts import Facts
from cdo_share.planning.readiness.findings import (
    Check,
    Finding,
    Severity,
    group_findings,
)
from cdo_share.planning.readiness.people import (
    find_absent_cdos,
    find_generous_cdos,
    find_silent_cdos,
    find_silent_members,
    find_stale_calendars,
)
from cdo_share.planning.readiness.places import find_lost_places
from cdo_share.planning.readiness.serving import Wall, find_unservable
from solver.problem import Problem

RANK = {severity: place for place, severity in enumerate(Severity)}
CHECKS = {check: place for place, check in enumerate(Check)}


def list_findings(facts: Facts, problem: Problem | None) -> list[Finding]:
    """Return everything that the checks find, the gravest first, then check by check.

    `problem` is None where the solver cannot take the question.
    """
    parts = {part["id"]: part for part in facts.instance["cdos"]}
    asking = {number_of(demand["id"]) for demand in facts.instance["demands"]}
    found = [
        *find_nothing(facts),
        *(find_unservable(problem, facts.demands) if problem else ()),
        *find_no_day_left(facts.demands, asking),
        *find_silent_members(facts.members, facts.answered_members, facts.reachable),
        *find_silent_cdos(facts.cdos, facts.answered_cdos, facts.reachable),
        *find_absent_cdos(facts.cdos, parts, facts.answered_cdos),
        *find_stale_calendars(facts.stale),
        *find_caps_above_law(facts.cdos, (facts.ends_on - facts.starts_on).days + 1),
        *find_dates_outside(facts.demands, facts.starts_on, facts.ends_on),
        *find_same_firms(facts.members),
        *find_same_demands(facts.demands),
        *find_lost_places(facts.members, facts.cdos, facts.communes),
        *find_generous_cdos(facts.cdos, parts, facts.days, facts.slots_per_half),
    ]
    return sort_findings(found)


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, the gravest first, then check by check.

    Demands that wait for CDOs without any time come right behind those CDOs.
    """
    return sorted(findings, key=_rank)


def _rank(one: Finding) -> tuple[int, int, bool]:
    is_symptom = one.values.get("wall") == Wall.ABSENT.name.lower()
    return RANK[one.severity], CHECKS[one.check], not is_symptom


def find_nothing(facts: Facts) -> Iterator[Finding]:
    """Yield that there is nobody to share out, or nothing to share out for."""
    if not facts.cdos:
        yield Finding(check=Check.NO_CDO, severity=Severity.BLOCKS)
    if not facts.demands:
        yield Finding(check=Check.NO_DEMAND, severity=Severity.BLOCKS)


def count_by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many kinds of findings there are of each severity, the gravest first.

    A thousand demands that wait for the same thing are one thing to mend.
    """
    counted = Counter(group[0].severity for group in group_findings(findings))
    return {severity.value: counted[severity] for severity in Severity}
