"""What labour law forbids of visits that could join those in force, each by itself.

All is read once for as many visits as are thought of; a visit is judged with its CDO's own.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.legal.findings import Finding, Severity
from cdo_share.legal.reading import StatedVisit
from cdo_share.publishing.lawful import open_bench
from cdo_share.publishing.worked import list_worked
from cdo_share.rounds.models import Period

Forbidding = Callable[[StatedVisit], list[Finding]]


def read_forbidding(
    session: Session,
    period: Period,
    *,
    engagement_ids: Collection[int],
    site_id: int,
    now: datetime,
) -> Forbidding:
    """Return what tells of a visit by one of these CDOs, at this site, what the law would forbid.

    The number of statements does not grow with how many visits are asked about.
    """
    standing = list_worked(session, period)
    bench = open_bench(session, period, engagement_ids, standing, {site_id}, now)

    def forbidden(visit: StatedVisit) -> list[Finding]:
        new = bench.list_new((), (visit,))
        return [one for one in new if one.severity is Severity.BLOCKING]

    return forbidden
