"""Bringing the rows of the visits in force in line with a release, and freezing the release."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person
from cdo_share.core.grid import Grid
from cdo_share.demands.models import Demand
from cdo_share.planning.identities import PublishedVisit
from cdo_share.publishing.agreed_time import stays
from cdo_share.publishing.changes import Difference, VisitChange
from cdo_share.publishing.models import (
    CancelledBy,
    Change,
    Release,
    ReleaseVisit,
    Visit,
    VisitState,
)
from cdo_share.publishing.revising import revise


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """How slots become instants, and the present."""

    grid: Grid
    zone: str
    now: datetime

    def instants(self, visit: PublishedVisit) -> tuple[datetime, datetime]:
        """Return when the visit starts and ends, in UTC."""
        return self.grid.instants(visit.day, visit.slot, visit.length, zone=self.zone)

    def has_begun(self, visit: PublishedVisit) -> bool:
        """Return whether the visit has begun."""
        return self.instants(visit)[0] <= self.now


def apply_difference(
    session: Session, release: Release, found: Difference, placing: Placing
) -> None:
    """Write the frozen rows of the release and change the visits in force accordingly.

    Whatever leaves a place goes before anything takes one: two visits may swap theirs
    although the database refuses overlaps at every single statement.
    """
    session.flush()
    people = _lock_people(session, found)
    subjects = _subjects(session, found)
    rows = _rows(session, release.groupement_id, found)
    lapsed = _let_lapse(rows, found, placing.grid)
    for one in (*found.moved, *found.removed):
        _leave(rows[one.visit.visit_id])
    session.flush()
    for one in found.removed:
        _touch(rows[one.visit.visit_id], release)
    for one in (*found.kept, *found.moved, *found.added):
        wanted = _place(one.visit, placing) | subjects[one.visit.demand_id]
        wanted["person_id"] = people[one.visit.engagement_id]
        if not (one.change is Change.KEPT and placing.has_begun(one.visit)):
            rows[one.visit.visit_id] = _settle(session, rows, release, one, wanted)
    session.flush()
    for one in found.changes:
        frozen = _frozen(release, one, rows[one.visit.visit_id])
        frozen.has_lapsed = frozen.visit_id in lapsed
        session.add(frozen)
    session.flush()


def _lock_people(session: Session, found: Difference) -> dict[int, int]:
    """Return the person of every engagement, and keep other publications off these people.

    Two groupements that publish at once for one CDO would else wait for each other's rows.
    """
    ids = {one.visit.engagement_id for one in found.changes}
    statement = (
        select(Engagement.id, Person.id)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.id.in_(ids))
        .order_by(Person.id)
        .with_for_update(of=Person, key_share=True)
    )
    return {engagement_id: person_id for engagement_id, person_id in session.execute(statement)}


def _subjects(session: Session, found: Difference) -> dict[int, dict[str, Any]]:
    """Return what visits copy of their demand: for whom, what, where."""
    ids = {one.visit.demand_id for one in found.changes}
    statement = (
        select(Demand.id, Demand.member_id, Demand.title, Demand.skill, Member.site_id)
        .join(Member, Member.id == Demand.member_id)
        .where(Demand.id.in_(ids))
    )
    return {
        row.id: {
            "demand_id": row.id,
            "member_id": row.member_id,
            "title": row.title,
            "skill": row.skill,
            "site_id": row.site_id,
        }
        for row in session.execute(statement)
    }


def _rows(session: Session, groupement_id: int, found: Difference) -> dict[uuid.UUID, Visit]:
    """Return the rows that exist, also cancelled ones: a removed visit may come back."""
    ids = {one.visit.visit_id for one in found.changes}
    statement = (
        select(Visit)
        .where(Visit.groupement_id == groupement_id, Visit.id.in_(ids))
        .execution_options(populate_existing=True)
    )
    return {visit.id: visit for visit in session.scalars(statement)}


def _let_lapse(rows: dict[uuid.UUID, Visit], found: Difference, grid: Grid) -> set[uuid.UUID]:
    """Take the agreed time off visits that leave their CDO, day or half-day; return which had one.

    A visit that only becomes remote, or longer within its half-day, keeps it.
    """
    gone = [one.visit.visit_id for one in found.removed]
    gone += [
        one.visit.visit_id for one in found.moved if one.was and not stays(one.was, one.visit, grid)
    ]
    lapsed = {visit_id for visit_id in gone if rows[visit_id].agreed_start is not None}
    for visit_id in lapsed:
        rows[visit_id].agreed_start = rows[visit_id].agreed_end = None
    return lapsed


def _leave(visit: Visit) -> None:
    visit.state = VisitState.CANCELLED
    visit.cancelled_by = CancelledBy.RELEASE


def _touch(visit: Visit, release: Release) -> None:
    visit.release_id = release.id
    revise(visit, release.published_at)


def _place(visit: PublishedVisit, placing: Placing) -> dict[str, Any]:
    starts_at, ends_at = placing.instants(visit)
    return {
        "engagement_id": visit.engagement_id,
        "day": visit.day,
        "slot": visit.slot,
        "length": visit.length,
        "is_on_site": visit.is_on_site,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "state": VisitState.PLANNED,
        "cancelled_by": None,
    }


def _settle(
    session: Session,
    rows: dict[uuid.UUID, Visit],
    release: Release,
    one: VisitChange,
    wanted: dict[str, Any],
) -> Visit:
    """Return the row of a visit as it is wanted; touched only when something visible changes."""
    visit = rows.get(one.visit.visit_id)
    if visit is None:
        return _new_visit(session, release, one.visit.visit_id, wanted)
    changed = {name: value for name, value in wanted.items() if getattr(visit, name) != value}
    for name, value in changed.items():
        setattr(visit, name, value)
    if changed:
        _touch(visit, release)
    return visit


def _new_visit(
    session: Session, release: Release, visit_id: uuid.UUID, wanted: dict[str, Any]
) -> Visit:
    visit = Visit(
        id=visit_id,
        groupement_id=release.groupement_id,
        period_id=release.period_id,
        release_id=release.id,
        sequence=0,
        created_at=release.published_at,
        last_modified_at=release.published_at,
        **wanted,
    )
    session.add(visit)
    return visit


def _frozen(release: Release, one: VisitChange, visit: Visit) -> ReleaseVisit:
    was = one.was
    return ReleaseVisit(
        release_id=release.id,
        visit_id=visit.id,
        change=one.change,
        demand_id=visit.demand_id,
        member_id=visit.member_id,
        engagement_id=visit.engagement_id,
        site_id=visit.site_id,
        is_on_site=visit.is_on_site,
        title=visit.title,
        skill=visit.skill,
        day=visit.day,
        slot=visit.slot,
        length=visit.length,
        was_engagement_id=was.engagement_id if was else None,
        was_day=was.day if was else None,
        was_slot=was.slot if was else None,
        was_length=was.length if was else None,
    )
