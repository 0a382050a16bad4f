"""Reading what people cancelled: for runs, for publishing, for the coordinator."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.models import Plan
from cdo_share.planning.queries import planned_visits
from cdo_share.publishing.models import Cancellation, CancelledBy, Visit
from cdo_share.publishing.owed_time import OwedTime, count_owed, read_cancelled
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period


@dataclass(frozen=True, slots=True)
class CancelledView:
    """A visit that a person cancelled, with whose name it was done in and when.

    `owed`: what of its time stays due to the CDO, who did not consent to so late a change.
    """

    visit: VisitView
    by: CancelledBy
    at: datetime
    is_replaced: bool
    owed: OwedTime | None


def get_visit_in_period(
    session: Session, groupement_id: int, visit_id: uuid.UUID
) -> tuple[Visit, Period]:
    """Return a visit of the groupement and its period, with one statement; raises NotFound."""
    statement = (
        select(Visit, Period)
        .join(Period, Period.id == Visit.period_id)
        .where(Visit.id == visit_id, Visit.groupement_id == groupement_id)
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound(N_("There is no such visit here."))
    return found[0], found[1]


def list_stopped(session: Session, plan: Plan) -> list[PublishedVisit]:
    """Return the visits of a plan that people cancelled: publishing it leaves them cancelled.

    Two plans made before a release know the same visit by two ids: one that stands at the same
    moment, for the same demand and with the same CDO, is the one that was cancelled.
    """
    statement = (
        select(Visit.id, Visit.demand_id, Visit.engagement_id, Visit.day, Visit.slot)
        .join(Cancellation, Cancellation.visit_id == Visit.id)
        .where(Visit.groupement_id == plan.groupement_id, Visit.period_id == plan.period_id)
    )
    rows = session.execute(statement).all()
    ids, places = {row[0] for row in rows}, {tuple(row[1:]) for row in rows}
    return [
        visit
        for visit in planned_visits(plan)
        if visit.visit_id in ids
        or (visit.demand_id, visit.engagement_id, visit.day, visit.slot) in places
    ]


def given_up_slots(session: Session, groupement_id: int, period_id: int) -> dict[int, int]:
    """Return how many slots each demand no longer asks for, by demand."""
    statement = (
        select(Cancellation.demand_id, func.sum(Cancellation.length))
        .where(
            Cancellation.groupement_id == groupement_id,
            Cancellation.period_id == period_id,
            Cancellation.is_replaced.is_(False),
        )
        .group_by(Cancellation.demand_id)
    )
    return {demand_id: int(slots) for demand_id, slots in session.execute(statement)}


def list_cancelled(
    session: Session, groupement_id: int, *, period_id: int, first: date
) -> list[CancelledView]:
    """Return the visits of the day `first` and later that people cancelled, in order of time.

    Those whose time another visit of the CDO has taken since are left out, but for what stays due.
    """
    found = read_cancelled(
        session,
        Visit.groupement_id == groupement_id,
        Visit.period_id == period_id,
        Visit.day >= first,
    )
    owed = count_owed(session, groupement_id, found)
    return [
        CancelledView(one.visit, one.by, one.at, one.is_replaced, owed.get(one.visit.id))
        for one in found
        if one.visit.id in owed or not one.taken
    ]
