"""Turns a checked seed into rows, through the same services as the pages use."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from cdo_share.accounts.models import (
    Engagement,
    EngagementSkill,
    Groupement,
    Member,
    MemberConflict,
    Regime,
    RoleKind,
    Site,
)
from cdo_share.accounts.queries import find_person_by_email
from cdo_share.accounts.service import grant_role, open_groupement, register_person
from cdo_share.availability.busy import read_busy_times
from cdo_share.availability.keeping import replace_busy_times
from cdo_share.availability.models import ExceptionKind
from cdo_share.availability.pattern import WHOLE
from cdo_share.availability.service import add_exception, set_pattern
from cdo_share.availability.wish import ExceptionWish
from cdo_share.core.grid import GridKind, Half
from cdo_share.demands.models import (
    AmountUnit,
    Cadence,
    DeclineReason,
    Place,
    Urgency,
    UrgencyReason,
)
from cdo_share.demands.service import submit_demand
from cdo_share.demands.wish import DemandWish
from cdo_share.rounds.models import Period
from cdo_share.rounds.service import add_closed_day, open_period
from cdo_share.seeding.seed import Seed, SeedBase, SeedCdo, SeedDemand, SeedMember, weekday_and_half

Row = TypeVar("Row", Site, Member, Engagement)


def load_seed(session: Session, seed: Seed, *, now: datetime) -> Groupement:
    """Return the groupement of a seed with everything that belongs to it, flushed.

    Raises the refusals of the services: a seed that passes `read_seed` may still break a
    rule that only the services know.
    """
    return _Loader(session, seed, now).load()


class _Loader:
    """Loads one seed; keeps the numbers that its short names have become."""

    def __init__(self, session: Session, seed: Seed, now: datetime) -> None:
        self.session, self.seed, self.now = session, seed, now
        self.members: dict[str, int] = {}
        self.engagements: dict[str, int] = {}

    def load(self) -> Groupement:
        """Return the groupement, loaded in the order in which things refer to each other."""
        facts = self.seed.groupement
        self.groupement = open_groupement(
            self.session,
            name=facts.name,
            slug=facts.slug,
            contact_email=facts.contact_email,
            now=self.now,
        )
        self.groupement.timezone = facts.timezone
        self.groupement.halfday_price_cents = facts.halfday_price_cents
        self._load_people()
        period = self._load_period()
        for demand in self.seed.demands:
            self._load_demand(demand, period)
        return self.groupement

    def _load_people(self) -> None:
        for coordinator in self.seed.coordinators:
            self._role(coordinator.name, coordinator.email, coordinator.phone, RoleKind.COORDINATOR)
        for member in self.seed.members:
            self._load_member(member)
        for cdo in self.seed.cdos:
            self._load_cdo(cdo)
        for conflict in self.seed.conflicts:
            first, second = sorted(self.members[name] for name in conflict.members)
            row = MemberConflict(groupement_id=self.groupement.id, first_id=first, second_id=second)
            self.session.add(row)
        self.session.flush()

    def _person(self, name: str, email: str, phone: str) -> int:
        """Return a person's number; somebody known from another groupement stays as they are."""
        known = find_person_by_email(self.session, email)
        if known is not None:
            return known.id
        person = register_person(self.session, email=email, name=name, now=self.now)
        person.phone = phone
        return person.id

    def _role(self, name: str, email: str, phone: str, kind: RoleKind, subject_id: int = 0) -> None:
        person_id = self._person(name, email, phone)
        self._grant(person_id, kind, subject_id)

    def _grant(self, person_id: int, kind: RoleKind, subject_id: int = 0) -> None:
        grant_role(
            self.session,
            person_id=person_id,
            groupement_id=self.groupement.id,
            kind=kind,
            subject_id=subject_id,
            now=self.now,
        )

    def _added(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row

    def _site(self, name: str, place: SeedBase | SeedMember) -> int:
        site = Site(
            groupement_id=self.groupement.id,
            name=name,
            address=place.address,
            commune=place.commune,
            insee=place.insee,
            lat=place.lat,
            lon=place.lon,
        )
        return self._added(site).id

    def _load_member(self, facts: SeedMember) -> None:
        member = self._added(
            Member(
                groupement_id=self.groupement.id,
                slug=facts.id,
                name=facts.name,
                trade=facts.trade,
                headcount=facts.headcount,
                site_id=self._site(facts.name, facts),
            )
        )
        self.members[facts.id] = member.id
        self._role(facts.contact, facts.email, facts.phone, RoleKind.MEMBER, member.id)

    def _load_cdo(self, facts: SeedCdo) -> None:
        person_id = self._person(facts.name, facts.email, facts.phone)
        average = facts.average_cap
        engagement = self._added(
            Engagement(
                groupement_id=self.groupement.id,
                person_id=person_id,
                slug=facts.id,
                regime=Regime(facts.regime),
                base_id=self._site(facts.name, facts.base),
                day_cap_halfdays=facts.day_cap,
                week_cap_halfdays=facts.week_cap,
                period_cap_halfdays=facts.period_cap,
                average_weeks=average.weeks if average else None,
                average_halfdays=average.halfdays if average else None,
                max_km=facts.max_km,
                max_members=facts.max_members,
                max_sites_per_day=facts.max_sites_per_day,
            )
        )
        for skill, level in facts.skills.items():
            self.session.add(EngagementSkill(engagement_id=engagement.id, skill=skill, level=level))
        self.session.flush()
        self.engagements[facts.id] = engagement.id
        self._grant(person_id, RoleKind.CDO, engagement.id)
        self._load_availability(facts, engagement.id)

    def _load_availability(self, facts: SeedCdo, engagement_id: int) -> None:
        whose: dict[str, Any] = {
            "groupement_id": self.groupement.id,
            "engagement_id": engagement_id,
        }
        pattern = {weekday_and_half(name): WHOLE for name in facts.weekly}
        set_pattern(self.session, pattern=pattern, **whose)
        for exception in facts.exception:
            wish = ExceptionWish(
                kind=ExceptionKind(exception.kind),
                starts_on=exception.starts_on,
                starts_half=Half(exception.starts_half),
                ends_on=exception.ends_on,
                ends_half=Half(exception.ends_half),
            )
            add_exception(self.session, wish=wish, **whose)
        for calendar in self.seed.calendars:
            if calendar.cdo == facts.id:
                read = read_busy_times(
                    calendar.data,
                    zone=self.groupement.timezone,
                    first=self.seed.period.starts_on,
                    last=self.seed.period.ends_on,
                )
                replace_busy_times(
                    self.session, name=calendar.name, read=read, now=self.now, **whose
                )

    def _load_period(self) -> Period:
        for holiday in self.seed.holidays:
            add_closed_day(
                self.session,
                groupement_id=self.groupement.id,
                day=holiday.day,
                name=holiday.name,
            )
        facts = self.seed.period
        return open_period(
            self.session,
            groupement_id=self.groupement.id,
            name=facts.name,
            starts_on=facts.starts_on,
            ends_on=facts.ends_on,
            grid_kind=GridKind(facts.grid),
        )

    def _load_demand(self, facts: SeedDemand, period: Period) -> None:
        visits = (facts.halfdays or 0) // facts.visit_halfdays or None
        previous = self.engagements[facts.previous_cdo] if facts.previous_cdo else None
        wish = DemandWish(
            title=facts.title,
            skill=facts.skill,
            level=facts.level,
            cadence=Cadence(facts.cadence),
            visit_amount=facts.visit_halfdays,
            visit_unit=AmountUnit.HALF_DAYS,
            visits_per_window=facts.visits_per_window,
            total_visits=visits,
            earliest_on=facts.earliest,
            latest_on=facts.latest,
            place=Place.ON_SITE if facts.on_site else Place.REMOTE,
            urgency=Urgency(facts.urgency),
            urgency_reason=UrgencyReason(facts.urgency_reason) if facts.urgency_reason else None,
            same_moment=facts.same_moment,
            max_cdos=facts.max_cdos,
            preferred=frozenset(weekday_and_half(name) for name in facts.preferred),
            impossible=frozenset(weekday_and_half(name) for name in self.seed.impossible_of(facts)),
            declined=frozenset(
                (self.engagements[excluded.cdo], DeclineReason(excluded.category))
                for excluded in facts.excluded
            ),
            previous_engagement_id=previous,
        )
        submit_demand(
            self.session,
            groupement_id=self.groupement.id,
            member_id=self.members[facts.member],
            period_id=period.id,
            wish=wish,
            now=self.now,
        )
