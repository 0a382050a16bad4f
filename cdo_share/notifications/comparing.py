"""What somebody knows of visits beside how they stand: the changes that a letter tells."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Person, Regime, Site
from cdo_share.bookings.queries import BookedPlace, list_booked
from cdo_share.core.grid import GRIDS
from cdo_share.notifications.known import Known, read_known
from cdo_share.notifications.late_changes import list_late
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.models import UntoldChange
from cdo_share.publishing.late_cancelling import name_consents
from cdo_share.publishing.models import Cancellation, CancelledBy, Change, VisitState
from cdo_share.publishing.owed_time import list_owed
from cdo_share.publishing.queries import list_visits_by_id
from cdo_share.publishing.views import ChangeView, VisitView

Cdos = Mapping[int, tuple[str, Regime]]  # by engagement
Sites = Mapping[int, Mapping[str, Any]]  # what a visit shows of its site, by its number
Json = Mapping[str, Any]

NOT_CANCELLED: Json = {"is_replaced": False, "is_owed": False, "consent_by": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A visit that is to be told: what changed, how it stands, how the person knew it.

    `gone` is the visit cancelled where it was; None for one that the person knew nothing of. A
    booked half-day is known before it is a visit, since it was held.
    `begins_at` is when its old or its new place begins, whichever comes first.
    """

    row: UntoldChange
    change: ChangeView
    visit: VisitView
    gone: VisitView | None
    begins_at: datetime

    def shown_to(self, recipient: Recipient) -> tuple[VisitView, bool]:
        """Return the visit as the person's calendar shows it, and whether that is a CDO's.

        For a CDO who no longer comes it is cancelled, where it was.
        """
        is_cdo = self.visit.engagement_id in recipient.engagement_ids
        if is_cdo or self.gone is None or self.visit.member_id in recipient.member_ids:
            return self.visit, is_cdo
        return self.gone, True


def compare(
    session: Session, groupement: Groupement, rows: Sequence[UntoldChange], now: datetime
) -> list[Told]:
    """Return what is to be told of these rows, in order of time.

    A row is left out whose visit stands again as the person knows it, or has begun.
    """
    ids = {row.visit_id for row in rows}
    visits = {one.id: one for one in list_visits_by_id(session, groupement.id, ids)}
    # A booked half-day is known before it is a visit, since it was held for the member.
    booked = list_booked(session, {row.visit_id for row in rows if row.was_day is None})
    cdos = _list_cdos(
        session,
        {row.was_engagement_id for row in rows if row.was_engagement_id}
        | {one.engagement_id for one in booked.values()},
    )
    sites = _list_sites(session, {row.was_site_id for row in rows if row.was_site_id})
    cancelled = _list_cancelled(session, groupement.id, visits)
    told = []
    for row in rows:
        visit, was = visits[row.visit_id], read_known(row)
        if was is None and visit.id in booked:
            was = _held(visit, booked[visit.id])
        gone = _gone(visit, was, cdos, sites, groupement.timezone) if was else None
        change = _change(visit, was, gone, cancelled.get(visit.id, NOT_CANCELLED))
        ahead = [one.starts_at for one in (visit, gone) if one and one.starts_at > now]
        if change is not None and ahead:
            told.append(Told(row=row, change=change, visit=visit, gone=gone, begins_at=min(ahead)))
    return sorted(_mark_late(session, groupement, told, now), key=_order)


def _order(one: Told) -> tuple[object, ...]:
    return one.change.when.day, one.change.when.slot, one.change.engagement_id, one.row.visit_id


def _list_cdos(session: Session, engagement_ids: set[int]) -> Cdos:
    statement = (
        select(Engagement.id, Person.name, Engagement.regime)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.id.in_(engagement_ids))
    )
    return {number: (name, regime) for number, name, regime in session.execute(statement)}


def _list_sites(session: Session, site_ids: set[int]) -> Sites:
    names = ("address", "commune", "lat", "lon")
    statement = select(Site.id, Site.name, *(getattr(Site, name) for name in names))
    rows = session.execute(statement.where(Site.id.in_(site_ids)))
    return {
        site_id: {"site_id": site_id, "site_name": name, **dict(zip(names, rest, strict=True))}
        for site_id, name, *rest in rows
    }


def _list_cancelled(
    session: Session, groupement_id: int, visits: Mapping[uuid.UUID, VisitView]
) -> dict[uuid.UUID, Json]:
    """Return what becomes of the time of each visit that somebody cancelled."""
    statement = select(Cancellation.visit_id, Cancellation.is_replaced)
    found = session.execute(statement.where(Cancellation.visit_id.in_(visits))).all()
    if not found:
        return {}
    owed = list_owed(session, groupement_id, visit_ids=[row.visit_id for row in found])
    agreed = name_consents(session, {one: visits[one].person_id for one, _ in found})
    return {
        visit_id: {
            "is_replaced": is_replaced,
            "is_owed": visit_id in owed,
            "consent_by": agreed.get(visit_id, ""),
        }
        for visit_id, is_replaced in found
    }


def _gone(visit: VisitView, was: Known, cdos: Cdos, sites: Sites, zone: str) -> VisitView:
    """Return the visit cancelled where somebody knows it."""
    grid = GRIDS[visit.grid_kind]
    starts_at, ends_at = grid.instants(was.day, was.slot, was.length, zone=zone)
    name, regime = cdos[was.engagement_id]
    return replace(
        visit,
        **_without_site(was),
        **sites.get(was.site_id or 0, {}),
        state=VisitState.CANCELLED,
        starts_at=starts_at,
        ends_at=ends_at,
        cdo_name=name,
        regime=regime,
    )


def _held(visit: VisitView, place: BookedPlace) -> Known | None:
    """Return a booked visit as it is known since it was held; None where it stands as booked.

    That it stands is what its first letter tells: the booking is confirmed.
    """
    held = place.engagement_id, place.day, place.slot, place.length
    if held == (visit.engagement_id, visit.day, visit.slot, visit.length) and not _is_off(visit):
        return None
    return Known(*held, visit.is_on_site, None, None, None)


def _without_site(was: Known) -> dict[str, Any]:
    return {name: value for name, value in asdict(was).items() if name != "site_id"}


def _is_off(visit: VisitView) -> bool:
    return visit.state is VisitState.CANCELLED


def _change(
    visit: VisitView, was: Known | None, gone: VisitView | None, time: Json
) -> ChangeView | None:
    """Return what happened since somebody knew the visit; None when nothing that they are told.

    `time` is what becomes of the time of a visit that somebody cancelled.
    """
    if gone is None:
        return None if _is_off(visit) else _view(visit, Change.ADDED)
    if was is None or _is_off(visit):
        by = None if visit.cancelled_by is CancelledBy.RELEASE else visit.cancelled_by
        removed = _view(gone, Change.REMOVED)
        return replace(removed, cancelled_by=by, **time)
    has_lapsed = gone.agreed is not None and visit.agreed is None
    is_elsewhere = visit.is_on_site and was.is_on_site and visit.site_id != gone.site_id
    place = visit.engagement_id, visit.day, visit.slot, visit.length, visit.is_on_site
    if was.place == place and not is_elsewhere:
        timed = replace(_view(visit, Change.KEPT), is_timed=True, has_lapsed=has_lapsed)
        return None if gone.agreed == visit.agreed else timed
    return replace(
        _view(visit, Change.MOVED),
        was_engagement_id=was.engagement_id,
        was_cdo_name=gone.cdo_name,
        was=gone.stretch,
        has_lapsed=has_lapsed,
        address=visit.full_address if is_elsewhere else "",
        was_address=gone.full_address if is_elsewhere else "",
    )


def _mark_late(
    session: Session, groupement: Groupement, told: Sequence[Told], now: datetime
) -> list[Told]:
    """Return them with those marked that a release changes within a CDO's days of notice."""
    known = [(one.change, was) for one in told if (was := read_known(one.row)) is not None]
    late = list_late(session, groupement.id, known, now)
    return [
        replace(one, change=replace(one.change, is_late=True)) if one.change in late else one
        for one in told
    ]


def _view(visit: VisitView, change: Change) -> ChangeView:
    return ChangeView(
        visit_id=visit.id,
        change=change,
        demand_id=visit.demand_id,
        title=visit.title,
        skill=visit.skill,
        is_on_site=visit.is_on_site,
        commune=visit.commune,
        member_id=visit.member_id,
        member_name=visit.member_name,
        engagement_id=visit.engagement_id,
        cdo_name=visit.cdo_name,
        when=visit.stretch,
        was_engagement_id=None,
        was_cdo_name=None,
        was=None,
    )
