"""What is read around a period, of whom, and when a release last changed somebody's visits."""

import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.core.grid import GridKind
from cdo_share.legal.models import LegalParameters
from cdo_share.legal.parameters import LAW
from cdo_share.legal.reading import StatedVisit
from cdo_share.publishing.cancellation_queries import given_up_slots, list_cancelled
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.handing_over import hand_visits_over
from cdo_share.publishing.joining import read_forbidding
from cdo_share.publishing.lawful import judge_publication
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
from cdo_share.publishing.queries import (
    find_visit,
    is_planned,
    last_changes,
    latest_release,
    list_visits_by_id,
)
from cdo_share.publishing.service import preview_changes
from cdo_share.publishing.worked import list_worked, list_worked_around
from cdo_share.rounds.models import Period
from tests.factories import a_demand, a_period, a_person
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    TUESDAY,
    WEDNESDAY,
    At,
    World,
    a_plan,
    a_world,
    publish_places,
)

ONE, TWO = (uuid.UUID(int=number, version=4) for number in (1, 2))
HOUR = timedelta(hours=1)
JUNE = {"starts_on": date(2027, 6, 7), "ends_on": date(2027, 7, 2)}


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def june(session: Session, world: World) -> Period:
    return a_period(session, world.groupement, **JUNE)


def visits_on(
    session: Session, world: World, cdo: Engagement, now: datetime, *days: str
) -> list[Visit]:
    """Put visits of the winter in force, and have them lie on other days."""
    places = product((MONDAY, TUESDAY, WEDNESDAY), (AM, PM))
    wanted = [At(world.shop, cdo, *place) for place, _ in zip(places, days, strict=False)]
    publish_places(session, world, wanted, now)
    visits = list(session.scalars(select(Visit).order_by(Visit.starts_at)))
    for visit, day in zip(visits, days, strict=True):
        visit.day = date.fromisoformat(day)
    session.flush()
    return visits


def cancelled(visit: Visit) -> None:
    visit.state, visit.cancelled_by = VisitState.CANCELLED, CancelledBy.CDO


@pytest.mark.parametrize(
    ("regime", "days", "known"),
    [
        # Twelve weeks before 7 June and after 2 July.
        (
            Regime.HOURS,
            ("2027-03-14", "2027-03-15", "2027-09-24", "2027-09-25"),
            ["2027-03-15", "2027-09-24"],
        ),
        # On annual days the whole year.
        (
            Regime.FORFAIT_JOURS,
            ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01"),
            ["2027-01-01", "2027-12-31"],
        ),
    ],
)
def test_work_around_a_period_reaches_as_far_as_the_law_looks(  # noqa: PLR0917
    session: Session,
    world: World,
    june: Period,
    now: datetime,
    regime: Regime,
    days: tuple[str, ...],
    known: list[str],
) -> None:
    visits_on(session, world, world.zoe, now, *days)
    world.zoe.regime = regime
    session.flush()

    found = list_worked_around(session, june, [world.zoe.id], LAW)

    assert [one.day.isoformat() for one in found] == known


def test_work_around_is_in_force_of_other_periods_and_of_those_asked_about(
    session: Session, world: World, june: Period, now: datetime
) -> None:
    kept, gone, own = visits_on(
        session, world, world.zoe, now, "2027-05-31", "2027-06-01", "2027-06-02"
    )
    cancelled(gone)
    own.period_id = june.id
    session.flush()

    def read(*cdos: Engagement) -> list[date]:
        found = list_worked_around(session, june, [one.id for one in cdos], LAW)
        return [one.day for one in found]

    assert (read(world.zoe, world.yann), read(world.yann)) == ([kept.day], [])
    assert [one.day for one in list_worked(session, june)] == [own.day]
    assert [one.day for one in list_worked(session, world.period)] == [kept.day]


def test_visit_that_could_join_is_judged_with_the_period_before(
    session: Session, world: World, now: datetime
) -> None:
    """Two days a week are allowed; Monday and Tuesday belong to the period before."""
    places = [At(world.shop, world.zoe, day, AM) for day in (MONDAY, TUESDAY)]
    publish_places(session, world, places, now)
    session.add(LegalParameters(groupement_id=world.groupement.id, week_max_days=2))
    days = {"starts_on": WEDNESDAY, "ends_on": date(2027, 1, 29)}
    later = a_period(session, world.groupement, **days)
    site_id = world.biscuits.site_id
    forbidden = read_forbidding(
        session, later, engagement_ids=[world.zoe.id], site_id=site_id, now=now
    )

    def found(day: date) -> list[str]:
        visit = StatedVisit(
            engagement_id=world.zoe.id,
            day=day,
            slot=AM,
            length=1,
            grid_kind=GridKind.HALF_DAY,
            is_on_site=True,
            site_id=site_id,
        )
        return [one.rule for one in forbidden(visit)]

    assert (found(WEDNESDAY), found(WEDNESDAY + timedelta(weeks=1))) == (["six_days"], [])


def test_release_that_takes_away_what_is_forbidden_leaves_nothing_to_tell(
    session: Session, world: World, now: datetime
) -> None:
    measures = LegalParameters(groupement_id=world.groupement.id, sunday_off=False)
    session.add(measures)
    publish_places(session, world, [At(world.shop, world.zoe, date(2027, 1, 10), AM)], now)
    session.delete(measures)
    session.flush()
    plan = a_plan(session, world, [At(world.stock, world.yann, MONDAY, AM)])

    found = preview_changes(session, world.groupement.id, plan.id, now=now)
    ruling = judge_publication(session, plan, found, now)

    assert (ruling.forbidden, ruling.standing, ruling.verdict.blocking) == ((), (), ())


def test_last_change_of_each_cdo_and_member_is_that_of_a_release_of_the_period(
    session: Session, world: World, june: Period, now: datetime
) -> None:
    """Zoé's visit goes to Yann, then Zoé gets another; Yann's in June counts for June."""
    shop = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    stock = At(world.stock, world.yann, TUESDAY, AM, id=TWO)
    moved = At(world.shop, world.yann, MONDAY, AM, id=ONE)
    more = At(world.shop, world.zoe, WEDNESDAY, PM)
    zoe, yann = world.zoe.id, world.yann.id
    biscuits, boats = world.biscuits.id, world.boats.id
    keys = world.groupement.id, world.period.id

    found = []
    for number, places in enumerate(([shop, stock], [moved, stock], [moved, stock, more])):
        publish_places(session, world, places, now + number * HOUR)
        found.append(last_changes(session, *keys))
    winter, world.period = world.period, june
    asked = a_demand(session, world.boats, june)
    publish_places(session, world, [At(asked, world.yann, june.starts_on, AM)], now + 3 * HOUR)

    assert found == [
        ({zoe: now, yann: now}, {biscuits: now, boats: now}),
        ({zoe: now + HOUR, yann: now + HOUR}, {biscuits: now + HOUR, boats: now}),
        ({zoe: now + 2 * HOUR, yann: now + HOUR}, {biscuits: now + 2 * HOUR, boats: now}),
    ]
    assert last_changes(session, world.groupement.id, winter.id) == found[-1]
    assert last_changes(session, world.groupement.id, june.id) == (
        {yann: now + 3 * HOUR},
        {boats: now + 3 * HOUR},
    )


def test_visits_and_releases_of_another_groupement_are_not_found(
    session: Session, world: World, now: datetime
) -> None:
    there = a_world(session)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM, id=ONE)], now)

    def read(groupement_id: int) -> tuple[Any, ...]:
        one, listed = (
            find_visit(session, groupement_id, ONE),
            list_visits_by_id(session, groupement_id, [ONE]),
        )
        release = latest_release(session, groupement_id)
        return one and one.id, [view.id for view in listed], release and release.number

    assert read(world.groupement.id) == (ONE, [ONE], 1)
    assert read(there.groupement.id) == (None, [], None)


def test_demand_whose_visit_was_cancelled_is_planned_no_more(
    session: Session, world: World, now: datetime
) -> None:
    whose = world.groupement.id, world.shop.id
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)
    before = is_planned(session, *whose)

    cancelled(session.scalars(select(Visit)).one())
    session.flush()

    assert (before, is_planned(session, *whose)) == (True, False)


def test_whole_day_that_is_given_up_counts_its_slots_in_its_period(
    session: Session, world: World, june: Period, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM, 2, id=ONE)], now)
    wish = CancelWish(
        visit_id=ONE, cancelled_by=CancelledBy.MEMBER, person_id=None, is_replaced=False
    )

    cancel_visit(session, groupement_id=world.groupement.id, wish=wish, now=now)

    assert given_up_slots(session, world.groupement.id, world.period.id) == {world.shop.id: 2}
    assert given_up_slots(session, world.groupement.id, june.id) == {}


@pytest.mark.parametrize(("slot", "days"), [(0, []), (1, []), (2, [MONDAY]), (4, [MONDAY])])
def test_cancelled_visit_whose_time_is_taken_again_is_told_no_more(
    session: Session, now: datetime, slot: int, days: list[date]
) -> None:
    """It lasted from 8:30 to 10:30; who begins at 10:30 takes nothing of it."""
    world = a_world(session, grid_kind=GridKind.HOUR)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0, 2, id=ONE)], now)
    wish = CancelWish(visit_id=ONE, cancelled_by=CancelledBy.CDO, person_id=None, is_replaced=True)
    cancel_visit(session, groupement_id=world.groupement.id, wish=wish, now=now)

    publish_places(session, world, [At(world.stock, world.zoe, MONDAY, slot)], now)

    keys = {"period_id": world.period.id, "first": MONDAY}
    found = list_cancelled(session, world.groupement.id, **keys)
    assert [one.visit.day for one in found] == days


def test_visit_that_begins_as_it_is_handed_over_stays_whose_it_was(
    session: Session, world: World, now: datetime
) -> None:
    other = a_person(session)
    places = [
        At(world.shop, world.zoe, MONDAY, slot, id=one) for slot, one in ((AM, ONE), (PM, TWO))
    ]
    publish_places(session, world, places, now)
    begins = datetime(2027, 1, 4, 8, tzinfo=UTC)

    hand_visits_over(session, engagement_id=world.zoe.id, person_id=other.id, now=begins)

    session.expire_all()
    people = select(Visit.person_id).order_by(Visit.starts_at)
    assert list(session.scalars(people)) == [world.zoe.person_id, other.id]
