"""A world with a plan in force whose run has a stored question, and who may book there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person, RoleKind
from cdo_share.accounts.queries import get_member
from cdo_share.bookings.models import Booking
from cdo_share.bookings.service import BookingWish
from cdo_share.demands.models import Place
from cdo_share.planning.models import Run
from cdo_share.publication import Surroundings
from cdo_share.publishing.queries import published_visits
from cdo_share.publishing.service import publish
from cdo_share.reserving.fitting import Sought, list_free_halfdays
from cdo_share.reserving.holding import hold_halfday
from cdo_share.today import ask_as_it_stands
from cdo_share.web.mails import render_mail
from tests.factories import a_person, a_role
from tests.publishing.world import AM, TUESDAY, At, World, a_plan

AROUND = Surroundings("https://cdo.example", render_mail)
SKILL = "VENTE-WEB"


@dataclass
class Desk:
    """The world, the person who speaks for the boats, and one of the coordination."""

    world: World
    voice: Person
    office: Person

    @classmethod
    def of(cls, session: Session, world: World, places: Sequence[At], now: datetime) -> "Desk":
        """Publish the places and give everybody a role."""
        keys = {"groupement_id": world.groupement.id, "period_id": world.period.id}
        plan = a_plan(session, world, places)
        run = session.get_one(Run, plan.run_id)
        run.instance = ask_as_it_stands(session, *keys.values(), name="run", now=now, published=[])
        publish(
            session,
            groupement_id=world.groupement.id,
            plan_id=plan.id,
            published_by_id=None,
            now=now,
        )
        voice, office = a_person(session, name="Anne Kermor"), a_person(session, name="Claire")
        a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.boats.id)
        a_role(session, office, world.groupement, RoleKind.COORDINATOR)
        zoe = session.get_one(Person, world.zoe.person_id)
        a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
        session.commit()
        return cls(world, voice, office)

    def boats(self, session: Session) -> Member:
        """Return the member who books."""
        return get_member(session, self.world.groupement.id, self.world.boats.id)

    def free(
        self, session: Session, now: datetime, *, first: date | None = None, level: int = 1
    ) -> list[dict[str, Any]]:
        """Return what the boats could book."""
        sought = Sought(skill=SKILL, level=level, place=Place.ON_SITE, length=1)
        offers = list_free_halfdays(
            session,
            member=self.boats(session),
            period=self.world.period,
            sought=sought,
            first=first or self.world.period.starts_on,
            now=now,
        )
        return [dict(offer.visit) for offer in offers]

    def hold(
        self,
        session: Session,
        now: datetime,
        *,
        cdo: Engagement | None = None,
        day: date = TUESDAY,
        slot: int = AM,
    ) -> Booking:
        """Hold a half-day for the boats."""
        wish = BookingWish(
            engagement_id=(cdo or self.world.zoe).id,
            title="Caisse en panne",
            skill=SKILL,
            level=1,
            place=Place.ON_SITE,
            day=day,
            slot=slot,
            length=1,
        )
        return hold_halfday(
            session,
            member=self.boats(session),
            period=self.world.period,
            wish=wish,
            person_id=self.voice.id,
            now=now,
            around=AROUND,
        )


def in_force(session: Session, world: World) -> list[tuple[int, int, date, int]]:
    """Return the visits in force: demand, CDO, day, slot."""
    return [
        (visit.demand_id, visit.engagement_id, visit.day, visit.slot)
        for visit in published_visits(session, world.groupement.id, world.period.id)
    ]
