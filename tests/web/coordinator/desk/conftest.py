"""A plan of one visit on the desk."""

import pytest

from cdo_share.planning.models import (
    Plan,
)
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY


@pytest.fixture
def place(world: World) -> At:
    return At(world.shop, world.zoe, MONDAY, 0)


@pytest.fixture
def plan(plan_of: PlanOf, place: At, world: World) -> Plan:
    return plan_of(place, At(world.stock, world.yann, TUESDAY, 1))


@pytest.fixture
def desk(pages: str, plan: Plan) -> str:
    """Return the address of the desk."""
    return f"{pages}/plans/{plan.id}/bureau"
