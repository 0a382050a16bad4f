"""What labour law says of a plan, of the visits in force, and of a release before it binds.

No way leads to a release but through `require_lawful`. What is known around the days judged is
read here: the visits in force of other periods, and when the CDOs work for other groupements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.legal.findings import Finding
from cdo_share.legal.queries import get_parameters
from cdo_share.legal.reading import StatedVisit, Work, read_plan_visits
from cdo_share.legal.verdict import LegalVerdict, judge_work
from cdo_share.legal.worse import list_worsened
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.models import Plan
from cdo_share.publishing.changes import Difference, VisitChange
from cdo_share.publishing.models import Change
from cdo_share.publishing.queries import busy_elsewhere
from cdo_share.publishing.worked import days_around, list_worked, list_worked_around, stated
from cdo_share.rounds.models import Period

FORBIDDEN = N_("Labour law forbids it. %(what)s %(remedy)s")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the law says of the visits that would be in force after a publication.

    `forbidden` cannot be published. `standing` is forbidden too, but in force already and made no
    worse: a release that mends something else must remain possible.
    """

    verdict: LegalVerdict
    forbidden: tuple[Finding, ...] = ()
    standing: tuple[Finding, ...] = ()


def require_lawful(session: Session, plan: Plan, found: Difference, now: datetime) -> None:
    """Raise InvalidInput with every sentence when a publication would break labour law."""
    forbidden = judge_publication(session, plan, found, now).forbidden
    if forbidden:
        raise InvalidInput(*(_fault(one) for one in forbidden))


def _fault(finding: Finding) -> Fault:
    return Fault("law", FORBIDDEN, {"what": finding.sentence, "remedy": finding.remedy})


def judge_publication(session: Session, plan: Plan, found: Difference, now: datetime) -> Ruling:
    """Return what the law says of the visits in force once `found` has been applied."""
    period = session.get_one(Period, plan.period_id)
    after = [one.visit for one in found.changes if one.change is not Change.REMOVED]
    verdict = judge_visits(session, period, stated(session, period, after), now)
    if not verdict.blocking:
        return Ruling(verdict)
    before = [visit for one in found.changes if (visit := _in_force(one)) is not None]
    known = judge_visits(session, period, stated(session, period, before), now)
    forbidden = list_worsened(known.blocking, verdict.blocking)
    standing = tuple(one for one in verdict.blocking if one not in forbidden)
    return Ruling(verdict, tuple(forbidden), standing)


def _in_force(one: VisitChange) -> PublishedVisit | None:
    if one.change is Change.ADDED:
        return None
    return one.was or one.visit


def judge_plan(session: Session, plan: Plan, period: Period, now: datetime) -> LegalVerdict:
    """Return what the law says of a plan as it was made."""
    return judge_visits(session, period, read_plan_visits(session, plan.id, period.grid_kind), now)


def judge_in_force(session: Session, period: Period, now: datetime) -> LegalVerdict:
    """Return what the law says of the visits in force of a period."""
    return judge_visits(session, period, list_worked(session, period), now)


def judge_visits(
    session: Session, period: Period, visits: Sequence[StatedVisit], now: datetime
) -> LegalVerdict:
    """Return what the law says of visits of a period, with what is known around them."""
    law = get_parameters(session, period.groupement_id)
    cdos = {one.engagement_id for one in visits}
    work = Work(
        visits=visits,
        around=list_worked_around(session, period, cdos, law),
        first=period.starts_on,
        last=period.ends_on,
        elsewhere=busy_elsewhere(session, period.groupement_id, *days_around(period)),
    )
    return judge_work(session, period.groupement_id, work, law=law, now=now)
