"""Reading visits and releases, with names, and only what the reader may know."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.errors import NotFound
from cdo_share.core.grid import GridKind, Half
from cdo_share.planning.identities import PublishedVisit
from cdo_share.publishing.models import CancelledBy, Change, VisitState
from cdo_share.publishing.queries import (
    busy_elsewhere,
    get_release,
    latest_release,
    list_releases,
    list_visit_ids_of,
    list_visits_for_calendars,
    list_visits_in_force,
    published_visits,
)
from cdo_share.publishing.views import Stretch
from tests.factories import a_groupement, a_person
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    TUESDAY,
    At,
    a_world,
    publish_places,
    stored_visit,
)

ONE, TWO, THREE = (uuid.UUID(int=number, version=4) for number in (1, 2, 3))


def test_list_visits_in_force_tells_names_and_place(session: Session, now: datetime) -> None:
    world = a_world(session)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, PM, id=ONE)], now)

    (view,) = list_visits_in_force(session, world.groupement.id)

    assert (view.id, view.member_name, view.cdo_name) == (ONE, "Biscuiterie Le Goff", "Zoé Martin")
    assert (view.title, view.commune) == ("Ouvrir la boutique en ligne", "Vannes")
    assert view.starts_at == datetime(2027, 1, 4, 12, 30, tzinfo=UTC)
    assert view.stretch == Stretch(MONDAY, PM, 1, GridKind.HALF_DAY, Regime.HOURS)


def test_list_visits_in_force_with_each_filter_narrows_the_list(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    places = [
        At(world.shop, world.zoe, MONDAY, AM, id=ONE),
        At(world.stock, world.zoe, MONDAY, PM, id=TWO),
        At(world.shop, world.yann, TUESDAY, AM, id=THREE),
    ]
    publish_places(session, world, places, now)

    def ids(**filters: int | date) -> list[uuid.UUID]:
        found = list_visits_in_force(session, world.groupement.id, **filters)  # type: ignore[arg-type]
        return [view.id for view in found]

    assert ids() == [ONE, TWO, THREE]
    assert ids(engagement_id=world.zoe.id) == [ONE, TWO]
    assert ids(member_id=world.biscuits.id) == [ONE, THREE]
    assert ids(first=TUESDAY) == [THREE]
    assert ids(period_id=world.period.id + 1) == []
    assert list_visits_in_force(session, a_groupement(session).id) == []


def test_cancelled_visits_are_read_by_calendars_only_until_they_end(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM, id=ONE)], now)
    visit = stored_visit(session, ONE)
    visit.state, visit.cancelled_by = VisitState.CANCELLED, CancelledBy.MEMBER
    session.flush()

    def in_calendars(instant: datetime) -> list[uuid.UUID]:
        found = list_visits_for_calendars(
            session, world.groupement.id, first=MONDAY, last=MONDAY, now=instant
        )
        return [view.id for view in found]

    assert list_visits_in_force(session, world.groupement.id) == []
    assert published_visits(session, world.groupement.id, world.period.id) == []
    assert in_calendars(visit.ends_at - timedelta(seconds=1)) == [ONE]
    assert in_calendars(visit.ends_at) == []


def test_published_visits_are_those_that_planning_numbers(session: Session, now: datetime) -> None:
    world = a_world(session)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, PM, id=ONE)], now)

    assert published_visits(session, world.groupement.id, world.period.id) == [
        PublishedVisit(ONE, world.shop.id, world.zoe.id, MONDAY, PM, 1)
    ]


def test_busy_elsewhere_tells_times_of_shared_people_and_nothing_else(
    session: Session, now: datetime
) -> None:
    person = a_person(session)
    here, there = (a_world(session, zoe_person=person.id) for _ in range(2))
    publish_places(session, here, [At(here.shop, here.zoe, TUESDAY, AM)], now)
    places = [At(there.shop, there.zoe, MONDAY, AM), At(there.shop, there.yann, MONDAY, AM)]
    publish_places(session, there, places, now)

    busy = {
        person.id: [
            (datetime(2027, 1, 4, 8, 0, tzinfo=UTC), datetime(2027, 1, 4, 11, 30, tzinfo=UTC))
        ]
    }
    assert busy_elsewhere(session, here.groupement.id, MONDAY, MONDAY) == busy
    assert busy_elsewhere(session, here.groupement.id, TUESDAY, TUESDAY) == {}

    publish_places(session, there, [], now)  # the visit falls away: the person is free again
    assert busy_elsewhere(session, here.groupement.id, MONDAY, MONDAY) == {}


def test_get_release_tells_each_change_with_names(session: Session, now: datetime) -> None:
    world = a_world(session)
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [place], now)
    publish_places(session, world, [replace(place, day=TUESDAY, engagement=world.yann)], now)

    release = get_release(session, world.groupement.id, 2)

    (change,) = release.changes
    assert release.summary.counts == {
        Change.ADDED: 0,
        Change.MOVED: 1,
        Change.KEPT: 0,
        Change.REMOVED: 0,
    }
    assert (change.change, change.cdo_name, change.was_cdo_name) == (
        Change.MOVED,
        "Yann Guégan",
        "Zoé Martin",
    )
    assert (change.when.day, change.was and change.was.day) == (TUESDAY, MONDAY)
    with pytest.raises(NotFound):
        get_release(session, a_groupement(session).id, 2)


def test_list_releases_shows_the_newest_first_with_counts(session: Session, now: datetime) -> None:
    world = a_world(session)
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [place], now)
    second = publish_places(session, world, [place, At(world.stock, world.yann, MONDAY, AM)], now)

    releases = list_releases(session, world.groupement.id)

    assert [
        (one.number, one.counts[Change.ADDED], one.counts[Change.KEPT]) for one in releases
    ] == [
        (2, 1, 1),
        (1, 1, 0),
    ]
    assert latest_release(session, world.groupement.id, world.period.id) is second
    assert latest_release(session, world.groupement.id, world.period.id + 1) is None
    assert list_releases(session, a_groupement(session).id) == []


HALF_DAY, HOUR = GridKind.HALF_DAY, GridKind.HOUR


@pytest.mark.parametrize(
    ("slot", "length", "grid", "regime", "half", "clock"),
    [
        (0, 1, HALF_DAY, Regime.HOURS, Half.AM, "09:00–12:30"),
        (1, 1, HALF_DAY, Regime.PART_TIME, Half.PM, "13:30–17:00"),
        (0, 2, HALF_DAY, Regime.VOLUNTEER, None, "09:00–17:00"),
        (2, 2, HOUR, Regime.HOURS, Half.AM, "10:30–12:30"),
        (3, 2, HOUR, Regime.HOURS, None, "11:30–14:30"),
        (1, 1, HALF_DAY, Regime.FORFAIT_JOURS, Half.PM, None),
        (3, 2, HOUR, Regime.FORFAIT_JOURS, None, None),
    ],
)
def test_stretch_tells_its_half_and_never_clock_times_on_forfait_jours(
    slot: int, length: int, grid: GridKind, regime: Regime, half: Half | None, clock: str | None
) -> None:
    stretch = Stretch(MONDAY, slot, length, grid, regime)

    assert (stretch.half, stretch.clock) == (half, clock)


def test_list_visit_ids_of_tells_what_a_person_was_ever_given(
    session: Session, now: datetime
) -> None:
    person = a_person(session)
    here, there = (a_world(session, zoe_person=person.id) for _ in range(2))
    publish_places(session, here, [At(here.shop, here.zoe, MONDAY, AM, id=ONE)], now)
    publish_places(session, here, [At(here.shop, here.yann, TUESDAY, AM, id=ONE)], now)
    publish_places(session, there, [At(there.shop, there.zoe, TUESDAY, PM, id=TWO)], now)

    assert list_visit_ids_of(session, person.id) == sorted((ONE, TWO))
    assert list_visit_ids_of(session, here.yann.person_id) == [ONE]
