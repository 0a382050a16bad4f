"""The findings of a period as the page shows them: kind by kind, a few each, the rest folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cdo_share.planning.readiness.findings import Finding, Severity, group_findings
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.web.coordinator.readiness.mends import Mend, find_mends
from cdo_share.web.coordinator.readiness.titles import title
from cdo_share.web.coordinator.readiness.words import sentence

SHOWN = 3  # of one kind
MOST_FOLDED = 100


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as the page shows it."""

    text: str
    mends: list[Mend]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one kind: those shown, those folded away, and how many more there are.

    `title` sums them up; it is empty where there is but one.
    """

    title: str
    shown: list[FindingRow]
    folded: list[FindingRow]
    more: int


def rows_by_severity(findings: Sequence[Finding], period: Period) -> dict[str, list[FindingGroup]]:
    """Return the groups of each severity that has some, the gravest first."""
    groups = list(_groups(findings, period))
    found = {
        severity.value: [group for of, group in groups if of is severity] for severity in Severity
    }
    return {severity: rows for severity, rows in found.items() if rows}


def _groups(findings: Sequence[Finding], period: Period) -> Iterator[tuple[Severity, FindingGroup]]:
    for group in group_findings(findings):
        rows = [_row(one, period) for one in group[: SHOWN + MOST_FOLDED]]
        heading = title(group) if len(group) > 1 else ""
        yield group[0].severity, fold(rows, title=heading, more=len(group) - len(rows))


def fold(rows: Sequence[FindingRow], *, title: str, more: int = 0) -> FindingGroup:
    """Return rows of one kind with the first shown; `more` are left out."""
    most = SHOWN + MOST_FOLDED
    more += max(len(rows) - most, 0)
    return FindingGroup(title, list(rows[:SHOWN]), list(rows[SHOWN:most]), more)


def _row(finding: Finding, period: Period) -> FindingRow:
    return FindingRow(sentence(finding), find_mends(finding, period))


def can_reopen(findings: Sequence[Finding], period: Period) -> bool:
    """Return whether something was found that only an open round lets mend."""
    is_closed = period.state is PeriodState.LOCKED
    return is_closed and any(finding.demand_id is not None for finding in findings)
