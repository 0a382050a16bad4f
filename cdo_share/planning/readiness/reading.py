"""Reading what the checks look at, in a fixed number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person, Site
from cdo_share.accounts.queries import list_members
from cdo_share.accounts.regimes import Caps
from cdo_share.availability.queries import list_stale_calendars
from cdo_share.communes.table import get_commune
from cdo_share.demands.models import Demand, DemandState
from cdo_share.planning.instance import build_instance
from cdo_share.planning.readiness.facts import (
    CdoFact,
    DemandFact,
    Facts,
    MemberFact,
    Point,
)
from cdo_share.rounds.cdo_answers import list_answered_engagements
from cdo_share.rounds.member_answers import list_answered_members
from cdo_share.rounds.queries import get_period


def read_facts(session: Session, groupement_id: int, period_id: int, *, now: datetime) -> Facts:
    """Return all that the checks of a period look at; raises NotFound."""
    period = get_period(session, groupement_id, period_id)
    instance = build_instance(
        session, groupement_id=groupement_id, period_id=period_id, name="readiness"
    )
    members = [_member(member) for member in list_members(session, groupement_id)]
    cdos = _list_cdos(session, groupement_id)
    demands = _list_demands(session, groupement_id, period_id)
    answered = {
        *(demand.member_id for demand in demands),
        *list_answered_members(session, groupement_id, period_id),
    }
    return Facts(
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        days=[date.fromisoformat(day) for day in instance["days"]],
        slots_per_half=period.grid.slots_per_half,
        instance=instance,
        members=members,
        cdos=cdos,
        demands=demands,
        answered_members=frozenset(answered),
        answered_cdos=frozenset(list_answered_engagements(session, groupement_id, period_id)),
        stale=_list_stale(session, groupement_id, now),
        communes=_find_town_halls({*(m.insee for m in members), *(c.insee for c in cdos)}),
    )


def _member(member: Member) -> MemberFact:
    site = member.site
    return MemberFact(
        id=member.id,
        name=member.name,
        siret=member.siret,
        site_id=member.site_id,
        commune=site.commune,
        insee=site.insee,
        point=(site.lat, site.lon),
    )


def _list_cdos(session: Session, groupement_id: int) -> list[CdoFact]:
    statement = (
        select(Engagement, Person.name, Site)
        .join(Person, Person.id == Engagement.person_id)
        .join(Site, Site.id == Engagement.base_id)
        .where(Engagement.groupement_id == groupement_id, Engagement.is_active)
        .order_by(Person.name, Engagement.id)
    )
    return [_cdo(*row) for row in session.execute(statement)]


def _cdo(engagement: Engagement, name: str, base: Site) -> CdoFact:
    return CdoFact(
        id=engagement.id,
        name=name,
        regime=engagement.regime,
        base_id=engagement.base_id,
        commune=base.commune,
        insee=base.insee,
        point=(base.lat, base.lon),
        caps=Caps(**{one.name: getattr(engagement, one.name) for one in fields(Caps)}),
    )


def _list_demands(session: Session, groupement_id: int, period_id: int) -> list[DemandFact]:
    statement = (
        select(
            Demand.id,
            Demand.member_id,
            Member.name.label("member_name"),
            Demand.title,
            Demand.skill,
            Demand.earliest_on,
            Demand.latest_on,
        )
        .join(Member, Member.id == Demand.member_id)
        .where(
            Demand.groupement_id == groupement_id,
            Demand.period_id == period_id,
            Demand.state == DemandState.SUBMITTED,
            Member.is_active,
        )
        .order_by(Member.name, Demand.id)
    )
    return [DemandFact(**row._mapping) for row in session.execute(statement)]


def _list_stale(
    session: Session, groupement_id: int, now: datetime
) -> Mapping[int, datetime | None]:
    """Return since when the calendars of CDOs are old."""
    troubles = list_stale_calendars(session, groupement_id, now)
    return {one.engagement_id: one.read_at for one in troubles}


def _find_town_halls(codes: Iterable[str]) -> Mapping[str, Point]:
    """Return where the communes of these codes are, as far as the list knows them."""
    communes = (get_commune(code) for code in codes)
    return {one.insee: (one.lat, one.lon) for one in communes if one is not None}
