"""Judging a plan, or the visits in force, by the law: what publishing and the pages ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from cdo_share.legal.check import check_visits
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Finding, Severity
from cdo_share.legal.notice import local_day
from cdo_share.legal.queries import get_parameters
from cdo_share.legal.reading import Elsewhere, StatedVisit, Work, read_facts, read_work_of_plan
from cdo_share.planning.models import Plan
from cdo_share.rounds.queries import get_period


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


def judge_plan(
    session: Session,
    plan: Plan,
    *,
    elsewhere: Elsewhere,
    now: datetime,
    around: Sequence[StatedVisit] = (),
) -> LegalVerdict:
    """Return what the law says of a plan, in seven statements; the plan's visits are not needed.

    `elsewhere`: the times of each person's visits in other groupements. `around`: visits in force
    of this groupement outside the plan's period, best those of twelve weeks before and after.
    """
    period = get_period(session, plan.groupement_id, plan.period_id)
    work = read_work_of_plan(session, period, plan.id, around=around, elsewhere=elsewhere)
    return judge_work(session, plan.groupement_id, work, now=now)


def judge_work(session: Session, groupement_id: int, work: Work, *, now: datetime) -> LegalVerdict:
    """Return what the law says of any work; what ended before today cannot be mended: not told."""
    cdos = read_facts(session, groupement_id, work)
    law = get_parameters(session, groupement_id)
    findings = check_visits(cdos, law)
    return LegalVerdict(
        findings=tuple(one for one in findings if one.until >= _today(cdos, now)),
        home_minutes={facts.contract.engagement_id: facts.home_minutes for facts in cdos},
    )


def _today(cdos: Sequence[CdoFacts], now: datetime) -> date:
    return local_day(now, cdos[0].zone) if cdos else now.date()
