"""Who has a calendar of theirs connected: per person and role, by the readings of live links."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.dav.models import DavPassword
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.calendars.models import FeedOwner, FeedToken
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.readers import Connection, list_readers
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token
from tests.factories import a_person, a_role
from tests.publishing.world import World, a_world
from tests.statements import recorded_statements

DAY = timedelta(days=1)


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def zoe(session: Session, world: World) -> Person:
    """Return a CDO who speaks for the biscuits too."""
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    a_role(session, zoe, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    return zoe


def a_link(
    session: Session, world: World, person: Person, key: FeedKey, created_at: datetime
) -> FeedToken:
    here = {"groupement_id": world.groupement.id, "now": created_at}
    feed = open_feed(session, key=key, base_url="https://cdo.example", **here)
    return create_token(session, feed_id=feed.id, person_id=person.id, label="x", **here)[0]


def states(session: Session, world: World, now: datetime) -> dict[tuple[str, str], Connection]:
    session.flush()
    readers = list_readers(session, world.groupement.id, now)
    return {(one.person_name, one.subject_name): one.connection for one in readers}


CDO, FIRM = ("Zoé Martin", "Zoé Martin"), ("Zoé Martin", "Biscuiterie Le Goff")


def test_each_role_of_a_person_counts_for_itself(
    session: Session, world: World, zoe: Person, now: datetime
) -> None:
    token = a_link(session, world, zoe, FeedKey(FeedOwner.CDO, world.zoe.id), now - 30 * DAY)
    token.last_read_at = now - DAY

    assert states(session, world, now) == {CDO: Connection.FRESH, FIRM: Connection.NONE}


def test_colleagues_of_one_firm_each_count_for_themselves(
    session: Session, world: World, now: datetime
) -> None:
    for name in ("Anne", "Bruno"):
        person = a_person(session, name=name)
        a_role(session, person, world.groupement, RoleKind.MEMBER, member_id=world.boats.id)
        if name == "Anne":
            a_link(session, world, person, FeedKey(FeedOwner.MEMBER, world.boats.id), now)

    boats = "Chantier naval Kermor"
    assert states(session, world, now) == {
        ("Anne", boats): Connection.FRESH,
        ("Bruno", boats): Connection.NONE,
    }


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ((DAY, None), Connection.FRESH),
        ((2 * DAY, None), Connection.UNREAD),
        ((30 * DAY, 6 * DAY), Connection.FRESH),
        ((30 * DAY, 7 * DAY), Connection.STALE),
    ],
)
def test_state_follows_the_readings(
    session: Session,
    world: World,
    zoe: Person,
    now: datetime,
    ages: tuple[timedelta, timedelta | None],
    expected: Connection,
) -> None:
    made_ago, read_ago = ages
    token = a_link(session, world, zoe, FeedKey(FeedOwner.CDO, world.zoe.id), now - made_ago)
    token.last_read_at = None if read_ago is None else now - read_ago

    assert states(session, world, now)[CDO] is expected


def test_latest_reading_of_any_device_counts_and_one_of_an_ended_link_does_not(
    session: Session, world: World, zoe: Person, now: datetime
) -> None:
    key = FeedKey(FeedOwner.CDO, world.zoe.id)
    phone, tablet = (a_link(session, world, zoe, key, now - 30 * DAY) for _ in range(2))
    phone.last_read_at, tablet.last_read_at = now - 20 * DAY, now - DAY

    both = states(session, world, now)[CDO]
    tablet.revoked_at = now
    one = states(session, world, now)[CDO]
    phone.revoked_at = now

    assert [both, one, states(session, world, now)[CDO]] == [
        Connection.FRESH,
        Connection.STALE,
        Connection.NONE,
    ]


def test_link_to_the_calendar_of_the_groupement_is_no_calendar_of_ones_own(
    session: Session, world: World, zoe: Person, now: datetime
) -> None:
    a_role(session, zoe, world.groupement, RoleKind.COORDINATOR)
    a_link(session, world, zoe, FeedKey(FeedOwner.GROUPEMENT), now)

    assert states(session, world, now) == {CDO: Connection.NONE, FIRM: Connection.NONE}


def test_who_has_no_account_or_left_is_not_listed(
    session: Session, world: World, zoe: Person, now: datetime
) -> None:
    entered = a_person(session, known_to_id=world.groupement.id)
    closed = a_person(session, is_active=False)
    for person in (entered, closed):
        a_role(session, person, world.groupement, RoleKind.MEMBER, member_id=world.boats.id)
    world.biscuits.is_active = False

    assert states(session, world, now) == {CDO: Connection.NONE}


def test_list_readers_of_many_takes_four_statements(
    session: Session, world: World, zoe: Person, now: datetime
) -> None:
    for _ in range(5):
        person = a_person(session)
        a_role(session, person, world.groupement, RoleKind.MEMBER, member_id=world.boats.id)
    session.flush()

    with recorded_statements(session) as statements:
        assert len(list_readers(session, world.groupement.id, now, has_devices=True)) == 7

    assert len(statements) == 4


def a_device(session: Session, person: Person, created_at: datetime) -> DavPassword:
    return create_password(session, person_id=person.id, label="x", now=created_at)[0]


def states_with_devices(
    session: Session, world: World, now: datetime
) -> dict[tuple[str, str], Connection]:
    session.flush()
    readers = list_readers(session, world.groupement.id, now, has_devices=True)
    return {(one.person_name, one.subject_name): one.connection for one in readers}


def test_device_that_logs_in_connects_all_roles_of_a_person(
    session: Session, world: World, zoe: Person, now: datetime
) -> None:
    a_device(session, zoe, now - 30 * DAY).last_used_at = now - DAY

    assert states_with_devices(session, world, now) == dict.fromkeys((CDO, FIRM), Connection.FRESH)
    assert states(session, world, now) == dict.fromkeys((CDO, FIRM), Connection.NONE)


def test_device_counts_by_its_last_use_until_it_is_taken_back(
    session: Session, world: World, zoe: Person, now: datetime
) -> None:
    device = a_device(session, zoe, now - 30 * DAY)
    found = []
    for used_at, revoked_at in ((None, None), (now - 8 * DAY, None), (now - DAY, now)):
        device.last_used_at, device.revoked_at = used_at, revoked_at
        found.append(states_with_devices(session, world, now)[FIRM])

    assert found == [Connection.UNREAD, Connection.STALE, Connection.NONE]


def test_best_of_link_and_device_decides(
    session: Session, world: World, zoe: Person, now: datetime
) -> None:
    token = a_link(session, world, zoe, FeedKey(FeedOwner.CDO, world.zoe.id), now - 30 * DAY)
    token.last_read_at = now - DAY
    a_device(session, zoe, now - 30 * DAY).last_used_at = now - 8 * DAY

    assert states_with_devices(session, world, now) == {
        CDO: Connection.FRESH,
        FIRM: Connection.STALE,
    }
