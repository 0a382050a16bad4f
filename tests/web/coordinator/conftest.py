"""A coordinator logged in, a small groupement, and plans with the figures of the real judge."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.planning.instance import build_instance
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.models import Plan, Run
from tests.factories import a_person, a_role
from tests.publishing.world import At, World, a_plan, a_world
from tests.web.conftest import ClientOf
from tests.web.coordinator.days import LAST_FRIDAY, MONDAY, TUESDAY
from tests.web.coordinator.judging import judged

PlanOf = Callable[..., Plan]


@pytest.fixture
def world(session: Session) -> World:
    """Return two members with a demand of four half-days each, two CDOs, a period ahead."""
    return a_world(session, name="Hiver 2099", starts_on=MONDAY, ends_on=LAST_FRIDAY)


@pytest.fixture
def coordinator(session: Session, world: World) -> Person:
    """Return the coordinator of the groupement."""
    person = a_person(session, name="Claire Morvan", email="claire@groupement.example")
    a_role(session, person, world.groupement, RoleKind.COORDINATOR)
    session.commit()
    return person


@pytest.fixture
def browser(client_of: ClientOf, coordinator: Person) -> FlaskClient:
    """Return a browser in which the coordinator is logged in."""
    return client_of(coordinator)


@pytest.fixture
def pages(world: World) -> str:
    """Return the address that all pages of the coordinator begin with."""
    return f"/coordination/{world.groupement.slug}"


@pytest.fixture
def plan_of(session: Session, world: World) -> PlanOf:
    """Return a function that stores a plan of these visits, judged and explained."""

    def make(*places: At) -> Plan:
        plan = a_plan(session, world, places)
        instance = build_instance(
            session,
            groupement_id=world.groupement.id,
            period_id=world.period.id,
            name="run",
        )
        session.get_one(Run, plan.run_id).instance = instance
        _judge(plan, instance, solved_by(places))
        session.commit()
        return plan

    return make


def solved_by(places: tuple[At, ...]) -> dict[str, object]:
    """Return the visits at these places as a solver writes them."""
    visits = [
        {
            "demand": demand_name(place.demand.id),
            "cdo": cdo_name(place.engagement.id),
            "day": place.day.isoformat(),
            "slot": place.slot,
            "length": place.length,
        }
        for place in places
    ]
    return {"format": "cdo-timeshare-plan/1", "instance": "run", "visits": visits}


def _judge(plan: Plan, instance: dict[str, object], solved: dict[str, object]) -> None:
    report, plan.unmet = judged(instance, solved)
    plan.cost, plan.bound, plan.gap = report["cost"], report["cost"] - 10, 0.004
    plan.bound_kind = "transport-lp"
    plan.parts = report.pop("components")
    plan.statistics = report


@pytest.fixture
def voice(session: Session, world: World) -> Person:
    """Return the person who speaks for the biscuits."""
    person = a_person(session, name="Anne Le Goff", email="anne@biscuits.example")
    a_role(session, person, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    session.commit()
    return person


@pytest.fixture
def page_of(world: World, voice: Person, pages: str, plan_of: PlanOf) -> str:
    """Return the address where a plan of a visit to each member is proposed."""
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))
    return f"{pages}/plans/{plan.id}/accord"
