"""From rows to the facts the law looks at, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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
class Ground:
    """What is recorded of some CDOs, by engagement in order, and where some sites are."""

    contracts: Mapping[int, Contract]
    persons: Mapping[int, int]
    places: Mapping[int, Place]
    zone: str
    today: date

    def placed(self, visit: StatedVisit) -> PlacedVisit:
        """Return a visit with the place of its site."""
        return PlacedVisit(
            engagement_id=visit.engagement_id,
            day=visit.day,
            slot=visit.slot,
            length=visit.length,
            grid_kind=visit.grid_kind,
            is_on_site=visit.is_on_site,
            place=self.places[visit.site_id],
        )


def read_ground(
    session: Session,
    groupement_id: int,
    engagement_ids: Collection[int],
    site_ids: Collection[int],
    *,
    now: datetime,
) -> Ground:
    """Return what is recorded of CDOs and sites, in four statements however many there are."""
    zone = get_groupement_by_id(session, groupement_id).timezone
    recorded = list_contracts(session, groupement_id)
    engagements = _engagements(session, groupement_id, engagement_ids)
    return Ground(
        contracts={
            one.id: contract_facts(one, recorded.get(one.id, ContractWish())) for one in engagements
        },
        persons={one.id: one.person_id for one in engagements},
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
    visits = [*work.visits, *work.around]
    judged = {visit.engagement_id for visit in work.visits}
    sites = {visit.site_id for visit in visits}
    ground = read_ground(session, groupement_id, judged, sites, now=now)
    of_cdo = by_cdo(visits, ground)
    found = [
        gather_facts(
            contract,
            of_cdo[number],
            first=work.first,
            last=work.last,
            zone=ground.zone,
            elsewhere=work.elsewhere.get(ground.persons[number], ()),
        )
        for number, contract in ground.contracts.items()
    ]
    return [replace(facts, today=ground.today) for facts in found]


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
    session: Session, groupement_id: int, numbers: Collection[int]
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


def by_cdo(visits: Iterable[StatedVisit], ground: Ground) -> Mapping[int, list[PlacedVisit]]:
    """Return visits with their places, by engagement; an engagement without any has none."""
    found: defaultdict[int, list[PlacedVisit]] = defaultdict(list)
    for visit in visits:
        found[visit.engagement_id].append(ground.placed(visit))
    return found
