"""Reading what the checks look at, in a fixed number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member
from cdo_share.accounts.queries import list_members
from cdo_share.accounts.regimes import Caps
from cdo_share.availability.ageing import list_stale_calendars
from cdo_share.communes.table import get_commune
from cdo_share.core.text import alphabetical
from cdo_share.demands.asked import list_asked
from cdo_share.demands.models import Demand
from cdo_share.planning.collected import read_collected
from cdo_share.planning.instance import NO_LIMITS, Limits, make_instance
from cdo_share.planning.readiness.facts import CdoFact, DemandFact, Facts, MemberFact, Point
from cdo_share.rounds.queries import get_period


def read_facts(
    session: Session,
    groupement_id: int,
    period_id: int,
    *,
    now: datetime,
    limits: Limits = NO_LIMITS,
) -> Facts:
    """Return all that the checks of a period look at; raises NotFound."""
    period = get_period(session, groupement_id, period_id)
    collected = read_collected(session, groupement_id, period_id)
    asked = list_asked(session, groupement_id, period_id)
    members = [_member(member) for member in list_members(session, groupement_id)]
    cdos = [_cdo(row) for row in sorted(collected.engagements, key=_by_name)]
    demands = [_demand(row) for row in sorted(collected.demands, key=_by_member)]
    return Facts(
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        days=collected.frame.days,
        slots_per_half=period.grid.slots_per_half,
        instance=make_instance(collected, name="readiness", limits=limits),
        members=members,
        cdos=cdos,
        demands=demands,
        answered_members=asked.members | {demand.member_id for demand in demands},
        answered_cdos=asked.engagements,
        reachable=asked.reachable,
        stale=list_stale_calendars(session, groupement_id, now, until=period.ends_on),
        communes=_find_town_halls({*(m.insee for m in members), *(c.insee for c in cdos)}),
    )


def _by_name(engagement: Engagement) -> tuple[str, str]:
    return alphabetical(engagement.person.name)


def _by_member(demand: Demand) -> tuple[str, str]:
    return alphabetical(demand.member.name)


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


def _cdo(engagement: Engagement) -> CdoFact:
    base = engagement.base
    return CdoFact(
        id=engagement.id,
        name=engagement.person.name,
        regime=engagement.regime,
        base_id=engagement.base_id,
        commune=base.commune,
        insee=base.insee,
        point=(base.lat, base.lon),
        caps=Caps(**{one.name: getattr(engagement, one.name) for one in fields(Caps)}),
    )


def _demand(demand: Demand) -> DemandFact:
    return DemandFact(
        id=demand.id,
        member_id=demand.member_id,
        member_name=demand.member.name,
        title=demand.title,
        skill=demand.skill,
        earliest_on=demand.earliest_on,
        latest_on=demand.latest_on,
    )


def _find_town_halls(codes: Iterable[str]) -> Mapping[str, Point]:
    """Return where the communes of these codes are, as far as the list knows them."""
    communes = (get_commune(code) for code in codes)
    return {one.insee: (one.lat, one.lon) for one in communes if one is not None}
