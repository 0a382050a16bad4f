"""The CDO whom a member had before a period."""

import uuid
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.publishing.continuity import find_last_engagement
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
from cdo_share.rounds.models import Period
from tests.factories import a_demand, a_period
from tests.publishing.world import At, World, a_world, publish_places


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def spring(session: Session, world: World) -> Period:
    return a_period(session, world.groupement, starts_on=date(2027, 4, 5), ends_on=date(2027, 7, 2))


def last(session: Session, world: World, period: Period) -> int | None:
    """Return the CDO whom the biscuit firm had before a period."""
    return find_last_engagement(session, world.groupement.id, world.biscuits.id, period)


def test_the_last_visit_before_the_period_counts(
    session: Session, world: World, spring: Period, now: datetime
) -> None:
    places = [
        At(world.shop, world.zoe, date(2027, 1, 4), 0),
        At(world.shop, world.yann, date(2027, 1, 11), 0),
        At(world.stock, world.zoe, date(2027, 1, 12), 0),
    ]
    publish_places(session, world, places, now)

    assert last(session, world, spring) == world.yann.id


def test_visits_of_the_period_itself_and_cancelled_ones_do_not_count(
    session: Session, world: World, spring: Period, now: datetime
) -> None:
    called_off = uuid.uuid4()
    places = [
        At(world.shop, world.zoe, date(2027, 1, 4), 0),
        At(world.shop, world.yann, date(2027, 1, 11), 0, id=called_off),
    ]
    publish_places(session, world, places, now)
    visit = session.get_one(Visit, called_off)
    visit.state, visit.cancelled_by = VisitState.CANCELLED, CancelledBy.MEMBER
    session.flush()

    assert last(session, world, world.period) is None
    assert last(session, world, spring) == world.zoe.id


def test_who_was_never_visited_had_nobody(session: Session, world: World, spring: Period) -> None:
    assert last(session, world, spring) is None


def test_visits_of_a_later_period_do_not_count(
    session: Session, world: World, spring: Period, now: datetime
) -> None:
    winter, world.period = world.period, spring
    asked = a_demand(session, world.biscuits, spring)
    publish_places(session, world, [At(asked, world.zoe, date(2027, 4, 5), 0)], now)

    assert last(session, world, winter) is None


def test_visits_of_a_period_that_begins_later_now_are_still_its_own(
    session: Session, world: World, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, date(2027, 1, 4), 0)], now)
    world.period.starts_on = date(2027, 1, 11)
    session.flush()

    assert last(session, world, world.period) is None
