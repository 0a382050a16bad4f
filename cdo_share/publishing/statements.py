"""The SELECTs that join visits and releases with the names people read."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from cdo_share.accounts.models import Engagement, Member, Person, Site
from cdo_share.publishing.models import Release, ReleaseVisit, Visit
from cdo_share.rounds.models import Period

_WasEngagement = aliased(Engagement)
_WasPerson = aliased(Person)


def visits_with_names() -> Select[*tuple[Any, ...]]:
    """Return the columns of VisitView."""
    return (
        select(
            *Visit.__table__.columns,
            Member.name.label("member_name"),
            Person.name.label("cdo_name"),
            Person.phone.label("cdo_phone"),
            Engagement.regime,
            Period.grid_kind,
            Site.name.label("site_name"),
            Site.address,
            Site.commune,
            Site.lat,
            Site.lon,
        )
        .join(Member, Member.id == Visit.member_id)
        .join(Engagement, Engagement.id == Visit.engagement_id)
        .join(Person, Person.id == Engagement.person_id)  # a past visit may keep another
        .join(Period, Period.id == Visit.period_id)
        .join(Site, Site.id == Visit.site_id)
    )


def releases_with_names() -> Select[*tuple[Any, ...]]:
    """Return the columns of ReleaseSummary but its counts, the newest first."""
    return (
        select(
            Release.id,
            Release.number,
            Release.period_id,
            Period.name.label("period_name"),
            Release.plan_id,
            Release.published_at,
            Person.name.label("published_by_name"),
        )
        .join(Period, Period.id == Release.period_id)
        .outerjoin(Person, Person.id == Release.published_by_id)
        .order_by(Release.number.desc())
    )


def changes_with_names(release_id: int) -> Select[*tuple[Any, ...]]:
    """Return the visits of a release by day, slot and CDO; `regime` is that of the CDO."""
    return (
        select(
            *ReleaseVisit.__table__.columns,
            Member.name.label("member_name"),
            Person.name.label("cdo_name"),
            Engagement.regime,
            _WasPerson.name.label("was_cdo_name"),
            _WasEngagement.regime.label("was_regime"),
            Site.commune,
            Period.grid_kind,
        )
        .join(Release, Release.id == ReleaseVisit.release_id)
        .join(Period, Period.id == Release.period_id)
        .join(Member, Member.id == ReleaseVisit.member_id)
        .join(Site, Site.id == ReleaseVisit.site_id)
        .join(Engagement, Engagement.id == ReleaseVisit.engagement_id)
        .join(Person, Person.id == Engagement.person_id)
        .outerjoin(_WasEngagement, _WasEngagement.id == ReleaseVisit.was_engagement_id)
        .outerjoin(_WasPerson, _WasPerson.id == _WasEngagement.person_id)
        .where(ReleaseVisit.release_id == release_id)
        .order_by(
            ReleaseVisit.day, ReleaseVisit.slot, ReleaseVisit.engagement_id, ReleaseVisit.visit_id
        )
    )
