"""A person cancels a visit: it stays cancelled, and the demand asks for less or for another day."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.publishing.cancellation_queries import (
    given_up_slots,
    list_cancelled,
    list_stopped,
)
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
from cdo_share.publishing.queries import published_visits
from cdo_share.publishing.service import publish
from tests.factories import a_person
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World, a_plan, a_world, row


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a world with two visits in force, on Monday and on Tuesday."""
    world = a_world(session)
    places = [At(world.shop, world.zoe, MONDAY, AM), At(world.stock, world.zoe, TUESDAY, PM)]
    _publish(session, world, a_plan(session, world, places).id, now)
    return world


def _publish(session: Session, world: World, plan_id: int, now: datetime) -> None:
    keys = {"groupement_id": world.groupement.id, "plan_id": plan_id}
    publish(session, **keys, published_by_id=None, now=now)


def visit_on_monday(session: Session) -> Visit:
    return session.scalars(select(Visit).where(Visit.day == MONDAY)).one()


def cancelled(
    session: Session, world: World, now: datetime, *, replaced: bool = False, member: bool = True
) -> Visit:
    person = a_person(session)
    return cancel_visit(
        session,
        groupement_id=world.groupement.id,
        wish=CancelWish(
            visit_id=visit_on_monday(session).id,
            cancelled_by=CancelledBy.MEMBER,
            person_id=person.id,
            is_replaced=replaced,
        ),
        now=now,
        member_id=world.biscuits.id if member else world.boats.id,
    )


def test_cancelled_visit_says_who_and_when_and_rises_in_sequence(
    session: Session, world: World, now: datetime
) -> None:
    before = row(visit_on_monday(session))

    visit = cancelled(session, world, now)

    assert (visit.state, visit.cancelled_by) == (VisitState.CANCELLED, CancelledBy.MEMBER)
    assert visit.sequence == before["sequence"] + 1
    assert visit.last_modified_at > before["last_modified_at"]
    told = list_cancelled(session, world.groupement.id, period_id=world.period.id, first=MONDAY)
    assert [(one.visit.id, one.by, one.at, one.is_replaced) for one in told] == [
        (visit.id, CancelledBy.MEMBER, now, False)
    ]
    acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts[-1] == "cancel_visit"


@pytest.mark.parametrize(("replaced", "less"), [(False, 1), (True, 0)])
def test_only_time_that_is_not_replaced_is_given_up(
    session: Session, world: World, now: datetime, replaced: bool, less: int
) -> None:
    cancelled(session, world, now, replaced=replaced)

    given_up = given_up_slots(session, world.groupement.id, world.period.id)
    assert given_up == ({world.shop.id: less} if less else {})


def test_visit_of_another_member_is_not_found(
    session: Session, world: World, now: datetime
) -> None:
    with pytest.raises(NotFound):
        cancelled(session, world, now, member=False)


def test_cancelled_twice_or_begun_is_refused(session: Session, world: World, now: datetime) -> None:
    begun = visit_on_monday(session).starts_at
    with pytest.raises(Conflict, match="begun"):
        cancelled(session, world, begun)
    cancelled(session, world, now)
    with pytest.raises(Conflict, match="already"):
        cancelled(session, world, now)


def test_plan_made_before_does_not_bring_the_visit_back(
    session: Session, world: World, now: datetime
) -> None:
    monday = visit_on_monday(session)
    places = [
        At(world.shop, world.zoe, MONDAY, AM, id=monday.id),
        At(world.stock, world.zoe, TUESDAY, AM),
    ]
    older = a_plan(session, world, places)
    cancelled(session, world, now)

    _publish(session, world, older.id, now)

    in_force = published_visits(session, world.groupement.id, world.period.id)
    assert [visit.demand_id for visit in in_force] == [world.stock.id]
    assert visit_on_monday(session).state is VisitState.CANCELLED


def test_other_plan_made_before_does_not_bring_the_visit_back_under_another_id(
    session: Session, world: World, now: datetime
) -> None:
    """Two plans made before the first release know the same visit by two ids."""
    places = [At(world.shop, world.zoe, MONDAY, AM), At(world.shop, world.zoe, TUESDAY, AM)]
    other = a_plan(session, world, places)
    cancelled(session, world, now)

    _publish(session, world, other.id, now)

    in_force = published_visits(session, world.groupement.id, world.period.id)
    assert [(visit.demand_id, visit.day) for visit in in_force] == [(world.shop.id, TUESDAY)]
    assert visit_on_monday(session).state is VisitState.CANCELLED
    assert [visit.day for visit in list_stopped(session, other)] == [MONDAY]
