"""Findings of the law as a page shows them: CDO by CDO, rule by rule, a few days of each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cdo_share.core.i18n import Message
from cdo_share.core.text import alphabetical
from cdo_share.legal.findings import Finding, Severity
from cdo_share.legal.rules import BY_CODE
from cdo_share.web.coordinator.names import CdoName
from cdo_share.web.languages import translate

SHOWN = 2  # sentences of one rule
MOST_FOLDED = 60
OF_CONTRACT = frozenset({"part_time_floor", "forfait_agreement"})  # mended by recording


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """What one rule found in one CDO's work: sentences shown, sentences folded, how many more."""

    title: str
    severity: Severity
    shown: list[str]
    folded: list[str]
    more: int
    remedy: str
    is_of_contract: bool


@dataclass(frozen=True, slots=True)
class CdoFindings:
    """What was found in one CDO's work, the gravest rule first."""

    cdo: CdoName
    rules: list[RuleFindings]
    home_minutes: int

    @property
    def severity(self) -> Severity:
        """Return the gravest severity."""
        return self.rules[0].severity


def count_severities(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings each severity has."""
    counts = Counter(finding.severity for finding in findings)
    return {severity.value: counts[severity] for severity in Severity}


def rows_by_cdo(
    findings: Sequence[Finding], cdos: Mapping[int, CdoName], home_minutes: Mapping[int, int]
) -> list[CdoFindings]:
    """Return the CDOs with findings: those with the gravest first, then by name."""
    found: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.engagement_id].append(finding)
    rows = [
        CdoFindings(cdos[number], _rules(of_cdo), home_minutes.get(number, 0))
        for number, of_cdo in found.items()
    ]
    order = list(Severity)
    return sorted(rows, key=lambda row: (order.index(row.severity), alphabetical(row.cdo.name)))


def _rules(findings: Iterable[Finding]) -> list[RuleFindings]:
    """Return the findings rule by rule and severity by severity, in the order given."""
    found: defaultdict[tuple[str, Severity], list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.rule, finding.severity].append(finding)
    return [_row(code, severity, of_rule) for (code, severity), of_rule in found.items()]


def _row(code: str, severity: Severity, findings: Sequence[Finding]) -> RuleFindings:
    rule, most = BY_CODE[code], SHOWN + MOST_FOLDED
    sentences = [translate(finding.sentence) for finding in findings[:most]]
    return RuleFindings(
        title=translate(Message(rule.title)),
        severity=severity,
        shown=sentences[:SHOWN],
        folded=sentences[SHOWN:],
        more=len(findings) - len(sentences),
        remedy=translate(findings[0].remedy),
        is_of_contract=code in OF_CONTRACT,
    )
