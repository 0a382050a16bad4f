"""Two publications at the same moment, on two connections that really commit."""

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.grid import GridKind
from cdo_share.core.orm import transaction
from cdo_share.publishing import service
from cdo_share.publishing.models import Release, Visit
from cdo_share.publishing.service import publish
from cdo_share.publishing.setting_times import TimeWish, set_time
from tests import races
from tests.factories import a_person, an_engagement
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    At,
    World,
    a_plan,
    a_world,
    publish_places,
)

ROUNDS = 5
Act = Callable[[Session], Release]


def race(engine: Engine, acts: Sequence[Act]) -> list[str]:
    """Return how each act ended, sorted; all start at once, each in a transaction of its own."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> str:
        with Session(engine) as session:
            barrier.wait(timeout=20)
            try:
                with transaction(session):
                    return f"release {act(session).number}"
            except Exception as error:  # noqa: BLE001 – whatever it is, the test compares it
                return type(error).__name__

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def publishing(world: World, plan_id: int, now: datetime) -> Act:
    groupement_id = world.groupement.id
    return lambda session: publish(
        session, groupement_id=groupement_id, plan_id=plan_id, published_by_id=None, now=now
    )


def a_published_race(engine: Engine, now: datetime) -> list[str]:
    """Return how two publications of one new plan end."""
    with Session(engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)
        plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)])
    return race(engine, [publishing(world, plan.id, now)] * 2)


def test_publish_of_one_plan_by_two_at_once_makes_one_release_and_one_conflict(
    own_engine: Engine, now: datetime
) -> None:
    for _ in range(ROUNDS):
        assert a_published_race(own_engine, now) == ["Conflict", "release 1"]

    with Session(own_engine) as session:
        assert session.scalar(select(func.count()).select_from(Release)) == ROUNDS
        assert session.scalar(select(func.count()).select_from(Visit)) == ROUNDS


# On SQLite the transaction itself is the lock.
@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_publish_without_the_lock_of_the_groupement_does_not_end_so(
    own_engine: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "lock_groupement", lambda session, groupement_id: None)

    outcomes = [a_published_race(own_engine, now) for _ in range(4 * ROUNDS)]

    assert ["IntegrityError", "release 1"] in outcomes


def a_double_booking_race(engine: Engine, now: datetime) -> list[str]:
    """Return how two groupements end that book the same two people for the same week.

    One writes the visits of a day for the first person first, the other for the second.
    """
    week = [(MONDAY + timedelta(days=number), slot) for number in range(5) for slot in (AM, PM)]
    with Session(engine, expire_on_commit=False) as session, transaction(session):
        people = [a_person(session).id for _ in range(2)]
        acts = []
        for order in (people, people[::-1]):
            world = a_world(session)
            cdos = [an_engagement(session, world.groupement, person_id=one) for one in order]
            places = [At(world.shop, cdo, day, slot) for day, slot in week for cdo in cdos]
            acts.append(publishing(world, a_plan(session, world, places).id, now))
    return race(engine, acts)


def test_publish_for_the_same_people_by_two_groupements_at_once_books_them_once(
    own_engine: Engine, now: datetime
) -> None:
    for _ in range(2 * ROUNDS):
        assert a_double_booking_race(own_engine, now) == ["Conflict", "release 1"]

    with Session(own_engine) as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == 2 * ROUNDS * 20


def test_publish_of_two_plans_of_two_groupements_at_once_both_succeed(
    own_engine: Engine, now: datetime
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        worlds = [a_world(session) for _ in range(2)]
        plans = [
            a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)]) for world in worlds
        ]
    acts = [publishing(world, plan.id, now) for world, plan in zip(worlds, plans, strict=True)]

    assert race(own_engine, acts) == ["release 1", "release 1"]


# SQLite has one writer at a time anyway.
@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_publish_for_a_person_waits_for_another_publication_that_concerns_them(
    own_engine: Engine, now: datetime
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        person = a_person(session)
        first, second = (
            publishing(world, a_plan(session, world, [At(world.shop, world.zoe, day, AM)]).id, now)
            for day in (MONDAY, MONDAY + timedelta(days=1))
            for world in [a_world(session, zoe_person=person.id)]
        )

    with Session(own_engine) as one, transaction(one):
        first(one)
        with Session(own_engine) as other:
            other.execute(text("SET LOCAL lock_timeout = '100ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                second(other)

    with Session(own_engine) as other, transaction(other):
        assert second(other).number == 1


def noting(world: World, visit_id: uuid.UUID, now: datetime) -> Callable[[Session], object]:
    wish = TimeWish(visit_id=visit_id, start=time(9, 30), end=time(11), person_id=None)
    return lambda session: set_time(session, groupement_id=world.groupement.id, wish=wish, now=now)


def a_clashing_race(engine: Engine, now: datetime) -> list[str]:
    """Return how two groupements end that note one time of one person's morning at once."""
    acts = []
    with Session(engine, expire_on_commit=False) as session, transaction(session):
        person = a_person(session)
        for slot in (0, 2):
            world = a_world(session, zoe_person=person.id, grid_kind=GridKind.HOUR)
            world.zoe.regime = Regime.FORFAIT_JOURS
            place = At(world.shop, world.zoe, MONDAY, slot, 2, id=uuid.uuid4())
            publish_places(session, world, [place], now)
            acts.append(noting(world, place.id, now))
    return races.race(engine, acts)


def test_time_of_a_person_is_noted_by_one_of_two_groupements_at_once(
    own_engine: Engine, now: datetime
) -> None:
    for _ in range(2 * ROUNDS):
        assert a_clashing_race(own_engine, now) == ["InvalidInput", "done"]
