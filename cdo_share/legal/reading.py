"""From rows to the facts the law looks at, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.models import Engagement, Member, Site
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.grid import GridKind
from cdo_share.demands.models import Demand
from cdo_share.legal.facts import CdoFacts, Contract
from cdo_share.legal.gathering import PlacedVisit, gather_facts
from cdo_share.legal.notice import local_day
from cdo_share.legal.places import Place
from cdo_share.legal.queries import list_contracts
from cdo_share.legal.wish import ContractWish
from cdo_share.planning.models import PlanVisit

Elsewhere = Mapping[int, Sequence[tuple[datetime, datetime]]]
NO_WISH = ContractWish()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedVisit:
    """A visit as a row states it; `site_id` is the member's also when the visit is remote."""

    engagement_id: int
    day: date
    slot: int
    length: int
    grid_kind: GridKind
    is_on_site: bool
    site_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is to be judged: `visits` from `first` to `last`, and what is known around them.

    `around`: this groupement's visits in force on other days; averages and rests reach into them.
    `elsewhere`: the times of each person's visits in other groupements, by person.
    """

    visits: Sequence[StatedVisit]
    first: date
    last: date
    around: Sequence[StatedVisit] = ()
    elsewhere: Elsewhere = field(default_factory=dict)


def read_plan_visits(session: Session, plan_id: int, grid_kind: GridKind) -> list[StatedVisit]:
    """Return the visits of a plan, at the sites where their members are today; one statement."""
    statement = (
        select(PlanVisit, Member.site_id)
        .join(Demand, Demand.id == PlanVisit.demand_id)
        .join(Member, Member.id == Demand.member_id)
        .where(PlanVisit.plan_id == plan_id)
        .order_by(PlanVisit.day, PlanVisit.slot, PlanVisit.engagement_id)
    )
    return [
        StatedVisit(
            engagement_id=visit.engagement_id,
            day=visit.day,
            slot=visit.slot,
            length=visit.length,
            grid_kind=grid_kind,
            is_on_site=visit.is_on_site,
            site_id=site_id,
        )
        for visit, site_id in session.execute(statement)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What is known of CDOs and of places, whatever their work: by engagement and by site."""

    contracts: Mapping[int, Contract]
    people: Mapping[int, int]
    places: Mapping[int, Place]
    zone: str
    today: date


def read_register(
    session: Session,
    groupement_id: int,
    *,
    engagements: Iterable[Engagement],
    site_ids: Iterable[int],
    now: datetime,
) -> Register:
    """Return what is known of these CDOs, whose bases are loaded, and these sites."""
    zone = get_groupement_by_id(session, groupement_id).timezone
    recorded = list_contracts(session, groupement_id)
    cdos = list(engagements)
    return Register(
        contracts={one.id: contract_facts(one, recorded.get(one.id, NO_WISH)) for one in cdos},
        people={one.id: one.person_id for one in cdos},
        places=_places(session, site_ids),
        zone=zone,
        today=local_day(now, zone),
    )


def read_facts(
    session: Session, groupement_id: int, work: Work, *, now: datetime
) -> list[CdoFacts]:
    """Return the facts of every CDO who has a visit to be judged, by engagement.

    Four statements, however many visits there are.
    """
    judged = {visit.engagement_id for visit in work.visits}
    register = read_register(
        session,
        groupement_id,
        engagements=_engagements(session, groupement_id, judged),
        site_ids={visit.site_id for visit in (*work.visits, *work.around)},
        now=now,
    )
    return facts_of(work, register)


def facts_of(work: Work, register: Register) -> list[CdoFacts]:
    """Return the facts of every CDO who has a visit to be judged, by engagement; pure."""
    judged = sorted({visit.engagement_id for visit in work.visits} & register.contracts.keys())
    of_cdo = _by_cdo([*work.visits, *work.around], register.places)
    found = [
        gather_facts(
            register.contracts[number],
            of_cdo[number],
            first=work.first,
            last=work.last,
            zone=register.zone,
            elsewhere=work.elsewhere.get(register.people[number], ()),
        )
        for number in judged
    ]
    return [replace(facts, today=register.today) for facts in found]


def contract_facts(engagement: Engagement, recorded: ContractWish) -> Contract:
    """Return what is known of an engagement; its base must be loaded."""
    base = engagement.base
    return Contract(
        engagement_id=engagement.id,
        regime=engagement.regime,
        base=Place(base.lat, base.lon, base.insee),
        outside_minutes=60 * engagement.outside_hours,
        weekly_minutes=recorded.weekly_minutes,
        waiver_on=recorded.waiver_on,
        short_reason=recorded.short_reason,
        forfait_signed_on=recorded.forfait_signed_on,
        year_days=recorded.year_days,
    )


def _engagements(
    session: Session, groupement_id: int, numbers: Iterable[int]
) -> Sequence[Engagement]:
    """Return these CDOs with their bases; those who have left are among them."""
    statement = (
        select(Engagement)
        .where(Engagement.groupement_id == groupement_id, Engagement.id.in_(numbers))
        .options(joinedload(Engagement.base))
        .order_by(Engagement.id)
    )
    return session.scalars(statement).all()


def _places(session: Session, site_ids: Iterable[int]) -> dict[int, Place]:
    statement = select(Site.id, Site.lat, Site.lon, Site.insee).where(Site.id.in_(site_ids))
    return {row.id: Place(row.lat, row.lon, row.insee) for row in session.execute(statement)}


def _by_cdo(
    visits: Iterable[StatedVisit], places: Mapping[int, Place]
) -> Mapping[int, list[PlacedVisit]]:
    found: defaultdict[int, list[PlacedVisit]] = defaultdict(list)
    for visit in visits:
        placed = PlacedVisit(
            engagement_id=visit.engagement_id,
            day=visit.day,
            slot=visit.slot,
            length=visit.length,
            grid_kind=visit.grid_kind,
            is_on_site=visit.is_on_site,
            place=places[visit.site_id],
        )
        found[visit.engagement_id].append(placed)
    return found
