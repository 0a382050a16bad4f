"""Reading visits in force and releases; always within one groupement, except who is busy."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import Demand
from cdo_share.planning.identities import PublishedVisit
from cdo_share.publishing.models import Change, Release, ReleaseVisit, Visit, VisitState
from cdo_share.publishing.statements import (
    changes_with_names,
    releases_with_names,
    visits_with_names,
)
from cdo_share.publishing.views import (
    ChangeView,
    ReleaseSummary,
    ReleaseView,
    VisitView,
    change_view,
)

IN_FORCE = Visit.state != VisitState.CANCELLED


def list_visits_in_force(
    session: Session,
    groupement_id: int,
    *,
    period_id: int | None = None,
    engagement_id: int | None = None,
    member_id: int | None = None,
    first: date | None = None,
) -> list[VisitView]:
    """Return the visits that are planned or were held, in order of time.

    Each filter that is given narrows the list; `first` is the earliest day.
    """
    wanted: list[ColumnElement[bool]] = [Visit.groupement_id == groupement_id, IN_FORCE]
    for column, value in (
        (Visit.period_id, period_id),
        (Visit.engagement_id, engagement_id),
        (Visit.member_id, member_id),
    ):
        if value is not None:
            wanted.append(column == value)
    if first is not None:
        wanted.append(Visit.day >= first)
    return _views(session, wanted)


def is_planned(session: Session, groupement_id: int, demand_id: int) -> bool:
    """Return whether visits of a demand are in force."""
    wanted = Visit.groupement_id == groupement_id, Visit.demand_id == demand_id, IN_FORCE
    return session.scalar(select(Visit.id).where(*wanted).limit(1)) is not None


def find_visit(session: Session, groupement_id: int, visit_id: uuid.UUID) -> VisitView | None:
    """Return one visit of the groupement, also a cancelled one; None when there is none."""
    found = _views(session, [Visit.groupement_id == groupement_id, Visit.id == visit_id])
    return next(iter(found), None)


def list_visits_by_id(
    session: Session, groupement_id: int, visit_ids: Collection[uuid.UUID]
) -> list[VisitView]:
    """Return these visits of the groupement, also cancelled ones, in order of time."""
    return _views(session, [Visit.groupement_id == groupement_id, Visit.id.in_(visit_ids)])


def list_visits_for_calendars(
    session: Session, groupement_id: int, *, first: date, last: date, now: datetime
) -> list[VisitView]:
    """Return the visits in force of these days, and the cancelled ones that have not ended."""
    return _views(
        session,
        [
            Visit.groupement_id == groupement_id,
            Visit.day.between(first, last),
            or_(IN_FORCE, Visit.ends_at > now),
        ],
    )


def _views(session: Session, wanted: Sequence[ColumnElement[bool]]) -> list[VisitView]:
    statement = (
        visits_with_names().where(*wanted).order_by(Visit.starts_at, Visit.person_id, Visit.id)
    )
    return [VisitView(**row) for row in session.execute(statement).mappings()]


def published_visits(session: Session, groupement_id: int, period_id: int) -> list[PublishedVisit]:
    """Return the visits in force of a period as planning knows them."""
    statement = (
        select(
            Visit.id,
            Visit.demand_id,
            Visit.engagement_id,
            Visit.day,
            Visit.slot,
            Visit.length,
            Visit.is_on_site,
        )
        .where(Visit.groupement_id == groupement_id, Visit.period_id == period_id, IN_FORCE)
        .order_by(Visit.day, Visit.slot, Visit.engagement_id)
    )
    return [PublishedVisit(*row) for row in session.execute(statement)]


def busy_elsewhere(
    session: Session, groupement_id: int, first: date, last: date
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return when the CDOs of this groupement work in others, by person; both days included.

    Nothing but the times leaves the other groupements.
    """
    statement = (
        select(Visit.person_id, Visit.starts_at, Visit.ends_at)
        .join(
            Engagement,
            and_(
                Engagement.person_id == Visit.person_id,
                Engagement.groupement_id == groupement_id,
            ),
        )
        .where(Visit.groupement_id != groupement_id, IN_FORCE, Visit.day.between(first, last))
        .order_by(Visit.person_id, Visit.starts_at)
    )
    busy: dict[int, list[tuple[datetime, datetime]]] = {}
    for person_id, starts_at, ends_at in session.execute(statement):
        busy.setdefault(person_id, []).append((starts_at, ends_at))
    return busy


def latest_release(
    session: Session, groupement_id: int, period_id: int | None = None
) -> Release | None:
    """Return the newest release of the groupement, or of one of its periods."""
    statement = (
        select(Release)
        .where(Release.groupement_id == groupement_id)
        .order_by(Release.number.desc())
        .limit(1)
    )
    if period_id is not None:
        statement = statement.where(Release.period_id == period_id)
    return session.scalar(statement)


def plan_in_force(groupement_id: int, period_id: int) -> ScalarSelect[int]:
    """Return what selects the number of the plan that binds in a period."""
    return (
        select(Release.plan_id)
        .where(Release.groupement_id == groupement_id, Release.period_id == period_id)
        .order_by(Release.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def last_changes(
    session: Session, groupement_id: int, period_id: int
) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """Return when a release of the period last changed a visit of each CDO, and of each member.

    By engagement and by member, with one statement.
    """
    whose = ReleaseVisit.engagement_id, ReleaseVisit.was_engagement_id, Demand.member_id
    statement = (
        select(*whose, func.max(Release.published_at))
        .join(Release, Release.id == ReleaseVisit.release_id)
        .join(Demand, Demand.id == ReleaseVisit.demand_id)
        .where(
            Release.groupement_id == groupement_id,
            Release.period_id == period_id,
            ReleaseVisit.change != Change.KEPT,
        )
        .group_by(*whose)
    )
    cdos: dict[int, datetime] = {}
    members: dict[int, datetime] = {}
    for now_of, was_of, member_id, at in session.execute(statement):
        for number in (now_of, was_of or now_of):
            cdos[number] = max(at, cdos.get(number, at))
        members[member_id] = max(at, members.get(member_id, at))
    return cdos, members


def list_releases(session: Session, groupement_id: int) -> list[ReleaseSummary]:
    """Return the releases of a groupement, the newest first, with two statements."""
    return _summaries(session, Release.groupement_id == groupement_id)


def get_release(session: Session, groupement_id: int, number: int) -> ReleaseView:
    """Return release `number` with every one of its visits; raises NotFound."""
    found = _summaries(session, Release.groupement_id == groupement_id, Release.number == number)
    if not found:
        raise NotFound(N_("There is no such release here."))
    return ReleaseView(found[0], tuple(list_changes(session, found[0].id)))


def list_changes(session: Session, release_id: int) -> list[ChangeView]:
    """Return the visits of a release by day, slot and CDO, names included."""
    rows = session.execute(changes_with_names(release_id)).mappings()
    return [change_view(row) for row in rows]


def _summaries(session: Session, *wanted: ColumnElement[bool]) -> list[ReleaseSummary]:
    rows = session.execute(releases_with_names().where(*wanted)).mappings().all()
    counts = _counts(session, [row["id"] for row in rows])
    return [ReleaseSummary(**row, counts=counts[row["id"]]) for row in rows]


def _counts(session: Session, release_ids: list[int]) -> dict[int, dict[Change, int]]:
    counts = {release_id: dict.fromkeys(Change, 0) for release_id in release_ids}
    statement = (
        select(ReleaseVisit.release_id, ReleaseVisit.change, func.count())
        .where(ReleaseVisit.release_id.in_(release_ids))
        .group_by(ReleaseVisit.release_id, ReleaseVisit.change)
    )
    for release_id, change, count in session.execute(statement):
        counts[release_id][change] = count
    return counts


def list_visit_ids_of(session: Session, person_id: int) -> list[uuid.UUID]:
    """Return the visits that any release ever gave a person, in whichever groupement, by id.

    With them a CDO's own calendar is read: what came from us must not block them.
    """
    statement = (
        select(ReleaseVisit.visit_id)
        .join(Engagement, Engagement.id == ReleaseVisit.engagement_id)
        .where(Engagement.person_id == person_id)
        .distinct()
        .order_by(ReleaseVisit.visit_id)
    )
    return list(session.scalars(statement))
