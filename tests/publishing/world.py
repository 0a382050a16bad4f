"""A small groupement with plans to publish, for the rooms after planning."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Member
from cdo_share.demands.models import Demand
from cdo_share.planning.models import Plan, PlanVisit, Run, RunState
from cdo_share.publishing.models import Release, ReleaseVisit, Visit
from cdo_share.publishing.service import publish
from cdo_share.rounds.models import Period
from tests.factories import (
    CREATED_AT,
    a_demand,
    a_groupement,
    a_member,
    a_period,
    a_person,
    an_engagement,
)

AM, PM = 0, 1
MONDAY = date(2027, 1, 4)
TUESDAY = date(2027, 1, 5)
WEDNESDAY = date(2027, 1, 6)


@dataclass
class World:
    """Two members with a demand each, two CDOs, one period of half-days."""

    groupement: Groupement
    period: Period
    biscuits: Member
    boats: Member
    shop: Demand
    stock: Demand
    zoe: Engagement
    yann: Engagement


def a_world(session: Session, *, zoe_person: int | None = None, **period: Any) -> World:
    """Return a new groupement; `zoe_person` engages a person who works elsewhere too."""
    groupement = a_groupement(session)
    period = a_period(session, groupement, **period)
    biscuits = a_member(session, groupement, name="Biscuiterie Le Goff")
    boats = a_member(session, groupement, name="Chantier naval Kermor")
    person = zoe_person or a_person(session, name="Zoé Martin").id
    return World(
        groupement=groupement,
        period=period,
        biscuits=biscuits,
        boats=boats,
        shop=a_demand(session, biscuits, period, title="Ouvrir la boutique en ligne"),
        stock=a_demand(session, boats, period, title="Suivre le stock"),
        zoe=an_engagement(session, groupement, person_id=person),
        yann=an_engagement(session, groupement, person_id=a_person(session, name="Yann Guégan").id),
    )


@dataclass(frozen=True)
class At:
    """Where a plan of a test puts a visit; the id is a new one unless given."""

    demand: Demand
    engagement: Engagement
    day: date
    slot: int
    length: int = 1
    id: uuid.UUID | None = None
    is_on_site: bool = True


def a_plan(
    session: Session, world: World, places: Iterable[At], *, state: RunState = RunState.DONE
) -> Plan:
    """Return a plan of a finished run with the visits at these places."""
    run = Run(
        groupement_id=world.groupement.id,
        period_id=world.period.id,
        state=state,
        time_limit_seconds=5,
        queued_at=CREATED_AT,
        sent_at=CREATED_AT,
        progress=[],
    )
    session.add(run)
    session.flush()
    plan = Plan(
        groupement_id=world.groupement.id,
        period_id=world.period.id,
        run_id=run.id,
        cost=10,
        parts={},
        bound=10,
        bound_kind="none",
        gap=0.0,
        statistics={},
        unmet=[],
        created_at=CREATED_AT,
    )
    plan.visits = [
        PlanVisit(
            visit_id=place.id or uuid.uuid4(),
            demand_id=place.demand.id,
            engagement_id=place.engagement.id,
            day=place.day,
            slot=place.slot,
            length=place.length,
            is_on_site=place.is_on_site,
        )
        for place in places
    ]
    session.add(plan)
    session.flush()
    return plan


def publish_places(session: Session, world: World, places: Iterable[At], now: datetime) -> Release:
    """Return the release of a new plan with the visits at these places."""
    plan = a_plan(session, world, places)
    return publish(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan.id,
        published_by_id=None,
        now=now,
    )


def row(visit: Visit | ReleaseVisit) -> dict[str, Any]:
    """Return the columns of a row as plain values."""
    return {column.name: getattr(visit, column.name) for column in visit.__table__.columns}


def all_rows(session: Session, model: type[Visit] | type[ReleaseVisit]) -> list[dict[str, Any]]:
    """Return every row of a table as it is stored now, ordered by its key."""
    session.expire_all()
    return [
        row(one) for one in session.scalars(select(model).order_by(*model.__table__.primary_key))
    ]


def stored_visit(session: Session, visit_id: uuid.UUID) -> Visit:
    """Return a visit as it is stored now."""
    session.expire_all()
    return session.get_one(Visit, visit_id)
