"""Judging a plan or a period's visits in force by the law, with what is known around them today."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from cdo_share.core.clock import utc_now
from cdo_share.legal.parameters import AVERAGE_WEEKS
from cdo_share.legal.reading import Elsewhere, StatedVisit, Work
from cdo_share.legal.verdict import LegalVerdict, judge_plan, judge_work
from cdo_share.planning.models import Plan
from cdo_share.publishing.queries import busy_elsewhere, list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.web.extensions import db

AROUND = timedelta(weeks=AVERAGE_WEEKS)


def judge_plan_now(plan: Plan, period: Period) -> LegalVerdict:
    """Return what the law says of a plan of the period, seen from today."""
    around = _stated(_in_force(period))
    return judge_plan(db.session, plan, elsewhere=_elsewhere(period), now=utc_now(), around=around)


def judge_visits_now(period: Period, visits: Sequence[StatedVisit]) -> LegalVerdict:
    """Return what the law says of visits that are no plan yet, seen from today."""
    views = _in_force(period)
    work = Work(
        visits=visits,
        around=_stated(view for view in views if view.period_id != period.id),
        first=period.starts_on,
        last=period.ends_on,
        elsewhere=_elsewhere(period),
    )
    return judge_work(db.session, period.groupement_id, work, now=utc_now())


def judge_in_force(period: Period) -> LegalVerdict:
    """Return what the law says of the visits in force of a period, from today on."""
    views = _in_force(period)
    work = Work(
        visits=_stated(view for view in views if view.period_id == period.id),
        around=_stated(view for view in views if view.period_id != period.id),
        first=period.starts_on,
        last=period.ends_on,
        elsewhere=_elsewhere(period),
    )
    return judge_work(db.session, period.groupement_id, work, now=utc_now())


def _in_force(period: Period) -> list[VisitView]:
    """Return the visits in force that averages may reach."""
    first, last = _reach(period)
    found = list_visits_in_force(db.session, period.groupement_id, first=first)
    return [view for view in found if view.day <= last]


def _elsewhere(period: Period) -> Elsewhere:
    return busy_elsewhere(db.session, period.groupement_id, *_reach(period))


def _reach(period: Period) -> tuple[date, date]:
    return period.starts_on - AROUND, period.ends_on + AROUND


def _stated(views: Iterable[VisitView]) -> list[StatedVisit]:
    names = StatedVisit.__dataclass_fields__
    return [StatedVisit(**{name: getattr(view, name) for name in names}) for view in views]
