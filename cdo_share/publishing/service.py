"""Publishing a plan: freeze it as a release and bring the visits in force in line with it.

One call is one act; the edge commits it together with the letters and calendars it causes.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.accounts.models import Groupement
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.models import Plan, RunState
from cdo_share.planning.queries import planned_visits
from cdo_share.publishing.away import require_present
from cdo_share.publishing.cancellation_queries import list_stopped
from cdo_share.publishing.changes import Difference, carry_ids, difference, keep_past
from cdo_share.publishing.force import Placing, apply_difference
from cdo_share.publishing.lawful import require_lawful
from cdo_share.publishing.locks import lock_groupement
from cdo_share.publishing.models import Change, Release
from cdo_share.publishing.overlap import HELD_MARK, OVERLAP_MARK
from cdo_share.publishing.queries import latest_release, published_visits
from cdo_share.rounds.models import Period


def publish(
    session: Session,
    *,
    groupement_id: int,
    plan_id: int,
    published_by_id: int | None,
    now: datetime,
) -> Release:
    """Return the release that the plan becomes; it binds from now on.

    Raises NotFound, InvalidInput where labour law forbids it or a visit would be put where it is
    recorded that somebody is away, or Conflict: the plan is in force
    already, its run is not done, or a CDO has meanwhile been booked elsewhere at the same time.
    Nothing is changed then.
    """
    try:
        with session.begin_nested():
            lock_groupement(session, groupement_id)
            plan = _get_publishable(session, groupement_id, plan_id)
            found = find_difference(session, plan, now)
            release = _next_release(session, plan, published_by_id, now)
            apply_difference(session, release, found, _placing(session, plan, now))
            # After it: a CDO who is booked twice at a time is told so, not of too long a day.
            require_lawful(session, plan, found, now)
            require_present(session, plan, found, now)
            _record(session, release, found)
    except IntegrityError as error:
        raise _taken(error) from error
    return release


def _taken(error: IntegrityError) -> Exception:
    """Return the refusal of a time that somebody else has; any other error as it is."""
    said = str(error.orig)
    if OVERLAP_MARK in said:
        return Conflict(
            N_(
                "A CDO of this plan has meanwhile been booked at the same time in another "
                "groupement. Start a new allocation: it will work around it."
            )
        )
    if HELD_MARK in said:
        return Conflict(
            N_(
                "A half-day of this plan is held for a member who books it. Decide on the booking, "
                "or start a new allocation: it will work around it."
            )
        )
    return error


def preview_changes(
    session: Session, groupement_id: int, plan_id: int, *, now: datetime
) -> Difference:
    """Return what publishing the plan now would change; raises NotFound."""
    return find_difference(session, _get_plan(session, groupement_id, plan_id), now)


def _get_publishable(session: Session, groupement_id: int, plan_id: int) -> Plan:
    plan = _get_plan(session, groupement_id, plan_id)
    if plan.run.state is not RunState.DONE:
        raise Conflict(N_("The allocation of this plan is not finished."))
    newest = latest_release(session, groupement_id, plan.period_id)
    if newest is not None and newest.plan_id == plan.id:
        raise Conflict(
            N_("This plan is in force already, as release %(number)d."), number=newest.number
        )
    return plan


def _get_plan(session: Session, groupement_id: int, plan_id: int) -> Plan:
    statement = (
        select(Plan)
        .where(Plan.groupement_id == groupement_id, Plan.id == plan_id)
        .options(joinedload(Plan.run), selectinload(Plan.visits))
        .execution_options(populate_existing=True)
    )
    plan = session.scalar(statement)
    if plan is None:
        raise NotFound(N_("There is no such plan here."))
    return plan


def _next_release(
    session: Session, plan: Plan, published_by_id: int | None, now: datetime
) -> Release:
    newest = session.scalar(
        select(func.max(Release.number)).where(Release.groupement_id == plan.groupement_id)
    )
    release = Release(
        groupement_id=plan.groupement_id,
        period_id=plan.period_id,
        plan_id=plan.id,
        number=(newest or 0) + 1,
        published_by_id=published_by_id,
        published_at=now,
    )
    session.add(release)
    return release


def _placing(session: Session, plan: Plan, now: datetime) -> Placing:
    period = session.get_one(Period, plan.period_id)
    zone = session.get_one(Groupement, plan.groupement_id).timezone
    return Placing(grid=period.grid, zone=zone, now=now)


def find_difference(session: Session, plan: Plan, now: datetime) -> Difference:
    """Return what publishing a plan, loaded with its visits, would change now."""
    in_force = published_visits(session, plan.groupement_id, plan.period_id)
    stopped = list_stopped(session, plan)
    planned = [visit for visit in planned_visits(plan) if visit not in stopped]
    # A first release may begin before today, for a groupement that joins mid-period. After it the
    # past is what took place, even where nothing is in force any more.
    latest = now.date() + timedelta(days=1)  # where the day begins before that of UTC
    may_be_past = any(visit.day <= latest for visit in planned)
    if in_force or (may_be_past and _has_release(session, plan)):
        planned = keep_past(in_force, planned, _placing(session, plan, now).has_begun)
    return difference(in_force, carry_ids(in_force, planned))


def _has_release(session: Session, plan: Plan) -> bool:
    return latest_release(session, plan.groupement_id, plan.period_id) is not None


def _record(session: Session, release: Release, found: Difference) -> None:
    counts = {change.value: len(found.of(change)) for change in Change}
    record_act(
        session,
        at=release.published_at,
        groupement_id=release.groupement_id,
        person_id=release.published_by_id,
        action="publish",
        thing=("release", release.id),
        number=release.number,
        **counts,
    )
