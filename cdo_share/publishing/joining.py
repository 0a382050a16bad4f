"""What labour law forbids of visits that could join those in force, each by itself.

All is read once for as many visits as are thought of; a visit is judged with its CDO's own.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.legal.check import check_visits
from cdo_share.legal.findings import Finding, Severity
from cdo_share.legal.queries import get_parameters
from cdo_share.legal.reading import StatedVisit, Work, facts_of, read_register
from cdo_share.legal.worse import list_worsened
from cdo_share.publishing.queries import busy_elsewhere
from cdo_share.publishing.worked import days_around, list_worked_by
from cdo_share.rounds.models import Period

Forbidding = Callable[[StatedVisit], list[Finding]]


def read_forbidding(
    session: Session,
    period: Period,
    *,
    engagements: Collection[Engagement],
    site_id: int,
    now: datetime,
) -> Forbidding:
    """Return what tells of a visit by one of these CDOs, at this site, what the law would forbid.

    Their bases must be loaded. Five statements, however many visits are asked about.
    """
    law = get_parameters(session, period.groupement_id)
    standing, around = list_worked_by(session, period, {one.id for one in engagements}, law)
    elsewhere = busy_elsewhere(session, period.groupement_id, *days_around(period))
    register = read_register(
        session,
        period.groupement_id,
        engagements=engagements,
        site_ids={site_id, *(visit.site_id for visit in (*standing, *around))},
        now=now,
    )

    def blocking(engagement_id: int, *more: StatedVisit) -> list[Finding]:
        work = Work(
            visits=[*_of(standing, engagement_id), *more],
            around=_of(around, engagement_id),
            first=period.starts_on,
            last=period.ends_on,
            elsewhere=elsewhere,
        )
        found = check_visits(facts_of(work, register), law)
        return [one for one in found if one.severity is Severity.BLOCKING]

    before: dict[int, list[Finding]] = {}

    def forbidden(visit: StatedVisit) -> list[Finding]:
        cdo = visit.engagement_id
        if cdo not in before:
            before[cdo] = blocking(cdo)
        return list_worsened(before[cdo], blocking(cdo, visit))

    return forbidden


def _of(visits: Collection[StatedVisit], engagement_id: int) -> list[StatedVisit]:
    return [one for one in visits if one.engagement_id == engagement_id]
