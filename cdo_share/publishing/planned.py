"""What publishing a plan would do to each visit, with the names people read."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person, Site
from cdo_share.core.grid import GridKind
from cdo_share.demands.models import Demand
from cdo_share.planning.identities import PublishedVisit
from cdo_share.publishing.changes import Difference, VisitChange
from cdo_share.publishing.views import ChangeView, Stretch


@dataclass(frozen=True, slots=True)
class _Names:
    """Columns of demands and of CDOs by number."""

    demands: dict[int, Any]
    cdos: dict[int, Any]
    grid: GridKind

    def stretch(self, visit: PublishedVisit) -> Stretch:
        regime = self.cdos[visit.engagement_id].regime
        return Stretch(visit.day, visit.slot, visit.length, self.grid, regime)


def name_changes(session: Session, found: Difference, grid: GridKind) -> list[ChangeView]:
    """Return the changes by day, slot and CDO, in the words of today's names, two statements."""
    visits = [visit for one in found.changes for visit in (one.visit, one.was) if visit]
    names = _Names(
        _demands(session, {visit.demand_id for visit in visits}),
        _cdos(session, {visit.engagement_id for visit in visits}),
        grid,
    )
    return [_view(one, names) for one in found.changes]


def _demands(session: Session, ids: set[int]) -> dict[int, Any]:
    statement = (
        select(
            Demand.id,
            Demand.title,
            Demand.skill,
            Demand.member_id,
            Member.name.label("member_name"),
            Site.commune,
        )
        .join(Member, Member.id == Demand.member_id)
        .join(Site, Site.id == Member.site_id)
        .where(Demand.id.in_(ids))
    )
    return {row.id: row for row in session.execute(statement)}


def _cdos(session: Session, ids: set[int]) -> dict[int, Any]:
    statement = (
        select(Engagement.id, Engagement.regime, Person.name)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.id.in_(ids))
    )
    return {row.id: row for row in session.execute(statement)}


def _view(one: VisitChange, names: _Names) -> ChangeView:
    visit, was, demand = one.visit, one.was, names.demands[one.visit.demand_id]
    return ChangeView(
        visit_id=visit.visit_id,
        change=one.change,
        demand_id=demand.id,
        title=demand.title,
        skill=demand.skill,
        is_on_site=visit.is_on_site,
        commune=demand.commune,
        member_id=demand.member_id,
        member_name=demand.member_name,
        engagement_id=visit.engagement_id,
        cdo_name=names.cdos[visit.engagement_id].name,
        when=names.stretch(visit),
        was_engagement_id=was.engagement_id if was else None,
        was_cdo_name=names.cdos[was.engagement_id].name if was else None,
        was=names.stretch(was) if was else None,
    )
