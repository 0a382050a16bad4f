"""Judging some work by the law: what publishing and the pages ask."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.legal.check import check_visits
from cdo_share.legal.findings import Finding, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.reading import Work, read_facts


@dataclass(frozen=True, slots=True)
class LegalVerdict:
    """What the law has to say of some visits, by CDO, the gravest first.

    `home_minutes`: the minutes of each CDO, by engagement, from and to their base; not judged.
    """

    findings: tuple[Finding, ...]
    home_minutes: dict[int, int]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Return what must not be published."""
        return self._of(Severity.BLOCKING)

    @property
    def to_confirm(self) -> tuple[Finding, ...]:
        """Return what whoever knows the agreements must confirm."""
        return self._of(Severity.TO_CONFIRM)

    @property
    def told(self) -> tuple[Finding, ...]:
        """Return what only informs."""
        return self._of(Severity.INFO)

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)


def judge_work(
    session: Session, groupement_id: int, work: Work, *, law: Parameters, now: datetime
) -> LegalVerdict:
    """Return what the law, with a groupement's measures, says of any work.

    What ended before today cannot be mended and is not told.
    """
    cdos = read_facts(session, groupement_id, work, now=now)
    return LegalVerdict(
        findings=tuple(check_visits(cdos, law)),
        home_minutes={facts.contract.engagement_id: facts.home_minutes for facts in cdos},
    )
