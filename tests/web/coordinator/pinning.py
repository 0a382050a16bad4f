"""Constraints of the world of pages, as tests add them."""

from typing import Any

from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.constraint_queries import Holding, add_constraint
from cdo_share.planning.models import Constraint, ConstraintKind
from tests.publishing.world import World
from tests.web.coordinator.days import MONDAY


def constrain(session: Session, world: World, kind: ConstraintKind, **values: Any) -> Constraint:
    """Add a constraint and commit."""
    row = add_constraint(
        session,
        groupement_id=world.groupement.id,
        period_id=world.period.id,
        holding=Holding(kind=kind, **values),
        person_id=None,
        now=utc_now(),
    )
    session.commit()
    return row


def contradict(session: Session, world: World) -> None:
    """Keep the shop's visit of Monday, and want none on that day."""
    keep = {"engagement_id": world.zoe.id, "slot": 0, "length": 1}
    shop = {"demand_id": world.shop.id, "day": MONDAY}
    constrain(session, world, ConstraintKind.KEEP_VISIT, **shop, **keep)
    constrain(session, world, ConstraintKind.AVOID_DEMAND, **shop)
