"""Past periods of a small groupement, published, so that a ledger has something to tell."""

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Member
from cdo_share.demands.models import Demand
from cdo_share.planning.instance import build_instance
from cdo_share.planning.models import Plan
from cdo_share.publishing.models import Cancellation, CancelledBy, Release, Visit, VisitState
from cdo_share.rounds.models import Period
from tests.factories import CREATED_AT, a_demand, a_period, a_run

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
_hours = count()


def a_past_period(session: Session, groupement: Groupement, name: str, **values: Any) -> Period:
    """Return a period of four weeks in the autumn of 2026 unless said otherwise."""
    values = {"starts_on": date(2026, 9, 7), "ends_on": date(2026, 10, 2)} | values
    return a_period(session, groupement, name=name, **values)


def a_release(session: Session, period: Period) -> Release:
    """Return the next release of a period, of a plan whose run knows its question."""
    run = a_run(session, period)
    run.instance = build_instance(
        session, groupement_id=period.groupement_id, period_id=period.id, name="run"
    )
    plan = Plan(
        groupement_id=period.groupement_id,
        period_id=period.id,
        run_id=run.id,
        cost=0,
        parts={},
        bound=0,
        bound_kind="none",
        gap=0.0,
        statistics={},
        unmet=[],
        created_at=CREATED_AT,
    )
    session.add(plan)
    session.flush()
    mine = select(func.count()).where(Release.groupement_id == period.groupement_id)
    release = Release(
        groupement_id=period.groupement_id,
        period_id=period.id,
        plan_id=plan.id,
        number=(session.scalar(mine) or 0) + 1,
        published_at=NOW,
    )
    session.add(release)
    session.flush()
    return release


def had(
    session: Session,
    release: Release,
    member: Member,
    cdo: Engagement,
    slots: int,
    *,
    cancelled: Mapping[CancelledBy, int] | None = None,
    is_replaced: bool = False,
) -> None:
    """Give a member who asked visits of a slot: `slots` in force, and those that were cancelled.

    `is_replaced`: the time of those is still asked for.
    """
    statement = select(Demand).where(
        Demand.member_id == member.id, Demand.period_id == release.period_id
    )
    demand = session.scalars(statement).first()
    assert demand is not None
    gone = [by for by, count in (cancelled or {}).items() for _ in range(count)]
    visits = [_a_visit(release, demand, member, cdo, by) for by in [*[None] * slots, *gone]]
    session.add_all(visits)
    session.flush()
    session.add_all(
        _a_cancellation(visit, visit.cancelled_by, is_replaced)
        for visit in visits
        if visit.cancelled_by not in (None, CancelledBy.RELEASE)
    )
    session.flush()


def asks(session: Session, member: Member, period: Period, slots: int, **values: Any) -> None:
    """Store a demand for so many slots."""
    a_demand(session, member, period, requested_slots=slots, **values)


def _a_cancellation(visit: Visit, by: CancelledBy | None, is_replaced: bool) -> Cancellation:
    return Cancellation(
        groupement_id=visit.groupement_id,
        period_id=visit.period_id,
        visit_id=visit.id,
        demand_id=visit.demand_id,
        length=visit.length,
        cancelled_by=by,
        cancelled_at=NOW,
        is_replaced=is_replaced,
    )


def _a_visit(
    release: Release, demand: Demand, member: Member, cdo: Engagement, by: CancelledBy | None
) -> Visit:
    starts_at = NOW + timedelta(hours=next(_hours))
    return Visit(
        id=uuid.uuid4(),
        groupement_id=release.groupement_id,
        period_id=release.period_id,
        release_id=release.id,
        demand_id=demand.id,
        member_id=member.id,
        engagement_id=cdo.id,
        person_id=cdo.person_id,
        site_id=member.site_id,
        is_on_site=True,
        title="Refaire le site",
        skill="VENTE-WEB",
        day=starts_at.date(),
        slot=0,
        length=1,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        state=VisitState.CANCELLED if by else VisitState.PLANNED,
        cancelled_by=by,
        created_at=NOW,
        last_modified_at=NOW,
    )
