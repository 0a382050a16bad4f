"""One look at a period: what was read, what the checks find, demand against supply three ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.planning.instance import NO_LIMITS, Limits
from cdo_share.planning.queries import DemandSupply, balance_of
from cdo_share.planning.readiness.balance import (
    BasinBalance,
    WeekBalance,
    balance_basins,
    balance_weeks,
)
from cdo_share.planning.readiness.checks import list_findings, sort_findings
from cdo_share.planning.readiness.facts import Facts
from cdo_share.planning.readiness.findings import Check, Finding, Severity
from cdo_share.planning.readiness.reading import read_facts
from solver import InvalidInstance, read_instance
from solver.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What a page shows of a period before an allocation."""

    facts: Facts
    findings: list[Finding]
    skills: DemandSupply
    weeks: list[WeekBalance]
    basins: list[BasinBalance]

    @property
    def blocks(self) -> bool:
        """Return whether something should be mended before an allocation."""
        return any(finding.severity is Severity.BLOCKS for finding in self.findings)


def look_at_period(
    session: Session,
    groupement_id: int,
    period_id: int,
    *,
    now: datetime,
    limits: Limits = NO_LIMITS,
) -> Readiness:
    """Return what is known of a period before an allocation; raises NotFound.

    `limits` are those that a run gets too: the time that CDOs spend elsewhere, above all.
    """
    facts = read_facts(session, groupement_id, period_id, now=now, limits=limits)
    problem, detail = _make_problem(facts.instance)
    findings = list_findings(facts, problem)
    if detail:
        broken = Finding(
            check=Check.UNREADABLE, severity=Severity.BLOCKS, values={"detail": detail}
        )
        findings = sort_findings([broken, *findings])
    return Readiness(
        facts=facts,
        findings=findings,
        skills=balance_of(facts.instance),
        weeks=balance_weeks(facts.instance),
        basins=balance_basins(problem, facts) if problem else [],
    )


def _make_problem(instance: Mapping[str, Any]) -> tuple[Problem | None, str]:
    """Return the question in the solver's numbers, or None and what it cannot take."""
    try:
        return Problem(read_instance(dict(instance))), ""
    except InvalidInstance as error:
        return None, str(error)
